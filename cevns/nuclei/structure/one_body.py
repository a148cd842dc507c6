"""Reduced matrix elements of the seven operators between any orbitals, on a radial grid."""

from collections.abc import Sequence
from functools import cache
from math import pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import spherical_jn

from cevns.basics.checks import Array, in_range, instance
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.subshells import Subshell
from cevns.nuclei.structure.terms import momentum_transfer, multipole, terms

Indices = NDArray[np.intp]


@checked
class RadialGrid:
    r"""Orbitals, their gradients and the spherical Bessel functions, once on a common grid.

    Every reduced matrix element is a few integrals
    :math:`\int R'\,j_L(\kappa r)\,DR\,r^2dr`; with all functions on one grid those of hundreds
    of pairs are one product of matrices.

    Parameters
    ----------
    orbitals : states, in the order in which pairs name them
    kappa : momentum transfers [fm^-1], >= 0, one axis

    Raises
    ------
    ValueError
        without orbitals, or for a momentum transfer that is none
    """

    def __init__(self, orbitals: Sequence[Orbital], kappa: ArrayLike) -> None:
        self.orbitals = tuple(
            instance("orbital", one, Orbital, "an Orbital knows its radial function")
            for one in orbitals
        )
        if not self.orbitals:
            raise ValueError("a radial grid needs at least one orbital, got none")
        self.kappa = np.atleast_1d(momentum_transfer(kappa))
        if self.kappa.ndim != 1 or not self.kappa.size:
            raise ValueError(
                f"momentum transfers of a grid need one axis, got shape {self.kappa.shape}"
            )
        self.r, self.weights = _radial_nodes(self.orbitals, float(self.kappa.max()))
        self._functions: dict[int, Array] = {}
        self._bessel: dict[int, Array] = {}

    def reduced(self, operator: str, J: int, bra: ArrayLike, ket: ArrayLike) -> Array:
        r"""Return :math:`\langle j'\|T_J\|j\rangle` of pairs of orbitals.

        Parameters
        ----------
        operator : a name of `cevns.nuclei.structure.terms.OPERATORS`
        J : multipole, not doubled
        bra, ket : positions of orbitals, one axis each

        Returns
        -------
        Array
            shape (pairs, kappa), reduced as by Edmonds, no dimension

        Raises
        ------
        ValueError
            for an unknown operator, a J it does not have, or kappa = 0 where it has a gradient
        """
        left, right = np.broadcast_arrays(*(np.atleast_1d(self._where(v)) for v in (bra, ket)))
        total = np.zeros((left.size, self.kappa.size))
        for (L, step), coefficients in self._by_integral(operator, J, left, right).items():
            product = coefficients[:, None] * self._function(0)[left]
            product *= self.weights * self._function(step)[right]
            total += (product @ self._bessel_function(L).T) * self._scale(operator, J, step)
        return total / sqrt(4 * pi)

    def _where(self, positions: ArrayLike) -> Indices:
        last = len(self.orbitals) - 1
        hint = "count orbitals from 0"
        return in_range("orbital", positions, at_least=0, at_most=last, hint=hint).astype(np.intp)

    def _by_integral(
        self, operator: str, J: int, bra: Indices, ket: Indices
    ) -> dict[tuple[int, int], Array]:
        """Coefficients of all pairs for each Bessel function and step that occurs."""
        multipole(operator, J)
        shells = [one.shell for one in self.orbitals]
        found: dict[tuple[int, int], Array] = {}
        for pair, (b, k) in enumerate(zip(bra, ket, strict=True)):
            for coefficient, L, step in _numbers(operator, J, shells[b], shells[k]):
                found.setdefault((L, step), np.zeros(bra.size))[pair] += coefficient
        return found

    def _scale(self, operator: str, J: int, step: int) -> Array:
        """Return 1/kappa for a gradient, else 1."""
        if not step:
            return np.ones_like(self.kappa)
        if not self.kappa.all():
            raise ValueError(
                f"{operator} of J = {J} has a gradient over kappa: kappa must be > 0 fm^-1; "
                "multiply by kappa first, or take the limit of small kappa"
            )
        return 1 / self.kappa

    def _function(self, step: int) -> Array:
        """Radial functions of all orbitals, or their gradients: shape (orbitals, r)."""
        if step not in self._functions:
            of = {0: Orbital.radial, 1: Orbital.raised, -1: Orbital.lowered}[step]
            self._functions[step] = np.array([of(one, self.r) for one in self.orbitals])
        return self._functions[step]

    def _bessel_function(self, L: int) -> Array:
        """j_L(kappa r): shape (kappa, r)."""
        if L not in self._bessel:
            self._bessel[L] = spherical_jn(L, self.kappa[:, None] * self.r)
        return self._bessel[L]


@checked
def reduced(operator: str, J: int, bra: Orbital, ket: Orbital, kappa: ArrayLike) -> Array:
    r"""Return :math:`\langle j'\|T_J(\kappa r)\|j\rangle` of two orbitals.

    For many pairs or operators, `RadialGrid` shares the work.

    Parameters
    ----------
    operator : a name of `cevns.nuclei.structure.terms.OPERATORS`
    J : multipole, not doubled
    bra, ket : orbitals
    kappa : momentum transfer [fm^-1], any shape; > 0 where the operator has a gradient

    Returns
    -------
    Array
        shape of kappa, reduced as by Edmonds, no dimension

    Raises
    ------
    ValueError
        for an unknown operator, a J it does not have, or a kappa out of range
    """
    shape = np.shape(kappa)
    return RadialGrid((bra, ket), np.ravel(kappa)).reduced(operator, J, 0, 1).reshape(shape)


@cache
def _numbers(
    operator: str, J: int, bra: Subshell, ket: Subshell
) -> tuple[tuple[float, int, int], ...]:
    return tuple((float(c), L, step) for c, L, step in terms(operator, J, bra, ket))


def _radial_nodes(orbitals: Sequence[Orbital], kappa: float) -> tuple[Array, Array]:
    """Gauss nodes [fm] and weights r^2 dr that resolve all orbitals, and j_L up to kappa.

    An oscillator function of N quanta has wave numbers up to sqrt(2N + 3)/b, is beyond its
    turning point at sqrt(2N + 3) b a falling Gaussian, and n nodes integrate n periods exactly.
    """
    quanta = [2 * len(one.coefficients) + one.shell.l for one in orbitals]
    turning = np.sqrt(2 * np.array(quanta) + 3.0)
    lengths = np.array([one.b for one in orbitals])
    end = float(np.max(lengths * (turning + 6)))
    wave_number = 2 * float(np.max(turning / lengths)) + kappa
    nodes = gauss_legendre(0.0, end, 30 + int(end * wave_number / 4))
    return nodes.x, nodes.w * nodes.x**2
