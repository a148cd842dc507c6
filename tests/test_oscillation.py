"""Propagation against the evolution operator, averages, and solar matter."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.neutrinos.effective import effective_squared, effective_squared_of_state
from cevns.neutrinos.effective import effective_squared_of_mixture as of_mixture
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.neutrinos.moments import TransitionMoments
from cevns.neutrinos.oscillation import (
    adiabatic_P_e1,
    averaged_probabilities,
    matter_potential,
    propagated_state,
    propagation_phases,
    solar_probabilities,
)

rng = np.random.default_rng(20)
LAMBDA = rng.normal(size=3) + 1j * rng.normal(size=3)
SIZE = float(np.sum(np.abs(LAMBDA) ** 2))
flavors = st.sampled_from(["nu_e", "nu_mu", "nu_tau", "nu_e_bar", "nu_mu_bar"])


def test_phase_in_laboratory_units() -> None:
    """Delta m^2 L/(2E) = 2 x 1.26693 x dm2[eV^2] L[km]/E[GeV]."""
    phase = propagation_phases(DE_SALAS_2018, 295.0, 600.0)[2]
    assert phase == pytest.approx(2 * 1.266933 * 2.5e-3 * 295 / 0.6, rel=1e-5, abs=0)


@given(flavor=st.sampled_from(["nu_e", "nu_mu"]), L=st.floats(0, 1e3), E=st.floats(0.1, 60))
def test_literal_formula_of_the_talk(flavor: str, L: float, E: float) -> None:
    """mu^2(L, E) = sum_j |sum_i U*_ai exp(-i dm2_ij L/2E) lambda~_ij|^2, as printed."""
    U = DE_SALAS_2018.matrix[{"nu_e": 0, "nu_mu": 1}[flavor]]
    moments = TransitionMoments(*(1e-10 * LAMBDA))
    phases = propagation_phases(DE_SALAS_2018, L, E)
    expected = sum(
        abs(
            sum(
                U[i].conj() * np.exp(-1j * (phases[i] - phases[j])) * moments.matrix[i, j]
                for i in range(3)
            )
        )
        ** 2
        for j in range(3)
    )
    got = effective_squared_of_state(moments, propagated_state(flavor, DE_SALAS_2018, L, E))
    assert abs(got - expected) < 1e-12 * 1e-20 * SIZE


@given(flavor=flavors, E=st.floats(0.1, 60))
def test_at_the_source_it_is_the_flavour_formula(flavor: str, E: float) -> None:
    state = propagated_state(flavor, NUFIT_6_1, 0.0, E)
    got = effective_squared_of_state(LAMBDA, state)
    assert got == pytest.approx(effective_squared(LAMBDA, flavor, NUFIT_6_1), rel=1e-12, abs=0)


@given(flavor=flavors)
def test_average_over_distance_is_the_incoherent_mixture(flavor: str) -> None:
    """A uniform grid of both phases averages every interference term to zero."""
    grid = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    phases = np.stack(np.broadcast_arrays(0.0, grid[:, None], grid[None, :]), axis=-1)
    state = propagated_state(flavor, DE_SALAS_2018, 0.0, 1.0) * np.exp(-1j * phases)
    average = effective_squared_of_state(LAMBDA, state).mean()
    mixed = of_mixture(LAMBDA, averaged_probabilities(flavor, DE_SALAS_2018))
    assert average == pytest.approx(mixed, rel=1e-12, abs=0)


def test_long_distance_average_of_the_real_phases() -> None:
    L = np.linspace(1e3, 1e5, 200_001)
    values = effective_squared_of_state(LAMBDA, propagated_state("nu_e_bar", DE_SALAS_2018, L, 4.0))
    mixed = of_mixture(LAMBDA, averaged_probabilities("nu_e_bar", DE_SALAS_2018))
    assert values.mean() == pytest.approx(mixed, rel=2e-3, abs=0)


@given(L=st.floats(0, 300), E=st.floats(1, 8))
def test_antineutrinos_are_neutrinos_at_minus_L_and_differ_by_cp(L: float, E: float) -> None:
    """Conjugate mixing and moments, same phases: computed from scratch."""
    phases = propagation_phases(DE_SALAS_2018, L, E)
    U = DE_SALAS_2018.matrix[0]
    amplitude = np.cross(LAMBDA.conj(), U * np.exp(-1j * phases))
    got = effective_squared_of_state(LAMBDA, propagated_state("nu_e_bar", DE_SALAS_2018, L, E))
    assert got == pytest.approx(float(np.sum(np.abs(amplitude) ** 2)), rel=1e-10, abs=0)


def test_neutrinos_and_antineutrinos_differ_on_the_way() -> None:
    nu, bar = (
        effective_squared_of_state(LAMBDA, propagated_state(f, DE_SALAS_2018, 50.0, 4.0))
        for f in ("nu_e", "nu_e_bar")
    )
    assert abs(nu - bar) > 1e-3 * SIZE


def test_survival_probability_of_reactor_antineutrinos() -> None:
    """P_ee at 53 km and 4 MeV from the propagated state and from the textbook formula."""
    m, L, E = NUFIT_6_1, 53.0, 4.0
    state = propagated_state("nu_e_bar", m, L, E)
    got = abs(m.matrix[0] @ state) ** 2
    c2, d21, d31 = 1 - m.sin2_13, m.dm2_21, m.dm2_31

    def s2(dm2: float) -> float:
        return math.sin(1.266933 * dm2 * L / (E * 1e-3)) ** 2

    sin2_2theta12 = 4 * m.sin2_12 * (1 - m.sin2_12)
    expected = (
        1
        - c2**2 * sin2_2theta12 * s2(d21)
        - 4 * m.sin2_13 * c2 * ((1 - m.sin2_12) * s2(d31) + m.sin2_12 * s2(d31 - d21))
    )
    assert got == pytest.approx(expected, abs=2e-5)


def test_matter_potential_at_the_solar_centre() -> None:
    """sqrt2 G_F n_e = 7.63e-14 eV x n_e/(N_A/cm^3)."""
    assert matter_potential(1.0) / 1e-6 == pytest.approx(7.63e-14, rel=1e-3, abs=0)


def test_vacuum_and_matter_limits_of_adiabatic_conversion() -> None:
    m = DE_SALAS_2018
    assert adiabatic_P_e1(1.0, 0.0, m) == pytest.approx(1 - m.sin2_12, rel=1e-12, abs=0)
    assert adiabatic_P_e1(1e6, 100.0, m) < 1e-9
    resonance = (1 - 2 * m.sin2_12) * m.dm2_21 * 1e-12 / (2 * (1 - m.sin2_13))
    E = resonance / matter_potential(100.0)
    assert adiabatic_P_e1(E, 100.0, m) == pytest.approx(0.5, abs=1e-9)


def test_adiabatic_conversion_by_diagonalising_the_hamiltonian() -> None:
    """|<nu_e|nu_2m>|^2 of the two-flavour matrix: the nu_e leaves as the lighter state 1."""
    m, E, n = NUFIT_6_1, 5.0, 70.0
    theta, k = math.asin(math.sqrt(m.sin2_12)), m.dm2_21 * 1e-12 / (4 * E)
    V = matter_potential(n) * (1 - m.sin2_13)
    c, s = math.cos(2 * theta), math.sin(2 * theta)
    H = k * np.array([[-c, s], [s, c]]) + np.array([[V, 0], [0, 0]])
    _, vectors = np.linalg.eigh(H)
    assert adiabatic_P_e1(E, n, m) == pytest.approx(vectors[0, 0] ** 2, rel=1e-10, abs=0)


def test_beryllium_line_in_the_sun() -> None:
    """0.60 to 0.63 for electron densities of 100 to 60 N_A/cm^3 on the 0.862 MeV line."""
    got = adiabatic_P_e1(0.862, np.array([100.0, 60.0]), DE_SALAS_2018)
    assert got == pytest.approx([0.600, 0.633], abs=5e-4)


@given(P=st.floats(0, 1))
def test_three_flavour_probabilities_sum_to_one(P: float) -> None:
    parts = solar_probabilities(P, DE_SALAS_2018)
    assert parts.sum() == pytest.approx(1, rel=1e-14, abs=0)
    assert parts[2] == DE_SALAS_2018.sin2_13


def test_mass_splittings_enter() -> None:
    doubled = replace(DE_SALAS_2018, dm2_21=2 * DE_SALAS_2018.dm2_21)
    assert adiabatic_P_e1(2.0, 80.0, doubled) == pytest.approx(
        adiabatic_P_e1(1.0, 80.0, DE_SALAS_2018), rel=1e-12, abs=0
    )
