"""Matrix elements of the seven operators against the momentum transfer."""

import numpy as np

from cevns.basics.constants import HBARC, M_MU
from cevns.nuclei.structure.operators import polynomial
from cevns.nuclei.structure.subshells import subshell
from cevns.nuclei.structure.terms import OPERATORS
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

PANELS = (
    ("0f7/2", "0d3/2", 3, ("M", "Sigma", "Delta'")),
    ("0d3/2", "0d5/2", 1, ("Sigma'", "Sigma''", "Delta", "Omega'")),
)


@styled
def draw(b: float = 1.95) -> Figure:
    """Above, an octupole of natural parity; below, a spin flip; shaded, the reach of the SNS."""
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, 1, sharex=True)
    kappa = np.linspace(0.01, 2.2, 300)
    for axes, (bra, ket, J, names) in zip(panels, PANELS, strict=True):
        for name, color, ls in zip(names, SEQUENCE, LINES, strict=False):
            element = polynomial(name, J, subshell(bra), subshell(ket))
            label = f"${OPERATORS[name].symbol}_{J}$"
            axes.plot(kappa, element.at(kappa, b), color=color, ls=ls, label=label)
        axes.axhline(0, color="0.4", lw=0.8)
        axes.axvspan(0, M_MU / HBARC, color=COLORS["band"], alpha=0.15, lw=0)
        axes.set_title(rf"$\langle${bra}$\|T_{J}\|${ket}$\rangle$", loc="left", fontsize=11)
        axes.legend(loc="best", ncols=len(names) if axes is panels[0] else 2)
    figure.supylabel("reduced matrix element", fontsize=11)
    panels[0].set(xlim=(0, 2.2), ylim=(-0.2, 0.05))
    panels[1].set_xlabel(r"$\kappa$ [fm$^{-1}$]")
    return figure
