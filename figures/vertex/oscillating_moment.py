"""Effective moment of a beam that oscillates, and what is left once its phases are lost."""

import numpy as np

from cevns.neutrinos.effective import effective_squared_of_mixture
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.oscillating import effective_squared_after
from cevns.neutrinos.oscillation import averaged_probabilities
from figures.style import LINES, SEQUENCE, Figure, styled

LAMBDA = np.ones(3) / np.sqrt(3)
"""Equal real moments with |Lambda| = 1."""


@styled
def draw(mixing: Mixing = NUFIT_6_1, spread: float = 0.1) -> Figure:
    ratio = np.linspace(0, 80, 1601)
    average = effective_squared_of_mixture(LAMBDA, averaged_probabilities("nu_e", mixing))
    figure = Figure()
    axes = figure.subplots()
    sharp = effective_squared_after(LAMBDA, "nu_e", mixing, ratio)
    axes.plot(ratio, sharp, color=SEQUENCE[5], lw=1, label="one energy")
    axes.plot(
        ratio,
        effective_squared_after(LAMBDA, "nu_e", mixing, ratio, spread=spread),
        color=SEQUENCE[1],
        ls=LINES[0],
        label=f"{spread:.0%} spread of $L/E_\\nu$",
    )
    axes.axhline(float(average), color="k", ls=LINES[1], label="phases averaged")
    axes.set(
        xlabel=r"$L/E_\nu$ [km/MeV]",
        ylabel=r"$\mu_\nu^2\,/\,|\Lambda|^2$",
        xlim=(0, 80),
        ylim=(0, 1.3),
    )
    axes.legend(ncols=2, loc="upper center")
    return figure
