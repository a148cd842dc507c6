"""Effective moments: cross product against the matrix formula, invariants, blind directions."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.neutrinos.effective import (
    dirac_effective_squared,
    effective_squared,
    effective_squared_general,
    effective_squared_of_mixture,
    effective_squared_of_state,
    flavor_state,
)
from cevns.neutrinos.flavors import FLAVORS
from cevns.neutrinos.hermitian import flavor_form, mixture_form, null_vectors, state_form
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1, MixingArrays
from cevns.neutrinos.moments import (
    TransitionMoments,
    moment_matrix,
    moment_vector,
    to_flavor_basis,
    to_mass_basis,
)

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
        assert effective_squared(blind, other, DE_SALAS_2018) == pytest.approx(
            1e-20, rel=1e-9, abs=0
        )


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


def test_vectorised_over_mixing_parameters() -> None:
    """One call for many angles, phases and moments is the same as one call each."""
    rng = np.random.default_rng(5)
    angles = MixingArrays(*rng.uniform(0, 1, (3, 6)), rng.uniform(-3, 3, 6))
    Lambda = rng.normal(size=(6, 3)) + 1j * rng.normal(size=(6, 3))
    together = effective_squared(Lambda, "nu_mu_bar", angles)
    apart = [
        float(effective_squared(Lambda[i], "nu_mu_bar", MixingArrays(*(x[i] for x in angles))))
        for i in range(6)
    ]
    np.testing.assert_allclose(together, apart, rtol=1e-13)


def test_vectorised_over_leading_axes() -> None:
    rng = np.random.default_rng(1)
    many = rng.normal(size=(4, 5, 3)) + 1j * rng.normal(size=(4, 5, 3))
    table = effective_squared(many, "nu_mu", DE_SALAS_2018)
    assert table.shape == (4, 5)
    for i, j in itertools.product(range(4), range(5)):
        assert table[i, j] == pytest.approx(
            float(effective_squared(many[i, j], "nu_mu", DE_SALAS_2018)), rel=1e-14, abs=0
        )


def random_unitary(seed: int) -> np.ndarray:
    """Haar-like random U(3), rephased to unit determinant."""
    rng = np.random.default_rng(seed)
    Q, R = np.linalg.qr(rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3)))
    Q = Q * (np.diag(R) / np.abs(np.diag(R)))
    return Q / np.linalg.det(Q) ** (1 / 3)


def complex_vectors(seed: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)) + 1j * rng.normal(size=(n, 3))


@given(seed=st.integers(0, 10_000))
def test_cofactor_identity_for_any_special_unitary_matrix(seed: int) -> None:
    """U^T eps(U Lambda) U = det(U) eps(Lambda): why Lambda_alpha = sum_i U_ai Lambda_i."""
    V, Lambda = random_unitary(seed), complex_vectors(seed, 1)[0]
    transformed = V.T @ moment_matrix(to_flavor_basis(Lambda, V)) @ V
    np.testing.assert_allclose(transformed, moment_matrix(Lambda), atol=1e-13)
    np.testing.assert_allclose(to_mass_basis(to_flavor_basis(Lambda, V), V), Lambda, atol=1e-13)


@given(seed=st.integers(0, 10_000), phase=phases)
def test_a_determinant_that_is_not_one_is_carried(seed: int, phase: float) -> None:
    """lambda~ = U^T lambda U whatever the phase of U, and there and back is where it began."""
    V, Lambda = random_unitary(seed), complex_vectors(seed, 1)[0]
    W = np.exp(1j * phase) * V
    transformed = W.T @ moment_matrix(to_flavor_basis(Lambda, W)) @ W
    np.testing.assert_allclose(transformed, moment_matrix(Lambda), atol=1e-12)
    np.testing.assert_allclose(to_mass_basis(to_flavor_basis(Lambda, W), W), Lambda, atol=1e-12)


@given(seed=st.integers(0, 10_000), alpha=st.tuples(phases, phases, phases))
def test_majorana_phases_of_a_matrix_are_carried(
    seed: int, alpha: tuple[float, float, float]
) -> None:
    """U P with P = diag(exp(i a_k)): rephased neutrinos see the same flavour moments."""
    V, Lambda = random_unitary(seed), complex_vectors(seed, 1)[0]
    W = V * np.exp(1j * np.array(alpha))
    mass = V.T @ moment_matrix(to_flavor_basis(Lambda, V)) @ V
    rephased = np.exp(1j * np.add.outer(alpha, alpha)) * mass  # P^T lambda~ P
    np.testing.assert_allclose(
        to_flavor_basis(moment_vector(rephased), W), to_flavor_basis(Lambda, V), atol=1e-12
    )


@given(seed=st.integers(0, 10_000))
def test_basis_independence_of_any_state(seed: int) -> None:
    """(mu^F)^2 = (mu^M)^2 with a~_- = U^dag a_-, a~_+ = U^T a_+, lambda~ = U^T lambda U."""
    V, (Lambda, minus, plus) = random_unitary(seed), complex_vectors(seed, 3)
    minus, plus = minus / np.linalg.norm(minus), plus / np.linalg.norm(plus)
    flavor = moment_matrix(Lambda)
    mass = V.T @ flavor @ V
    in_flavor = effective_squared_general(flavor, negative=minus, positive=plus)
    in_mass = effective_squared_general(mass, negative=V.conj().T @ minus, positive=V.T @ plus)
    assert in_mass == pytest.approx(in_flavor, rel=1e-12, abs=0)
    crossed = effective_squared_of_state(Lambda, minus)
    crossed += effective_squared_of_state(Lambda, plus.conj())
    assert crossed == pytest.approx(in_flavor, rel=1e-12, abs=0)


@given(Lambda=Lambdas, alpha=st.tuples(phases, phases, phases), flavor=flavors)
def test_majorana_rephasing_changes_nothing(
    Lambda: TransitionMoments, alpha: tuple[float, float, float], flavor: str
) -> None:
    """U -> U P with P = diag(exp(i a_i)) takes Lambda_i -> det(P) exp(-i a_i) Lambda_i."""
    P = np.exp(1j * np.array(alpha))
    state = (U * P)[FLAVORS[flavor]].conj()
    rephased = np.prod(P) * P.conj() * Lambda.vector
    before = effective_squared(Lambda, flavor, DE_SALAS_2018)
    after = effective_squared_of_state(rephased, state)
    assert abs(before - after) <= 1e-12 * size(Lambda) + 1e-40


@given(seed=st.integers(0, 10_000))
def test_matrix_and_vector_are_inverse(seed: int) -> None:
    Lambda = complex_vectors(seed, 4)
    np.testing.assert_array_equal(moment_vector(moment_matrix(Lambda)), Lambda)
    one = TransitionMoments(*(1e-10 * Lambda[0]))
    assert TransitionMoments.from_matrix(one.matrix) == one
    built = TransitionMoments.from_moduli(tuple(one.moduli), tuple(one.phases))
    np.testing.assert_allclose(built.vector, one.vector, rtol=1e-14)


@given(seed=st.integers(0, 10_000))
def test_dirac_beam_and_its_limits(seed: int) -> None:
    """(lambda^dag lambda)_aa; antisymmetric: the Majorana value; diagonal: the moment itself."""
    rng = np.random.default_rng(seed)
    any_matrix = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
    basis = np.eye(3)
    product = any_matrix.conj().T @ any_matrix
    np.testing.assert_allclose(
        dirac_effective_squared(any_matrix, basis), np.diag(product).real, rtol=1e-12
    )
    Lambda = complex_vectors(seed, 1)[0]
    np.testing.assert_allclose(
        dirac_effective_squared(moment_matrix(Lambda), basis),
        effective_squared_of_state(Lambda, basis),
        rtol=1e-12,
    )
    diagonal = np.diag(complex_vectors(seed, 1)[0])
    np.testing.assert_allclose(
        dirac_effective_squared(diagonal, basis), np.abs(np.diag(diagonal)) ** 2, rtol=1e-12
    )


def test_a_dirac_antineutrino_is_not_the_positive_helicity_term() -> None:
    """lambda lambda^dag describes a right-handed Dirac neutrino: another number in general."""
    rng = np.random.default_rng(3)
    matrix = rng.normal(size=(3, 3)) + 1j * rng.normal(size=(3, 3))
    beam = dirac_effective_squared(matrix, [1, 0, 0])
    sterile = effective_squared_general(matrix, positive=[1, 0, 0])
    assert abs(beam - sterile) > 0.1 * beam


@given(seed=st.integers(0, 10_000), P=st.tuples(*[st.floats(0.01, 1)] * 3))
def test_mixture_and_its_form(seed: int, P: tuple[float, float, float]) -> None:
    """An incoherent mixture is the weighted sum over mass states, and ignores phases."""
    Lambda = complex_vectors(seed, 1)[0]
    probabilities = np.array(P) / sum(P)
    mixed = effective_squared_of_mixture(Lambda, probabilities)
    states = effective_squared_of_state(Lambda, np.eye(3))
    assert mixed == pytest.approx(probabilities @ states, rel=1e-12, abs=0)
    assert mixed == pytest.approx(
        effective_squared_of_mixture(np.abs(Lambda), probabilities), rel=1e-12, abs=0
    )
    h = mixture_form(probabilities)
    assert (Lambda.conj() @ h @ Lambda).real == pytest.approx(mixed, rel=1e-12, abs=0)


@pytest.mark.parametrize("flavor", ["nu_e", "nu_mu", "nu_tau"])
def test_one_flavour_leaves_one_blind_direction_two_leave_none(flavor: str) -> None:
    h = flavor_form(flavor, DE_SALAS_2018)
    (blind,) = null_vectors(h)
    overlap = abs(blind.conj() @ flavor_state(flavor, DE_SALAS_2018))
    assert overlap == pytest.approx(1, rel=1e-12, abs=0)
    other = "nu_mu" if flavor == "nu_e" else "nu_e"
    assert null_vectors(h + flavor_form(other, DE_SALAS_2018)).shape == (0, 3)


def test_forms_of_lossy_states_scale_with_their_norm() -> None:
    np.testing.assert_allclose(
        state_form(0.5 * flavor_state("nu_e", DE_SALAS_2018)),
        0.25 * flavor_form("nu_e", DE_SALAS_2018),
        atol=1e-16,
    )


@given(delta=st.floats(1e-8, 1e-5))
def test_accurate_near_a_blind_direction(delta: float) -> None:
    """Lambda = nu_mu + delta nu_e: mu^2 = delta^2, where a difference would be noise."""
    Lambda = flavor_state("nu_mu", DE_SALAS_2018) + delta * flavor_state("nu_e", DE_SALAS_2018)
    got = effective_squared(Lambda, "nu_mu", DE_SALAS_2018)
    assert got == pytest.approx(delta**2, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("flavor", "row"),
    [
        ("nu_e", 0),
        ("nu_mu", 1),
        ("nu_tau", 2),
        ("nu_e_bar", 0),
        ("nu_mu_bar", 1),
        ("nu_tau_bar", 2),
    ],
)
def test_every_flavour_has_its_row(flavor: str, row: int) -> None:
    """Of all three leptons and their antineutrinos; where nothing mixes the row is a mass state."""
    np.testing.assert_array_equal(flavor_state(flavor, DE_SALAS_2018), U[row].conj())
    plain = replace(DE_SALAS_2018, name="plain", sin2_12=0.0, sin2_13=0.0, sin2_23=0.0)
    squares = [effective_squared(1e-11 * e, flavor, plain) * 1e22 for e in np.eye(3)]
    assert squares == pytest.approx([0 if i == row else 1 for i in range(3)], abs=1e-12)


@pytest.mark.parametrize(("excess", "good"), [(0.9e-9, True), (1.1e-9, False)])
def test_how_far_from_antisymmetric_a_matrix_may_be(excess: float, good: bool) -> None:
    """Compared with its largest entry, in every place."""
    for i, j in np.ndindex(3, 3):
        matrix = 1e-11 * np.array([[0, 3, -2], [-3, 0, 1], [2, -1, 0]], dtype=complex)
        matrix[i, j] += 3e-11j * excess / (1 if i != j else 2)
        if good:
            np.testing.assert_allclose(moment_vector(matrix), [1e-11, 2e-11, 3e-11], rtol=1e-8)
            continue
        with pytest.raises(ValueError, match="Majorana moment matrix is antisymmetric"):
            moment_vector(matrix)
