r"""Which effective moments given moduli can have: flavour components, and the least of them.

In the flavour basis :math:`\mu_e^2=|\Lambda_\mu|^2+|\Lambda_\tau|^2` and
:math:`\mu_\mu^2=|\Lambda_e|^2+|\Lambda_\tau|^2`: sums of squares, so what is blind stays exactly
blind. All is linear in the moduli, and works on many problems at once: arrays have the problems
in their rows and the values of a scanned parameter in their columns.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.search import Indices
from cevns.neutrinos.mixing import ComplexArray, Mixing, pmns

Moments2 = tuple[Array, Array]
"""mu_e^2 and mu_mu^2 [mu10^2]."""

Moments = tuple[Array, ...]
"""The same, and what states of `cevns.inference.many_forms` see besides."""

Number = TypeVar("Number", Array, ComplexArray)


@checked
@lru_cache(maxsize=64)
def rows_of(mixing: Mixing) -> ComplexArray:
    """Mixing matrix with its rows first: shape (3, 3, 1, 1), to broadcast over (n, m)."""
    U = mixing.matrix[:, :, None, None]
    U.flags.writeable = False
    return U


@checked
def rows_at(mixing: Mixing, delta: Array) -> ComplexArray:
    """Mixing matrices at many Dirac phases, shape (3, 3, n, 1)."""
    return np.moveaxis(pmns(mixing.turned(delta)), 0, -1)[..., None]


@checked
def effective_moments(U: ComplexArray, Lambda: Sequence[Array | ComplexArray | None]) -> Moments:
    """Effective moments squared of three moments in the basis of the columns of U; None is 0.

    Three rows of U are those of the mixing matrix, and any three below those of a further form.
    """
    squares = []
    for row in U:
        terms = [u * L for u, L in zip(row, Lambda, strict=True) if L is not None]
        component = sum(terms[1:], start=terms[0])
        squares.append(component.real**2 + component.imag**2)
    return _summed(squares)


def _summed(squares: Sequence[Array]) -> Moments:
    """Effective moments squared, and further forms, of the squares of all rows."""
    e, mu, tau, *more = squares
    if not more:
        return mu + tau, e + tau
    thirds = (more[k] + more[k + 1] + more[k + 2] for k in range(0, len(more), 3))
    return mu + tau, e + tau, *thirds


@checked
def averaged_moments(U: ComplexArray, squares: Sequence[Array | None]) -> Moments:
    """Effective moments squared, averaged over the phases of moments with these squares."""
    rows = (
        sum(
            (abs(u) ** 2 * s for u, s in zip(row, squares, strict=True) if s is not None), start=0.0
        )
        for row in U
    )
    return tuple(map(np.asarray, _summed([np.asarray(row) for row in rows])))


@checked
def form(U: ComplexArray, c: Array, s: Array, a: int, b: int) -> ComplexArray:
    """Entry of cos(theta) mu_e^2 + sin(theta) mu_mu^2 as a Hermitian form."""
    (e_a, m_a, t_a), (e_b, m_b, t_b) = U[:, a], U[:, b]
    entry: ComplexArray = (
        s * (e_a.conj() * e_b) + c * (m_a.conj() * m_b) + (c + s) * (t_a.conj() * t_b)
    )
    return entry


def quotient(numerator: Number, denominator: Array) -> Number:
    """Quotient, zero where nothing is left to divide by: any moment is within reach."""
    empty = denominator == 0
    return np.where(empty, 0.0, numerator / np.where(empty, 1.0, denominator))


def some_of(one_each: Number, who: Indices) -> Number:
    """Rows of some of the problems, of the last but one axis; one row is for all."""
    return one_each if one_each.shape[-2] == 1 else one_each[..., who, :]


@checked
def least_seen_at_phases(
    U: ComplexArray, v: Array, kept: list[int], others: list[int], phases: Array, theta: Array
) -> Moments:
    r"""Point of a frontier at fixed phases: a quadratic programme in the other moduli.

    Least :math:`\cos\theta\,\mu_e^2+\sin\theta\,\mu_\mu^2` over moduli of at least zero, for
    :math:`\theta` in the first quadrant. With two moduli there are four sets of vanishing ones,
    each in closed form. Where chi^2 grows with both moments every stationary point of it is one.

    Parameters
    ----------
    U : from `rows_of` or `rows_at`
    v : moduli of the kept moments, shape (n, kept)
    kept, others : indices of the moments, together three
    phases : (zeta_1, zeta_2, zeta_3) [rad]
    theta : shape (n, m) or (1, m)
    """
    c, s = np.cos(theta), np.sin(theta)
    U = U * np.exp(1j * phases)[:, None, None]
    given = {i: v[:, at, None] for at, i in enumerate(kept)}
    moduli: list[Array | None] = [given.get(i) for i in range(3)]

    def pull(a: int) -> Array:
        return np.asarray(sum(form(U, c, s, a, i).real * r for i, r in given.items()))

    if len(others) == 1:
        (k,) = others
        moduli[k] = quotient(np.maximum(-pull(k), 0.0), form(U, c, s, k, k).real)
        return effective_moments(U, moduli)
    j, k = others
    q_jj, q_kk, q_jk = (form(U, c, s, a, b).real for a, b in ((j, j), (k, k), (j, k)))
    b_j, b_k = pull(j), pull(k)
    determinant = q_jj * q_kk - q_jk**2
    both_j, both_k = q_jk * b_k - q_kk * b_j, q_jk * b_j - q_jj * b_k
    both = (determinant > 0) & (both_j >= 0) & (both_k >= 0)
    only_j, only_k = (quotient(np.maximum(-b, 0.0), q) for b, q in ((b_j, q_jj), (b_k, q_kk)))
    rather_j = q_jj * only_j**2 >= q_kk * only_k**2  # what each of them gains
    moduli[j] = np.where(both, quotient(both_j, determinant), np.where(rather_j, only_j, 0.0))
    moduli[k] = np.where(both, quotient(both_k, determinant), np.where(rather_j, 0.0, only_k))
    return effective_moments(U, moduli)
