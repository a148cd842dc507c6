"""From the weak mixing angle to weak charges."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.interactions.couplings import (
    SCHEMES,
    NucleonCouplings,
    OneLoop,
    axial_charge,
    nucleon_couplings,
    one_loop,
    quark_couplings,
    radiative_2005,
    scheme,
    tree,
    vector_charge,
)
from cevns.nuclei.nuclides import calculated_spins, counted_spins, nuclide, nuclides, spins


@given(s2=st.floats(0, 1))
def test_tree_level_is_half_minus_two_sin2(s2: float) -> None:
    g = tree(s2)
    assert (g.g_pV, g.g_nV, g.g_pA, g.g_nA) == pytest.approx((0.5 - 2 * s2, -0.5, 0.5, -0.5))


def test_radiative_couplings_of_barranco_miranda_rashba_2005() -> None:
    """g_p^V = 0.0304, g_n^V = -0.5122 with the parameters of JHEP 12 (2005) 021."""
    g = radiative_2005()
    assert (g.g_pV, g.g_nV) == pytest.approx((0.0304, -0.5122), abs=5e-5)


def test_without_corrections_the_radiative_scheme_is_the_tree() -> None:
    assert nucleon_couplings(quark_couplings(0.2312, rho=1, kappa=1)) == tree(0.2312)


@given(name=st.sampled_from(sorted(nuclides())), s2=st.floats(0.2, 0.3))
def test_vector_charge_is_half_the_atomic_weak_charge(name: str, s2: float) -> None:
    n = nuclide(name)
    Q_W = (1 - 4 * s2) * n.Z - n.N
    assert vector_charge(n, tree(s2)) == pytest.approx(Q_W / 2, rel=1e-12, abs=0)


def test_atomic_weak_charge_of_caesium() -> None:
    """Measured: -73.16 +- 0.29 +- 0.20; the radiative corrections of electrons are others."""
    Q_W = 2 * vector_charge(nuclide("133Cs"), tree(0.23863))
    assert pytest.approx(-75.5, abs=0.01) == Q_W
    assert pytest.approx(-73.16, rel=0.04, abs=0) == Q_W


def test_axial_charge_of_unpaired_nucleons_only() -> None:
    g = tree()
    assert axial_charge(nuclide("40Ar"), g) == 0
    assert axial_charge(nuclide("133Cs"), g) == g.g_pA
    assert axial_charge(nuclide("73Ge"), g) == g.g_nA


def test_axial_charge_is_the_usual_axial_form_factor() -> None:
    """4 Q_A^2 = F_A(0) = 4/3 g_A^2 (J+1)/J (<S_p> - <S_n>)^2 with couplings of 1/2 and -1/2."""
    g = replace(tree(), spins=calculated_spins)
    for name, (J, S_p, S_n) in spins().items():
        F_A = 4 / 3 * 1.275**2 * (J + 1) / J * (S_p - S_n) ** 2
        Q_A = axial_charge(nuclide(name), g)
        assert pytest.approx(F_A, rel=1e-12, abs=0) == 4 * Q_A**2, name
    assert axial_charge(nuclide("40Ar"), g) == 0


def test_schemes_of_the_literature_count_nucleons_and_the_loops_take_calculated_spins() -> None:
    n, loops = nuclide("133Cs"), one_loop().at("nu_mu", 0.0)
    assert axial_charge(n, radiative_2005()) == radiative_2005().g_pA
    assert axial_charge(n, loops) == pytest.approx(-0.309, abs=5e-4)
    assert axial_charge(n, replace(loops, spins=counted_spins)) == loops.g_pA


@pytest.mark.parametrize("name", ["133Cs", "127I"])
def test_axial_part_is_below_a_per_mille_for_caesium_and_iodine(name: str) -> None:
    n, g = nuclide(name), tree()
    assert 0 < (axial_charge(n, g) / vector_charge(n, g)) ** 2 < 1e-3


def test_schemes_by_name() -> None:
    assert scheme("tree") == tree()
    assert scheme("one_loop") == OneLoop() == one_loop()
    assert sorted(SCHEMES) == ["one_loop", "radiative_2005", "tree"]


@pytest.mark.parametrize("g", [tree(), radiative_2005()])
def test_numbers_are_their_own_couplings_at_every_flavour_and_momentum(g: NucleonCouplings) -> None:
    Q = np.linspace(0, 1, 5)
    assert g.at(None, Q) is g
    assert g.at("nu_tau_bar", 0.3) is g
    assert (g.radius_shift("nu_e", Q) == np.zeros(5)).all()
    with pytest.raises(ValueError, match=r"no flavour 'nue'; did you mean 'nu_e'"):
        g.at("nue", Q)


def test_a_charge_needs_couplings_of_one_flavour_at_one_momentum() -> None:
    n, g = nuclide("40Ar"), one_loop()
    for charge in (vector_charge, axial_charge):
        with pytest.raises(ValueError, match=r"use couplings\.at\(flavor, Q\)"):
            charge(n, g)
    with pytest.raises(ValueError, match=r"g_pV must be a single number, got an array of shape"):
        vector_charge(n, g.at("nu_e", [0.1, 0.2]))
    assert vector_charge(n, g.at("nu_e", 0.0)) == pytest.approx(
        18 * 0.03812 - 22 * 0.51170, abs=3e-4
    )
