"""Detectors with a flat efficiency above a threshold, of recoil or of ionisation energy."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, settle
from cevns.basics.kinds import checked
from cevns.detectors.quenching import (
    INVERSIONS,
    LINDHARD,
    QuenchingModel,
    recoil_energy,
)
from cevns.detectors.response import Recoiler, nuclear_only
from cevns.nuclei.nuclides import Nuclide


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdDetector:
    r"""A flat efficiency above a nuclear-recoil threshold.

    Parameters
    ----------
    threshold_nr : nuclear-recoil threshold [MeV], > 0 and at most 1 MeV
    plateau : efficiency above it, 0 to 1

    Raises
    ------
    ValueError
        if the threshold is not a recoil energy (keV for MeV) or the efficiency no fraction
    """

    threshold_nr: float
    plateau: float = 1.0

    def __post_init__(self) -> None:
        settle(
            self,
            "threshold_nr",
            "MeV",
            what="nuclear-recoil threshold",
            above=0,
            at_most=1,
            hint="write 5 * keV for 5 keV",
        )
        settle(
            self, "plateau", what="efficiency", above=0, at_most=1, hint="a fraction, not per cent"
        )

    @property
    def threshold(self) -> float:
        """Its threshold, in the energy it reads [MeV]."""
        return self.threshold_nr

    def recoil_thresholds(self, nuclide: Nuclide, thresholds: Array) -> Array:
        """Other thresholds in the place of its own, as recoil energies of a nuclide [MeV]."""
        return thresholds

    def on(self, target: Recoiler) -> Self:
        """Return itself: the response is the same for every nuclide."""
        nuclear_only(self, target)
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """The threshold and infinity."""
        return (self.threshold_nr, math.inf)

    def efficiency(self, T: ArrayLike) -> Array:
        """Flat above the threshold."""
        T = in_range("T", T, "MeV", at_least=0)
        return np.where(self.threshold_nr <= T, self.plateau, 0.0)

    def matrix(self, T: ArrayLike) -> Array:
        """Return the efficiency: a mere count has no bins."""
        return self.efficiency(T)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class IonisationDetector:
    r"""A flat efficiency above an ionisation threshold: another recoil energy in every nuclide.

    Parameters
    ----------
    threshold_ee : electron-equivalent threshold [MeV], > 0 and at most 1 MeV
    plateau : efficiency above it, 0 to 1
    inversion : how the recoil energy is found, one of `cevns.detectors.quenching.INVERSIONS`
    quenching : gives every nuclide its own; Lindhard's by default

    Raises
    ------
    ValueError
        if the threshold is no ionisation energy (eV for MeV), the efficiency no fraction, or
        the inversion unknown
    """

    threshold_ee: float
    plateau: float = 1.0
    inversion: str = "exact"
    quenching: QuenchingModel = LINDHARD

    def __post_init__(self) -> None:
        settle(
            self,
            "threshold_ee",
            "MeV",
            what="electron-equivalent threshold",
            above=0,
            at_most=1,
            hint="write 100 * eV for 100 eV",
        )
        settle(
            self, "plateau", what="efficiency", above=0, at_most=1, hint="a fraction, not per cent"
        )
        choice("inversion", self.inversion, INVERSIONS)
        if not callable(self.quenching) or isinstance(self.quenching, type):
            raise ValueError(
                f"quenching must be a model that gives every nuclide its own, got "
                f"{self.quenching!r}; use LindhardModel(), or lambda nuclide: your_table"
            )

    @property
    def threshold(self) -> float:
        """Its threshold, in the energy it reads [MeV]."""
        return self.threshold_ee

    def recoil_thresholds(self, nuclide: Nuclide, thresholds: Array) -> Array:
        """Other thresholds in the place of its own, as recoil energies of a nuclide [MeV]."""
        different, place = np.unique(thresholds, return_inverse=True)
        recoils = recoil_energy(self.quenching(nuclide), different, self.inversion)
        return recoils[place].reshape(thresholds.shape)

    def on(self, target: Recoiler) -> ThresholdDetector:
        """Return the response with the threshold as a recoil energy; electrons are not quenched."""
        recoil = self.threshold_ee
        if isinstance(target, Nuclide):
            recoil = _recoil_threshold(self.quenching, target, self.threshold_ee, self.inversion)
        return ThresholdDetector(threshold_nr=recoil, plateau=self.plateau)


@lru_cache(maxsize=4096)
def _recoil_threshold(
    quenching: QuenchingModel, nuclide: Nuclide, threshold_ee: float, inversion: str
) -> float:
    """Recoil energy of a threshold on one nuclide; found once, then remembered."""
    return float(recoil_energy(quenching(nuclide), threshold_ee, inversion))
