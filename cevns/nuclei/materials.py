"""Target materials: which nuclides, and how many of each in a kilogram."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from cevns.basics.checks import Array, choice, number, shares
from cevns.basics.constants import ATOMIC_MASS_UNIT, KG_PER_ATOMIC_MASS_UNIT
from cevns.basics.kinds import checked, describe
from cevns.basics.provenance import Section
from cevns.nuclei.nuclides import Nuclide, isotopes


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
def compound(name: str, formula: Mapping[str, float]) -> Material:
    """Return a chemical compound of natural elements, such as ``{"Cs": 1, "I": 1}``.

    Parameters
    ----------
    name : of the material
    formula : atoms of each element in a formula unit, > 0

    Raises
    ------
    ValueError
        if an element is unknown or a number of atoms is not positive
    """
    atoms = {e: number(f"{name}: atoms of {e}", n, above=0) for e, n in formula.items()}
    total = sum(atoms.values())
    parts = [(i, n * i.abundance / total) for e, n in atoms.items() for i in isotopes(e)]
    return Material(
        name=name,
        nuclides=tuple(i for i, _ in parts),
        atom_fractions=tuple(x for _, x in parts),
    )


@checked
def pure(nuclide: Nuclide) -> Material:
    """Return a target of one nuclide only."""
    return Material(name=nuclide.name, nuclides=(nuclide,), atom_fractions=(1.0,))


@checked
def mixture_by_mass(name: str, masses: Mapping[str, float]) -> Material:
    """Return a mixture of natural elements given by mass, such as ``{"Ge": 2, "Si": 1}``.

    Parameters
    ----------
    name : of the material
    masses : of each element, in any unit, > 0

    Returns
    -------
    Material
        with every natural isotope of every element

    Raises
    ------
    ValueError
        if an element is unknown or a mass is not positive
    """
    atoms = {
        element: number(f"{name}: mass of {element}", m, above=0)
        / sum(i.abundance * i.atomic_mass for i in isotopes(element))
        for element, m in masses.items()
    }
    return compound(name, atoms)


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
    """Look a target material up by name, such as ``"CsI"``.

    Raises
    ------
    ValueError
        if it is none of `materials`
    """
    return materials()[choice("material", name, materials())]


@checked
def read_material(name: str, section: Section) -> Material:
    """Read a ``[material]`` table of a file of experiments, by atoms or by mass fractions."""
    given = section.either("atoms", "mass_fractions")
    amounts = section.numbers(given, above=0)
    section.finish()
    if given == "atoms":
        return section.located(lambda: compound(name, amounts), given)
    return section.located(lambda: mixture_by_mass(name, shares("mass fractions", amounts)), given)
