"""Effective moment of a beam that oscillates, and what is left once its phases are lost."""

import numpy as np

from cevns.basics.checks import Array
from cevns.neutrinos.effective import effective_squared_of_mixture, effective_squared_of_state
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.oscillation import averaged_probabilities, propagated_state
from figures.style import LINES, SEQUENCE, Figure, styled

LAMBDA = np.ones(3) / np.sqrt(3)
"""Equal real moments with |Lambda| = 1."""


def squared(ratio: Array, mixing: Mixing) -> Array:
    """mu^2 of an electron neutrino against L/E [km/MeV]."""
    return effective_squared_of_state(LAMBDA, propagated_state("nu_e", mixing, ratio, 1.0))


def smeared(ratio: Array, spread: float, mixing: Mixing, nodes: int = 401) -> Array:
    """The same, averaged over a Gaussian relative spread of L/E."""
    shift = np.linspace(-4, 4, nodes)
    weight = np.exp(-(shift**2) / 2)
    spread_out = squared(ratio[:, None] * (1 + spread * shift), mixing)
    averaged: Array = spread_out @ (weight / weight.sum())
    return averaged


@styled
def draw(mixing: Mixing = NUFIT_6_1, spread: float = 0.1) -> Figure:
    ratio = np.linspace(0, 80, 1601)
    average = effective_squared_of_mixture(LAMBDA, averaged_probabilities("nu_e", mixing))
    figure = Figure()
    axes = figure.subplots()
    axes.plot(ratio, squared(ratio, mixing), color=SEQUENCE[5], lw=1, label="one energy")
    axes.plot(
        ratio,
        smeared(ratio, spread, mixing),
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
