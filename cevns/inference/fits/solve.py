"""Minima of chi^2 of one parameter, and the pieces in which it stays below a threshold.

In closed form where one count is a polynomial of the parameter; otherwise by a scan whose minima,
maxima and crossings are refined.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.counts import Counting
from cevns.inference.fits.curve import Curve
from cevns.inference.search import last_below, local_minima, refine

Chi2 = Callable[[Array], Array]
"""Of values of the parameter, shape (n,)."""

SAME: Final = 1e-9
"""Differences of chi^2 below this are rounding, relative where chi^2 exceeds 1."""

MANY: Final = 12
"""Minima of a scan that are followed."""


class Spot(NamedTuple):
    """A local minimum: the parameter, and chi^2 there."""

    t: float
    chi2: float


class Piece(NamedTuple):
    """An interval of the parameter; an end without a crossing is infinite or that of the range."""

    low: float
    high: float


@checked
def exact(curve: Curve, count: Counting, chi2: Chi2) -> Callable[[float], list[float]]:
    r"""Crossings of one Gaussian count, by the roots of a polynomial.

    :math:`\chi^2(N)=C` at the two roots of :math:`(1-C\sigma_1^2)N^2-2(n-B)N+(n-B)^2-CD_0=0`,
    and each N at the roots of the polynomial.
    """

    def crossings(level: float) -> list[float]:
        a = 1 - level * count.sigma_signal**2
        n = count.excess
        c = n**2 - level * count.fixed_variance
        root = n**2 - a * c
        if root < 0:
            return []
        far = n + math.copysign(math.sqrt(root), n)
        both = [c / far] if far else []
        if a:
            both.append(far / a)
        return sorted(t for N in both for t in curve.reaching(N))

    return crossings


@checked
def exact_minima(curve: Curve, count: Counting, chi2: Chi2) -> list[Spot]:
    """Local minima of one Gaussian count: where the events fit, turn, or end."""
    ends = [t for t in (curve.low, curve.high) if math.isfinite(t)]
    at = sorted({*curve.reaching(count.excess), *curve.turns, *ends})
    if not at:
        return []
    return _lowest(np.array(at), chi2(np.array(at)))


@checked
def minima(nodes: Array, chi2: Chi2) -> list[Spot]:
    """Local minima by a scan, refined; several of one height where chi^2 is level."""
    return _refined(nodes, chi2(nodes), chi2, +1)


@checked
def scanned_minima(nodes: Array, chi2: Chi2) -> tuple[list[Spot], Array]:
    """Local minima by a scan, refined; and the scan with its minima and maxima among the nodes."""
    values = chi2(nodes)
    found = _refined(nodes, values, chi2, +1)
    tops = _refined(nodes, values, chi2, -1)
    extended = np.unique(np.concatenate([nodes, [s.t for s in (*found, *tops)]]))
    flat = float(np.ptp(values)) <= SAME * (1 + abs(float(values[0])))
    return ([] if flat else found), extended


@checked
def within(spots: list[Spot], nodes: Array, low: float, high: float) -> list[Spot]:
    """Leave out minima at an end of a scan that is no end of the parameter."""
    ends = {float(nodes[0])} if math.isinf(low) else set()
    ends |= {float(nodes[-1])} if math.isinf(high) else set()
    return [s for s in spots if s.t not in ends]


def _refined(nodes: Array, values: Array, chi2: Chi2, sign: int) -> list[Spot]:
    def value(t: Array, _: object) -> Array:
        return sign * chi2(t.ravel()).reshape(t.shape)

    brackets = local_minima(nodes[None], sign * values[None], MANY)
    done = refine(value, brackets)
    spots = [Spot(float(t), sign * float(v)) for t, v in zip(done.t[1], done.value[1], strict=True)]
    return sorted(spots)


def _lowest(at: Array, values: Array) -> list[Spot]:
    """Those of consecutive stationary points that lie below their neighbours."""
    slack = SAME * (1 + np.abs(values))
    left = np.concatenate([[math.inf], values[:-1]])
    right = np.concatenate([values[1:], [math.inf]])
    good = (values < left - slack) & (values < right - slack)
    if not good.any():
        good = values <= values.min() + slack
    return [Spot(float(t), float(v)) for t, v in zip(at[good], values[good], strict=True)]


@checked
def scanned(nodes: Array, chi2: Chi2) -> Callable[[float], list[float]]:
    """Crossings between neighbouring nodes, refined."""
    values = chi2(nodes)

    def crossings(level: float) -> list[float]:
        inside = values <= level
        at = np.flatnonzero(inside[1:] != inside[:-1])
        if not at.size:
            return []
        start = np.where(inside[at], nodes[at], nodes[at + 1])
        stop = np.where(inside[at], nodes[at + 1], nodes[at])
        share = last_below(
            lambda s: chi2(start + s * (stop - start)) - level, np.ones(at.size), np.array([0, 1.0])
        )
        return sorted((start + share * (stop - start)).tolist())

    return crossings


@checked
def pieces(
    crossings: Sequence[float], low: float, high: float, chi2: Chi2, level: float
) -> list[Piece]:
    """Intervals between crossings in which chi^2 is at most a level."""
    marks = [low, *(t for t in crossings if low < t < high), high]
    found: list[Piece] = []
    for a, b in pairwise(marks):
        middle = _between(a, b)
        if float(chi2(np.array([middle]))[0]) > level:
            continue
        if found and found[-1].high == a:
            found[-1] = Piece(found[-1].low, b)
        else:
            found.append(Piece(a, b))
    return found


def _between(a: float, b: float) -> float:
    if math.isinf(a) and math.isinf(b):
        return 0.0
    if math.isinf(a):
        return b - 1 - abs(b)
    if math.isinf(b):
        return a + 1 + abs(a)
    return (a + b) / 2
