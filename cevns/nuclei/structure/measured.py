"""Measured excited states: the first vibrations of even-even nuclei."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.checks import number
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked


class Measured(NamedTuple):
    r"""A measured level.

    Parameters
    ----------
    energy : above the ground state [MeV]
    strength : :math:`B(EJ)` from the ground state up [e^2 fm^(2J)]
    """

    energy: float
    strength: float


@cache
def levels() -> Mapping[str, Mapping[tuple[int, int], Measured]]:
    """Return the first 2+ and 3- levels by nuclide, then by spin and parity.

    Those alone that are vibrations: the first 2+ of 16O and 40Ca are not.

    Sources: ENSDF; S. Raman et al., At. Data Nucl. Data Tables 78 (2001) 1; R. H. Spear, At. Data
    Nucl. Data Tables 42 (1989) 55.
    """
    columns = {"nuclide": str, "J": int, "parity": int, "energy_MeV": float, "B_up": float}
    found: dict[str, dict[tuple[int, int], Measured]] = {}
    for row in read_csv(shipped("nuclei", "levels.csv"), columns):
        name, J, parity, energy, strength = (str(row[column]) for column in columns)
        found.setdefault(name, {})[int(J), int(parity)] = Measured(float(energy), float(strength))
    return MappingProxyType({name: MappingProxyType(those) for name, those in found.items()})


@checked
def giant_dipole(A: int) -> float:
    r"""Return where giant dipoles are measured in nuclei of mass number A [MeV].

    .. math:: 31.2\,A^{-1/3}+20.6\,A^{-1/6}

    A fit to measured nuclei from A = 50 on: B. L. Berman and S. C. Fultz, Rev. Mod. Phys. 47 (1975)
    713.
    """
    number("mass number", A, at_least=4, at_most=300)
    return float(31.2 * A ** (-1 / 3) + 20.6 * A ** (-1 / 6))


@checked
def measured(name: str) -> Mapping[tuple[int, int], Measured]:
    """Return the measured levels of a nuclide by spin and parity; none if the table has none."""
    return levels().get(name, MappingProxyType({}))
