"""Hermitian forms: which are refused, what counts as zero, minimisation by brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import unitary_group

from cevns.neutrinos.hermitian import (
    mixture_form,
    null_vectors,
    principal_directions,
    schur_complement,
    state_form,
)

seeds = st.integers(0, 10_000)


def rotated(values: list[float], seed: int) -> np.ndarray:
    """A Hermitian form with these eigenvalues and random directions."""
    V = unitary_group.rvs(3, random_state=seed)
    form = (V * values) @ V.conj().T
    return 0.5 * (form + form.conj().T)


@pytest.mark.parametrize(
    "values", [(-1, 0, 1), (-1e-3, 1, 1), (-1e-8, 1, 1), (-1e-8, 0, 1), (-2, -1, 5), (-1, -1, -1)]
)
@settings(max_examples=25)
@given(seed=seeds, size=st.floats(-30, 30))
def test_a_form_with_a_negative_eigenvalue_is_refused(
    values: tuple[float, ...], seed: int, size: float
) -> None:
    """However small or large, and wherever it points: mu^2 would be negative there."""
    with pytest.raises(ValueError, match="is not positive: its smallest eigenvalue is -"):
        null_vectors(rotated([10**size * x for x in values], seed))


def test_a_form_that_only_swaps_is_indefinite() -> None:
    """No negative entry at all, and yet its eigenvalues are -1, 1 and 1."""
    with pytest.raises(ValueError, match=r"smallest eigenvalue is -1$"):
        null_vectors([[0, 1, 0], [1, 0, 0], [0, 0, 1]])


@settings(max_examples=25)
@given(seed=seeds, size=st.floats(-30, 30))
def test_what_rounding_makes_negative_counts_as_zero(seed: int, size: float) -> None:
    (blind,) = null_vectors(10**size * rotated([-1e-15, 0.3, 1], seed))
    lost = rotated([-1e-15, 0.3, 1], seed) @ blind
    np.testing.assert_allclose(lost, 0, atol=1e-14)
    assert np.linalg.norm(blind) == pytest.approx(1, rel=1e-14, abs=0)


@pytest.mark.parametrize(("eigenvalue", "good"), [(-0.9e-9, True), (-1.1e-9, False)])
def test_how_negative_an_eigenvalue_may_be(eigenvalue: float, good: bool) -> None:
    form = np.diag([1.0, 1.0, eigenvalue])
    if good:
        np.testing.assert_allclose(np.abs(null_vectors(form)), [[0, 0, 1]])
        return
    with pytest.raises(ValueError, match="not positive"):
        null_vectors(form)


@pytest.mark.parametrize(("deviation", "good"), [(0.9e-9, True), (1.1e-9, False)])
def test_how_far_from_hermitian_a_form_may_be(deviation: float, good: bool) -> None:
    """The largest entry is the measure, imaginary parts on the diagonal count twice."""
    for i, j in ((0, 1), (2, 0), (1, 1)):
        form = np.diag([5.0, 5.0, 0.0]).astype(complex)
        form[i, j] += 5.0 * (deviation if i != j else 0.5j * deviation)
        if good:
            assert null_vectors(form).shape == (1, 3)
            continue
        with pytest.raises(ValueError, match="not Hermitian"):
            null_vectors(form)


@pytest.mark.parametrize("tolerance", [1e-9, 1e-3])
@pytest.mark.parametrize("size", [1e-20, 1.0, 1e20])
def test_the_tolerance_is_a_fraction_of_the_largest_eigenvalue(
    tolerance: float, size: float
) -> None:
    """Not of the largest entry, which is smaller here: eigenvalues 3, 0 and a little."""
    form = np.zeros((3, 3))
    form[:2, :2] = 1.5  # one eigenvalue of 3, one of 0
    for little, found in ((0.99, 2), (1.01, 1)):
        form[2, 2] = 3 * little * tolerance
        vectors = null_vectors(size * form, tolerance)
        assert vectors.shape == (found, 3)
        np.testing.assert_allclose(vectors @ vectors.conj().T, np.eye(found), atol=1e-14)
    assert null_vectors(size * form)[0] @ [1, 1, 0] == pytest.approx(0, abs=1e-14)


def test_a_form_that_sees_nothing_or_everything() -> None:
    np.testing.assert_allclose(null_vectors(np.zeros((3, 3))), np.eye(3))
    assert null_vectors(np.eye(3)).shape == (0, 3)
    assert null_vectors(1e-300 * np.eye(3)).shape == (0, 3)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_forms_have_nine_finite_entries(bad: float) -> None:
    form = np.eye(3)
    form[1, 1] = bad
    with pytest.raises(ValueError, match="not finite"):
        null_vectors(form)
    for shape in ((2, 2), (3,), (1, 3, 3)):
        with pytest.raises(ValueError, match=r"shape \(3, 3\)"):
            null_vectors(np.ones(shape))


@settings(max_examples=25)
@given(seed=seeds)
def test_blind_directions_lie_in_rows(seed: int) -> None:
    """Two at once: the rows span what a rank-one form leaves, orthogonal to what it sees."""
    seen = unitary_group.rvs(3, random_state=seed)[:, 0]
    vectors = null_vectors(np.outer(seen, seen.conj()))
    assert vectors.shape == (2, 3)
    np.testing.assert_allclose(vectors.conj() @ seen, 0, atol=1e-14)


@settings(max_examples=25)
@given(seed=seeds)
def test_principal_directions_rebuild_their_form(seed: int) -> None:
    form = rotated([0.2, 1.0, 7.0], seed)
    values, directions = principal_directions(form)
    np.testing.assert_allclose(values, [0.2, 1, 7], rtol=1e-12)
    rebuilt = sum(v * np.outer(d, d.conj()) for v, d in zip(values, directions, strict=True))
    np.testing.assert_allclose(rebuilt, form, atol=1e-13)
    largest = directions[np.arange(3), np.abs(directions).argmax(axis=1)]
    np.testing.assert_allclose(largest.imag, 0, atol=1e-15)
    assert (largest.real > 0).all()


@pytest.mark.parametrize("keep", [(0,), (1,), (2,), (0, 1), (2, 0), (1, 2)])
@settings(max_examples=25)
@given(seed=seeds)
def test_a_schur_complement_is_a_minimum(keep: tuple[int, ...], seed: int) -> None:
    """Kept moments as given, in their order; the others by a linear solve of real equations."""
    rng = np.random.default_rng(seed)
    form = rotated([0.2, 1.0, 7.0], seed)
    kept = rng.normal(size=len(keep)) + 1j * rng.normal(size=len(keep))
    free = [i for i in range(3) if i not in keep]

    # mu^2 = |A x - b|^2 with A^dagger A the form: least squares over the free components
    root = np.linalg.cholesky(form).conj().T
    fixed = root[:, list(keep)] @ kept
    x, *_ = np.linalg.lstsq(root[:, free], -fixed, rcond=None)
    least = np.linalg.norm(root[:, free] @ x + fixed) ** 2

    G = schur_complement(form, keep)
    assert G.shape == (len(keep), len(keep))
    assert (kept.conj() @ G @ kept).real == pytest.approx(least, rel=1e-10, abs=0)


@settings(max_examples=25)
@given(seed=seeds)
def test_forms_of_states_and_mixtures_by_explicit_matrices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, c = L = rng.normal(size=3) + 1j * rng.normal(size=3)
    matrix = np.array([[0, c, -b], [-c, 0, a], [b, -a, 0]])
    state = rng.normal(size=3) + 1j * rng.normal(size=3)
    expected = np.linalg.norm(matrix @ state) ** 2
    assert (L.conj() @ state_form(state) @ L).real == pytest.approx(expected, rel=1e-10, abs=0)
    P = rng.dirichlet((1, 1, 1))
    mixed = sum(p * np.linalg.norm(column) ** 2 for p, column in zip(P, matrix.T, strict=True))
    assert (L.conj() @ mixture_form(P) @ L).real == pytest.approx(mixed, rel=1e-10, abs=0)
