r"""Hermitian forms, :math:`\mu^2=\Lambda^\dagger h\Lambda`, and the directions one cannot see."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, complex_array, ends_with_shape, number
from cevns.basics.kinds import checked
from cevns.neutrinos.effective import flavor_state, mass_probabilities
from cevns.neutrinos.mixing import Angles, ComplexArray, Mixing
from cevns.neutrinos.moments import component_vector


def state_form(state: ArrayLike) -> ComplexArray:
    r"""Hermitian form with :math:`\mu^2 = \Lambda^\dagger h\,\Lambda` for a pure state.

    Equation :eq:`eq:eff-form` of the book.

    .. math:: h = \nu^\dagger\nu\,\mathbb 1 - \nu\,\nu^\dagger

    A projector for a normalised state; its null vector :math:`\Lambda\propto\nu` is what the
    state cannot see.

    Parameters
    ----------
    state : amplitudes (..., 3)

    Returns
    -------
    ComplexArray
        shape (..., 3, 3)
    """
    nu = component_vector(state, "state")
    length = np.sum(np.abs(nu) ** 2, axis=-1)[..., None, None]
    form: ComplexArray = length * np.eye(3) - nu[..., :, None] * nu[..., None, :].conj()
    return form


@checked
def flavor_form(flavor: str, mixing: Angles) -> ComplexArray:
    """Return `state_form` of a flavour at its source, in the mass basis.

    Parameters
    ----------
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons

    Returns
    -------
    ComplexArray
        shape (..., 3, 3), a projector

    Raises
    ------
    ValueError
        if the flavour is unknown
    """
    return state_form(flavor_state(flavor, mixing))


def mixture_form(probabilities: ArrayLike) -> ComplexArray:
    r"""Hermitian form of an incoherent mixture, :math:`h = \mathrm{diag}(1 - P_i)`.

    Parameters
    ----------
    probabilities : P_i on the last axis, >= 0, summing to 1

    Returns
    -------
    ComplexArray
        shape (..., 3, 3), in the mass basis

    Raises
    ------
    ValueError
        if the probabilities are negative or do not sum to 1
    """
    P = mass_probabilities(probabilities)
    return np.asarray((1 - P)[..., None] * np.eye(3), dtype=np.complex128)


@checked
def form_matrix(form: ArrayLike, what: str = "form") -> ComplexArray:
    """Return a form as an array once it has shape (..., 3, 3) and is finite."""
    h = complex_array(what, form)
    ends_with_shape(what, h, 3, 3)
    return h


@checked
def in_flavor_basis(form: ArrayLike, mixing: Mixing) -> ComplexArray:
    r"""Return a mass-basis form in the flavour basis, :math:`U h U^\dagger`.

    Parameters
    ----------
    form : Hermitian, shape (3, 3)
    mixing : of the leptons

    Returns
    -------
    ComplexArray
        shape (3, 3)
    """
    U = mixing.matrix
    turned: ComplexArray = U @ form_matrix(form) @ U.conj().T
    return turned


def seen_alone(form: ArrayLike) -> Array:
    r"""Effective moment squared of each unit moment alone, :math:`h_{ii}`.

    Parameters
    ----------
    form : Hermitian, shape (..., 3, 3); for a flavour :math:`h_{ii} = 1-|U_{\alpha i}|^2`

    Returns
    -------
    Array
        shape (..., 3), in the basis of the form
    """
    return np.diagonal(form_matrix(form), axis1=-2, axis2=-1).real.copy()


def null_vectors(form: ArrayLike, tolerance: float = 1e-9) -> ComplexArray:
    """Directions of Lambda that a positive Hermitian form cannot see.

    Parameters
    ----------
    form : shape (3, 3), such as a `flavor_form`, or a sensitivity matrix
    tolerance : eigenvalues below this fraction of the largest count as zero

    Returns
    -------
    ComplexArray
        orthonormal, one a row, shape (n, 3) with n from 0 to 3

    Raises
    ------
    ValueError
        if the form is not Hermitian or not positive
    """
    h = complex_array("the form", form)
    if h.shape != (3, 3):
        raise ValueError(f"a form has shape (3, 3), got {h.shape}")
    share = number("tolerance", tolerance, at_least=0, at_most=1, hint="a fraction")
    scale = np.abs(h).max()
    deviation = np.abs(h - h.conj().T).max()
    if deviation > 1e-9 * scale:
        raise ValueError(f"the form is not Hermitian: h - h^dagger reaches {deviation:.3g}")
    values, vectors = np.linalg.eigh(h)
    if values[0] < -1e-9 * scale:
        raise ValueError(f"the form is not positive: its smallest eigenvalue is {values[0]:.3g}")
    found: ComplexArray = vectors.T[values <= share * max(values[-1], np.finfo(float).tiny)]
    return found


@checked
def schur_complement(form: ArrayLike, keep: Sequence[int]) -> ComplexArray:
    r"""Form of a few moments once the others are chosen to be seen least.

    Equation :eq:`eq:comb-schur` of the book.

    .. math::

        \min_{\Lambda_K}\Lambda^\dagger h\,\Lambda = \Lambda_F^\dagger
        \left(h_{FF} - h_{FK}h_{KK}^{-1}h_{KF}\right)\Lambda_F

    Parameters
    ----------
    form : Hermitian and positive, shape (..., 3, 3); where h_KK is singular its
        pseudo-inverse takes the place of the inverse, which is exact for positive forms
    keep : indices F of the moments that stay, one or two of 0, 1, 2

    Returns
    -------
    ComplexArray
        shape (..., f, f) for f kept moments

    Raises
    ------
    ValueError
        if the indices are not one or two different ones
    """
    F = list(keep)
    if len(F) not in (1, 2) or len(set(F)) < len(F) or not set(F) <= {0, 1, 2}:
        raise ValueError(f"keep one or two different indices of 0, 1, 2; got {tuple(keep)}")
    K = [k for k in range(3) if k not in F]
    h = form_matrix(form)
    h_FK = h[..., F, :][..., K]
    inverse = np.linalg.pinv(h[..., K, :][..., K], rcond=1e-12, hermitian=True)
    complement: ComplexArray = h[..., F, :][..., F] - h_FK @ inverse @ np.swapaxes(
        h_FK.conj(), -1, -2
    )
    return complement


class Principal(NamedTuple):
    """Eigenvalues of a form in ascending order, and unit eigenvectors, one a row."""

    values: Array
    directions: ComplexArray


def principal_directions(form: ArrayLike) -> Principal:
    """Find the combinations of moments a form sees one by one, the worst seen first.

    Parameters
    ----------
    form : Hermitian, shape (3, 3), such as a sensitivity matrix

    Returns
    -------
    Principal
        a value of zero belongs to a blind direction; each direction has the phase that makes
        its largest component real and positive
    """
    values, vectors = np.linalg.eigh(form_matrix(form))
    rows = vectors.T
    largest = rows[np.arange(3), np.abs(rows).argmax(axis=-1)]
    return Principal(values, rows * (largest.conj() / np.abs(largest))[:, None])
