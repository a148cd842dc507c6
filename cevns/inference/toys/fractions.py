"""Fractions and quantiles of repeated experiments, with how far chance may move them."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION


class Fraction(NamedTuple):
    """Part of the repetitions of which something is true, and its standard error."""

    value: float
    error: float


class Quantile(NamedTuple):
    """A quantile, and the range in which 68 % of its repetitions are."""

    value: float
    low: float
    high: float


@checked
def fraction(true: ArrayLike) -> Fraction:
    r"""Return the part of the repetitions of which something is true.

    .. math:: \sigma_f = \sqrt{\frac{(k+1)(n-k+1)}{(n+2)^2(n+3)}}

    for k of n: of the flat posterior, not zero where all of them agree.

    Parameters
    ----------
    true : 0 or 1 for each, at least one
    """
    hits = in_range("true", true, at_least=0, at_most=1).ravel()
    n, k = len(hits), float(hits.sum())
    return Fraction(k / n, math.sqrt((k + 1) * (n - k + 1) / ((n + 2) ** 2 * (n + 3))))


@checked
def quantile(values: Array, level: float) -> Quantile:
    r"""Return the least value that a fraction of the repetitions do not exceed.

    Its range is that of the order statistics :math:`np\pm\sqrt{np(1-p)}`.

    Parameters
    ----------
    values : one for each repetition, infinite ones among them
    level : fraction p, 0 to 1
    """
    p = number("level", level, **FRACTION)
    ordered: Array = np.sort(np.asarray(values, dtype=float).ravel())
    n = len(ordered)
    spread = math.sqrt(n * p * (1 - p))
    # a rounding error above a whole number is none
    ranks = [math.ceil(n * p + shift - 1e-9) for shift in (0.0, -spread, spread)]
    at, low, high = (float(ordered[min(max(rank, 1), n) - 1]) for rank in ranks)
    return Quantile(at, low, high)
