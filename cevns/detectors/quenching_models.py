"""Quenching by name, and which one a detector has: what a limit has to say with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.csv_tables import read_columns, shipped
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked
from cevns.basics.units import eV, keV
from cevns.detectors.bound_lindhard import BoundFormula, BoundLindhard
from cevns.detectors.measured_quenching import OfACurve
from cevns.detectors.quenching import Quenching, QuenchingModel
from cevns.nuclei.nuclides import Nuclide


@checked
@dataclass(frozen=True, slots=True)
class PublishedFactor(OfACurve):
    r"""A published table of the quenching factor, :math:`E_\text{ee}=TQ(T)`, taken as it is.

    Unlike a table of yours, the ionisation it gives may fall: that of the iron filter does by 3 %,
    from 1.14 to 1.34 keV, where two straight lines meet. A threshold of ionisation is then the
    smallest recoil that reaches it.

    Parameters
    ----------
    curve : of recoil energies [MeV]
    """

    def __call__(self, T: ArrayLike) -> Array:
        """Electron-equivalent energy of a recoil [MeV]."""
        recoil, factor = self._read(T)
        return np.asarray(recoil * factor)

    def envelope(self, T: ArrayLike) -> Array:
        """Largest electron-equivalent energy of any recoil up to T [MeV]: it never falls."""
        recoil = in_range("T", T, "MeV", at_least=self.curve.first)
        slope = np.diff(self.curve.y) / np.diff(self.curve.x)
        with np.errstate(divide="ignore", invalid="ignore"):  # T Q has a maximum where Q falls
            tops = 0.5 * (self.curve.x[:-1] - self.curve.y[:-1] / slope)
        inside = (slope < 0) & (tops > self.curve.x[:-1]) & (tops < self.curve.x[1:])
        marks = np.sort(np.concatenate([self.curve.x, tops[inside]]))
        highest = np.maximum.accumulate(self(marks))
        before = np.searchsorted(marks, recoil, side="right") - 1
        return np.maximum(highest[before], self(recoil))


@checked
@dataclass(frozen=True, slots=True)
class PublishedQuenching:
    """Gives the nuclides of some elements a published quenching.

    Parameters
    ----------
    told : what it is, in words
    elements : by symbol
    """

    told: str
    elements: tuple[tuple[str, Quenching], ...]

    def __call__(self, nuclide: Nuclide) -> Quenching:
        """Return the quenching of a nuclide.

        Raises
        ------
        ValueError
            if it was not published for its element
        """
        element = nuclide.name.lstrip("0123456789")
        known = dict(self.elements)
        if element not in known:
            raise ValueError(f"{self.told}: for {', '.join(known)} only, not for {element}")
        return known[element]


def _table(file: str) -> PublishedFactor:
    columns = read_columns(shipped("detectors", file), ("T_keV_nr", "quenching_factor"))
    T, Q = columns["T_keV_nr"] * keV, columns["quenching_factor"]
    return PublishedFactor(Curve("quenching factor", "keV", T, Q, keV))


@cache
def _iron_filter() -> PublishedQuenching:
    told = "iron filter (Fef), measured in germanium"
    return PublishedQuenching(told, (("Ge", _table("ge_iron_filter_2022.csv")),))


@cache
def _photoneutron() -> PublishedQuenching:
    told = "photoneutrons (YBe), measured in germanium"
    return PublishedQuenching(told, (("Ge", _table("ge_photoneutron_2022.csv")),))


@cache
def _bound() -> PublishedQuenching:
    germanium = BoundLindhard(Z=32, k=0.162, binding=20 * eV)
    silicon = BoundLindhard(Z=14, k=0.161, binding=150 * eV)
    told = "Lindhard with binding of 2020 (Ge: k = 0.162, U = 20 eV; Si: 0.161, 150 eV)"
    return PublishedQuenching(told, (("Ge", germanium), ("Si", silicon)))


@cache
def _bound_formula() -> PublishedQuenching:
    germanium = BoundFormula(Z=32, k=0.162, binding=20 * eV, c_0=3.0e-4, c_1=6.2e-6)
    silicon = BoundFormula(Z=14, k=0.161, binding=150 * eV, c_0=9.1e-3, c_1=3.33e-5)
    told = "formula for Lindhard with binding of 2020 (Ge: U = 20 eV; Si: 150 eV)"
    return PublishedQuenching(told, (("Ge", germanium), ("Si", silicon)))


PUBLISHED: Final[Mapping[str, Callable[[], QuenchingModel]]] = MappingProxyType(
    {
        "iron_filter_2022": _iron_filter,
        "photoneutron_2022": _photoneutron,
        "bound_2020": _bound,
        "bound_formula_2020": _bound_formula,
    }
)
"""Published quenching by name; read when it is asked for."""


@checked
def published_quenching(name: str) -> QuenchingModel:
    """Look a published quenching up by name.

    Parameters
    ----------
    name : one of `PUBLISHED`

    Raises
    ------
    ValueError
        if there is none of that name
    """
    return PUBLISHED[choice("quenching model", name, PUBLISHED)]()


@checked
def told_quenching(detector: object) -> str:
    """Say which quenching the counts of a detector rest on.

    Parameters
    ----------
    detector : of any kind

    Returns
    -------
    str
        such as ``"Lindhard, k = 0.162"``; empty if it measures recoil energies
    """
    model = getattr(detector, "quenching", None)
    if model is None:
        light = getattr(detector, "electron_light", 0.0)  # of light that is proportional to recoils
        return f"constant, {detector.light_yield / light:.4g}" if light else ""  # type: ignore[attr-defined]
    return str(getattr(model, "told", "") or f"a model of yours, {type(model).__name__}")
