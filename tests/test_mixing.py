"""The mixing matrix and its presets."""

import cmath
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.neutrinos.effective import effective_squared_of_state, flavor_state
from cevns.neutrinos.mixing import (
    DE_SALAS_2018,
    DE_SALAS_2018_CP_CONSERVING,
    INVERTED,
    PRESETS,
    Mixing,
    MixingArrays,
    pmns,
    preset,
)
from cevns.neutrinos.oscillation import propagated_state

fractions = st.floats(0, 1)
mixings = st.builds(
    lambda a, b, c, d: replace(
        DE_SALAS_2018, name="random", sin2_12=a, sin2_13=b, sin2_23=c, delta_CP=d
    ),
    fractions,
    fractions,
    fractions,
    st.floats(-6.28, 6.28),
)


@given(m=mixings)
def test_unitary_with_unit_determinant(m: Mixing) -> None:
    U = m.matrix
    np.testing.assert_allclose(U @ U.conj().T, np.eye(3), atol=1e-14)
    assert abs(np.linalg.det(U) - 1) < 1e-13


@given(m=mixings)
def test_elements_of_the_pdg_parametrisation(m: Mixing) -> None:
    """U_e1, U_e2, U_e3, U_mu3, U_tau3 and the Jarlskog invariant in the PDG convention."""
    s12, s13, s23 = (math.sqrt(x) for x in (m.sin2_12, m.sin2_13, m.sin2_23))
    c12, c13, c23 = (math.sqrt(1 - x) for x in (m.sin2_12, m.sin2_13, m.sin2_23))
    U = m.matrix
    expected = (c12 * c13, s12 * c13, s13 * cmath.exp(-1j * m.delta_CP), s23 * c13, c23 * c13)
    np.testing.assert_allclose((U[0, 0], U[0, 1], U[0, 2], U[1, 2], U[2, 2]), expected, atol=1e-14)
    J = (U[0, 0] * U[1, 1] * U[0, 1].conj() * U[1, 0].conj()).imag
    expected_J = s12 * c12 * s23 * c23 * s13 * c13**2 * math.sin(m.delta_CP)
    assert pytest.approx(expected_J, abs=1e-14) == J


@given(m=mixings)
def test_one_mixing_and_many_have_the_same_matrices(m: Mixing) -> None:
    """What is kept for one is what arrays give, and a caller may write into what it gets."""
    sets = MixingArrays(np.array([0.3, m.sin2_12]), m.sin2_13, m.sin2_23, m.delta_CP)
    first = pmns(m)
    assert (first == pmns(sets)[1]).all()
    first[...] = 0
    assert (m.matrix == pmns(sets)[1]).all()


def test_presets_by_edition() -> None:
    assert sorted(PRESETS) == [
        "de_salas_2018",
        "de_salas_2018_cp_conserving",
        "de_salas_2020",
        "nufit_6_0",
        "nufit_6_1",
    ]
    for name, mixing in PRESETS.items():
        assert preset(name) is mixing
        assert mixing.name == name


def test_cp_conserving_preset_changes_only_the_phase() -> None:
    same = replace(
        DE_SALAS_2018_CP_CONSERVING,
        name=DE_SALAS_2018.name,
        delta_CP=DE_SALAS_2018.delta_CP,
        source=DE_SALAS_2018.source,
    )
    assert same == DE_SALAS_2018


def test_a_real_mixing_has_a_real_matrix_and_says_so() -> None:
    for mixing in PRESETS.values():
        assert (mixing.real.matrix.imag == 0).all()
        assert mixing.real.name == f"{mixing.name}, delta_CP = 0"
        assert np.abs(mixing.real.matrix[0]) == pytest.approx(np.abs(mixing.matrix[0]), abs=1e-15)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("de_salas_2018", (0.320, 0.02160, 0.547, 1.21 * math.pi, 7.55e-5, 2.50e-3)),
        ("de_salas_2018_cp_conserving", (0.320, 0.02160, 0.547, 0.0, 7.55e-5, 2.50e-3)),
        ("de_salas_2020", (0.318, 0.02200, 0.574, 1.08 * math.pi, 7.50e-5, 2.55e-3)),
        ("nufit_6_0", (0.308, 0.02215, 0.470, math.radians(212), 7.49e-5, 2.513e-3)),
        ("nufit_6_1", (0.3088, 0.02248, 0.470, math.radians(212), 7.537e-5, 2.511e-3)),
        ("de_salas_2020_io", (0.318, 0.02225, 0.578, 1.58 * math.pi, 7.50e-5, -2.45e-3)),
        ("nufit_6_0_io", (0.308, 0.02231, 0.550, math.radians(274), 7.49e-5, -2.4091e-3)),
        ("nufit_6_1_io", (0.3088, 0.02262, 0.550, math.radians(274), 7.537e-5, -2.40763e-3)),
    ],
)
def test_best_fits_as_published(name: str, values: tuple[float, ...]) -> None:
    """Phys. Lett. B 782 (2018) 633; JHEP 02 (2021) 071; NuFIT 6.0 and 6.1, both orderings."""
    m = preset(name)
    found = (m.sin2_12, m.sin2_13, m.sin2_23, m.delta_CP, m.dm2_21, m.dm2_31)
    assert found == pytest.approx(values, rel=1e-12, abs=0)


def test_presets_of_inverted_ordering() -> None:
    assert sorted(INVERTED) == ["de_salas_2020_io", "nufit_6_0_io", "nufit_6_1_io"]
    for name, mixing in INVERTED.items():
        assert preset(name) is mixing
        assert mixing.inverted
    assert not any(mixing.inverted for mixing in PRESETS.values())


@pytest.mark.parametrize("name", [*PRESETS, *INVERTED])
@pytest.mark.parametrize("flavor", ["nu_e", "nu_mu_bar"])
def test_either_ordering_propagates_by_its_masses(name: str, flavor: str) -> None:
    """From masses themselves, the lightest 0.02 eV, with nothing taken out."""
    m, L, E = preset(name), 295.0, 600.0
    m1 = 0.02**2 + max(-m.dm2_31, 0.0)
    squares = np.array([m1, m1 + m.dm2_21, m1 + m.dm2_31])
    assert squares.argmin() == (2 if m.inverted else 0)
    sign = 1 if flavor.endswith("_bar") else -1
    # 1e-12 MeV^2 for eV^2, and L in MeV^-1
    turn = np.exp(sign * 1j * squares * 1e-12 * (L * 1e18 / 197.3269804593025) / (2 * E))
    state = flavor_state(flavor, m) * turn
    Lambda = np.array([1e-11, 2e-11j, 0.5e-11])
    expected = effective_squared_of_state(Lambda, state)
    found = effective_squared_of_state(Lambda, propagated_state(flavor, m, L, E))
    assert found == pytest.approx(expected, rel=1e-9, abs=0)
