"""The belt of Feldman and Cousins for the first COHERENT count."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.inference.intervals import delta_chi2, feldman_cousins
from figures.style import COLORS, SEQUENCE, Figure, styled

CENTRED = {"textcoords": "offset points", "ha": "center", "fontsize": 10}


@styled
def draw(points: int = 120, true: float = 200.0) -> Figure:
    """Belt at 90 % in count and true magnetic signal; `true` is the one whose counts are marked."""
    csi = cevns.dataset("coherent-csi")
    count, N_SM = csi.counting, csi.signal.sm_total
    found = np.linspace(20, 620, points)
    counts = [replace(count, observed=n) for n in found]
    belt = np.array([feldman_cousins(one, N_SM) for one in counts]) - N_SM
    fixed = []
    for one in counts:
        least = float(one.chi2(one.best_physical_signal(N_SM)))
        fixed.append(one.upper_signal(least + delta_chi2(0.90, 1)) - N_SM)

    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    axes.fill_between(found, *belt.T, color=SEQUENCE[5], alpha=0.35, lw=0)
    for edge in belt.T:
        axes.plot(found, edge, color=SEQUENCE[0])
    axes.plot(found, fixed, color=SEQUENCE[1], ls="--", label="fixed threshold 2.71")
    inside = found[(belt[:, 0] <= true) & (true <= belt[:, 1])]
    axes.plot(inside[[0, -1]], [true, true], color="#555555", marker="|", lw=1.2)
    axes.annotate("accepted", (np.mean(inside[[0, -1]]), true), (0, 4), **CENTRED)
    axes.axvline(count.observed, color=COLORS["data"], ls=":", lw=1.4)
    axes.annotate("found", (count.observed, 400), (6, 0), textcoords="offset points")
    axes.set(
        xlabel="counted events $n$",
        ylabel="true magnetic signal [events]",
        xlim=(found[0], found[-1]),
        ylim=(0, 450),
    )
    axes.legend(loc="lower right")
    return figure
