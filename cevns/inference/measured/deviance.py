r"""What chi^2 to expect of Poisson counts if the expectation is right.

A bin with many events adds one to the mean of chi^2. One with few does not: it adds more where
about one event is expected, and hardly anything where none is.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked

_FAR: Final = 12.0
"""Standard deviations of a count that are summed over."""

_AT_LEAST: Final = 40
"""Counts beyond the mean that are summed over at least."""


class Deviance(NamedTuple):
    """Mean and variance of the chi^2 of every bin, shape of what is expected."""

    mean: Array
    variance: Array

    @property
    def total(self) -> float:
        """Mean of the sum over all bins."""
        return float(self.mean.sum())

    @property
    def spread(self) -> float:
        """Standard deviation of that sum."""
        return math.sqrt(self.variance.sum())


@checked
def expected_deviance(mu: ArrayLike) -> Deviance:
    r"""Return what chi^2 to expect of independent Poisson counts.

    Equation :eq:`eq:argon-deviance` of the book.

    .. math::

        \langle D\rangle = \sum_n\frac{\mu^ne^{-\mu}}{n!}\,D_n,\qquad
        D_n = 2\left(\mu-n+n\ln\frac n\mu\right)

    Parameters
    ----------
    mu : expected events, >= 0 and at most 1e6, any shape

    Returns
    -------
    Deviance
        mean and variance of every bin. Fitted parameters lower the mean by about one each
    """
    from scipy.special import gammaln  # costs as much time at import as all the rest

    events = in_range("mu", mu, "events", at_least=0, at_most=1e6)
    mean, variance = np.empty(events.shape), np.empty(events.shape)
    for place in np.ndindex(events.shape):
        m = float(events[place])
        around = max(_FAR * math.sqrt(m), _AT_LEAST)
        n = np.arange(max(0, math.floor(m - around)), math.ceil(m + around) + 1.0)
        log = np.log(m) if m > 0 else 0.0
        p = np.exp(n * log - m - gammaln(n + 1)) if m > 0 else (n == 0).astype(float)
        ratio = np.where(n > 0, n, 1.0) / (m if m > 0 else 1.0)
        D = np.where(p > 0, 2 * (m - n + n * np.log(ratio)), 0.0)
        mean[place] = p @ D
        variance[place] = p @ D**2 - mean[place] ** 2
    return Deviance(mean, np.maximum(variance, 0.0))
