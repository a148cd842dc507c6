r"""Which effective moments given moduli can have: flavour components, frontiers, programmes.

In the flavour basis :math:`\mu_e^2=|\Lambda_\mu|^2+|\Lambda_\tau|^2` and
:math:`\mu_\mu^2=|\Lambda_e|^2+|\Lambda_\tau|^2`: sums of squares, so what is blind stays exactly
blind. All is linear in the moduli, and works on many problems at once: arrays have the problems
in their rows and the values of a scanned parameter in their columns.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.search import Indices
from cevns.neutrinos.mixing import ComplexArray, Mixing, MixingArrays, pmns

Moments2 = tuple[Array, Array]
"""mu_e^2 and mu_mu^2 [mu10^2]."""


@lru_cache(maxsize=64)
def rows_of(mixing: Mixing) -> ComplexArray:
    """Mixing matrix with its rows first: shape (3, 3, 1, 1), to broadcast over (n, m)."""
    U = mixing.matrix[:, :, None, None]
    U.flags.writeable = False
    return U


def rows_at(mixing: Mixing, delta: Array) -> ComplexArray:
    """Mixing matrices at many Dirac phases, shape (3, 3, n, 1)."""
    U = pmns(MixingArrays(mixing.sin2_12, mixing.sin2_13, mixing.sin2_23, delta))
    return np.moveaxis(U, 0, -1)[..., None]


def effective_moments(U: ComplexArray, Lambda: Sequence[Array | ComplexArray | None]) -> Moments2:
    """Effective moments squared of three moments in the basis of the columns of U; None is 0."""
    squares = []
    for row in U:
        terms = [u * L for u, L in zip(row, Lambda, strict=True) if L is not None]
        component = sum(terms[1:], start=terms[0])
        squares.append(component.real**2 + component.imag**2)
    e, mu, tau = squares
    return mu + tau, e + tau


def averaged_moments(U: ComplexArray, squares: Sequence[Array | None]) -> Moments2:
    """Effective moments squared, averaged over the phases of moments with these squares."""
    e, mu, tau = (
        sum(
            (abs(u) ** 2 * s for u, s in zip(row, squares, strict=True) if s is not None), start=0.0
        )
        for row in U
    )
    return np.asarray(mu + tau), np.asarray(e + tau)


class Tangents(NamedTuple):
    r"""Directions :math:`\theta` in which the frontier has a tangent, open at both ends."""

    low: Array
    high: Array

    def angle(self, t: Array) -> Array:
        """Angle at a parameter t, of any size: exponentially close to both ends."""
        width = self.high - self.low
        share = 1 / (1 + np.exp(np.abs(t)))
        return np.where(t < 0, self.low + width * share, self.high - width * share)

    def parameter(self, theta: Array) -> Array:
        """Inverse of `angle`, theta or its continuation half a turn on."""
        theta = np.where(theta < self.low, theta + math.pi, theta)
        theta = np.where(theta > self.high, theta - math.pi, theta)
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.log((theta - self.low) / (self.high - theta))
        return np.clip(np.nan_to_num(t, nan=0.0), -40.0, 40.0)

    def of(self, who: Indices) -> "Tangents":
        """Those of some of the problems."""
        return self if self.low.size == 1 else Tangents(self.low[who], self.high[who])

    @property
    def outwards(self) -> tuple[Moments2, Moments2]:
        """Directions in which the frontier runs to infinity, at the lower and the upper end."""
        return (-np.sin(self.low), np.cos(self.low)), (np.sin(self.high), -np.cos(self.high))


QUADRANT: Final = Tangents(np.zeros((1, 1)), np.full((1, 1), math.pi / 2))
"""Where a chi^2 that grows with both moments touches a frontier."""


def _form(U: ComplexArray, c: Array, s: Array, a: int, b: int) -> ComplexArray:
    """Entry of cos(theta) mu_e^2 + sin(theta) mu_mu^2 as a Hermitian form."""
    (e_a, m_a, t_a), (e_b, m_b, t_b) = U[:, a], U[:, b]
    form: ComplexArray = (
        s * (e_a.conj() * e_b) + c * (m_a.conj() * m_b) + (c + s) * (t_a.conj() * t_b)
    )
    return form


def _over(numerator: ComplexArray, denominator: Array) -> ComplexArray:
    """Quotient, zero where nothing is left to divide by: any moment is within reach."""
    empty = denominator == 0
    quotient: ComplexArray = np.where(empty, 0.0, numerator / np.where(empty, 1.0, denominator))
    return quotient


def all_tangents(U: ComplexArray, others: list[int]) -> Tangents:
    r"""Every tangent of the frontier of one or two moments of free modulus and phase.

    There is a least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2` while that form is positive
    for the others: between the ends at which it becomes singular.
    """
    block = U[:, others][..., 0]
    e, mu = (
        np.eye(len(others)) - np.moveaxis(row.conj()[:, None] * row[None, :], (0, 1), (-2, -1))
        for row in block[:2]
    )
    ratios = np.linalg.eigvals(np.linalg.solve(mu, e)).real
    low = -np.arctan(ratios.min(axis=-1))
    high = math.pi - np.arctan(ratios.max(axis=-1))
    return Tangents(low[:, None], high[:, None])


class Frontier(NamedTuple):
    r"""Boundary of what one or two given moduli can reach, all phases and other moments free.

    Four Hermitian forms of a complex 3-vector have a convex cone as their image, so the
    effective moments squared within reach fill a convex set, and its boundary consists of the
    points of least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2`: Schur complements.

    Parameters
    ----------
    U : from `rows_of` or `rows_at`
    v : moduli of the kept moments, shape (n, kept)
    kept, others : indices of the moments, together three
    """

    U: ComplexArray
    v: Array
    kept: list[int]
    others: list[int]

    def point(self, theta: Array) -> Moments2:
        """Where the frontier has the tangent theta, shape (n, m) or (1, m)."""
        U, c, s = self.U, np.cos(theta), np.sin(theta)
        if len(self.kept) == 1:
            j, k = self.others
            parts: list[ComplexArray] = [np.ones((1, 1), complex)] * 3
            parts[j], parts[k] = self._others_of_one(c, s)
            x, y = effective_moments(U, parts)  # per modulus: once for all if U is the same
            square = self.v[:, 0, None] ** 2
            return square * x, square * y
        (i, j), (k,) = self.kept, self.others
        h_ki, h_kj, h_kk, coupling = self._other_of_two(c, s)
        size = np.abs(coupling)
        turn = np.where(size > 0, -coupling.conj() / np.where(size > 0, size, 1.0), -1.0)
        per_i, per_j = -_over(h_ki, h_kk), -_over(h_kj * turn, h_kk)
        squares = []
        for row in U:
            component = self.v[:, 0, None] * (row[i] + row[k] * per_i)
            component = component + self.v[:, 1, None] * (row[j] * turn + row[k] * per_j)
            squares.append(component.real**2 + component.imag**2)
        e, mu, tau = squares
        return mu + tau, e + tau

    def turns(self) -> tuple[Array, Array]:
        r"""Where the phase between two kept moments turns: centre and half width in tan^2 theta.

        The least of the form has a mixed term proportional to
        :math:`\cos^2\theta\,U_{ei}^*U_{ej}+\sin^2\theta\,U_{\mu i}^*U_{\mu j}`; its phase turns
        fastest where it is smallest, at once if the mixing is real.
        """
        e, mu = (self.U[a, self.kept[0]].conj() * self.U[a, self.kept[1]] for a in (0, 1))
        crossed, size = e * mu.conj(), np.maximum(np.abs(mu) ** 2, np.finfo(float).tiny)
        return -crossed.real / size, np.abs(crossed.imag) / size

    def support(self, theta: Array) -> Array:
        """Least cos(theta) mu_e^2 + sin(theta) mu_mu^2 itself, also where both are huge."""
        c, s = np.cos(theta), np.sin(theta)
        h_ii, *h_jj = (_form(self.U, c, s, a, a).real for a in self.kept)
        v_i = self.v[:, 0, None]
        if len(self.kept) == 1:
            (i,), (j, k) = self.kept, self.others
            L_j, L_k = self._others_of_one(c, s)
            h_ij, h_ik = (_form(self.U, c, s, i, a) for a in (j, k))
            return np.asarray(v_i**2 * (h_ii + (h_ij * L_j + h_ik * L_k).real))
        h_ki, h_kj, h_kk, coupling = self._other_of_two(c, s)
        v_j = self.v[:, 1, None]
        return np.asarray(
            v_i**2 * (h_ii - _over(np.abs(h_ki) ** 2, h_kk))
            + v_j**2 * (h_jj[0] - _over(np.abs(h_kj) ** 2, h_kk))
            - 2 * v_i * v_j * np.abs(coupling)
        )

    def _others_of_one(self, c: Array, s: Array) -> tuple[ComplexArray, ComplexArray]:
        (i,), (j, k) = self.kept, self.others
        h_jk, h_ji, h_ki = (_form(self.U, c, s, a, b) for a, b in ((j, k), (j, i), (k, i)))
        h_jj, h_kk = (_form(self.U, c, s, a, a).real for a in (j, k))
        determinant = h_jj * h_kk - np.abs(h_jk) ** 2
        return (
            _over(h_jk * h_ki - h_kk * h_ji, determinant),
            _over(h_jk.conj() * h_ji - h_jj * h_ki, determinant),
        )

    def _other_of_two(
        self, c: Array, s: Array
    ) -> tuple[ComplexArray, ComplexArray, Array, ComplexArray]:
        (i, j), (k,) = self.kept, self.others
        h_ki, h_kj, h_ij = (_form(self.U, c, s, a, b) for a, b in ((k, i), (k, j), (i, j)))
        h_kk = _form(self.U, c, s, k, k).real
        return h_ki, h_kj, h_kk, h_ij - _over(h_ki.conj() * h_kj, h_kk)


def least_seen_at_phases(
    U: ComplexArray, v: Array, kept: list[int], others: list[int], phases: Array, theta: Array
) -> Moments2:
    r"""Like a `Frontier`, the phases of all moments fixed: a quadratic programme in the other moduli.

    Least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2` over moduli of at least zero, for
    :math:`\theta` in the first quadrant. With two moduli there are four sets of vanishing ones,
    each in closed form. Where chi^2 grows with both moments every stationary point of it is one.

    Parameters
    ----------
    U, v, kept, others : as in `Frontier`
    phases : (zeta_1, zeta_2, zeta_3) [rad]
    theta : shape (n, m) or (1, m)
    """
    c, s = np.cos(theta), np.sin(theta)
    U = U * np.exp(1j * phases)[:, None, None]
    moduli: list[Array | None] = [None, None, None]
    for at, i in enumerate(kept):
        moduli[i] = v[:, at, None]

    def pull(a: int) -> Array:
        return sum((_form(U, c, s, a, i).real * moduli[i] for i in kept), start=np.zeros(()))

    if len(others) == 1:
        (k,) = others
        moduli[k] = _over(np.maximum(-pull(k), 0.0), _form(U, c, s, k, k).real)
        return effective_moments(U, moduli)
    j, k = others
    q_jj, q_kk, q_jk = (_form(U, c, s, a, b).real for a, b in ((j, j), (k, k), (j, k)))
    b_j, b_k = pull(j), pull(k)
    determinant = q_jj * q_kk - q_jk**2
    both_j, both_k = q_jk * b_k - q_kk * b_j, q_jk * b_j - q_jj * b_k
    both = (determinant > 0) & (both_j >= 0) & (both_k >= 0)
    only_j, only_k = (_over(np.maximum(-b, 0.0), q) for b, q in ((b_j, q_jj), (b_k, q_kk)))
    rather_j = q_jj * only_j**2 >= q_kk * only_k**2  # what each of them gains
    moduli[j] = np.where(both, _over(both_j, determinant), np.where(rather_j, only_j, 0.0))
    moduli[k] = np.where(both, _over(both_k, determinant), np.where(rather_j, 0.0, only_k))
    return effective_moments(U, moduli)
