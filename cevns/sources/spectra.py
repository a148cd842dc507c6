"""Energy spectra of neutrinos, and the flux moments that cross sections need."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebpts2, chebvander
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.constants import M_MU
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked, describe
from cevns.basics.quadrature import gauss_legendre
from cevns.basics.ranges import MOST_ENERGY, SOURCE_ENERGY
from cevns.sources.narrow import SHARE, integrals


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


describe(
    Spectrum,
    "a spectrum with moments",
    "use Line(E_0) or PiecewiseSpectrum.normalised(density, edges)",
)


@dataclass(frozen=True, slots=True)
class Line:
    r"""A mono-energetic line.

    .. math:: f(E) = \delta(E - E_0), \qquad I_k(E_\text{min}) = E_0^{-k}
              \ \text{for}\ E_\text{min}\le E_0, \ \text{else}\ 0

    Parameters
    ----------
    E_0 : energy of the line [MeV], > 0 and up to 300
    """

    E_0: float

    def __post_init__(self) -> None:
        settle(self, "E_0", "MeV", what="line energy E_0", **SOURCE_ENERGY)

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
        if the spectrum does not integrate to 1, or is negative somewhere
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        a, b = settle(self, "a", "MeV^-3"), settle(self, "b", "MeV^-4")
        norm = a * self.E_max**3 / 3 + b * self.E_max**4 / 4
        if not math.isclose(norm, 1, rel_tol=1e-9):
            raise ValueError(f"Michel spectrum integrates to {norm:.9g}, must be 1")
        for where, value in (("at E = 0", a), ("at its end point", a + b * self.E_max)):
            if value < -1e-9 * abs(a):
                raise ValueError(
                    f"Michel spectrum f(E) = E^2 (a + b E) is negative {where}: a + b E = "
                    f"{value:.3g} MeV^-3 must be >= 0"
                )

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

        in closed form about the middle m of the interval of half width h,

        .. math::

            I_2 &= 2h\,(a + bm), \qquad I_1 = 2h\,(am + bq), \\
            I_0 &= 2h\,(aq + bm(m^2+h^2)), \qquad q = m^2+\tfrac13h^2

        which, unlike differences of powers, loses no more digits near the end point than
        E_min itself has lost.
        """
        lower = np.minimum(in_range("E_min", E_min, "MeV", at_least=0), self.E_max)
        width, m = self.E_max - lower, 0.5 * (self.E_max + lower)
        h2, m2 = 0.25 * width**2, m * m
        q = m2 + h2 / 3
        moments = np.empty((3, *width.shape))
        moments[0] = width * (self.a * q + self.b * m * (m2 + h2))
        moments[1] = width * (self.a * m + self.b * q)
        moments[2] = width * (self.a + self.b * m)
        return moments


@checked
@dataclass(frozen=True, slots=True, eq=False)
class PiecewiseSpectrum:
    r"""A spectrum that is smooth between edges: tables, fits with a range, and their sums.

    .. math:: I_k(E_\text{min}) = (e_{j+1}-E_\text{min})\,g_k(E_\text{min})
              + \sum_{l>j}\int_{e_l}^{e_{l+1}}f(E)E^{-k}dE

    for :math:`E_\text{min}` between the edges :math:`e_j` and :math:`e_{j+1}`. The sum is
    done once, when `normalised` builds the spectrum. So is :math:`g_k`, the mean of
    :math:`f(E)E^{-k}` from :math:`E_\text{min}` to the next edge: a Chebyshev series in every
    piece.

    Parameters
    ----------
    shape : f before normalisation, a function of an array of energies [1/MeV]
    edges : e_j [MeV], ascending; f is zero outside
    tails : moments above every edge, normalised, shape (3, edges)
    means : coefficients of g_k, normalised, shape (3, pieces, terms)
    total : integral of ``shape``
    """

    shape: Callable[[Array], Array] = field(repr=False)
    edges: Array = field(repr=False)
    tails: Array = field(repr=False)
    means: Array = field(repr=False)
    total: float

    @classmethod
    def normalised(cls, shape: Callable[[Array], Array], edges: ArrayLike, nodes: int = 16) -> Self:
        r"""Build from a density of any normalisation and the edges of its smooth pieces.

        Towards :math:`E=0` it must fall like :math:`E^2`, as that of every beta decay does;
        otherwise :math:`I_2` grows without bound, and the first edge must lie above 0.

        Parameters
        ----------
        shape : f, a function of an array of energies [1/MeV], >= 0; to send the spectrum to
            another process, a function of a module or an object of a class, no lambda. Lines
            that fall between the nodes are looked for, as `cevns.sources.narrow` does, unless it
            has an attribute ``without_lines`` that is true
        edges : e_j [MeV], ascending, one at every kink
        nodes : of the quadrature in a piece

        Raises
        ------
        ValueError
            if the edges do not ascend; if the density is negative or not finite at an edge or
            between; if it integrates to nothing; if twice the nodes change a moment by 1e-8, or
            a line is lost between them
        """
        e = in_range(
            "edges", edges, "MeV", at_least=0, at_most=MOST_ENERGY, hint="are they in keV?"
        )
        if e.ndim != 1 or len(e) < 2 or not (np.diff(e) > 0).all():
            raise ValueError("edges of a spectrum must ascend, two or more of them [MeV]")
        _density(shape, e)
        moments, finer = (_moments_between(shape, e[:-1], e[1:], n) for n in (nodes, 2 * nodes))
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
        if not getattr(shape, "without_lines", False):
            _nothing_lost(shape, e, moments[0], total)
        tails = np.concatenate([above, np.zeros((3, 1))], axis=1) / total
        means = _mean_series(shape, e, nodes, 3e-13 * above[:, 0]) / total
        return cls(shape, read_only(e), read_only(tails), read_only(means), total)

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
        piece = np.searchsorted(self.edges[1:-1], E, side="right")
        lower, upper = self.edges[piece], self.edges[piece + 1]
        x, count = (2 * E - lower - upper) / (upper - lower), self.means.shape[-1]
        terms = chebvander(x, count - 1).reshape(*x.shape, count)  # it makes numbers arrays of one
        means = np.einsum("k...n,...n->k...", self.means[:, piece], terms)
        moments: Array = (upper - E) * means + self.tails[:, piece + 1]
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


def _nothing_lost(shape: Callable[[Array], Array], e: Array, seen: Array, total: float) -> None:
    """Refuse a density with more in a piece than the quadrature has seen."""
    lost = np.abs(integrals(shape, e, total) - seen) > 4 * SHARE * total
    if lost.any():
        j = int(np.argmax(lost))
        raise ValueError(
            f"density has a line from {e[j]:g} to {e[j + 1]:g} MeV that falls between the nodes: "
            "put edges on either side of it, or make it a Line of its own, with its share of the "
            "intensity"
        )


def _moments_between(
    shape: Callable[[Array], Array], lower: Array, upper: Array, nodes: int
) -> Array:
    """I_0, I_1, I_2 from lower to upper [MeV^-k], along a new first axis."""
    E = gauss_legendre(lower, upper, nodes)
    weighted = E.w * _density(shape, E.x)
    return np.stack([np.sum(weighted / E.x**k, axis=-1) for k in range(3)])


def _mean_series(
    shape: Callable[[Array], Array], edges: Array, nodes: int, accuracy: Array
) -> Array:
    """Chebyshev coefficients of the mean of f/E^k from E to the end of its piece.

    As many as it takes for moments of this accuracy in every piece, but no more than 96: the
    density itself is known to be smooth to the accuracy of its quadrature only.
    """
    lower, upper = edges[:-1, None], edges[1:, None]
    for terms in (24, 48, 96):
        at, between = chebpts1(terms), chebpts2(terms + 1)
        E = 0.5 * (lower * (1 - at) + upper * (1 + at))
        means = _moments_between(shape, E, upper, nodes) / (upper - E)
        series: Array = 2 / terms * means @ chebvander(at, terms - 1)
        series[..., 0] /= 2
        E = 0.5 * (lower * (1 - between) + upper * (1 + between))
        found = (upper - E) * (series @ chebvander(between, terms - 1).T)
        error = np.abs(found - _moments_between(shape, E, upper, nodes))
        if (error <= accuracy[:, None, None]).all():
            break
    return series
