"""Nuclear masses, abundances and targets per kilogram."""

import numpy as np
import periodictable
import pytest
from scipy import constants as codata

from cevns.basics.constants import ATOMIC_MASS_UNIT, M_E
from cevns.nuclei.materials import compound, material, materials, mixture_by_mass
from cevns.nuclei.nuclides import isotopes, nuclides


def test_shipped_table_is_what_periodictable_says() -> None:
    for nuclide in nuclides().values():
        isotope = periodictable.elements[nuclide.Z][nuclide.A]
        assert nuclide.atomic_mass / ATOMIC_MASS_UNIT == pytest.approx(
            isotope.mass, rel=2e-9, abs=0
        )
        assert 100 * nuclide.abundance == pytest.approx(isotope.abundance, rel=2e-3, abs=2e-3)


def test_masses_are_nuclear() -> None:
    """133Cs: 132.905451961 u (AME2020) without 55 electrons."""
    cs = nuclides()["133Cs"]
    assert cs.mass == pytest.approx(132.905451961 * ATOMIC_MASS_UNIT - 55 * M_E, rel=1e-8, abs=0)
    assert cs.atomic_mass - cs.mass == pytest.approx(28.105, abs=1e-3)


@pytest.mark.parametrize("element", ["Si", "Ar", "Ge", "Xe", "Cs", "I", "Na"])
def test_natural_abundances_sum_to_one(element: str) -> None:
    assert sum(i.abundance for i in isotopes(element)) == pytest.approx(1, abs=1e-7)


def test_unpaired_nucleons() -> None:
    table = nuclides()
    assert table["40Ar"].unpaired == (0, 0)
    assert table["133Cs"].unpaired == (1, 0)
    assert table["73Ge"].unpaired == (0, 1)


def test_targets_per_kg_of_caesium_iodide() -> None:
    """Avogadro's number over the molar mass 259.81 g/mol, once for each of the two nuclei."""
    expected = codata.N_A / (132.905452 + 126.904473) * 1000
    assert material("CsI").targets_per_kg == pytest.approx([expected, expected], rel=1e-8, abs=0)


def test_germanium_targets_follow_abundance_and_mean_mass() -> None:
    per_kg = material("Ge").targets_per_kg
    assert per_kg.sum() == pytest.approx(codata.N_A / 72.63 * 1000, rel=2e-4, abs=0)
    assert per_kg / per_kg.sum() == pytest.approx(
        [i.abundance for i in isotopes("Ge")], rel=1e-6, abs=0
    )


def test_mixture_by_mass_keeps_the_masses() -> None:
    mix = material("2Ge:1Si")
    mass = np.array([n.atomic_mass for n in mix.nuclides]) * mix.atom_fractions
    germanium = np.array([n.Z == 32 for n in mix.nuclides])
    assert mass[germanium].sum() / mass[~germanium].sum() == pytest.approx(2, rel=1e-12, abs=0)


def test_a_kilogram_weighs_a_kilogram() -> None:
    u_kg = codata.value("atomic mass constant")
    for target in materials().values():
        masses = [n.atomic_mass / ATOMIC_MASS_UNIT * u_kg for n in target.nuclides]
        assert target.targets_per_kg @ masses == pytest.approx(1, rel=1e-12, abs=0)


def test_pure_compound_and_mixture_agree() -> None:
    by_mass = mixture_by_mass("Ge", {"Ge": 3.0}).atom_fractions
    assert by_mass == pytest.approx(compound("Ge", {"Ge": 1}).atom_fractions, rel=1e-14, abs=0)
