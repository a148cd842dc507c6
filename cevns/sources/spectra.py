"""Energy spectra of neutrinos, and the flux moments that cross sections need."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.constants import M_MU
from cevns.basics.quadrature import gauss_legendre


class Spectrum(Protocol):
    """An energy spectrum normalised to one neutrino."""

    @property
    def E_max(self) -> float:
        """End point [MeV]."""
        ...

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Energies [MeV] between which the moments are smooth, the end point among them."""
        ...

    def moments(self, E_min: ArrayLike) -> Array:
        """Flux moments I_0, I_1, I_2 above E_min, shape (3, ...)."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    r"""A mono-energetic line.

    .. math:: f(E) = \delta(E - E_0), \qquad I_k(E_\text{min}) = E_0^{-k}
              \ \text{for}\ E_\text{min}\le E_0, \ \text{else}\ 0

    Parameters
    ----------
    E_0 : energy of the line [MeV], > 0
    """

    E_0: float

    def __post_init__(self) -> None:
        number("line energy E_0", self.E_0, "MeV", above=0)

    @property
    def E_max(self) -> float:
        """Energy of the line [MeV]."""
        return self.E_0

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """The line, where the moments drop to zero."""
        return (self.E_0,)

    def moments(self, E_min: ArrayLike) -> Array:
        """I_k(E_min) for k = 0, 1, 2 [MeV^-k], shape (3, ...)."""
        open_ = in_range("E_min", E_min, "MeV", at_least=0) <= self.E_0
        return np.stack([open_ * self.E_0**-k for k in range(3)])


@dataclass(frozen=True, slots=True)
class MichelSpectrum:
    r"""A spectrum of muon decay at rest, :math:`f(E) = E^2 (a + b E)` up to :math:`m_\mu/2`.

    Parameters
    ----------
    a, b : coefficients [MeV^-3, MeV^-4]; normalised when built

    Raises
    ------
    ValueError
        if the spectrum does not integrate to 1
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        norm = self.a * self.E_max**3 / 3 + self.b * self.E_max**4 / 4
        if not math.isclose(norm, 1, rel_tol=1e-9):
            raise ValueError(f"Michel spectrum integrates to {norm:.9g}, must be 1")

    @property
    def E_max(self) -> float:
        """End point m_mu/2 [MeV], the electron's mass neglected."""
        return M_MU / 2

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """The end point."""
        return (self.E_max,)

    def density(self, E: ArrayLike) -> Array:
        """Return f(E) [1/MeV]; 0 above the end point."""
        E = in_range("E", E, "MeV", at_least=0)
        return np.where(self.E_max >= E, E**2 * (self.a + self.b * E), 0.0)

    def moments(self, E_min: ArrayLike) -> Array:
        r"""I_k(E_min) for k = 0, 1, 2 [MeV^-k], shape (3, ...).

        .. math:: I_k(E_\text{min}) = \int_{E_\text{min}}^{E_\text{max}} f(E)\,E^{-k}\,dE

        The integrand is a polynomial of degree at most 3, so two Gauss-Legendre nodes are
        exact; and, unlike differences of powers, they lose no more digits near the end point
        than E_min itself has lost.
        """
        lower = np.minimum(in_range("E_min", E_min, "MeV", at_least=0), self.E_max)
        E = gauss_legendre(lower, self.E_max, 2)
        weighted = E.w * E.x**2 * (self.a + self.b * E.x)
        return np.stack([np.sum(weighted / E.x**k, axis=-1) for k in range(3)])


@dataclass(frozen=True, slots=True, eq=False)
class PiecewiseSpectrum:
    r"""A spectrum that is smooth between edges: tables, fits with a range, and their sums.

    .. math:: I_k(E_\text{min}) = \int_{E_\text{min}}^{e_{j+1}}f(E)E^{-k}dE
              + \sum_{l>j}\int_{e_l}^{e_{l+1}}f(E)E^{-k}dE,
              \quad e_j\le E_\text{min}<e_{j+1}

    The sum is done once, when the spectrum is built; the first term by Gauss-Legendre.

    Parameters
    ----------
    shape : f before normalisation, a function of an array of energies [1/MeV]
    edges : e_j [MeV], ascending; f is zero outside
    tails : moments above every edge, normalised, shape (3, edges)
    total : integral of ``shape``
    nodes : of the quadrature in a piece
    """

    shape: Callable[[Array], Array] = field(repr=False)
    edges: Array = field(repr=False)
    tails: Array = field(repr=False)
    total: float
    nodes: int = 16

    @classmethod
    def normalised(cls, shape: Callable[[Array], Array], edges: ArrayLike, nodes: int = 16) -> Self:
        r"""Build from a density of any normalisation and the edges of its smooth pieces.

        Towards :math:`E=0` it must fall like :math:`E^2`, as that of every beta decay does;
        otherwise :math:`I_2` grows without bound, and the first edge must lie above 0.

        Parameters
        ----------
        shape : f, a function of an array of energies [1/MeV], >= 0
        edges : e_j [MeV], ascending, one at every kink
        nodes : of the quadrature in a piece

        Raises
        ------
        ValueError
            if the edges do not ascend; if the density is negative or not finite at an edge or
            between; if it integrates to nothing; if twice the nodes change a moment by 1e-8
        """
        e = in_range("edges", edges, "MeV", at_least=0)
        if e.ndim != 1 or len(e) < 2 or not (np.diff(e) > 0).all():
            raise ValueError("edges of a spectrum must ascend, two or more of them [MeV]")
        _density(shape, e)
        moments, finer = (_piece_moments(shape, e, n) for n in (nodes, 2 * nodes))
        above = np.cumsum(moments[:, ::-1], axis=1)[:, ::-1]
        total = number("integral of the density", above[0, 0], above=0)
        rough = (np.abs(finer - moments) > 1e-8 * above[:, :1]).any(axis=0)
        if rough.any():
            j = int(np.argmax(rough))
            raise ValueError(
                f"density is not smooth enough from {e[j]:g} to {e[j + 1]:g} MeV for {nodes} "
                "nodes: put edges at its kinks, or more of them; if it does not vanish at E = 0 "
                "like E^2, start above 0"
            )
        tails = np.concatenate([above, np.zeros((3, 1))], axis=1) / total
        return cls(shape, e, tails, total, nodes)

    @property
    def E_max(self) -> float:
        """Last edge [MeV]."""
        return float(self.edges[-1])

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """All edges."""
        return tuple(float(e) for e in self.edges)

    def density(self, E: ArrayLike) -> Array:
        """Return f(E), normalised to 1 [1/MeV]; 0 outside the edges."""
        E = in_range("E", E, "MeV", at_least=0)
        inside = (self.edges[0] <= E) & (self.edges[-1] >= E)
        value = np.zeros_like(E)
        value[inside] = self.shape(E[inside]) / self.total
        return value

    def moments(self, E_min: ArrayLike) -> Array:
        """I_k(E_min) for k = 0, 1, 2 [MeV^-k], shape (3, ...)."""
        E = np.clip(in_range("E_min", E_min, "MeV", at_least=0), self.edges[0], self.edges[-1])
        piece = np.clip(np.searchsorted(self.edges, E, side="right") - 1, 0, len(self.edges) - 2)
        x = gauss_legendre(E, self.edges[piece + 1], self.nodes)
        weighted = x.w * self.shape(x.x) / self.total
        partial = np.stack([np.sum(weighted / x.x**k, axis=-1) for k in range(3)])
        moments: Array = partial + self.tails[:, piece + 1]
        return moments


def _density(shape: Callable[[Array], Array], E: Array) -> Array:
    """Return the density once it is finite and not negative at every energy."""
    with np.errstate(all="ignore"):
        density = np.broadcast_to(shape(E), E.shape)
    bad = ~(np.isfinite(density) & (density >= 0))
    if bad.any():
        raise ValueError(
            f"density = {density[bad][0]:g} 1/MeV at E = {E[bad][0]:g} MeV must be finite and >= 0"
        )
    return density


def _piece_moments(shape: Callable[[Array], Array], edges: Array, nodes: int) -> Array:
    """I_0, I_1, I_2 of every piece [MeV^-k], shape (3, pieces)."""
    E = gauss_legendre(edges[:-1], edges[1:], nodes)
    weighted = E.w * _density(shape, E.x)
    return np.stack([np.sum(weighted / E.x**k, axis=-1) for k in range(3)])
