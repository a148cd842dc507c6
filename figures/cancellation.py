"""Error of two ways to compute the same effective moment, towards the blind direction."""

from fractions import Fraction
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.neutrinos.effective import effective_squared_of_state
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING
from figures.style import SEQUENCE, Figure, styled

WAYS: Final = ("difference", "cross product")


def exact(Lambda: Array, state: Array) -> float:
    """mu^2 of two real vectors of floats in rational arithmetic, rounded once at the end."""
    L, nu = ([Fraction(x) for x in v.tolist()] for v in (Lambda, state))
    cross = [L[i - 2] * nu[i - 1] - L[i - 1] * nu[i - 2] for i in range(3)]
    return float(sum(x * x for x in cross))


def errors(angles: Array) -> Array:
    """Relative errors (difference, cross product) at these angles from the electron flavour."""
    blind, across = DE_SALAS_2018_CP_CONSERVING.matrix[:2].real
    found = []
    for angle in angles:
        Lambda = np.cos(angle) * blind + np.sin(angle) * across
        difference = Lambda @ Lambda - (blind @ Lambda) ** 2
        values = np.array([difference, effective_squared_of_state(Lambda, blind)])
        found.append(np.abs(values / exact(Lambda, blind) - 1))
    return np.array(found)


@styled
def draw() -> Figure:
    angles = np.logspace(-12, 0, 97)
    figure = Figure()
    axes = figure.subplots()
    for i, (values, name) in enumerate(zip(errors(angles).T, WAYS, strict=True)):
        seen = np.maximum(values, 1e-17)  # an exact result has no place on a log scale
        fill = SEQUENCE[i] if i == 0 else "none"
        axes.loglog(angles, seen, "os"[i], ms=4, color=SEQUENCE[i], mfc=fill, label=name)
    axes.loglog(
        angles, 1e-16 / angles**2, color="0.4", ls="--", lw=1.2, label=r"$10^{-16}/\theta^2$"
    )
    axes.loglog(angles, 1e-16 / angles, color="0.4", ls=":", lw=1.2, label=r"$10^{-16}/\theta$")
    axes.axhline(1, color="k", lw=0.8)
    axes.set_xlabel(r"angle $\theta$ between $\vec\Lambda$ and the blind direction")
    axes.set(ylabel=r"relative error of $\mu_\nu^2$", ylim=(3e-18, 1e9), xlim=(1e-12, 2))
    axes.legend()
    return figure
