r"""Least of a function of any number of Hermitian forms over the moments that are free.

Two forms have a frontier in closed form, `cevns.inference.frontier`. With three or more it is
searched for: a minimum f has a tangent plane there, :math:`\sum_kw_kq_k` with
:math:`w=\nabla f`, and at given w the least

.. math:: \Lambda_J = -Q_{JJ}^{-1}Q_{JF}\Lambda_F, \qquad Q = \sum_kw_kh_k

over the free moments J is linear in the kept ones F; of two kept moments the phase is then one of
two. These points over a grid of w, and some at random, are where to start downhill from. For a
function that grows with all forms and is convex in them all starting points of one kept moment
lead to the same minimum: composed with positive forms it is convex in the free moments.
"""

import itertools
import math
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.form_descent import Function, Moduli, descend
from cevns.neutrinos.mixing import ComplexArray

_LEVELS: Final = (0.0, -1.5, -3.0, -6.0, -12.0)
"""Logarithms of the weights of the forms, the largest being one."""

_LEANING: Final = (0.5, 0.9, 0.99)
"""How far beyond positive weights, in parts of what leaves the free moments bounded."""


class _Effort(NamedTuple):
    """Whether weights of either sign are tried, how many random starts, how many are followed."""

    leaning: bool
    random: int
    followed: int


_GROWING: Final = _Effort(False, 24, 4)
"""Where one minimum is the rule."""

_THOROUGH: Final = _Effort(True, 96, 8)

_BLOCK: Final = 512
"""Problems at once."""


def _weights(k: int) -> Array:
    """Grid of positive weights of k forms, shape (w, k)."""
    levels = [w for w in itertools.product(_LEVELS, repeat=k) if max(w) == 0]
    return np.asarray(np.exp(np.array(levels)))


def _leaning(forms: ComplexArray, scales: Array, free: list[int]) -> Array:
    """Weights of which some are negative, that leave the free moments bounded: (w, k, n)."""
    k, n = len(forms), scales.shape[1]
    units = [np.array(u) for u in itertools.product((-1.0, 0.0, 1.0), repeat=k) if min(u) < 0]
    scaled = forms[:, free][:, :, free] / scales[:, None, None]
    middle = np.moveaxis(scaled.sum(axis=0), -1, 0)
    found = []
    root = np.linalg.inv(np.linalg.cholesky(middle + 1e-12 * np.eye(len(free))))
    for u in units:
        lean = np.moveaxis(np.einsum("k,kijn->ijn", u, scaled), -1, 0)
        lowest = np.linalg.eigvalsh(root @ lean @ root.conj().swapaxes(1, 2))[:, 0]
        farthest = np.where(lowest < 0, -1 / np.minimum(lowest, -1e-12), 1e3)
        for share in _LEANING:
            t = np.broadcast_to(share * farthest, (n,))
            found.append((1 + u[:, None] * t) / scales)
    return np.array(found)


def _starts(
    moduli: Moduli, scales: Array, effort: _Effort, rng: np.random.Generator
) -> ComplexArray:
    """Moments to start from, shape (starts, 3, n)."""
    k, n = scales.shape
    free, kept = moduli.free, list(moduli.kept)
    forms = np.broadcast_to(moduli.forms, (*moduli.forms.shape[:3], n))
    found: list[ComplexArray] = []
    if free and kept:
        grid = _weights(k)[:, :, None] / scales
        both = [grid, _leaning(forms, scales, free)] if effort.leaning else [grid]
        for w in np.concatenate(both):
            found += _touching(moduli, np.einsum("kn,kijn->ijn", w, forms))
    length = np.sqrt((moduli.v**2).sum(axis=1)) if kept else _length(scales)
    size = np.where(length > 0, length, _length(scales))
    for _ in range(effort.random):
        Lambda = np.exp(1j * rng.uniform(0, 2 * math.pi, (3, n))).astype(complex)
        Lambda *= size * np.exp(rng.uniform(-4, 1.5, (3, n)))
        for at, i in enumerate(kept):
            turn = Lambda[i] / np.abs(Lambda[i]) if at else 1.0
            Lambda[i] = moduli.v[:, at] * turn
        found.append(Lambda)
    if not kept or not moduli.v.any():
        found.append(np.zeros((3, n), dtype=complex))
    return np.array(found)


def _length(scales: Array) -> Array:
    return np.asarray(np.sqrt(np.exp(np.log(scales).mean(axis=0))))


def _touching(moduli: Moduli, Q: ComplexArray) -> list[ComplexArray]:
    """Moments of given moduli where Q is stationary: one for one kept moment, two for two."""
    free, kept = moduli.free, list(moduli.kept)
    n = Q.shape[-1]
    Q = np.moveaxis(Q, -1, 0)
    Q_JJ, Q_JF = Q[:, free][:, :, free], Q[:, free][:, :, kept]
    tiny = 1e-14 * np.abs(Q).max(axis=(1, 2))[:, None, None] * np.eye(len(free))
    to_free = -np.linalg.solve(Q_JJ + tiny, Q_JF)
    F = moduli.v.astype(complex)
    signs: tuple[float, ...] = (1.0,)
    if len(kept) == 2:
        S = Q[:, kept][:, :, kept] + np.swapaxes(Q_JF.conj(), 1, 2) @ to_free
        turn = np.where(S[:, 0, 1] == 0, 1.0, S[:, 0, 1])
        F[:, 1] *= turn.conj() / np.abs(turn)
        signs = (-1.0, 1.0)
    found = []
    for sign in signs:
        G = F.copy()
        G[:, 1:] *= sign
        Lambda = np.zeros((3, n), dtype=complex)
        Lambda[kept] = G.T
        Lambda[free] = np.einsum("nij,nj->in", to_free, G)
        found.append(Lambda)
    return found


@checked
def least_over_directions(
    f: Function, moduli: Moduli, scales: Array, *, grows: bool = False
) -> tuple[Array, ComplexArray]:
    """Least value of a function of forms over all that is free of the moments, and where.

    Parameters
    ----------
    f : of forms, each at least zero
    moduli : n problems; forms that are the same for all have a last axis of one
    scales : of the forms, on which f changes by much, > 0, shape (k,)
    grows : whether f grows with all forms; then fewer starts do

    Returns
    -------
    tuple
        values, shape (n,), and moments, shape (3, n)
    """
    n = len(moduli.v)
    best, at = np.empty(n), np.empty((3, n), dtype=complex)
    for begin in range(0, n, _BLOCK):
        who = np.arange(begin, min(begin + _BLOCK, n))
        spread = np.broadcast_to(scales[:, None], (len(scales), len(who)))
        effort = _GROWING if grows else _THOROUGH
        best[who], at[:, who] = _least(f, moduli.of(who), spread, effort)
    return best, at


def _least(
    f: Function, moduli: Moduli, scales: Array, effort: _Effort
) -> tuple[Array, ComplexArray]:
    n = len(moduli.v)
    starts = _starts(moduli, scales, effort, np.random.default_rng(7))
    many = len(starts)
    repeated = moduli.of(np.tile(np.arange(n), many))
    flat = np.moveaxis(starts, 1, 0).reshape(3, many * n)
    value = f(repeated.values(flat)).reshape(many, n)
    value = np.where(np.isnan(value), np.inf, value)
    followed = min(effort.followed, many)
    rank = np.argsort(value, axis=0, kind="stable")[:followed]
    column = np.broadcast_to(np.arange(n), rank.shape).ravel()
    chosen = moduli.of(column)
    begin = starts[rank.ravel(), :, column].T
    found, Lambda = descend(f, chosen, begin, scales[:, column])
    found = found.reshape(followed, n)
    lowest, each = found.argmin(axis=0), np.arange(n)
    return found[lowest, each], Lambda.reshape(3, followed, n)[:, lowest, each]
