"""Transition magnetic moments: the moment matrix and its bases.

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

from cevns.basics.checks import Array, complex_array, ends_with_shape, in_range, number
from cevns.basics.kinds import checked, describe
from cevns.basics.ranges import MOMENT, PHASE
from cevns.neutrinos.mixing import ComplexArray, Mixing, unitary

MOMENTS: Final[Mapping[str, int]] = MappingProxyType({"Lambda_1": 0, "Lambda_2": 1, "Lambda_3": 2})
"""Transition moments of the mass basis."""

FLAVOR_MOMENTS: Final[Mapping[str, int]] = MappingProxyType(
    {"Lambda_e": 0, "Lambda_mu": 1, "Lambda_tau": 2}
)
"""Transition moments of the flavour basis."""


@checked
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
        for name in MOMENTS:
            given = getattr(self, name)
            value = complex_array(name, given, "mu_B")
            if value.ndim:
                raise ValueError(f"{name} must be a single number, got shape {value.shape}")
            number(f"|{name}|", float(np.abs(value)), "mu_B", **MOMENT)
            if not isinstance(given, int | float | complex):
                object.__setattr__(self, name, complex(value))

    @classmethod
    def from_moduli(
        cls, moduli: tuple[float, float, float], phases: tuple[float, float, float] = (0, 0, 0)
    ) -> Self:
        """Build from moduli [mu_B], >= 0, and phases zeta_i [rad]."""
        for what, values in (("moduli", moduli), ("phases", phases)):
            if len(values) != 3:
                raise ValueError(f"{what} must be three numbers, got {len(values)}")
        zeta = in_range("phases", phases, "rad", **PHASE)
        m = [
            number(f"|Lambda_{i}|", modulus, "mu_B", at_least=0, hint="put the sign in the phase")
            for i, modulus in enumerate(moduli, 1)
        ]
        return cls(*map(cmath.rect, m, zeta.tolist()))

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


describe(TransitionMoments, hint="use TransitionMoments(Lambda_1, Lambda_2, Lambda_3)")


@checked
def component_vector(Lambda: TransitionMoments | ArrayLike, what: str = "Lambda") -> ComplexArray:
    """Return three components on the last axis, or refuse."""
    if isinstance(Lambda, TransitionMoments):
        return Lambda.vector
    vector = complex_array(what, Lambda, "mu_B")
    if vector.shape[-1:] != (3,):
        raise ValueError(f"{what} must have 3 components on its last axis, got {vector.shape}")
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
    m = complex_array("the moment matrix", matrix, "mu_B")
    ends_with_shape("a moment matrix", m, 3, 3)
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
    r"""Return :math:`\Lambda_\alpha = \det U^*\,\sum_i U_{\alpha i}\Lambda_i`.

    That of :math:`\tilde\lambda = U^T\lambda U` for any unitary U. The determinant is 1 in the
    parametrisation of `cevns.neutrinos.mixing.pmns`, and a phase if U has Majorana phases.

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
    V = unitary(U)
    rotated: ComplexArray = np.einsum("...ai,...i->...a", V, component_vector(Lambda))
    return rotated * _determinant(V).conj()


def to_mass_basis(Lambda: ArrayLike, U: ArrayLike) -> ComplexArray:
    r"""Return :math:`\Lambda_i = \det U\,\sum_\alpha U^*_{\alpha i}\Lambda_\alpha`.

    The inverse of `to_flavor_basis`.

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
    V = unitary(U)
    rotated: ComplexArray = np.einsum("...ai,...a->...i", V.conj(), component_vector(Lambda))
    return rotated * _determinant(V)


def _determinant(U: ComplexArray) -> ComplexArray:
    """Return the determinant of a unitary matrix on a last axis of one, exactly 1 where it is."""
    det: ComplexArray = np.linalg.det(U)[..., None]
    return np.where(np.abs(det - 1) < 1e-9, 1.0, det / np.abs(det))
