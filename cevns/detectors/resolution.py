"""Energy resolution: how a visible energy spreads over the bins of a spectrum."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked, describe
from cevns.basics.units import eV, keV

LEAST: Final = 1 * eV
"""Below that energy a width does not change: no detector has one of zero."""


class Resolution(Protocol):
    """How often a visible energy is found in each bin."""

    def width(self, E: Array) -> Array:
        """Width of the spread at visible energies E [MeV]."""
        ...

    def matrix(self, E: Array, edges: Array) -> Array:
        """Fraction of events of visible energy E [MeV] between the edges, shape (..., bins)."""
        ...

    def weighted(self, E: Array, marks: Array, efficiency: Array) -> Array:
        """Fraction found between marks and accepted, by an efficiency linear between them."""
        ...

    def smooth_between(self, marks: Array) -> list[float]:
        """Visible energies between which the fraction found between the marks is smooth."""
        ...


describe(Resolution, "a resolution", "use Gaussian(...) or GammaSpread(...)")

FAR: Final = 8.5
"""How many widths a Gaussian reaches: beyond lie 2e-17 of it."""

_STEPS: Final = (-FAR, -5.0, -2.5, 0.0, 2.5, 5.0, FAR)


@checked
@dataclass(frozen=True, slots=True)
class ConstantWidth:
    """The same width at every energy [MeV]."""

    sigma: float

    def __post_init__(self) -> None:
        settle(self, "sigma", "MeV", above=0)

    def __call__(self, E: Array) -> Array:
        """Return it for every energy."""
        return np.full_like(E, self.sigma)


@checked
@dataclass(frozen=True, slots=True)
class RootWidth:
    r"""A width of noise and of the fluctuations of what is counted.

    Without noise equation :eq:`eq:argon-resolution` of the book.

    .. math:: \sigma^2(E) = \sigma_0^2 + r^2\,(1\,\text{keV})\,E

    so that without noise :math:`\sigma=r\sqrt{E/\text{keV}}` in keV. Fluctuations of carriers of
    energy :math:`\eta` with a Fano factor F have :math:`r^2=F\eta/\text{keV}`.

    Parameters
    ----------
    root : r, the width of the fluctuations at 1 keV in keV, > 0
    noise : sigma_0 [MeV], >= 0

    Notes
    -----
    Below 1 eV it is that at 1 eV: a width has to be one.
    """

    root: float
    noise: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "root", "keV^(1/2)", what="width at 1 keV", above=0, at_most=100)
        settle(self, "noise", "MeV", at_least=0)

    def __call__(self, E: Array) -> Array:
        """Return it at visible energies [MeV]."""
        least = np.maximum(np.asarray(E, dtype=float), LEAST)
        width: Array = np.sqrt(self.noise**2 + self.root**2 * keV * least)
        return width


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

    def weighted(self, E: Array, marks: Array, efficiency: Array) -> Array:
        r"""Fraction of events found between marks and accepted, shape (..., pieces).

        .. math:: \int_{m_i}^{m_{i+1}}dx\,\varepsilon(x)\,
                  \frac{e^{-(x-E)^2/2\sigma^2}}{\sqrt{2\pi}\,\sigma}
                  = \varepsilon_i(E)\,P_i
                  - \varepsilon_i'\,\sigma^2\left[G\right]_{m_i}^{m_{i+1}}

        with the efficiency linear from mark to mark, :math:`\varepsilon_i(E)` its line at E, and
        :math:`P_i`, :math:`G` the fraction of `matrix` and the Gaussian itself.

        Parameters
        ----------
        E : visible energies [MeV], any shape
        marks : ascending measured energies [MeV]; after the last but one the efficiency is constant
            if the last is infinite
        efficiency : at each mark
        """
        sigma = self.width(E)[..., None]
        z = (marks - E[..., None]) / sigma
        gauss = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
        with np.errstate(invalid="ignore"):
            slope = np.nan_to_num(np.diff(efficiency) / np.diff(marks), posinf=0.0)
        line = efficiency[:-1] + slope * (E[..., None] - marks[:-1])
        between = line * self.matrix(E, marks) - slope * sigma * np.diff(gauss, axis=-1)
        # far from the energy a rounding goes below zero
        counted: Array = np.maximum(between, 0.0)
        return counted

    def smooth_between(self, marks: Array) -> list[float]:
        """Energies [MeV] between which the fraction found between the marks is smooth."""
        widths = self.width(marks)
        near = sorted(
            float(m + step * s) for m, s in zip(marks, widths, strict=True) for step in _STEPS
        )
        kept = [near[0]]
        for x, apart in zip(near[1:-1], 0.5 * np.interp(near[1:-1], marks, widths), strict=True):
            if x - kept[-1] > apart:
                kept.append(x)
        return [*kept, near[-1]]
