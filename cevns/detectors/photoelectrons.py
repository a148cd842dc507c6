"""Scintillators read out in photoelectrons."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.nuclei.nuclides import Nuclide


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
        log_factorial = np.array([math.lgamma(n + 1) for n in k.tolist()])
        with np.errstate(divide="ignore"):
            log_poisson = k * np.log(mean) - mean - log_factorial
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
