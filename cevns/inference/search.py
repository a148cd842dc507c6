"""Least values and crossings of a function of one parameter, for many problems at once.

Python calls cost more than arithmetic on short arrays, so a problem is asked for many values in
one call: all nodes of a scan, then subdivisions of what is left. Nothing here knows physics.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array

Indices = NDArray[np.intp]
Values = Callable[[Array, Indices], Array]
"""Of parameters, shape (k, m) or (1, m), and the problems they belong to, shape (k,): (k, m)."""

FEW: Final = 64
"""So many open problems still wait for calls, not for arithmetic."""

ACCURACY: Final = 1e-13
"""Error of a least value that is aimed at, relative where it exceeds 1."""

NARROW: Final = 1e-8
"""A bracket this much narrower than the one it began with is left as it is."""

BLOCK: Final = 2**16
"""Values asked for at once, few enough to stay in the cache."""

BRANCHES: Final = 3
"""Local minima of a scan that are followed."""


class Brackets(NamedTuple):
    """Three parameters each around a local minimum, and the values there."""

    problem: Indices
    t: Array  # shape (k, 3)
    value: Array  # shape (k, 3)


def local_minima(nodes: Array, values: Array, at_most: int = BRANCHES) -> Brackets:
    """Brackets around the local minima of a scan, the least ones of every problem.

    Parameters
    ----------
    nodes : ascending, shape (1, m) or (n, m); an end is its own neighbour
    values : shape (n, m)
    at_most : so many a problem
    """
    outside = np.full((len(values), 1), np.inf)
    left = np.concatenate([outside, values[:, :-1]], axis=1)
    right = np.concatenate([values[:, 1:], outside], axis=1)
    lowest = (values <= left) & (values <= right) & ((values < left) | (values < right))
    if values.shape[1] > at_most:
        ranked = np.where(lowest, values, np.inf)
        limit = np.partition(ranked, at_most - 1, axis=1)[:, at_most - 1, None]
        lowest &= values <= limit
    # a problem without finite differences has its least value at any node
    lowest[~lowest.any(axis=1), 0] = True
    problem, at = np.nonzero(lowest)
    around = np.clip(at[:, None] + np.array([-1, 0, 1]), 0, nodes.shape[1] - 1)
    rows = problem[:, None]
    t = nodes[rows if len(nodes) > 1 else 0, around]
    return Brackets(problem, t, values[rows, around])


def _vertex(t: Array, f: Array) -> Array:
    """Where the parabola through three points is least; if nowhere, in the wider interval."""
    left, right = t[:, 1] - t[:, 0], t[:, 2] - t[:, 1]
    rise, fall = (f[:, 2] - f[:, 1]) * left, (f[:, 0] - f[:, 1]) * right
    bend = rise + fall
    good = np.isfinite(bend) & (bend > 0)
    shift = (fall * right - rise * left) / np.where(good, 2 * bend, 1.0)
    inside = good & (shift > -left) & (shift < right) & (shift != 0)
    return t[:, 1] + np.where(inside, shift, np.where(left > right, -0.1 * left, 0.1 * right))


def _beside(t: Array, at: Indices) -> Indices:
    """Indices of the next smaller parameter, of one itself, and of the next larger."""
    here = np.take_along_axis(t, at[:, None], axis=1)
    left, right = (t < here).sum(axis=1) - 1, (t <= here).sum(axis=1)
    return np.stack(
        [np.maximum(left, 0), at, np.where(right < t.shape[1], right, at)], axis=1
    )


def _misfit(t: Array, f: Array, between: Array, seen: Array) -> Array:
    """Estimated error of the least value, from how well a parabola foretold what was seen.

    A cubic part that moves values by E moves the vertex, and the value there by about E^2 over
    the bend of the parabola.
    """
    left, right = t[:, 1] - t[:, 0], t[:, 2] - t[:, 1]
    width = np.where(left + right > 0, left + right, 1.0)
    slope_left = (f[:, 1] - f[:, 0]) / np.where(left > 0, left, 1.0)
    slope_right = (f[:, 2] - f[:, 1]) / np.where(right > 0, right, 1.0)
    curvature = (slope_right - slope_left) / width
    d = between - t[:, 1, None]
    foretold = (
        f[:, 1, None] + (slope_left + curvature * left)[:, None] * d + curvature[:, None] * d**2
    )
    error = np.abs(seen - foretold).max(axis=1)
    bend = curvature * width**2
    bent = (error > 0) & (bend > 0)
    return np.where(bent, 20 * error**2 / np.where(bent, bend, 1.0), error)


def refine(value: Values, found: Brackets) -> Brackets:
    """Narrow brackets down until a parabola describes them, or nothing is left of them.

    Parameters
    ----------
    value : of parameters (k, m) for problems (k,)
    found : brackets to begin with

    Returns
    -------
    Brackets
        in the same order, the least value in the middle
    """
    t, f = found.t.copy(), found.value.copy()
    narrow = NARROW * (t[:, 2] - t[:, 0])
    active = np.flatnonzero(np.isfinite(f[:, 1]))
    with np.errstate(invalid="ignore"):
        while active.size:
            parts = 6 if active.size < FEW else 2
            now_t, now_f = t[active], f[active]
            share = np.arange(1, parts) / parts
            inner = [
                now_t[:, k, None] + (now_t[:, k + 1] - now_t[:, k])[:, None] * share for k in (0, 1)
            ]
            between = np.concatenate([*inner, _vertex(now_t, now_f)[:, None]], axis=1)
            seen = value(between, found.problem[active])
            misfit = _misfit(now_t, now_f, between[:, :-1], seen[:, :-1])
            every_t = np.concatenate([now_t, between], axis=1)
            every_f = np.concatenate([now_f, seen], axis=1)
            order = np.argsort(every_t, axis=1, kind="stable")
            every_t = np.take_along_axis(every_t, order, axis=1)
            every_f = np.take_along_axis(every_f, order, axis=1)
            least = np.argmin(np.where(np.isnan(every_f), np.inf, every_f), axis=1)
            around = _beside(every_t, least)
            t[active] = np.take_along_axis(every_t, around, axis=1)
            f[active] = np.take_along_axis(every_f, around, axis=1)
            middle = f[active, 1]
            done = (misfit <= ACCURACY * (1 + np.abs(middle))) | np.isneginf(middle)
            spent = t[active, 2] - t[active, 0] <= narrow[active]
            active = active[~(done | spent)]
    return Brackets(found.problem, t, f)


def least(value: Values, nodes: Array, n: int) -> Array:
    """Smallest value over one parameter, of n problems at once: scan, then refine.

    Parameters
    ----------
    value : of parameters (k, m), or (1, m) for nodes that all share, and problems (k,)
    nodes : of the scan, ascending, both ends of the range among them; shape (m,), or (n, m)
        if every problem has its own
    n : number of problems

    Returns
    -------
    Array
        shape (n,)
    """
    best = np.empty(n)
    nodes = np.atleast_2d(nodes)
    size = max(1, BLOCK // nodes.shape[1])
    for start in range(0, n, size):
        who = np.arange(start, min(start + size, n))
        mine = nodes if len(nodes) == 1 else nodes[who]
        values = np.broadcast_to(value(mine, who), (len(who), nodes.shape[1]))
        found = local_minima(mine, values)
        found = refine(value, found._replace(problem=who[found.problem]))
        block = np.full(len(who), np.inf)
        np.minimum.at(block, found.problem - start, found.value[:, 1])
        best[who] = block
    return best


def last_below(value: Callable[[Array], Array], upper: Array, shares: Array) -> Array:
    """Largest parameter up to which a function can be at most zero.

    Parameters
    ----------
    value : of parameters, shape (n,), elementwise; above zero at ``upper``
    upper : shape (n,)
    shares : of ``upper``, ascending from 0 to 1, between which the function changes sign at
        most once; (0, 1) for one that grows

    Returns
    -------
    Array
        shape (n,); 0 where the function is above zero at all of the nodes
    """
    if len(shares) == 2:
        low, f_low = np.zeros_like(upper), value(np.zeros_like(upper))
        high, f_high = upper.copy(), value(upper)
    else:
        t = shares[:, None] * upper
        f = np.stack([value(row) for row in t])
        at = len(shares) - 2 - np.argmax((f[:-1] <= 0)[::-1], axis=0)
        at = np.where((f[:-1] <= 0).any(axis=0), at, 0)
        column = np.arange(len(upper))
        low, f_low, high, f_high = (
            t[at, column],
            f[at, column],
            t[at + 1, column],
            f[at + 1, column],
        )
    return np.where(f_low <= 0, _crossing(value, low, f_low, high, f_high), 0.0)


def _crossing(value: Callable[[Array], Array], a: Array, fa: Array, b: Array, fb: Array) -> Array:
    """Chandrupatla's method: inverse quadratic interpolation where it can be trusted.

    Source: T. R. Chandrupatla, Adv. Eng. Software 28 (1997) 145.
    """
    share = np.full_like(a, 0.5)
    a, fa, b, fb = b, fb, a, fa
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(100):
            t = a + share * (b - a)
            ft = value(t)
            same = (ft > 0) == (fa > 0)
            c, fc = np.where(same, a, b), np.where(same, fa, fb)
            b, fb = np.where(same, b, a), np.where(same, fb, fa)
            a, fa = t, ft
            nearest = np.where(np.abs(fa) < np.abs(fb), a, b)
            tolerance = 4e-16 * np.abs(nearest) / np.abs(b - a)
            if ((tolerance > 0.5) | (fa == 0) | (a == b)).all():
                break
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = fa / (fb - fa) * fc / (fb - fc)
            quadratic += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            share = np.where(trusted & np.isfinite(quadratic), quadratic, 0.5)
            share = np.clip(share, np.minimum(tolerance, 0.5), np.maximum(1 - tolerance, 0.5))
    return nearest
