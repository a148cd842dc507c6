"""Total cross section against the neutrino's energy, for the targets of CEvNS experiments."""

import numpy as np

from cevns.interactions.couplings import tree
from cevns.interactions.totals import sm_total_of_element
from cevns.nuclei.radii import helm, point_like
from figures.style import LINES, SEQUENCE, Figure, styled

LABELS = {  # the heavy three lie within 10 % of one another: one label names them
    "Cs": ("Cs, Xe, I", 0),
    "Xe": ("", 0),
    "I": ("", 0),
    "Ge": ("Ge", 0),
    "Ar": ("Ar", 0),
    "Si": ("Si", 5),
    "Na": ("Na", -3),
}
"""Text at the end of a curve, and how many points it is raised."""


@styled
def draw() -> Figure:
    """Above, with form factor (solid) and without (dashed); below, their ratio."""
    E = np.linspace(1, 55, 109)
    figure = Figure(figsize=(5.2, 6.0))
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.7, 1))
    for element, color, ls in zip(LABELS, SEQUENCE, LINES, strict=True):
        full, point = (
            sm_total_of_element(E, element, couplings=tree(), form_factor=model)
            for model in (helm, point_like)
        )
        upper.plot(E, point, color=color, lw=1, ls="--")
        upper.plot(E, full, color=color)
        lower.plot(E, full / point, color=color, ls=ls, label=element)
        text, raised = LABELS[element]
        upper.annotate(
            text,
            (E[-1], full[-1]),
            (4, raised),
            textcoords="offset points",
            color=color,
            va="center",
        )
    upper.plot([], [], color="black", label="Helm form factor")
    upper.plot([], [], color="black", lw=1, ls="--", label="$F=1$")
    upper.legend(loc="lower right")
    upper.set(yscale="log", ylabel=r"$\sigma$ [cm$^2$]", ylim=(3e-42, 1.5e-37))
    lower.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel=r"$\sigma\,/\,\sigma(F=1)$",
        xlim=(0, 55),
        ylim=(0.3, 1.02),
    )
    lower.legend(loc="lower left", ncols=2)
    return figure
