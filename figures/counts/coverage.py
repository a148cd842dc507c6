"""How often an allowed range contains the truth, next to a physical boundary."""

import numpy as np

import cevns
from cevns.inference.intervals import coverage, delta_chi2
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(points: int = 251) -> Figure:
    """Coverage of two fixed thresholds and of the construction, for the first COHERENT count."""
    csi = cevns.dataset("coherent-csi")
    judged, N_SM = csi.counting, csi.signal.sm_total
    magnetic = np.linspace(0, 250, points)

    figure = Figure()
    axes = figure.subplots()
    rows = [
        (delta_chi2(0.90, 1), "threshold 2.71"),
        (delta_chi2(0.80, 1), "threshold 1.64"),
    ]
    for i, (threshold, label) in enumerate(rows):
        covered = [coverage(judged, N_SM + s, N_SM, threshold) for s in magnetic]
        axes.plot(magnetic, np.multiply(covered, 100), ls=LINES[i], color=SEQUENCE[i], label=label)
    axes.axhline(90, ls=LINES[2], color=SEQUENCE[2], label="Feldman-Cousins, by construction")
    axes.set(
        xlabel="true magnetic signal [events]",
        ylabel="coverage [%]",
        xlim=(0, 250),
        ylim=(78, 98),
    )
    axes.legend(loc="center right", bbox_to_anchor=(1, 0.4))
    return figure
