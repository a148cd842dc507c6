"""The largest magnetic share of a count that is still allowed, by number of events."""

import numpy as np

import cevns
from cevns.experiments.catalogue import catalogue
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.counts import PRESCRIPTIONS, counting
from cevns.inference.intervals import delta_chi2
from figures.limit_profiles import apart
from figures.luminosity import DETECTORS
from figures.style import LINES, SEQUENCE, Figure, styled

NAMES = {key: name.partition("[")[0] for some in DETECTORS.values() for key, name in some.items()}


def largest_share(N: float, statistics: ExpectedCount, prescription: str) -> float:
    """N_EM/N_SM at 90 % C.L. of an expected count of N events."""
    judged = counting(statistics, N, prescription)
    return judged.upper_signal(delta_chi2(0.90, 1)) / N - 1


@styled
def draw() -> Figure:
    """Curves for both sets of uncertainties; every expected count of the table as a point."""
    figure = Figure(figsize=(5.2, 6.6))
    panels = figure.subplots(2, sharex=True, sharey=True)
    N = np.geomspace(10, 1e8, 60)
    for axes, setup in zip(panels, ("current", "future"), strict=True):
        expected = {
            key: e
            for (key, s), e in catalogue().items()
            if s == setup and isinstance(e.measurement, ExpectedCount)
        }
        statistics = next(iter(expected.values())).measurement
        events = {key: cevns.signal(e).sm_total for key, e in expected.items()}
        for prescription, ls, color in zip(PRESCRIPTIONS, LINES, SEQUENCE, strict=False):
            shares = [largest_share(n, statistics, prescription) for n in N]
            axes.plot(N, shares, ls=ls, color=color, label=prescription)
            for n in events.values():
                axes.plot(n, largest_share(n, statistics, prescription), "o", color=color, ms=4)
        root = np.sqrt(delta_chi2(0.90, 1)) * statistics.sigma_sys
        floor = root / (1 - root)
        axes.axhline(floor, color="0.4", lw=0.8)
        ordered = sorted(events, key=events.__getitem__)
        places = 10 ** apart([np.log10(events[key]) for key in ordered], gap=0.28)
        for key, place in zip(ordered, places, strict=True):
            axes.text(place, 1.0, NAMES[key], rotation=60, rotation_mode="anchor", fontsize=9)
            axes.plot([events[key], place], [1.3 * floor, 0.9], color="0.5", lw=0.8)
        axes.set(
            xscale="log",
            yscale="log",
            xlim=(10, 1e8),
            ylim=(1e-4, 20),
            ylabel=r"largest $N_\mathrm{EM}/N_\mathrm{SM}$",
        )
        axes.set_title(f"{setup} setups", loc="left", fontsize="medium")
    panels[0].legend(loc="lower left")
    panels[-1].set_xlabel(r"Standard Model events $N_\mathrm{SM}$")
    return figure
