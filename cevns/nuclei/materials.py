"""Target materials: which nuclides, and how many of each in a kilogram."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from cevns.basics.checks import Array, number, shares, unknown
from cevns.basics.constants import ATOMIC_MASS_UNIT, KG_PER_ATOMIC_MASS_UNIT
from cevns.basics.kinds import checked, describe
from cevns.nuclei.nuclides import Nuclide, elements, isotopes
from cevns.nuclei.nuclides import nuclide as nuclide_of


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A target: its nuclides and their atom fractions (normalised to 1).

    Build one with `compound` or `mixture_by_mass`.
    """

    name: str
    nuclides: tuple[Nuclide, ...]
    atom_fractions: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.nuclides) != len(self.atom_fractions) or not self.nuclides:
            raise ValueError(f"{self.name}: needs one atom fraction for each nuclide")
        names = [n.name for n in self.nuclides]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: each nuclide may come once only, got {names}")
        shares(f"{self.name}: atom fractions", dict(zip(names, self.atom_fractions, strict=True)))

    @property
    def targets_per_kg(self) -> Array:
        """Nuclei of each nuclide in a kilogram [1/kg]."""
        fractions = np.array(self.atom_fractions)
        masses = np.array([n.atomic_mass for n in self.nuclides]) / ATOMIC_MASS_UNIT
        return fractions / (fractions @ masses * KG_PER_ATOMIC_MASS_UNIT)


describe(Material, hint="use cevns.material(name)")


@checked
def compound(
    name: str, formula: Mapping[str, float], own: Mapping[str, Nuclide] | None = None
) -> Material:
    """Return a chemical compound of elements or nuclides, such as ``{"Cs": 1, "I": 1}``.

    Parameters
    ----------
    name : of the material
    formula : atoms of each element in a formula unit, > 0, with its natural isotopes; or of a
        nuclide such as ``"76Ge"``, alone
    own : nuclides of your own, by name

    Raises
    ------
    ValueError
        if an element or nuclide is unknown or a number of atoms is not positive
    """
    atoms = {e: number(f"{name}: atoms of {e}", n, above=0) for e, n in formula.items()}
    if not atoms:
        raise ValueError(f"{name}: a material needs atoms")
    total = math.fsum(atoms.values())
    parts: dict[Nuclide, float] = {}
    for e, n in atoms.items():
        for nuclide, share in _shares(e, own or {}).items():
            parts[nuclide] = parts.get(nuclide, 0.0) + n * share / total
    return Material(name=name, nuclides=tuple(parts), atom_fractions=tuple(parts.values()))


def _shares(name: str, own: Mapping[str, Nuclide]) -> dict[Nuclide, float]:
    """Atom fractions of an element's natural isotopes, or of a nuclide, which is all of it."""
    if name in own:
        return {own[name]: 1.0}
    if name[:1].isdigit():
        return {nuclide_of(name): 1.0}
    return {i: i.abundance for i in isotopes(name)}


@checked
def pure(nuclide: Nuclide) -> Material:
    """Return a target of one nuclide only."""
    return Material(name=nuclide.name, nuclides=(nuclide,), atom_fractions=(1.0,))


@checked
def mixture_by_mass(
    name: str, masses: Mapping[str, float], own: Mapping[str, Nuclide] | None = None
) -> Material:
    """Return a mixture of elements or nuclides given by mass, such as ``{"Ge": 2, "Si": 1}``.

    Parameters
    ----------
    name : of the material
    masses : of each element or nuclide, in any unit, > 0
    own : nuclides of your own, by name

    Returns
    -------
    Material
        with every natural isotope of every element

    Raises
    ------
    ValueError
        if an element or nuclide is unknown or a mass is not positive
    """
    atoms = {
        element: number(f"{name}: mass of {element}", m, above=0)
        / sum(share * i.atomic_mass for i, share in _shares(element, own or {}).items())
        for element, m in masses.items()
    }
    return compound(name, atoms, own)


@cache
def materials() -> Mapping[str, Material]:
    """Return the target materials of the experiments, by name; dopants are neglected."""
    return MappingProxyType(
        {
            "CsI": compound("CsI", {"Cs": 1, "I": 1}),
            "NaI": compound("NaI", {"Na": 1, "I": 1}),
            "Ar": compound("Ar", {"Ar": 1}),
            "Ge": compound("Ge", {"Ge": 1}),
            "Si": compound("Si", {"Si": 1}),
            "Xe": compound("Xe", {"Xe": 1}),
            "2Ge:1Si": mixture_by_mass("2Ge:1Si", {"Ge": 2, "Si": 1}),
        }
    )


@checked
def material(name: str) -> Material:
    """Look a target material up by name, such as ``"CsI"``, or by formula, such as ``"CaWO4"``.

    Raises
    ------
    ValueError
        if it is none of `materials`, and no formula of elements
    """
    known = materials()
    if name in known:
        return known[name]
    slip = next((n for n in (*known, *elements()) if n.lower() == str(name).lower()), name)
    parts = _FORMULA.findall(name) if isinstance(name, str) else []
    atoms: dict[str, float] = {}
    for symbol, count in parts:
        atoms[symbol] = atoms.get(symbol, 0) + float(count or 1)
    written = "".join(symbol + count for symbol, count in parts)
    # CSI would be carbon, sulphur and iodine, and nobody's detector
    if not atoms or written != name or slip != name or not set(atoms) <= set(elements()):
        raise ValueError(f"{unknown('material', name, known)}, or a formula such as CaWO4")
    return compound(name, atoms)


_FORMULA: Final = re.compile(r"([A-Z][a-z]?)([1-9]\d{0,3})?")
