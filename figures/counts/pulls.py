"""How far the pulls of the first COHERENT count are dragged, as the signal is varied."""

import numpy as np

import cevns
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Best-fit pulls, each in units of its own uncertainty."""
    csi = cevns.dataset("coherent-csi")
    judged, N_SM = csi.counting, csi.signal.sm_total
    S = np.linspace(0, 700, 701)
    pulls = judged.pulls(S)

    figure = Figure()
    axes = figure.subplots()
    axes.axhline(0, color="0.4", lw=0.8)
    rows = [
        (pulls.signal / judged.sigma_signal, r"signal, $a_1/\sigma_1$"),
        (pulls.background / judged.sigma_background, r"prompt neutrons, $a_2/\sigma_2$"),
    ]
    for i, (pull, label) in enumerate(rows):
        axes.plot(S, pull, ls=LINES[i], color=SEQUENCE[i], label=label)
    axes.axvline(N_SM, ls=LINES[2], color=SEQUENCE[2])
    axes.annotate("Standard Model", (N_SM + 8, -2.6), color=SEQUENCE[2])
    axes.set(xlabel="signal $S$ [events]", ylabel="pull / its uncertainty", xlim=(0, 700))
    axes.legend()
    return figure
