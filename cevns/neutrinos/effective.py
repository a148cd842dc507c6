"""The effective magnetic moment a beam sees: of any state, any mixture, Majorana or Dirac."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.kinds import checked
from cevns.basics.ranges import MOMENT
from cevns.neutrinos.flavors import FLAVORS
from cevns.neutrinos.mixing import Angles, ComplexArray, pmns
from cevns.neutrinos.moments import TransitionMoments, _matrix, component_vector


@checked
def flavor_state(flavor: str, mixing: Angles) -> ComplexArray:
    r"""Components :math:`\nu_i = U^*_{\alpha i}` of a flavour state in the mass basis.

    The same for neutrinos and antineutrinos: at the source both have the same effective
    Majorana moment, because the moment matrix is antisymmetric.

    Parameters
    ----------
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons, a `Mixing` or many sets at once in a `MixingArrays`

    Returns
    -------
    ComplexArray
        shape (..., 3)

    Raises
    ------
    ValueError
        if the flavour is unknown
    """
    row = FLAVORS[choice("flavour", flavor, FLAVORS)]
    state: ComplexArray = pmns(mixing)[..., row, :].conj()
    return state


@checked
def effective_squared(Lambda: TransitionMoments | ArrayLike, flavor: str, mixing: Angles) -> Array:
    r"""Square of the effective moment of a flavour beam at its source.

    Equation :eq:`eq:eff-cross-product` of the book.

    .. math::

        \mu_\alpha^2 = \left|\vec\Lambda\times\vec\nu\right|^2
        = |\Lambda|^2 - \Big|\sum_i U_{\alpha i}\Lambda_i\Big|^2,
        \qquad \nu_i = U^*_{\alpha i}

    Parameters
    ----------
    Lambda : transition moments, or an array (..., 3) of mass-basis components [mu_B]
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons, a `Mixing` or many sets at once in a `MixingArrays`

    Returns
    -------
    Array
        mu_B^2, broadcast shape

    Raises
    ------
    ValueError
        if the flavour is unknown or the last axis is not 3
    """
    return _crossed(component_vector(Lambda), flavor_state(flavor, mixing))


def effective_squared_of_state(Lambda: TransitionMoments | ArrayLike, state: ArrayLike) -> Array:
    r"""Square of the effective moment of any pure state, a cross product.

    .. math:: \mu^2 = \left|\vec\Lambda\times\vec\nu\right|^2

    Parameters
    ----------
    Lambda : transition moments, or an array (..., 3) of components [mu_B]
    state : amplitudes (..., 3) in the same basis: of the neutrino for negative helicity,
        complex conjugate ones for positive helicity; normalised to 1 unless a part is lost

    Returns
    -------
    Array
        mu_B^2, broadcast shape; never negative, and accurate near a blind direction

    Raises
    ------
    ValueError
        if a last axis is not 3 or an entry not finite
    """
    return _crossed(component_vector(Lambda), state_vector(state))


def _crossed(L: ComplexArray, nu: ComplexArray) -> Array:
    """Square of a cross product."""
    squared = np.zeros(np.broadcast_shapes(L.shape, nu.shape)[:-1])
    for a, b in ((1, 2), (2, 0), (0, 1)):
        component = L[..., a] * nu[..., b] - L[..., b] * nu[..., a]
        squared += component.real**2 + component.imag**2
    return squared


def effective_squared_of_mixture(
    Lambda: TransitionMoments | ArrayLike, probabilities: ArrayLike
) -> Array:
    r"""Square of the effective moment of an incoherent mixture of mass states.

    Equation :eq:`eq:eff-mixture` of the book.

    .. math:: \mu^2 = \sum_i P_i\left(|\Lambda|^2-|\Lambda_i|^2\right)

    No phase survives.

    Parameters
    ----------
    Lambda : transition moments, or an array (..., 3) of mass-basis components [mu_B]
    probabilities : P_i on the last axis, >= 0, summing to 1

    Returns
    -------
    Array
        mu_B^2, broadcast shape

    Raises
    ------
    ValueError
        if the probabilities are negative or do not sum to 1
    """
    P = mass_probabilities(probabilities)
    squares = np.abs(component_vector(Lambda)) ** 2
    others = squares[..., [1, 2, 0]] + squares[..., [2, 0, 1]]
    mixed: Array = np.sum(P * others, axis=-1)
    return mixed


def moduli_seen_by_mixture(mu_nu: ArrayLike, probabilities: ArrayLike) -> Array:
    r"""Each modulus that alone gives a mixture of mass states an effective moment ``mu_nu``.

    .. math:: |\Lambda_i| = \mu_\nu/\sqrt{1-P_i}

    so that :math:`\sum_i(\mu_\nu/|\Lambda_i|)^2 = 2` whatever the mixture.

    Parameters
    ----------
    mu_nu : effective moment, or its limit [mu_B], >= 0
    probabilities : P_i on the last axis, >= 0, summing to 1

    Returns
    -------
    Array
        (abs Lambda_1, abs Lambda_2, abs Lambda_3) on the last axis [mu_B]; infinite for a pure
        state, which does not see its own
    """
    mu = in_range("mu_nu", mu_nu, "mu_B", **MOMENT)
    with np.errstate(divide="ignore"):
        moduli: Array = mu[..., None] / np.sqrt(1 - mass_probabilities(probabilities))
    return moduli


@checked
def state_vector(state: ArrayLike, what: str = "state") -> ComplexArray:
    """Return amplitudes on the last axis once they are those of one neutrino at most.

    Raises
    ------
    ValueError
        if the last axis is not 3, an entry not finite, or the probabilities sum to more than 1
    """
    nu = component_vector(state, what)
    length = np.sum(nu.real**2 + nu.imag**2, axis=-1)
    if (length > 1 + 1e-9).any():
        raise ValueError(
            f"{what} is not normalised: its probabilities sum to {length.max():.6g}, more than 1"
        )
    return nu


def mass_probabilities(probabilities: ArrayLike) -> Array:
    """Return three probabilities on the last axis that sum to 1, or refuse."""
    P = in_range("probabilities", probabilities, at_least=0, at_most=1)
    if P.shape[-1:] != (3,) or np.abs(P.sum(axis=-1) - 1).max() > 1e-9:
        raise ValueError(
            f"probabilities must be three on the last axis that sum to 1, got shape {P.shape} "
            f"with sums {np.unique(np.round(P.sum(axis=-1), 6))[:3]}"
        )
    return P


def effective_squared_general(
    matrix: ArrayLike, *, negative: ArrayLike = (0, 0, 0), positive: ArrayLike = (0, 0, 0)
) -> Array:
    r"""Square of the effective moment for any matrix and any helicity amplitudes.

    Equation :eq:`eq:eff-grimus-schwetz` of the book.

    .. math::

        \mu^2 = a_-^\dagger\lambda^\dagger\lambda\,a_- + a_+^\dagger\lambda\lambda^\dagger a_+

    Parameters
    ----------
    matrix : lambda, shape (..., 3, 3) [mu_B]; Majorana (antisymmetric) or Dirac (any)
    negative, positive : amplitudes :math:`a_-`, :math:`a_+` of negative and positive helicity,
        (..., 3), in the basis of the matrix; in the mass basis
        :math:`\tilde a_- = U^\dagger a_-` and :math:`\tilde a_+ = U^T a_+`

    Returns
    -------
    Array
        mu_B^2, broadcast shape

    Notes
    -----
    Source: W. Grimus and T. Schwetz, Nucl. Phys. B 587 (2000) 45. For Dirac neutrinos
    :math:`a_+` is a right-handed *neutrino*; for a beam of Dirac antineutrinos use
    `dirac_effective_squared`.
    """
    m = _matrix(matrix)
    left = np.einsum("...ab,...b->...a", m, component_vector(negative, "negative"))
    right = np.einsum("...ba,...b->...a", m.conj(), component_vector(positive, "positive"))
    squared: Array = np.sum(np.abs(left) ** 2 + np.abs(right) ** 2, axis=-1)
    return squared


def dirac_effective_squared(matrix: ArrayLike, state: ArrayLike) -> Array:
    r"""Square of the effective moment of a left-handed Dirac neutrino or its antineutrino.

    .. math:: \mu^2 = \nu^\dagger\lambda^\dagger\lambda\,\nu

    Nine complex moments, of which the diagonal ones need not vanish. The antineutrino of the
    same flavour has the same effective moment (CPT); its mass-basis matrix is
    :math:`\tilde\lambda = U_R^\dagger\lambda U_L`.

    Parameters
    ----------
    matrix : lambda, rows for the right-handed final states, shape (..., 3, 3) [mu_B]
    state : amplitudes of the neutrino, (..., 3), in the basis of the columns

    Returns
    -------
    Array
        mu_B^2, broadcast shape
    """
    return effective_squared_general(matrix, negative=state_vector(state))
