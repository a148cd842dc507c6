"""Nuclear masses, abundances and targets per kilogram."""

import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import constants as codata

from cevns.basics.constants import ATOMIC_MASS_UNIT, G_A, M_E
from cevns.basics.csv_tables import read_csv, shipped
from cevns.nuclei.materials import compound, material, materials, mixture_by_mass
from cevns.nuclei.nuclides import (
    WITHOUT_ISOTOPES,
    Nuclide,
    Spins,
    calculated_spins,
    elements,
    isotopes,
    nuclides,
    spins,
)

HERE = Path(__file__).parent
NATURAL = {
    str(row.pop("name")): row
    for row in read_csv(
        HERE / "natural_isotopes.csv",
        {"name": str} | dict.fromkeys(("mass_excess_keV", "J", "percent", "uncertainty"), float),
    )
}
"""Mass excesses, spins and abundances of NUBASE2020: another file, by another way, than the masses
in u and the abundances of CIAAW that came with periodictable."""
KEV_PER_U_OF_AME2020 = 931_494.10242


def mass_in_u(name: str) -> float:
    return nuclides()[name].A + NATURAL[name]["mass_excess_keV"] / KEV_PER_U_OF_AME2020


@pytest.mark.parametrize("name", sorted(nuclides()))
def test_every_mass_is_that_of_the_atomic_mass_evaluation(name: str) -> None:
    """To 5 parts in 1e9: the table under test rounds 127I and 98Ru where they are uncertain.

    Natural 180Ta is an isomer, 75 keV above the ground state whose mass the table has.
    """
    nuclide = nuclides()[name]
    isomer = 75.3 / KEV_PER_U_OF_AME2020 if name == "180Ta" else 0.0
    assert nuclide.atomic_mass / ATOMIC_MASS_UNIT == pytest.approx(
        mass_in_u(name) - isomer, rel=5e-9, abs=0
    )


def test_no_natural_isotope_is_left_out() -> None:
    assert sorted(NATURAL) == sorted(nuclides())
    assert len(nuclides()) == 289
    assert len(elements()) == 84
    assert not set(elements()) & set(WITHOUT_ISOTOPES)
    assert len(elements()) + len(WITHOUT_ISOTOPES) == 118


@pytest.mark.parametrize("name", sorted(nuclides()))
def test_every_abundance_is_that_of_nubase(name: str) -> None:
    """Within three of its uncertainties: natural variations, and what rounds up to 100 %."""
    percent, sigma = NATURAL[name]["percent"], NATURAL[name]["uncertainty"]
    found = 100 * nuclides()[name].abundance
    assert found == pytest.approx(percent, rel=2e-3, abs=3 * sigma + 1e-4)


# Standard atomic weights and their uncertainties, T. Prohaska et al., Pure Appl. Chem. 94 (2022)
# 573; half of the interval where there is one, and of argon and lead the conventional value
ATOMIC_WEIGHTS = {
    "H": (1.00798, 1.4e-4), "He": (4.002602, 2e-6), "Li": (6.9675, 0.0295),
    "Be": (9.0121831, 5e-7), "B": (10.8135, 0.0075), "N": (14.006855, 4.3e-4),
    "Ne": (20.1797, 6e-4), "Mg": (24.3055, 0.0015), "P": (30.973761998, 5e-9),
    "K": (39.0983, 1e-4), "Sc": (44.955907, 4e-6), "V": (50.9415, 1e-4), "Cr": (51.9961, 6e-4),
    "Mn": (54.938043, 2e-6), "Co": (58.933194, 3e-6), "Ni": (58.6934, 4e-4),
    "Cu": (63.546, 0.003), "Zn": (65.38, 0.02), "Ga": (69.723, 0.001), "As": (74.921595, 6e-6),
    "Se": (78.971, 0.008), "Br": (79.904, 0.003), "Kr": (83.798, 0.002), "Rb": (85.4678, 3e-4),
    "Sr": (87.62, 0.01), "Y": (88.905838, 2e-6), "Zr": (91.224, 0.002), "Nb": (92.90637, 1e-5),
    "Mo": (95.95, 0.01), "Ru": (101.07, 0.02), "Rh": (102.90549, 2e-5), "Pd": (106.42, 0.01),
    "Ag": (107.8682, 2e-4), "Cd": (112.414, 0.004), "In": (114.818, 0.001),
    "Sn": (118.710, 0.007), "Sb": (121.760, 0.001), "Te": (127.60, 0.03), "Ba": (137.327, 0.007),
    "La": (138.90547, 7e-5), "Ce": (140.116, 0.001), "Pr": (140.90766, 1e-5),
    "Nd": (144.242, 0.003), "Sm": (150.36, 0.02), "Eu": (151.964, 0.001), "Gd": (157.25, 0.03),
    "Tb": (158.925354, 7e-6), "Dy": (162.500, 0.001), "Ho": (164.930329, 5e-6),
    "Er": (167.259, 0.003), "Tm": (168.934219, 5e-6), "Yb": (173.045, 0.010),
    "Lu": (174.9668, 1e-4), "Hf": (178.486, 0.006), "Ta": (180.94788, 2e-5),
    "Re": (186.207, 0.001), "Os": (190.23, 0.03), "Ir": (192.217, 0.002), "Pt": (195.084, 0.009),
    "Au": (196.966570, 4e-6), "Hg": (200.592, 0.003), "Tl": (204.3835, 0.0015),
    "Bi": (208.98040, 1e-5), "Th": (232.0377, 4e-4), "Pa": (231.03588, 1e-5),
    "U": (238.02891, 3e-5),
    "C": (12.0106, 0.0010), "O": (15.9994, 0.00037), "F": (18.998403162, 5e-9),
    "Na": (22.98976928, 2e-8), "Al": (26.9815384, 3e-7), "Si": (28.085, 0.001),
    "S": (32.0675, 0.0085), "Cl": (35.4515, 0.0055), "Ar": (39.948, 0.001),
    "Ca": (40.078, 0.004), "Ti": (47.867, 0.001), "Fe": (55.845, 0.002), "Ge": (72.630, 0.008),
    "I": (126.90447, 3e-5), "Xe": (131.293, 0.006), "Cs": (132.90545196, 6e-8),
    "W": (183.84, 0.01), "Pb": (207.2, 0.1),
}  # fmt: skip


def test_isotopes_add_up_to_the_standard_atomic_weights() -> None:
    """Masses of NUBASE, weighted with the abundances shipped."""
    elements = {name.lstrip("0123456789") for name in nuclides()}
    assert elements == set(ATOMIC_WEIGHTS)
    for element, (weight, uncertainty) in ATOMIC_WEIGHTS.items():
        shares = {i.name: i.abundance for i in isotopes(element)}
        mean = sum(x * mass_in_u(name) for name, x in shares.items())
        assert mean == pytest.approx(weight, rel=0, abs=uncertainty + 6e-8), element
        assert sum(shares.values()) == pytest.approx(1, rel=0, abs=1e-7), element


# Atom fractions and their uncertainties, J. Meija et al., Pure Appl. Chem. 88 (2016) 293
ABUNDANCES = {
    "36Ar": (0.003336, 2.1e-5), "38Ar": (0.000629, 7e-6), "40Ar": (0.996035, 2.5e-5),
    "54Fe": (0.05845, 1.05e-3), "56Fe": (0.91754, 1.06e-3), "57Fe": (0.02119, 2.9e-4),
    "58Fe": (0.00282, 1.2e-4),
    "70Ge": (0.2052, 1.9e-3), "72Ge": (0.2745, 1.5e-3), "73Ge": (0.0776, 8e-4),
    "74Ge": (0.3652, 1.2e-3), "76Ge": (0.0775, 1.2e-3),
    "124Xe": (0.000952, 3e-6), "126Xe": (0.000890, 2e-6), "128Xe": (0.019102, 8e-6),
    "129Xe": (0.264006, 8.2e-5), "130Xe": (0.040710, 1.3e-5), "131Xe": (0.212324, 3.0e-5),
    "132Xe": (0.269086, 3.3e-5), "134Xe": (0.104357, 2.1e-5), "136Xe": (0.088573, 4.4e-5),
    "180W": (0.0012, 1e-4), "182W": (0.2650, 1.6e-3), "183W": (0.1431, 4e-4),
    "184W": (0.3064, 2e-4), "186W": (0.2843, 1.9e-3),
}  # fmt: skip


@pytest.mark.parametrize("name", ABUNDANCES)
def test_abundances_of_the_elements_used_most(name: str) -> None:
    value, uncertainty = ABUNDANCES[name]
    assert nuclides()[name].abundance == pytest.approx(value, rel=0, abs=uncertainty)


def test_shipped_table_is_what_its_tool_builds() -> None:
    root = Path(__file__).parents[1]
    tool = runpy.run_path(str(root / "tools" / "build_nuclides.py"))
    shipped = (root / "cevns" / "nuclei" / "data" / "nuclides.csv").read_text(encoding="utf-8")
    assert tool["OUT"].read_text(encoding="utf-8") == shipped
    assert shipped == tool["HEADER"] + "\n".join(tool["rows"]()) + "\n"


def test_masses_are_nuclear() -> None:
    """133Cs: 132.905451961 u (AME2020) without 55 electrons."""
    cs = nuclides()["133Cs"]
    assert cs.mass == pytest.approx(132.905451961 * ATOMIC_MASS_UNIT - 55 * M_E, rel=1e-8, abs=0)
    assert cs.atomic_mass - cs.mass == pytest.approx(28.105, abs=1e-3)


def test_unpaired_nucleons() -> None:
    table = nuclides()
    assert table["40Ar"].unpaired == (0, 0)
    assert table["133Cs"].unpaired == (1, 0)
    assert table["73Ge"].unpaired == (0, 1)


def test_every_odd_nuclide_has_a_spin_and_no_other() -> None:
    odd = {n.name for n in nuclides().values() if n.unpaired != (0, 0)}
    assert set(spins()) == odd
    assert calculated_spins(nuclides()["40Ar"]) == (0.0, 0.0)
    with pytest.raises(ValueError, match="no spin of '13N', which is odd: give it J, S_p and S_n"):
        calculated_spins(Nuclide(name="13N", Z=7, N=6, mass=12_110.0))


def test_spins_of_a_nuclide_of_ones_own() -> None:
    """A free neutron has the axial charge of a neutron: 2 S_n = 1, and g_A once."""
    one = Nuclide(name="mine", Z=0, N=1, mass=939.565, spins=Spins(0.5, 0.0, 0.5))
    assert calculated_spins(one) == pytest.approx((0.0, G_A), rel=1e-12, abs=0)
    for spins_, message in (
        (Spins(1.0, 0, 0.5), r"spin J = 1 must be half-integer: A = 1"),
        (Spins(0.5, 0, 0.9), r"mine: S_n = 0\.9 must be .*<= 0\.5; at most J"),
        (Spins(-0.5, 0, 0.5), r"spin J = -0\.5 must be"),
    ):
        with pytest.raises(ValueError, match=message):
            replace(one, spins=spins_)
    with pytest.raises(ValueError, match=r"charge radius = 50 fm must be .*<= 10 fm"):
        replace(one, charge_radius=50.0)


def test_every_spin_is_that_of_nubase() -> None:
    for name, (J, *_) in spins().items():
        assert NATURAL[name]["J"] == J, name


RAW = {
    str(row.pop("name")): row
    for row in read_csv(
        shipped("nuclei", "spins.csv"),
        {"name": str} | dict.fromkeys(("J", "mu", "S_p", "S_n"), float),
    )
}


@pytest.mark.parametrize("name", sorted(spins()))
def test_spins_make_the_magnetic_moment(name: str) -> None:
    """mu = J_p + (g_p - 1) S_p + g_n S_n, within what single nucleons can tell.

    The angular momentum of the protons is all or nothing where one kind of nucleon is odd, half of
    it where both are, and where the two couple otherwise it follows from their own.
    """
    n, row = nuclides()[name], RAW[name]
    J, mu, S_p, S_n = (row[key] for key in ("J", "mu", "S_p", "S_n"))
    J_p = {"40K": 0.8, "138La": 3.5}.get(name, J if n.unpaired == (1, 0) else 0.0)
    if n.unpaired == (1, 1) and name not in ("40K", "138La"):
        J_p = J / 2
    found = J_p + (2 * 2.7928 - 1) * S_p + 2 * -1.9130 * S_n
    single = name in ("40K", "50V", "138La", "176Lu", "180Ta", "3He") or S_p * S_n != 0
    isoscalar = n.Z == n.N
    assert found == pytest.approx(mu, abs=0.003 if isoscalar or not single else 1.3)


# nuclear magnetic moments in nuclear magnetons, N. J. Stone, INDC(NDS)-0794 (2019)
MOMENTS = {
    "13C": 0.7024, "17O": -1.8935, "19F": 2.6283, "23Na": 2.2175, "27Al": 3.6407, "29Si": -0.5551,
    "33S": 0.6433, "35Cl": 0.8217, "37Cl": 0.6840, "43Ca": -1.3173, "47Ti": -0.788, "49Ti": -1.104,
    "57Fe": 0.0906, "73Ge": -0.8782, "127I": 2.813, "129Xe": -0.7780, "131Xe": 0.6918,
    "133Cs": 2.5778, "183W": 0.1178, "207Pb": 0.5906,
}  # fmt: skip


@pytest.mark.parametrize("name", MOMENTS)
def test_spins_go_with_magnetic_moments(name: str) -> None:
    """One kind of nucleon carries all: mu = g_l J + (g_s - g_l) <S>, within what models differ."""
    n, (J, S_p, S_n) = nuclides()[name], spins()[name]
    if n.Z % 2:
        odd, other, by_moment = S_p, S_n, (MOMENTS[name] - J) / (2 * 2.7928 - 1)
    else:
        odd, other, by_moment = S_n, S_p, MOMENTS[name] / (2 * -1.9130)
    assert odd == pytest.approx(by_moment, abs=5e-4 if other == 0 else 0.3)
    assert np.sign(odd) == np.sign(by_moment)
    assert abs(other) < 0.05
    assert abs(S_p) <= 0.5
    assert abs(S_n) <= 0.5


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
