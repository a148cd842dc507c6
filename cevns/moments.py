"""Neutrino magnetic moments: the moment matrix, and the effective moment a beam sees.

One convention throughout: PDG mixing matrix, lambda_ab = eps_abc Lambda_c,
lambda~ = U^T lambda U, hence Lambda_alpha = sum_i U_alpha,i Lambda_i. Arrays of moments carry
the three components on their last axis and broadcast over the others.
"""

import cmath
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.checks import Array, choice, in_range, number
from cevns.mixing import Angles, ComplexArray, Mixing, pmns, unitary

FLAVORS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "nu_e": 0,
        "nu_mu": 1,
        "nu_tau": 2,
        "nu_e_bar": 0,
        "nu_mu_bar": 1,
        "nu_tau_bar": 2,
    }
)
"""Row of the mixing matrix for every flavour."""


@dataclass(frozen=True, slots=True)
class TransitionMoments:
    """The three complex Majorana transition moments in the mass basis.

    Parameters
    ----------
    Lambda_1, Lambda_2, Lambda_3 : complex [mu_B]; lambda~_23 = Lambda_1 and cyclic

    Raises
    ------
    ValueError
        if a moment is not finite or exceeds 1 mu_B in size
    """

    Lambda_1: complex = 0.0
    Lambda_2: complex = 0.0
    Lambda_3: complex = 0.0

    def __post_init__(self) -> None:
        for name, value in zip(("1", "2", "3"), self.vector, strict=True):
            number(
                f"|Lambda_{name}|", abs(value), "mu_B", at_most=1, hint="write 1e-10 for 1e-10 mu_B"
            )

    @classmethod
    def from_moduli(
        cls, moduli: tuple[float, float, float], phases: tuple[float, float, float] = (0, 0, 0)
    ) -> Self:
        """Build from moduli [mu_B], >= 0, and phases zeta_i [rad]."""
        for what, values in (("moduli", moduli), ("phases", phases)):
            if len(values) != 3:
                raise ValueError(f"{what} must be three numbers, got {len(values)}")
        in_range("phases", phases, "rad")
        for i, modulus in enumerate(moduli, 1):
            number(f"|Lambda_{i}|", modulus, "mu_B", at_least=0, hint="put the sign in the phase")
        return cls(*(cmath.rect(m, z) for m, z in zip(moduli, phases, strict=True)))

    @classmethod
    def from_flavor(cls, flavor: ArrayLike, mixing: Mixing) -> Self:
        """Build from (Lambda_e, Lambda_mu, Lambda_tau) [mu_B]."""
        return cls(*(complex(x) for x in to_mass_basis(flavor, mixing.matrix)))

    @classmethod
    def from_matrix(cls, matrix: ArrayLike) -> Self:
        """Build from an antisymmetric moment matrix lambda~ in the mass basis [mu_B]."""
        return cls(*(complex(x) for x in moment_vector(matrix)))

    @property
    def vector(self) -> ComplexArray:
        """(Lambda_1, Lambda_2, Lambda_3) [mu_B]."""
        return np.array([self.Lambda_1, self.Lambda_2, self.Lambda_3], dtype=np.complex128)

    @property
    def moduli(self) -> Array:
        """(abs(Lambda_1), abs(Lambda_2), abs(Lambda_3)) [mu_B]."""
        return np.abs(self.vector)

    @property
    def phases(self) -> Array:
        """(zeta_1, zeta_2, zeta_3) [rad], between -pi and pi; 0 for a vanishing moment."""
        return np.angle(self.vector)

    @property
    def matrix(self) -> ComplexArray:
        """Moment matrix lambda~_ij = eps_ijk Lambda_k in the mass basis [mu_B], shape (3, 3)."""
        return moment_matrix(self.vector)

    def flavor(self, mixing: Mixing) -> ComplexArray:
        """(Lambda_e, Lambda_mu, Lambda_tau) [mu_B]."""
        return to_flavor_basis(self.vector, mixing.matrix)


def component_vector(Lambda: TransitionMoments | ArrayLike, what: str = "Lambda") -> ComplexArray:
    """Return three components on the last axis, or refuse."""
    if isinstance(Lambda, TransitionMoments):
        return Lambda.vector
    vector = np.asarray(Lambda, dtype=np.complex128)
    if vector.shape[-1:] != (3,):
        raise ValueError(f"{what} must have 3 components on its last axis, got {vector.shape}")
    if not np.isfinite(vector).all():
        raise ValueError(f"{what} has components that are not finite")
    return vector


def moment_matrix(Lambda: ArrayLike) -> ComplexArray:
    r"""Majorana moment matrix :math:`\lambda_{ab}=\varepsilon_{abc}\Lambda_c` in either basis.

    Parameters
    ----------
    Lambda : three moments on the last axis [mu_B]

    Returns
    -------
    ComplexArray
        antisymmetric, shape (..., 3, 3) [mu_B]
    """
    L = component_vector(Lambda)
    matrix = np.zeros((*L.shape, 3), dtype=np.complex128)
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        matrix[..., a, b], matrix[..., b, a] = L[..., c], -L[..., c]
    return matrix


def _matrix(matrix: ArrayLike) -> ComplexArray:
    m = np.asarray(matrix, dtype=np.complex128)
    if m.shape[-2:] != (3, 3):
        raise ValueError(f"a moment matrix has shape (..., 3, 3), got {m.shape}")
    if not np.isfinite(m).all():
        raise ValueError("the moment matrix has entries that are not finite")
    return m


def moment_vector(matrix: ArrayLike) -> ComplexArray:
    r"""Moments of an antisymmetric matrix, :math:`\Lambda_c=\tfrac12\varepsilon_{abc}\lambda_{ab}`.

    The inverse of `moment_matrix`.

    Raises
    ------
    ValueError
        if the matrix is not antisymmetric to 1e-9 of its largest entry, saying by how much
        and where: Majorana moments have no other part
    """
    m = _matrix(matrix)
    symmetric = np.abs(m + np.swapaxes(m, -1, -2))
    excess = symmetric - 1e-9 * np.abs(m).max(axis=(-1, -2), keepdims=True)
    if (excess > 0).any():
        where = tuple(int(i) for i in np.unravel_index(excess.argmax(), excess.shape))
        raise ValueError(
            f"a Majorana moment matrix is antisymmetric: lambda + lambda^T is "
            f"{symmetric[where]:.3g} mu_B at {where}; a Dirac matrix goes to "
            "dirac_effective_squared"
        )
    return np.stack([m[..., 1, 2], m[..., 2, 0], m[..., 0, 1]], axis=-1)


def to_flavor_basis(Lambda: ArrayLike, U: ArrayLike) -> ComplexArray:
    r"""Return :math:`\Lambda_\alpha = \sum_i U_{\alpha i}\Lambda_i`, for :math:`\det U = 1`.

    Parameters
    ----------
    Lambda : mass-basis moments on the last axis [mu_B]
    U : mixing matrix, shape (..., 3, 3), unitary

    Returns
    -------
    ComplexArray
        (Lambda_e, Lambda_mu, Lambda_tau) on the last axis [mu_B]

    Raises
    ------
    ValueError
        if U is not unitary, saying by how much and where
    """
    rotated: ComplexArray = np.einsum("...ai,...i->...a", unitary(U), component_vector(Lambda))
    return rotated


def to_mass_basis(Lambda: ArrayLike, U: ArrayLike) -> ComplexArray:
    r"""Return :math:`\Lambda_i = \sum_\alpha U^*_{\alpha i}\Lambda_\alpha`.

    Parameters
    ----------
    Lambda : flavour-basis moments on the last axis [mu_B]
    U : mixing matrix, shape (..., 3, 3), unitary

    Returns
    -------
    ComplexArray
        (Lambda_1, Lambda_2, Lambda_3) on the last axis [mu_B]

    Raises
    ------
    ValueError
        if U is not unitary, saying by how much and where
    """
    rotated: ComplexArray = np.einsum(
        "...ai,...a->...i", unitary(U).conj(), component_vector(Lambda)
    )
    return rotated


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


def effective_squared(Lambda: TransitionMoments | ArrayLike, flavor: str, mixing: Mixing) -> Array:
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
    return effective_squared_of_state(Lambda, flavor_state(flavor, mixing))


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
    L, nu = component_vector(Lambda), component_vector(state, "state")
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
    return effective_squared_general(matrix, negative=state)
