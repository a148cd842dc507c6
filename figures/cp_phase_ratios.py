"""Ratios of the printed prompt limits tell which CP phase they were computed with."""

import math
from dataclasses import replace

import numpy as np

from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import DE_SALAS_2018, Mixing
from cevns.talk.published import talk_limits
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = DE_SALAS_2018) -> Figure:
    """|Lambda_1| and |Lambda_2| over |Lambda_3|, with the rounding of the print as bands."""
    phases = np.linspace(0, 1.5, 151)
    forms = [
        flavor_form("nu_mu", replace(mixing, delta_CP=phase * math.pi)).real for phase in phases
    ]
    printed = talk_limits()["coherent-csi", "sns-prompt", "current"]

    figure = Figure()
    axes = figure.subplots()
    for i in (0, 1):
        ratio = [math.sqrt(h[2, 2] / h[i, i]) for h in forms]
        label = rf"$|\Lambda_{i + 1}|\,/\,|\Lambda_3|$"
        axes.plot(phases, ratio, ls=LINES[i], color=SEQUENCE[i], label=label)
        half = 0.05  # of the last printed digit
        band = [
            (printed[i] - half) / (printed[2] + half),
            (printed[i] + half) / (printed[2] - half),
        ]
        axes.axhspan(*band, color=SEQUENCE[i], alpha=0.35, lw=0)
    axes.axvline(mixing.delta_CP / math.pi, color="0.4", ls=LINES[3])
    axes.text(mixing.delta_CP / math.pi + 0.01, 0.74, "best fit", color="0.3")
    axes.set(
        xlabel=r"$\delta_\mathrm{CP}/\pi$",
        ylabel="ratio of prompt limits",
        xlim=(0, 1.5),
        ylim=(0.7, 0.9),
    )
    axes.legend(loc="upper left", ncols=2)
    return figure
