"""Nuclei: nuclear masses, natural abundances, and spins."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from cevns.basics.checks import choice, nearest, number, settle
from cevns.basics.constants import ATOMIC_MASS_UNIT, G_A, M_E
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked, describe

Nucleon = Literal["p", "n"]
"""Protons or neutrons."""

RADIUS_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 0.5, "at_most": 10, "hint": "radii of nuclei are 0.8 to 6 fm"}
)
"""Charge radii that are accepted [fm]."""


class Spins(NamedTuple):
    """Spin of a nucleus, and expectation values of its protons' and neutrons' spins in m = J."""

    J: float
    S_p: float
    S_n: float


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Nuclide:
    """A nucleus at rest.

    Parameters
    ----------
    name : such as ``"133Cs"``
    Z, N : numbers of protons and neutrons
    mass : nuclear mass [MeV], electrons already removed
    abundance : atom fraction in the natural element, 0 to 1
    charge_radius : root-mean-square [fm], of a nuclide of your own; None for the shipped tables
    spins : likewise, if Z or N is odd

    Raises
    ------
    ValueError
        if Z or N is not a count, the mass cannot belong to A nucleons (GeV or u for MeV), or the
        radius or a spin is none of a nucleus
    """

    name: str
    Z: int
    N: int
    mass: float
    abundance: float = 0.0
    charge_radius: float | None = None
    spins: Spins | None = None

    def __post_init__(self) -> None:
        for symbol, count in (("Z", self.Z), ("N", self.N)):
            if number(f"{self.name}: {symbol}", count) % 1 or count < 0:
                raise ValueError(f"{self.name}: {symbol} = {count} must be a whole number >= 0")
        if self.A < 1:
            raise ValueError(f"{self.name}: Z + N = {self.A} must be at least 1")
        settle(self, "abundance", what=f"{self.name}: abundance", at_least=0, at_most=1)
        expected = ATOMIC_MASS_UNIT * self.A
        mass = settle(self, "mass", "MeV", what=f"{self.name}: mass", above=0)
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
        if self.charge_radius is not None:
            number(f"{self.name}: charge radius", self.charge_radius, "fm", **RADIUS_RANGE)
        if self.spins is not None:
            self._check_spins(*self.spins)

    def _check_spins(self, J: float, S_p: float, S_n: float) -> None:
        if number(f"{self.name}: spin J", J, above=0, at_most=20) * 2 % 2 != self.A % 2:
            halves = "half-integer" if self.A % 2 else "whole"
            raise ValueError(f"{self.name}: spin J = {J:g} must be {halves}: A = {self.A}")
        for name, S in (("S_p", S_p), ("S_n", S_n)):
            number(f"{self.name}: {name}", S, at_least=-J, at_most=J, hint="at most J")

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


describe(Nuclide, hint="use cevns.nuclide(name)")


@checked
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
    mass_u = number("atomic mass", atomic_mass_u, "u", above=0, at_most=400, hint="is it in MeV?")
    mass = mass_u * ATOMIC_MASS_UNIT - Z * M_E
    return Nuclide(name=name, Z=Z, N=A - Z, mass=mass, abundance=abundance)


@cache
def nuclides() -> Mapping[str, Nuclide]:
    """All natural nuclides, by name.

    Atomic masses of AME2020 (Chinese Phys. C 45 (2021) 030003) and abundances of CIAAW 2021.
    """
    columns = {"name": str, "Z": int, "A": int, "atomic_mass_u": float, "abundance": float}
    return MappingProxyType(
        {
            str(row["name"]): nuclide_from_atomic_mass(**row)  # type: ignore[arg-type]
            for row in read_csv(shipped("nuclei", "nuclides.csv"), columns)
        }
    )


@checked
def nuclide(name: str) -> Nuclide:
    """Look a nuclide up by name, such as ``"133Cs"``.

    Raises
    ------
    ValueError
        if the table has no such isotope; the message lists those of the element
    """
    table = nuclides()
    if name in table:
        return table[name]
    element = re.sub(r"[^A-Za-z]", "", str(name)).lower()
    siblings = [n for n in table if n.lstrip("0123456789").lower() == element]
    if siblings:
        raise ValueError(f"no nuclide {name!r} in the table; isotopes: {', '.join(siblings)}")
    near = nearest(name, table)
    guess = f"; did you mean {near!r}?" if near else ""
    raise ValueError(f"no nuclide {name!r}{guess}; the table has the natural ones, such as 133Cs")


@checked
def isotopes(element: str) -> tuple[Nuclide, ...]:
    """Return the natural isotopes of an element, such as ``"Ge"``.

    Raises
    ------
    ValueError
        if the table does not have the element; the message lists those it has
    """
    by_element = _by_element()
    if element in WITHOUT_ISOTOPES:
        raise ValueError(
            f"{element} has no natural isotopes; known: {', '.join(by_element)}, or a nuclide of "
            "your own"
        )
    return by_element[choice("element", element, by_element)]


@cache
def _by_element() -> Mapping[str, tuple[Nuclide, ...]]:
    found: dict[str, list[Nuclide]] = {}
    for n in nuclides().values():
        found.setdefault(n.name.lstrip("0123456789"), []).append(n)
    return {element: tuple(natural) for element, natural in found.items()}


def elements() -> tuple[str, ...]:
    """Return the symbols of all elements that have natural isotopes, by their charge."""
    return tuple(_by_element())


WITHOUT_ISOTOPES: Final = (
    *("Tc", "Pm", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es"),
    *("Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl"),
    *("Mc", "Lv", "Ts", "Og"),
)
"""Elements without an isotope in nature to speak of."""


SpinModel = Callable[[Nuclide], tuple[float, float]]
"""A rule that gives every nuclide what multiplies the axial couplings of proton and neutron."""

describe(SpinModel, "a rule that gives every nuclide its spins", "use nuclides.counted_spins")


@checked
def counted_spins(nuclide: Nuclide) -> tuple[float, float]:
    r"""Return :math:`Z_+-Z_-` and :math:`N_+-N_-`: the odd nucleon carries a spin of 1/2, alone.

    `Nuclide.unpaired`, for couplings that count quarks.
    """
    return nuclide.unpaired


@cache
def spins() -> Mapping[str, Spins]:
    """Return the spins of all odd nuclides of the shipped tables, by name.

    Shell model of P. Klos et al., Phys. Rev. D 88 (2013) 083516, where it was done; 133Cs from
    F. Iachello et al., Phys. Lett. B 254 (1991) 220; otherwise from measured magnetic moments.
    """
    columns = {"name": str, "J": float, "mu": float, "S_p": float, "S_n": float}
    rows = read_csv(shipped("nuclei", "spins.csv"), columns)
    return MappingProxyType(
        {str(row["name"]): Spins(row["J"], row["S_p"], row["S_n"]) for row in rows}  # type: ignore[arg-type]
    )


@checked
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
        if a number is odd, and neither the nuclide nor `spins` has its spins

    Notes
    -----
    With the axial coupling of a free nucleon; currents of two nucleons lower it. Sources:
    J. Engel and P. Vogel, Phys. Rev. D 40 (1989) 3132; M. Hoferichter, J. Menendez, A. Schwenk,
    Phys. Rev. D 102 (2020) 074018.
    """
    if nuclide.unpaired == (0, 0):
        return 0.0, 0.0
    J, S_p, S_n = nuclide.spins or _known_spins(nuclide.name)
    scale = 2 * G_A * math.sqrt((J + 1) / (3 * J))
    return scale * S_p, scale * S_n


def _known_spins(name: str) -> Spins:
    if name not in spins():
        raise ValueError(
            f"no spin of {name!r}, which is odd: give it J, S_p and S_n, "
            "Nuclide(..., spins=Spins(J, S_p, S_n)), or use couplings that count quarks"
        )
    return spins()[name]
