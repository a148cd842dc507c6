"""Electrons of an atom that a given energy can set free."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.basics.units import eV


@cache
def _shells() -> dict[int, tuple[tuple[float, int], ...]]:
    """Binding energy [MeV] and number of electrons of every shell, by atomic number."""
    columns = {"Z": int, "shell": str, "electrons": int, "energy_eV": float}
    found: dict[int, list[tuple[float, int]]] = {}
    for row in read_csv(shipped("interactions", "binding_energies.csv"), columns):
        Z, electrons, energy = (row[x] for x in ("Z", "electrons", "energy_eV"))
        found.setdefault(Z, []).append((energy * eV, electrons))  # type: ignore[arg-type, operator]
    return {Z: tuple(sorted(shells)) for Z, shells in found.items()}


@checked
def shells(Z: int) -> tuple[tuple[float, int], ...]:
    """Return the binding energies of an atom's shells, and the electrons in each.

    Parameters
    ----------
    Z : atomic number, 1 to 92

    Returns
    -------
    tuple
        of (energy [MeV], electrons), outer ones first; zero where no edge is tabulated

    Raises
    ------
    ValueError
        if there is no such element in the table

    Notes
    -----
    Source: W. T. Elam, B. D. Ravel and J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121.
    """
    return _shells()[whole("Z", Z, at_least=1, at_most=92)]


@checked
def free_electrons(T: ArrayLike, Z: int) -> Array:
    r"""Return the electrons of an atom that are bound with no more than an energy.

    Equation :eq:`eq:ge-zeff` of the book.

    .. math:: Z_\text{eff}(T) = \sum_i n_i\,\theta(T-B_i)

    Parameters
    ----------
    T : energy transfer [MeV], >= 0, any shape
    Z : atomic number, 1 to 92

    Returns
    -------
    Array
        up to Z

    Raises
    ------
    ValueError
        if an energy is negative, or there is no such element in the table

    Notes
    -----
    Real edges are smooth, and the electrons of a crystal's bands are not those of an atom: below a
    few tens of eV this is no description at all.
    """
    transfer = in_range("T", T, "MeV", at_least=0)
    energies, electrons = map(np.array, zip(*shells(Z), strict=True))
    counted = np.concatenate([[0.0], np.cumsum(electrons)])
    found: Array = counted[np.searchsorted(energies, transfer, side="right")]
    return found
