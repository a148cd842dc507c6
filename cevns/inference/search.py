"""Least values and crossings of a function of one parameter, for many problems at once.

Python calls cost more than arithmetic on short arrays, so a problem is asked for many values in
one call: all nodes of a scan, then subdivisions of what is left. Nothing here knows physics.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array
from cevns.basics.kinds import checked

Indices = NDArray[np.intp]
Values = Callable[[Array, Indices], Array]
"""Of parameters, shape (k, m) or (1, m), and the problems they belong to, shape (k,): (k, m)."""

FEW: Final = 64
"""So many open problems still wait for calls, not for arithmetic."""

ACCURACY: Final = 1e-13
"""Error of a least value that is aimed at, relative where it exceeds 1."""

NARROW: Final = 1e-8
"""A bracket this much narrower than the one it began with is left as it is."""

BLOCK: Final = 2**18
"""Values asked for at once, few enough to stay in the cache."""

BRANCHES: Final = 3
"""Local minima of a scan that are followed."""


class Brackets(NamedTuple):
    """Three parameters each around a local minimum, and the values there."""

    problem: Indices
    t: Array  # shape (3, k)
    value: Array  # shape (3, k)


@checked
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
    # of a level stretch only the ends count, however rounding wrinkles it
    slack = ACCURACY * (1 + np.where(np.isfinite(values), np.abs(values), 0.0))
    lowest = (left >= values - slack) & (right >= values - slack)
    lowest &= (left > values + slack) | (right > values + slack)
    many = np.flatnonzero(lowest.sum(axis=1) > at_most)
    if many.size:
        ranked = np.where(lowest[many], values[many], np.inf)
        limit = np.partition(ranked, at_most - 1, axis=1)[:, at_most - 1, None]
        lowest[many] &= values[many] <= limit
    # a problem without finite differences has its least value at any node
    lowest[~lowest.any(axis=1), 0] = True
    problem, at = np.nonzero(lowest)
    around = np.clip(at + np.array([[-1], [0], [1]]), 0, nodes.shape[1] - 1)
    return Brackets(
        problem, nodes[problem if len(nodes) > 1 else 0, around], values[problem, around]
    )


def _parabola(t: Array, f: Array) -> tuple[Array, Array]:
    """Slope in the middle one of three points and bend of the parabola through them."""
    left, right = t[1] - t[0], t[2] - t[1]
    before = (f[1] - f[0]) / np.where(left > 0, left, 1.0)
    after = (f[2] - f[1]) / np.where(right > 0, right, 1.0)
    bend = (after - before) / np.where(right + left > 0, right + left, 1.0)
    return before + bend * left, bend


def _vertex(t: Array, f: Array) -> Array:
    """Where the parabola through three points is least; if nowhere, in the wider interval."""
    left, right = t[1] - t[0], t[2] - t[1]
    slope, bend = _parabola(t, f)
    good = np.isfinite(bend) & (bend > 0)
    shift = -slope / np.where(good, 2 * bend, 1.0)
    inside = good & (shift > -left) & (shift < right) & (shift != 0)
    shift = np.where(inside, shift, np.where(left > right, -0.1 * left, 0.1 * right))
    return np.asarray(t[1] + shift)


def _misfit(t: Array, f: Array, between: Array, seen: Array) -> Array:
    """Estimated error of the least value, from how well a parabola foretold what was seen.

    A cubic part that moves values by E moves the vertex, and the value there by about E^2 over
    what the parabola bends within the bracket.
    """
    slope, bend = _parabola(t, f)
    error = np.zeros(t.shape[1])
    for point, value in zip(between, seen, strict=True):
        d = point - t[1]
        error = np.maximum(error, np.abs(value - (f[1] + (slope + bend * d) * d)))
    rise = bend * (t[2] - t[0]) ** 2
    bent = (error > 0) & (rise > 0)
    return np.where(bent, 20 * error**2 / np.where(bent, rise, 1.0), error)


def _narrowed(t: Array, f: Array) -> tuple[Array, Array]:
    """Bracket around the least of many points, in any order: shapes (p, k) to (3, k).

    The second one is the least so far and stays so on a level stretch: past its end it may fall.
    """
    column = np.arange(f.shape[1])
    rival = np.argmin(f, axis=0)
    lower = f[rival, column] < f[1] - ACCURACY * (1 + np.abs(f[1]))
    at = np.where(lower, rival, 1)
    best = t[at, column]
    left = np.argmax(np.where(t < best, t, -np.inf), axis=0)
    right = np.argmin(np.where(t > best, t, np.inf), axis=0)
    left = np.where(t[left, column] < best, left, at)
    right = np.where(t[right, column] > best, right, at)
    rows = np.stack([left, at, right])
    return t[rows, column], f[rows, column]


@checked
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
    t, f = found.t.copy(), np.where(np.isnan(found.value), np.inf, found.value)
    narrow = NARROW * (t[2] - t[0])
    active = np.flatnonzero(np.isfinite(f[1]))
    with np.errstate(invalid="ignore"):
        while active.size:
            share = np.arange(1, 6)[:, None] / 6 if active.size < FEW else np.full((1, 1), 0.5)
            here, known = t[:, active], f[:, active]
            inner = [here[k] + (here[k + 1] - here[k]) * share for k in (0, 1)]
            points = np.concatenate([*inner, _vertex(here, known)[None]])
            seen = np.asarray(value(points.T, found.problem[active])).T
            seen = np.where(np.isnan(seen), np.inf, seen)
            misfit = _misfit(here, known, points[:-1], seen[:-1])
            t[:, active], f[:, active] = _narrowed(
                np.concatenate([here, points]), np.concatenate([known, seen])
            )
            least = f[1, active]
            done = (misfit <= ACCURACY * (1 + np.abs(least))) | np.isneginf(least)
            active = active[~done & (t[2, active] - t[0, active] > narrow[active])]
    return Brackets(found.problem, t, f)


@checked
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
        np.minimum.at(block, found.problem - start, found.value[1])
        best[who] = block
    return best


@checked
def last_below(
    value: Callable[[Array], Array], upper: Array, shares: Array, noise: float = 0.0
) -> Array:
    """Largest parameter up to which a function can be at most zero.

    Parameters
    ----------
    value : of parameters, shape (n,), elementwise; above zero at ``upper``
    upper : shape (n,)
    shares : of ``upper``, ascending from 0 to 1, between which the function changes sign at
        most once; (0, 1) for one that grows
    noise : a value that differs from zero by less is zero

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
        (low, high), (f_low, f_high) = (z[[at, at + 1], column] for z in (t, f))
    return np.where(f_low <= 0, _crossing(value, low, f_low, high, f_high, noise), 0.0)


@checked
def farthest_below(
    value: Callable[[Array, Indices], Array],
    upper: Array,
    far: Array,
    shares: Array,
    noise: float = 0.0,
) -> Array:
    """Largest parameter of every problem up to which a function can be at most zero, if any is.

    Parameters
    ----------
    value : of parameters and the problems they belong to, both of shape (k,)
    upper : where it is expected to be above zero, shape (n,); fourfold as long as it is not
    far : beyond which nobody looks, shape (n,)
    shares, noise : as in `last_below`

    Returns
    -------
    Array
        shape (n,); infinite where the function is not above zero as far as one looks
    """
    upper = np.minimum(upper, far)
    above = value(upper, np.arange(len(upper))) > 0
    while (wider := np.flatnonzero(~above & (upper < far))).size:
        more = np.where(upper[wider] > 0, 4 * upper[wider], far[wider])
        upper[wider] = np.minimum(more, far[wider])
        above[wider] = value(upper[wider], wider) > 0
    found = np.full(upper.shape, np.inf)
    ends = np.flatnonzero(above)
    if ends.size:
        found[ends] = last_below(lambda s: value(s, ends), upper[ends], shares, noise)
    return found


def _crossing(
    value: Callable[[Array], Array], a: Array, fa: Array, b: Array, fb: Array, noise: float
) -> Array:
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
            least = np.minimum(np.abs(fa), np.abs(fb))
            if ((tolerance > 0.5) | (least <= noise) | (a == b)).all():
                break
            xi, phi = (a - b) / (c - b), (fa - fb) / (fc - fb)
            trusted = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = fa / (fb - fa) * fc / (fb - fc)
            quadratic += (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
            share = np.where(trusted & np.isfinite(quadratic), quadratic, 0.5)
            share = np.clip(share, np.minimum(tolerance, 0.5), np.maximum(1 - tolerance, 0.5))
    return nearest
