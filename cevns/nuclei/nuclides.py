"""Nuclei: nuclear masses, natural abundances, and spins."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from cevns.basics.checks import choice, number
from cevns.basics.constants import ATOMIC_MASS_UNIT, G_A, M_E
from cevns.basics.csv_tables import read_csv, shipped

Nucleon = Literal["p", "n"]
"""Protons or neutrons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nuclide:
    """A nucleus at rest.

    Parameters
    ----------
    name : such as ``"133Cs"``
    Z, N : numbers of protons and neutrons
    mass : nuclear mass [MeV], electrons already removed
    abundance : atom fraction in the natural element, 0 to 1

    Raises
    ------
    ValueError
        if Z or N is not a count, or the mass cannot belong to A nucleons (GeV or u for MeV)
    """

    name: str
    Z: int
    N: int
    mass: float
    abundance: float = 0.0

    def __post_init__(self) -> None:
        for symbol, count in (("Z", self.Z), ("N", self.N)):
            if number(f"{self.name}: {symbol}", count) % 1 or count < 0:
                raise ValueError(f"{self.name}: {symbol} = {count} must be a whole number >= 0")
        if self.A < 1:
            raise ValueError(f"{self.name}: Z + N = {self.A} must be at least 1")
        number(f"{self.name}: abundance", self.abundance, at_least=0, at_most=1)
        expected = ATOMIC_MASS_UNIT * self.A
        mass = number(f"{self.name}: mass", self.mass, "MeV", above=0)
        if not 0.98 * expected < mass < 1.02 * expected:
            slip = next(
                (
                    f"; is it in {unit}?"
                    for unit, factor in (("GeV", 1e3), ("u", ATOMIC_MASS_UNIT), ("keV", 1e-3))
                    if 0.98 < mass * factor / expected < 1.02
                ),
                f"; are Z = {self.Z} and N = {self.N} right?",
            )
            raise ValueError(
                f"{self.name}: mass = {mass:g} MeV must be about {expected:.0f} MeV{slip}"
            )

    @property
    def A(self) -> int:
        """Mass number."""
        return self.Z + self.N

    @property
    def atomic_mass(self) -> float:
        """Mass of the neutral atom [MeV]; electron binding is neglected."""
        return self.mass + self.Z * M_E

    @property
    def unpaired(self) -> tuple[int, int]:
        r"""Protons and neutrons without a partner, :math:`Z_+-Z_-` and :math:`N_+-N_-`.

        The extreme single-particle picture: 0 for an even number, 1 for an odd one.
        """
        return self.Z % 2, self.N % 2


def nuclide_from_atomic_mass(
    name: str, Z: int, A: int, atomic_mass_u: float, abundance: float = 0.0
) -> Nuclide:
    """Remove Z electrons from an atomic mass in u, the only door for tabulated masses.

    Parameters
    ----------
    name : such as ``"133Cs"``
    Z, A : number of protons and mass number
    atomic_mass_u : mass of the neutral atom [u]
    abundance : atom fraction in the natural element, 0 to 1

    Returns
    -------
    Nuclide
        with its nuclear mass [MeV]; the electrons' binding energy, below 20 ppm of it, is
        neglected
    """
    mass = atomic_mass_u * ATOMIC_MASS_UNIT - Z * M_E
    return Nuclide(name=name, Z=Z, N=A - Z, mass=mass, abundance=abundance)


@cache
def nuclides() -> Mapping[str, Nuclide]:
    """All nuclides of the shipped table, by name.

    Atomic masses of AME2020 (Chinese Phys. C 45 (2021) 030003) and abundances of CIAAW 2021.
    """
    columns = {"name": str, "Z": int, "A": int, "atomic_mass_u": float, "abundance": float}
    return MappingProxyType(
        {
            str(row["name"]): nuclide_from_atomic_mass(**row)  # type: ignore[arg-type]
            for row in read_csv(shipped("nuclei", "nuclides.csv"), columns)
        }
    )


def nuclide(name: str) -> Nuclide:
    """Look a nuclide up by name, such as ``"133Cs"``.

    Raises
    ------
    ValueError
        if the table has no such isotope; the message lists those of the element
    """
    table = nuclides()
    element = re.sub(r"[^A-Za-z]", "", str(name)).lower()
    siblings = [n for n in table if n.lstrip("0123456789").lower() == element]
    if name not in table and siblings:
        raise ValueError(f"no nuclide {name!r} in the table; isotopes: {', '.join(siblings)}")
    return table[choice("nuclide", name, table)]


def isotopes(element: str) -> tuple[Nuclide, ...]:
    """Return the natural isotopes of an element, such as ``"Ge"``.

    Raises
    ------
    ValueError
        if the table does not have the element; the message lists those it has
    """
    by_element: dict[str, list[Nuclide]] = {}
    for n in nuclides().values():
        by_element.setdefault(n.name.lstrip("0123456789"), []).append(n)
    return tuple(by_element[choice("element", element, by_element)])


SpinModel = Callable[[Nuclide], tuple[float, float]]
"""A rule that gives every nuclide what multiplies the axial couplings of proton and neutron."""


def counted_spins(nuclide: Nuclide) -> tuple[float, float]:
    r"""Return :math:`Z_+-Z_-` and :math:`N_+-N_-`: the odd nucleon carries a spin of 1/2, alone.

    `Nuclide.unpaired`, for couplings that count quarks.
    """
    return nuclide.unpaired


class Spins(NamedTuple):
    """Spin of a nucleus, and expectation values of its protons' and neutrons' spins in m = J."""

    J: float
    S_p: float
    S_n: float


@cache
def spins() -> Mapping[str, Spins]:
    """Return the spins of all odd nuclides of the shipped tables, by name.

    Shell model of P. Klos et al., Phys. Rev. D 88 (2013) 083516, where it was done; 133Cs from
    F. Iachello et al., Phys. Lett. B 254 (1991) 220; otherwise from measured magnetic moments.
    """
    columns = {"name": str, "J": float, "S_p": float, "S_n": float}
    rows = read_csv(shipped("nuclei", "spins.csv"), columns)
    return MappingProxyType({str(row.pop("name")): Spins(**row) for row in rows})  # type: ignore[arg-type]


def calculated_spins(nuclide: Nuclide) -> tuple[float, float]:
    r"""Return what calculated spins make of couplings that count quarks.

    Equation :eq:`eq:sm-spins` of the book.

    .. math:: \left(Z_+-Z_-,\,N_+-N_-\right) \to
        g_A\sqrt{\frac{J+1}{3J}}\;2\left(\langle S_p\rangle,\,\langle S_n\rangle\right)

    so that four times the square of the axial charge is the usual
    :math:`F_A(0) = \frac43g_A^2\frac{J+1}J(\langle S_p\rangle-\langle S_n\rangle)^2`.

    Parameters
    ----------
    nuclide : target nucleus

    Returns
    -------
    tuple of float
        for protons and neutrons, dimensionless; zero if both numbers are even

    Raises
    ------
    ValueError
        if a number is odd and `spins` does not have the nuclide

    Notes
    -----
    With the axial coupling of a free nucleon; currents of two nucleons lower it. Sources:
    J. Engel and P. Vogel, Phys. Rev. D 40 (1989) 3132; M. Hoferichter, J. Menendez, A. Schwenk,
    Phys. Rev. D 102 (2020) 074018.
    """
    if nuclide.unpaired == (0, 0):
        return 0.0, 0.0
    J, S_p, S_n = spins()[choice("spin of", nuclide.name, spins())]
    scale = 2 * G_A * math.sqrt((J + 1) / (3 * J))
    return scale * S_p, scale * S_n
