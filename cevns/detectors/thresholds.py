"""Detectors with a flat efficiency above a threshold, of recoil or of ionisation energy."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.detectors.quenching import INVERSIONS, Lindhard
from cevns.nuclei.nuclides import Nuclide


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
    inversion : how the recoil energy is found, one of `cevns.detectors.quenching.INVERSIONS`
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
