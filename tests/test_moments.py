"""Effective moments: cross product against the matrix formula, invariants, blind directions."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.mixing import DE_SALAS_2018, NUFIT_6_1
from cevns.moments import FLAVORS, TransitionMoments, effective_squared, flavor_form, flavor_state

U = DE_SALAS_2018.matrix
moduli = st.floats(0, 1e-8)
phases = st.floats(-np.pi, np.pi)
Lambdas = st.builds(
    lambda m, z: TransitionMoments.from_moduli(m, z),
    st.tuples(moduli, moduli, moduli),
    st.tuples(phases, phases, phases),
)
flavors = st.sampled_from(sorted(FLAVORS))
neutrinos = st.sampled_from(["nu_e", "nu_mu", "nu_tau"])


def size(Lambda: TransitionMoments) -> float:
    return float(np.sum(np.abs(Lambda.vector) ** 2))


@given(Lambda=Lambdas, flavor=flavors)
def test_cross_product_is_the_helicity_formula(Lambda: TransitionMoments, flavor: str) -> None:
    """mu^2 = a~-^dag l~^dag l~ a~- + a~+^dag l~ l~^dag a~+ with a~- = U^dag a-, a~+ = U^T a+."""
    a = np.zeros(3, dtype=complex)
    a[FLAVORS[flavor]] = 1
    L = Lambda.matrix
    if flavor.endswith("_bar"):
        positive = U.T @ a
        expected = positive.conj() @ L @ L.conj().T @ positive
    else:
        negative = U.conj().T @ a
        expected = negative.conj() @ L.conj().T @ L @ negative
    got = effective_squared(Lambda, flavor, DE_SALAS_2018)
    assert abs(got - expected) <= 1e-12 * size(Lambda) + 1e-40


@given(Lambda=Lambdas, flavor=neutrinos)
def test_flavour_basis_gives_the_other_two_moments(Lambda: TransitionMoments, flavor: str) -> None:
    """mu_alpha^2 = |Lambda|^2 - |Lambda_alpha|^2."""
    in_flavor = np.abs(Lambda.flavor(DE_SALAS_2018)) ** 2
    expected = in_flavor.sum() - in_flavor[FLAVORS[flavor]]
    got = effective_squared(Lambda, flavor, DE_SALAS_2018)
    assert abs(got - expected) <= 1e-12 * size(Lambda) + 1e-40


@given(Lambda=Lambdas)
def test_matrix_transforms_with_two_mixing_matrices(Lambda: TransitionMoments) -> None:
    """lambda~ = U^T lambda U with lambda_ab = eps_abc Lambda_c."""
    in_flavor = TransitionMoments(*Lambda.flavor(DE_SALAS_2018)).matrix
    np.testing.assert_allclose(U.T @ in_flavor @ U, Lambda.matrix, atol=1e-22)
    np.testing.assert_array_equal(Lambda.matrix, -Lambda.matrix.T)


@given(Lambda=Lambdas)
def test_flavours_sum_to_twice_the_length(Lambda: TransitionMoments) -> None:
    total = sum(effective_squared(Lambda, f, NUFIT_6_1) for f in ("nu_e", "nu_mu", "nu_tau"))
    assert total == pytest.approx(2 * size(Lambda), rel=1e-12, abs=1e-40)


@given(Lambda=Lambdas, flavor=flavors)
def test_bounded_by_the_length(Lambda: TransitionMoments, flavor: str) -> None:
    got = effective_squared(Lambda, flavor, DE_SALAS_2018)
    assert 0 <= got <= size(Lambda) * (1 + 1e-12) + 1e-40


@pytest.mark.parametrize("flavor", sorted(FLAVORS))
def test_blind_direction_is_the_flavour_itself(flavor: str) -> None:
    blind = 1e-10 * flavor_state(flavor, DE_SALAS_2018)
    assert effective_squared(blind, flavor, DE_SALAS_2018) < 1e-50
    other = "nu_tau" if flavor != "nu_tau" else "nu_e"
    if FLAVORS[flavor] != FLAVORS[other]:
        assert effective_squared(blind, other, DE_SALAS_2018) == pytest.approx(1e-20, rel=1e-9)


@given(Lambda=Lambdas, flavor=flavors)
def test_hermitian_form(Lambda: TransitionMoments, flavor: str) -> None:
    h = flavor_form(flavor, DE_SALAS_2018)
    np.testing.assert_allclose(h @ h, h, atol=1e-14)
    form = (Lambda.vector.conj() @ h @ Lambda.vector).real
    got = effective_squared(Lambda, flavor, DE_SALAS_2018)
    assert abs(got - form) <= 1e-12 * size(Lambda) + 1e-40


@given(Lambda=Lambdas, phase=phases, flavor=flavors)
def test_a_common_phase_is_unobservable(
    Lambda: TransitionMoments, phase: float, flavor: str
) -> None:
    rotated = np.exp(1j * phase) * Lambda.vector
    before, after = (effective_squared(v, flavor, DE_SALAS_2018) for v in (Lambda, rotated))
    assert abs(before - after) <= 1e-12 * size(Lambda) + 1e-40


@given(Lambda=Lambdas)
def test_round_trip_between_bases(Lambda: TransitionMoments) -> None:
    back = TransitionMoments.from_flavor(Lambda.flavor(DE_SALAS_2018), DE_SALAS_2018)
    np.testing.assert_allclose(back.vector, Lambda.vector, atol=1e-22)


def test_vectorised_over_leading_axes() -> None:
    rng = np.random.default_rng(1)
    many = rng.normal(size=(4, 5, 3)) + 1j * rng.normal(size=(4, 5, 3))
    table = effective_squared(many, "nu_mu", DE_SALAS_2018)
    assert table.shape == (4, 5)
    for i, j in itertools.product(range(4), range(5)):
        assert table[i, j] == pytest.approx(
            float(effective_squared(many[i, j], "nu_mu", DE_SALAS_2018)), rel=1e-14
        )
