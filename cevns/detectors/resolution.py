"""Energy resolution: how a visible energy spreads over the bins of a spectrum."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked


class Resolution(Protocol):
    """How often a visible energy is found in each bin."""

    def width(self, E: Array) -> Array:
        """Width of the spread at visible energies E [MeV]."""
        ...

    def matrix(self, E: Array, edges: Array) -> Array:
        """Fraction of events of visible energy E [MeV] between the edges, shape (..., bins)."""
        ...


@checked
@dataclass(frozen=True, slots=True)
class Gaussian:
    r"""Gaussian resolution of a width that may depend on the energy.

    .. math:: P_b(E) = \tfrac12\left[\mathrm{erf}\frac{e_{b+1}-E}{\sqrt2\,\sigma(E)}
              - \mathrm{erf}\frac{e_b-E}{\sqrt2\,\sigma(E)}\right]

    Parameters
    ----------
    sigma : width as a function of an array of visible energies [MeV], > 0

    Notes
    -----
    A tail below zero energy is lost, not folded back.
    """

    sigma: Callable[[Array], Array]

    def width(self, E: Array) -> Array:
        """Width at visible energies E [MeV]."""
        return in_range("sigma(E)", self.sigma(E), "MeV", above=0)

    def matrix(self, E: Array, edges: Array) -> Array:
        """Fraction of events of visible energy E [MeV] between the edges, shape (..., bins)."""
        from scipy.special import erf  # costs as much time at import as all the rest

        z = (edges - E[..., None]) / (np.sqrt(2) * self.width(E)[..., None])
        fractions: Array = 0.5 * np.diff(erf(z), axis=-1)
        return fractions
