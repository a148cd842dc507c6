"""The largest magnetic share of a count that is still allowed, by number of events."""

import numpy as np

import cevns
from cevns.catalogue import catalogue
from cevns.experiments import ExpectedCount
from cevns.statistics import PRESCRIPTIONS, delta_chi2
from figures.style import LINES, SEQUENCE, Figure, styled


def largest_share(N: float, statistics: ExpectedCount, prescription: str) -> float:
    """N_EM/N_SM at 90 % C.L. of an expected count of N events."""
    counting = statistics.counting(N, prescription)
    return counting.upper_signal(delta_chi2(0.90, 1)) / N - 1


@styled
def draw() -> Figure:
    """Curves for both sets of uncertainties; every expected count of the table as a point."""
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, sharex=True, sharey=True)
    N = np.geomspace(10, 1e8, 60)
    for axes, setup in zip(panels, ("current", "future"), strict=True):
        expected = {
            key: e
            for (key, s), e in catalogue().items()
            if s == setup and isinstance(e.statistics, ExpectedCount)
        }
        statistics = next(iter(expected.values())).statistics
        for prescription, ls, color in zip(PRESCRIPTIONS, LINES, SEQUENCE, strict=False):
            shares = [largest_share(n, statistics, prescription) for n in N]
            axes.plot(N, shares, ls=ls, color=color, label=prescription)
            for e in expected.values():
                n = cevns.signal(e).sm_total
                axes.plot(n, largest_share(n, e.statistics, prescription), "o", color=color, ms=4)
        root = np.sqrt(delta_chi2(0.90, 1)) * statistics.sigma_sys
        axes.axhline(root / (1 - root), color="0.4", lw=0.8)
        axes.set(xscale="log", yscale="log", ylabel=r"largest $N_\mathrm{EM}/N_\mathrm{SM}$")
        axes.set_title(f"{setup} setups", loc="left", fontsize="medium")
    panels[0].legend()
    panels[-1].set_xlabel(r"Standard Model events $N_\mathrm{SM}$")
    return figure
