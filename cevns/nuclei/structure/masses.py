"""Pairing gaps from measured masses."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import choice
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import Nucleon, Nuclide

MAGIC: Final = (2, 8, 20, 28, 50, 82, 126)
"""Numbers of nucleons of a kind that close a shell."""

FREE: Final[Mapping[Nucleon, float]] = MappingProxyType({"p": 7.288971064, "n": 8.0713181})
"""Mass excesses of the hydrogen atom and of the neutron [MeV]; AME2020."""


@cache
def mass_excesses() -> Mapping[tuple[int, int], float]:
    """Mass excesses of neutral atoms [MeV] by (Z, N).

    Those of the even-even nuclides of the shipped tables, and of up to two nucleons more or
    less. Source: AME2020, M. Wang et al., Chinese Phys. C 45 (2021) 030003.
    """
    columns = {"Z": int, "N": int, "mass_excess_keV": float}
    rows = read_csv(shipped("nuclei", "mass_excesses.csv"), columns)
    return MappingProxyType(
        {(int(str(r["Z"])), int(str(r["N"]))): float(str(r["mass_excess_keV"])) / 1e3 for r in rows}
    )


@checked
def mass_excess(Z: int, N: int) -> float:
    """Return the mass excess of the neutral atom [MeV].

    Raises
    ------
    ValueError
        if `mass_excesses` does not have it
    """
    table = mass_excesses()
    if (Z, N) not in table:
        raise ValueError(
            f"no mass of Z = {Z}, N = {N}; the table has the neighbours of even-even targets only"
        )
    return table[Z, N]


@checked
def separation_energy(Z: int, N: int, nucleon: Nucleon) -> float:
    r"""Energy that it costs to take one nucleon out of a nucleus [MeV].

    .. math::

        S_n(Z,N) &= M(Z,N-1) + m_n - M(Z,N), \\
        S_p(Z,N) &= M(Z-1,N) + m_H - M(Z,N)

    with masses of atoms, so that the electrons drop out but for their binding.

    Raises
    ------
    ValueError
        if `mass_excesses` has not both
    """
    proton = choice("nucleon", nucleon, FREE) == "p"
    rest = mass_excess(Z - proton, N - (not proton))
    return rest + FREE[nucleon] - mass_excess(Z, N)


@checked
def gap(nuclide: Nuclide, nucleon: Nucleon, points: int = 4) -> float:
    r"""Pairing gap that the odd-even staggering of measured masses shows [MeV].

    Equation :eq:`eq:bcs-gap4` of the book.

    .. math::

        \Delta^{(4)}_n &= -\tfrac14\left[S_n(Z,N-1)-2S_n(Z,N)+S_n(Z,N+1)\right] \\
        \Delta^{(3)}_n &= \tfrac12\left[S_n(Z,N)-S_n(Z,N+1)\right]

    and likewise along Z for protons.

    Parameters
    ----------
    nuclide : with even numbers of both
    nucleon : ``"p"`` or ``"n"``
    points : masses in the difference: 4, on the side of fewer nucleons, or 3, centred

    Returns
    -------
    float
        at a closed shell it holds the gap of the shell as well and is no pairing gap; where N = Z
        the three-point one holds the Wigner energy

    Raises
    ------
    ValueError
        if a number is odd, points are neither, or a mass is missing

    Notes
    -----
    Source: A. Bohr and B. R. Mottelson, Nuclear Structure I (Benjamin, 1969); compared by
    M. Bender et al., Eur. Phys. J. A 8 (2000) 59.
    """
    even_even(nuclide)
    proton = choice("nucleon", nucleon, FREE) == "p"

    def S(more: int) -> float:
        Z, N = (nuclide.Z + more, nuclide.N) if proton else (nuclide.Z, nuclide.N + more)
        return separation_energy(Z, N, nucleon)

    if points == 4:
        return -(S(-1) - 2 * S(0) + S(1)) / 4
    if points == 3:
        return (S(0) - S(1)) / 2
    raise ValueError(f"gap from {points} masses: 4 or 3 are known")


@checked
def hole_and_particle(nuclide: Nuclide, nucleon: Nucleon) -> tuple[float, float]:
    r"""Energies of the last nucleon inside and of the first one more [MeV].

    .. math:: -S_n(Z,N), \qquad -S_n(Z,N+1)

    Where a subshell closes they are measured single-particle energies, on either side of the gap.

    Raises
    ------
    ValueError
        if `mass_excesses` lacks a mass
    """
    proton = choice("nucleon", nucleon, FREE) == "p"
    more = (nuclide.Z + proton, nuclide.N + (not proton))
    inside = separation_energy(nuclide.Z, nuclide.N, nucleon)
    return -inside, -separation_energy(*more, nucleon)


@checked
def has_gaps(nuclide: Nuclide) -> bool:
    """Whether the table has the masses that the gaps of a nuclide need."""
    Z, N = nuclide.Z, nuclide.N
    return all(
        (Z + d, N) in mass_excesses() and (Z, N + d) in mass_excesses() for d in (-2, -1, 0, 1)
    )


@checked
def even_even(nuclide: Nuclide) -> Nuclide:
    """Return the nuclide if both its numbers are even.

    Raises
    ------
    ValueError
        if not: a nucleon without partner blocks its state, which no ground state here does
    """
    if nuclide.unpaired != (0, 0):
        raise ValueError(
            f"{nuclide.name}: Z = {nuclide.Z}, N = {nuclide.N} must both be even; a nucleon "
            "without a partner is beyond pairing, take a neighbour"
        )
    return nuclide
