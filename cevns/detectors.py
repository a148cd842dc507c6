"""Detector response: the fraction of recoils of energy T that end up in the analysis.

On every nuclide a detector has ``efficiency(T)`` and the recoil energies between which it is
smooth, so that rates put their quadrature panels in the right places.
"""

import math
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from cevns.checks import Array, choice, in_range, number
from cevns.nuclides import Nuclide
from cevns.quenching import INVERSIONS, Lindhard


class Response(Protocol):
    """What rates need to know of a detector for recoils of one nuclide."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Recoil energies [MeV] between which the efficiency is smooth, ascending.

        It is zero below the first and above the last, which may be infinite.
        """
        ...

    def efficiency(self, T: ArrayLike) -> Array:
        """Fraction of recoils of energy T [MeV] that are counted, 0 to 1."""
        ...


class Detector(Protocol):
    """A detector: its response may depend on the nuclide that recoils."""

    def on(self, nuclide: Nuclide) -> Response:
        """Return the response to recoils of a nuclide."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticAcceptance:
    r"""Acceptance of an event selection as a function of the number of photoelectrons.

    Equation :eq:`eq:csi-acceptance` of the book.

    .. math:: \mathcal A(x) = \frac{a}{1+e^{-k(x-x_0)}}\,H(x), \qquad
              H = 0,\ \tfrac12,\ 1\ \text{for}\ x<5,\ 5\le x<6,\ x\ge 6

    Parameters
    ----------
    plateau : a, 0 to 1
    slope : k [1/PE], > 0
    midpoint : x_0 [PE], > 0

    Notes
    -----
    Source: COHERENT, data release for the first CsI[Na] result, arXiv:1804.09459.
    """

    plateau: float
    slope: float
    midpoint: float

    def __post_init__(self) -> None:
        number("acceptance plateau", self.plateau, above=0, at_most=1)
        number("acceptance slope", self.slope, "1/PE", above=0)
        number("acceptance midpoint", self.midpoint, "PE", above=0)

    def __call__(self, photoelectrons: ArrayLike) -> Array:
        """Return the acceptance at a number of photoelectrons, >= 0."""
        x = in_range("number of photoelectrons", photoelectrons, "PE", at_least=0)
        step = np.where(x < 5, 0.0, np.where(x < 6, 0.5, 1.0))
        acceptance: Array = step * self.plateau / (1 + np.exp(-self.slope * (x - self.midpoint)))
        return acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoelectronDetector:
    r"""A scintillator read out in photoelectrons, with a window of them.

    The acceptance is taken at the mean number of photoelectrons, :math:`n = Y T`:

    .. math:: \varepsilon(T) = \mathcal A(YT)\quad\text{for}\quad n_\text{lower}\le YT\le
              n_\text{upper}, \ \text{else}\ 0

    Parameters
    ----------
    light_yield : Y, photoelectrons per unit of nuclear-recoil energy [PE/MeV], > 0
    acceptance : of the event selection
    lower, upper : the window [PE]

    Raises
    ------
    ValueError
        if the light yield is not positive (or per keV), or the window is empty
    """

    light_yield: float
    acceptance: LogisticAcceptance
    lower: float
    upper: float

    def __post_init__(self) -> None:
        number(
            "light yield",
            self.light_yield,
            "PE/MeV of nuclear recoil",
            above=0,
            hint="write 1.17 / keV for 1.17 PE per keV",
        )
        lower = number("lower edge of the window", self.lower, "PE", above=0)
        number("upper edge of the window", self.upper, "PE", above=lower)

    def on(self, nuclide: Nuclide) -> Self:
        """Return itself: the response is the same for every nuclide."""
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """Window edges and acceptance steps as recoil energies [MeV]."""
        inner = [step for step in (5.0, 6.0) if self.lower < step < self.upper]
        return tuple(n / self.light_yield for n in (self.lower, *inner, self.upper))

    def efficiency(self, T: ArrayLike) -> Array:
        """Return the acceptance at the mean number of photoelectrons, 0 outside the window."""
        n = in_range("T", T, "MeV", at_least=0) * self.light_yield
        return np.where((n >= self.lower) & (n <= self.upper), self.acceptance(n), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmearedPhotoelectronDetector:
    r"""The same scintillator with Poisson fluctuations of the number of photoelectrons.

    Equation :eq:`eq:csi-smearing` of the book.

    .. math:: \varepsilon(T) = \sum_{k=n_\text{lower}}^{n_\text{upper}-1}
              \frac{(YT)^k e^{-YT}}{k!}\,\mathcal A\!\left(k+\tfrac12\right)

    the recipe of COHERENT's data release, which evaluates the acceptance at bin centres.

    Parameters
    ----------
    light_yield : Y [PE/MeV], > 0
    acceptance : of the event selection
    lower, upper : the window [PE], whole numbers; counts lower, ..., upper - 1 are kept
    """

    light_yield: float
    acceptance: LogisticAcceptance
    lower: float
    upper: float

    def __post_init__(self) -> None:
        number("light yield", self.light_yield, "PE/MeV of nuclear recoil", above=0)
        for name, edge in (("lower", self.lower), ("upper", self.upper)):
            if number(name, edge, "PE") % 1:
                raise ValueError(f"{name} = {edge:g} PE must be a whole number of photoelectrons")
        lower = number("lower edge of the window", self.lower, "PE", above=0)
        number("upper edge of the window", self.upper, "PE", above=lower)

    def on(self, nuclide: Nuclide) -> Self:
        """Return itself: the response is the same for every nuclide."""
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """Panels that follow the rise and fall of the smeared window [MeV].

        Below the first, fewer than 1e-2 photoelectrons are expected: the efficiency there
        is under 1e-12 for windows from 6 PE on and is not zero but neglected.
        """
        edges = (0.01, 1.0, self.lower, self.upper, 2 * self.upper)
        return (*(n / self.light_yield for n in sorted(set(edges))), math.inf)

    def efficiency(self, T: ArrayLike) -> Array:
        """Probability to be counted, summed over the photoelectrons in the window."""
        mean = in_range("T", T, "MeV", at_least=0)[..., None] * self.light_yield
        k = np.arange(int(self.lower), int(self.upper))
        with np.errstate(divide="ignore"):
            log_poisson = k * np.log(mean) - mean - gammaln(k + 1)
        efficiency: Array = np.sum(np.exp(log_poisson) * self.acceptance(k + 0.5), axis=-1)
        return efficiency


def smeared(detector: PhotoelectronDetector) -> SmearedPhotoelectronDetector:
    """Return the same detector with Poisson fluctuations."""
    return SmearedPhotoelectronDetector(
        light_yield=detector.light_yield,
        acceptance=detector.acceptance,
        lower=detector.lower,
        upper=detector.upper,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdDetector:
    r"""A flat efficiency above a nuclear-recoil threshold.

    Parameters
    ----------
    threshold_nr : nuclear-recoil threshold [MeV], > 0 and below 1 MeV
    plateau : efficiency above it, 0 to 1

    Raises
    ------
    ValueError
        if the threshold is not a recoil energy (keV for MeV) or the efficiency no fraction
    """

    threshold_nr: float
    plateau: float = 1.0

    def __post_init__(self) -> None:
        number(
            "nuclear-recoil threshold",
            self.threshold_nr,
            "MeV",
            above=0,
            at_most=1,
            hint="write 5 * keV for 5 keV",
        )
        number("efficiency", self.plateau, above=0, at_most=1, hint="a fraction, not per cent")

    def on(self, nuclide: Nuclide) -> Self:
        """Return itself: the response is the same for every nuclide."""
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """The threshold and infinity."""
        return (self.threshold_nr, math.inf)

    def efficiency(self, T: ArrayLike) -> Array:
        """Flat above the threshold."""
        T = in_range("T", T, "MeV", at_least=0)
        return np.where(self.threshold_nr <= T, self.plateau, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class IonisationDetector:
    r"""A flat efficiency above an ionisation threshold: another recoil energy in every nuclide.

    Parameters
    ----------
    threshold_ee : electron-equivalent threshold [MeV], > 0 and below 1 MeV
    plateau : efficiency above it, 0 to 1
    inversion : how the recoil energy is found, one of `cevns.quenching.INVERSIONS`
    k : strength of the electronic stopping; None for Lindhard's own value

    Raises
    ------
    ValueError
        if the threshold is no ionisation energy (eV for MeV), the efficiency no fraction, or
        the inversion unknown
    """

    threshold_ee: float
    plateau: float = 1.0
    inversion: str = "exact"
    k: float | None = None

    def __post_init__(self) -> None:
        number(
            "electron-equivalent threshold",
            self.threshold_ee,
            "MeV",
            above=0,
            at_most=1,
            hint="write 100 * eV for 100 eV",
        )
        number("efficiency", self.plateau, above=0, at_most=1, hint="a fraction, not per cent")
        choice("inversion", self.inversion, INVERSIONS)

    def on(self, nuclide: Nuclide) -> ThresholdDetector:
        """Return the response with the threshold as a recoil energy of this nuclide."""
        recoil = Lindhard.of(nuclide, self.k).recoil(self.threshold_ee, self.inversion)
        return ThresholdDetector(threshold_nr=float(recoil), plateau=self.plateau)
