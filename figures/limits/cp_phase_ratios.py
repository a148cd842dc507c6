"""Ratios of the printed prompt limits tell which CP phase they were computed with."""

import math

import numpy as np

from cevns.neutrinos.hermitian import flavor_form, seen_alone
from cevns.neutrinos.mixing import DE_SALAS_2018, Mixing
from cevns.talk.published import printed_ratio
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = DE_SALAS_2018) -> Figure:
    """|Lambda_1| and |Lambda_2| over |Lambda_3|, with the rounding of the print as bands."""
    phases = np.linspace(0, 1.5, 151)
    seen = seen_alone(flavor_form("nu_mu", mixing.turned(phases * math.pi)))
    row = "coherent-csi", "sns-prompt", "current"

    figure = Figure()
    axes = figure.subplots()
    for i in (0, 1):
        ratio = np.sqrt(seen[:, 2] / seen[:, i])
        label = rf"$|\Lambda_{i + 1}|\,/\,|\Lambda_3|$"
        axes.plot(phases, ratio, ls=LINES[i], color=SEQUENCE[i], label=label)
        axes.axhspan(*printed_ratio(row, i, 2), color=SEQUENCE[i], alpha=0.35, lw=0)
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
