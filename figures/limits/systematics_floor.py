"""The largest magnetic share of a count that is still allowed, by number of events."""

import numpy as np

import cevns
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.exposure import allowed_share, allowed_share_floor
from cevns.talk.collection import names
from figures.style import LINES, SEQUENCE, Figure, apart, bare, styled


@styled
def draw() -> Figure:
    """Curves for both sets of uncertainties; every expected count of the table as a point."""
    figure = Figure(figsize=(5.2, 6.6))
    panels = figure.subplots(2, sharex=True, sharey=True)
    N = np.geomspace(10, 1e8, 60)
    for axes, setup in zip(panels, ("current", "future"), strict=True):
        every = {key: cevns.dataset(key, setup, assumptions=cevns.TALK) for key in names()}
        expected = {key: data for key, data in every.items() if not data.observed}
        statistics = next(iter(expected.values())).measurement
        events = {key: data.signal.sm_total for key, data in expected.items()}
        for prescription, ls, color in zip(PRESCRIPTIONS, LINES, SEQUENCE, strict=False):
            shares = [allowed_share(statistics, n, prescription) for n in N]
            axes.plot(N, shares, ls=ls, color=color, label=prescription)
            for n in events.values():
                axes.plot(n, allowed_share(statistics, n, prescription), "o", color=color, ms=4)
        floor = allowed_share_floor(statistics.sigma_sys)
        axes.axhline(floor, color="0.4", lw=0.8)
        ordered = sorted(events, key=events.__getitem__)
        places = 10 ** apart([np.log10(events[key]) for key in ordered], gap=0.28)
        for key, place in zip(ordered, places, strict=True):
            axes.text(
                place, 1.0, bare(names()[key]), rotation=60, rotation_mode="anchor", fontsize=9
            )
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
