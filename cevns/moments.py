"""Majorana transition magnetic moments and the effective moment a beam sees.

One convention throughout: PDG mixing matrix, lambda_ab = eps_abc Lambda_c,
lambda~ = U^T lambda U, hence Lambda_alpha = sum_i U_alpha,i Lambda_i.
"""

import cmath
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.checks import Array, choice, number
from cevns.mixing import ComplexArray, Mixing

FLAVORS: Final = {
    "nu_e": 0,
    "nu_mu": 1,
    "nu_tau": 2,
    "nu_e_bar": 0,
    "nu_mu_bar": 1,
    "nu_tau_bar": 2,
}
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
        for i, modulus in enumerate(moduli, 1):
            number(f"|Lambda_{i}|", modulus, "mu_B", at_least=0, hint="put the sign in the phase")
        return cls(*(cmath.rect(m, z) for m, z in zip(moduli, phases, strict=True)))

    @classmethod
    def from_flavor(cls, flavor: ArrayLike, mixing: Mixing) -> Self:
        """Build from (Lambda_e, Lambda_mu, Lambda_tau): Lambda_i = sum_a U*_ai Lambda_a."""
        vector = mixing.matrix.conj().T @ np.asarray(flavor, dtype=complex)
        return cls(*(complex(x) for x in vector))

    @property
    def vector(self) -> ComplexArray:
        """(Lambda_1, Lambda_2, Lambda_3) [mu_B]."""
        return np.array([self.Lambda_1, self.Lambda_2, self.Lambda_3], dtype=np.complex128)

    def flavor(self, mixing: Mixing) -> ComplexArray:
        """(Lambda_e, Lambda_mu, Lambda_tau): Lambda_a = sum_i U_ai Lambda_i [mu_B]."""
        return mixing.matrix @ self.vector

    @property
    def matrix(self) -> ComplexArray:
        """Moment matrix lambda~_ij = eps_ijk Lambda_k in the mass basis [mu_B], shape (3, 3)."""
        L1, L2, L3 = self.vector
        return np.array([[0, L3, -L2], [-L3, 0, L1], [L2, -L1, 0]])


def flavor_state(flavor: str, mixing: Mixing) -> ComplexArray:
    r"""Components :math:`\nu_i = U^*_{\alpha i}` of a flavour state in the mass basis.

    The same for neutrinos and antineutrinos: at the source both have the same effective
    Majorana moment, because the moment matrix is antisymmetric.

    Parameters
    ----------
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons

    Returns
    -------
    ComplexArray
        shape (3,)

    Raises
    ------
    ValueError
        if the flavour is unknown
    """
    row = FLAVORS[choice("flavour", flavor, FLAVORS)]
    state: ComplexArray = mixing.matrix[row].conj()
    return state


def effective_squared(Lambda: TransitionMoments | ArrayLike, flavor: str, mixing: Mixing) -> Array:
    r"""Square of the effective moment of a flavour beam at its source.

    .. math::

        \mu_\alpha^2 = \left|\vec\Lambda\times\vec\nu\right|^2
        = |\Lambda|^2 - \Big|\sum_i U_{\alpha i}\Lambda_i\Big|^2,
        \qquad \nu_i = U^*_{\alpha i}

    Parameters
    ----------
    Lambda : transition moments, or an array (..., 3) of mass-basis components [mu_B]
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons

    Returns
    -------
    Array
        mu_B^2, shape (...); never negative, since it is computed as the cross product

    Raises
    ------
    ValueError
        if the flavour is unknown or the last axis is not 3

    Notes
    -----
    Source: W. Grimus and T. Schwetz, Nucl. Phys. B 587 (2000) 45, for any state; the
    cross product is its form for Majorana moments.
    """
    vector = (
        Lambda.vector
        if isinstance(Lambda, TransitionMoments)
        else np.asarray(Lambda, dtype=np.complex128)
    )
    if vector.shape[-1:] != (3,):
        raise ValueError(f"Lambda must have 3 components on its last axis, got {vector.shape}")
    cross = np.cross(vector, flavor_state(flavor, mixing))
    squared: Array = np.sum(cross.real**2 + cross.imag**2, axis=-1)
    return squared


def flavor_form(flavor: str, mixing: Mixing) -> ComplexArray:
    r"""Hermitian form with :math:`\mu_\alpha^2 = \Lambda^\dagger h\,\Lambda`.

    .. math:: h = 1 - \nu\,\nu^\dagger, \qquad \nu_i = U^*_{\alpha i}

    A projector: its null vector :math:`\Lambda\propto\nu` is what the flavour cannot see.
    """
    state = flavor_state(flavor, mixing)
    return np.eye(3) - np.outer(state, state.conj())
