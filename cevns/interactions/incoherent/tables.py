"""Incoherent cross sections that took long to compute: small tables, and how they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import PchipInterpolator

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked
from cevns.interactions.incoherent.excitation import summed
from cevns.interactions.incoherent.parts import Parts, nothing

TABULATED: Final = ("12C", "16O", "28Si", "40Ar", "48Ti", "56Fe", "72Ge", "74Ge", "132Xe")
"""Nuclides with a table: even-even, from the QRPA of `cevns.nuclei.structure`."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncoherentTable:
    r"""Incoherent cross sections of a nuclide by multipole, at energies of a grid.

    Between them, each part of each multipole is a cubic Hermite polynomial in :math:`E_\nu` whose
    slopes never overshoot (F. N. Fritsch and R. E. Carlson, SIAM J. Numer. Anal. 17 (1980) 238):
    it goes through every entry, and where entries rise it rises. Below the first energy, where it
    is zero, it is zero; above the last, nothing is said.

    Parameters
    ----------
    nuclide : name, such as ``"40Ar"``
    E_nu : energies [MeV], rising; all cross sections are zero at the first
    parts : from multipoles such as ``"1+"`` to cross sections [cm^2], shape of E_nu, for the
        axial coupling of a free nucleon
    """

    nuclide: str
    E_nu: Array
    parts: Mapping[str, Parts]

    def __post_init__(self) -> None:
        E = in_range("E_nu", self.E_nu, "MeV", at_least=0)
        if E.ndim != 1 or E.size < 2 or not (np.diff(E) > 0).all():
            raise ValueError(f"{self.nuclide}: energies must rise, two or more of them [MeV]")
        for name, part in self.parts.items():
            for value in part:
                if np.shape(value) != E.shape or value[0]:
                    raise ValueError(
                        f"{self.nuclide}, {name}: a cross section must have one entry for each of "
                        f"{E.size} energies, and none at the first, {E[0]:g} MeV"
                    )

    @property
    def E_max(self) -> float:
        """Last energy [MeV]."""
        return float(self.E_nu[-1])

    def at(self, E_nu: ArrayLike) -> Mapping[str, Parts]:
        """Interpolate: multipoles and their cross sections [cm^2], shape of E_nu.

        Parameters
        ----------
        E_nu : neutrino energy [MeV], >= 0 and not beyond the table

        Raises
        ------
        ValueError
            above the last energy: the table is never extrapolated
        """
        return self._evaluate(E_nu, 0)

    def slopes(self, E_nu: ArrayLike) -> Mapping[str, Parts]:
        """Return the derivatives of what `at` gives [cm^2/MeV]."""
        return self._evaluate(E_nu, 1)

    def cross_section(
        self,
        E_nu: ArrayLike,
        *,
        antineutrino: bool = False,
        quenching: float = 1.0,
        multipole: str | None = None,
    ) -> Array:
        """Return the incoherent cross section [cm^2], shape of E_nu.

        Parameters
        ----------
        E_nu : neutrino energy [MeV], >= 0 and not beyond the table
        antineutrino, quenching : as in `cevns.interactions.incoherent.parts.Parts.total`
        multipole : only this one, such as ``"1+"``; None for all
        """
        part = summed(self.at(E_nu), multipole)
        return part.total(antineutrino=antineutrino, quenching=quenching)

    def _evaluate(self, E_nu: ArrayLike, derivative: int) -> Mapping[str, Parts]:
        E = in_range(
            "E_nu",
            E_nu,
            "MeV",
            at_least=0,
            at_most=self.E_max,
            hint="the table is not extrapolated",
        )
        below = self.E_nu[0] > E
        inside = np.where(below, self.E_nu[0], E)
        values = np.array([list(part) for part in self.parts.values()])
        curve = PchipInterpolator(self.E_nu, values, axis=-1)(inside, nu=derivative)
        curve[..., below] = 0.0
        return FrozenMapping(
            {name: Parts(*part) for name, part in zip(self.parts, curve, strict=True)}
        )


@checked
@cache
def incoherent_table(nuclide: str) -> IncoherentTable:
    """Return the shipped table of a nuclide.

    Raises
    ------
    ValueError
        if it is none of `TABULATED`; `cevns.rates.incoherent.stand_in` says what may stand for it
    """
    name = choice("incoherent cross section of", nuclide, TABULATED)
    columns = {
        "E_nu_MeV": float,
        "multipole": str,
        "vector": float,
        "axial": float,
        "interference": float,
    }
    rows = read_csv(shipped("interactions", f"incoherent_{name}.csv"), columns)
    energies = sorted({float(str(row["E_nu_MeV"])) for row in rows})
    place = {E: i for i, E in enumerate(energies)}
    parts: dict[str, Parts] = {}
    for row in rows:
        part = parts.setdefault(str(row["multipole"]), nothing((len(energies),)))
        at = place[float(str(row["E_nu_MeV"]))]
        for values, key in zip(part, Parts._fields, strict=True):
            values[at] = float(str(row[key])) * 1e-42
    frozen = {name: Parts(*map(read_only, part)) for name, part in parts.items()}
    return IncoherentTable(
        nuclide=name, E_nu=read_only(np.array(energies)), parts=FrozenMapping(frozen)
    )


@cache
def argon_variations() -> Mapping[str, Mapping[float, float]]:
    """Return what the incoherent cross section of 40Ar depends on.

    From what is changed, such as ``"g' = 0.6"``, to cross sections of neutrinos [cm^2] by energy
    [MeV], with an axial coupling of 0.8 of a free nucleon's; ``"nothing"`` is the table's.
    """
    columns = {"changed": str, "E_nu_MeV": float, "sigma": float}
    found: dict[str, dict[float, float]] = {}
    for row in read_csv(shipped("interactions", "argon_variations.csv"), columns):
        by_energy = found.setdefault(str(row["changed"]), {})
        by_energy[float(str(row["E_nu_MeV"]))] = float(str(row["sigma"])) * 1e-42
    return FrozenMapping({name: FrozenMapping(values) for name, values in found.items()})
