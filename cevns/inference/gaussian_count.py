"""Chi-squared of one Gaussian count, its pulls eliminated."""

import math
from dataclasses import dataclass, replace
from functools import cache
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number, settle, whole
from cevns.basics.kinds import checked
from cevns.inference.poisson_count import Possible, Repeated, true_signal
from cevns.inference.pulls import PULLS, Pull

_NO_PROBABILITY: Final = (
    "definition 'feldman_cousins' needs a count with a probability, and so do coverage and bands; "
    "the 'talk' prescription of an expected count has none, use 'profiled' or 'statistical'"
)


class Pulls(NamedTuple):
    """Best-fit changes of signal and background, relative to what is expected."""

    signal: Array
    background: Array


class _PulledCount:
    r"""What counts have in common whose signal is pulled: a factor k on part of it.

    .. math:: \chi^2(S) = \min_k\left[\frac{(k\,g-m)^2}{D} + \text{price}(k)\right]

    with g the part of the signal that the pull multiplies, m what is to be explained by it, and
    D the variance that does not depend on the signal.
    """

    __slots__ = ()

    observed: float
    variance: float
    sigma_signal: float
    pull: str

    @property
    def excess(self) -> float:
        """The signal that fits best [events]."""
        raise NotImplementedError

    @property
    def fixed_variance(self) -> float:
        """The part of the profiled variance that does not grow with the signal."""
        raise NotImplementedError

    @property
    def pull_free_signal(self) -> float:
        """The signal whose size the pull leaves alone."""
        raise NotImplementedError

    @property
    def shape(self) -> Pull:
        """Shape of the pull on the signal."""
        return PULLS[self.pull]

    @property
    def _missing(self) -> float:
        return self.excess - self.pull_free_signal

    def total_variance(self, signal: ArrayLike) -> Array:
        """Variance of the count if the signal is true, pulls included to first order.

        For Gaussian pulls it is the denominator of the profiled chi^2.
        """
        S = in_range("signal", signal, "events", at_least=0)
        return self.fixed_variance + (self.sigma_signal * (S - self.pull_free_signal)) ** 2

    def chi2(self, signal: ArrayLike) -> Array:
        """chi^2 minimised over all pulls, for a signal of S >= 0 events."""
        return self.chi2_at(in_range("signal", signal, "events", at_least=0))

    def chi2_at(self, signal: Array) -> Array:
        """`chi2`, unchecked, for inner loops."""
        pulled = signal - self.pull_free_signal
        return self.shape.chi2(pulled, self._missing, self.fixed_variance, self.sigma_signal)

    def upper_signal(self, chi2_max: float) -> float:
        r"""Return the largest signal with chi^2 at most ``chi2_max`` [events].

        With a Gaussian pull it is the larger root of

        .. math::

           (1-C\sigma_1^2)S^2 - 2(n-B)S &\\
           {}+ (n-B)^2 - C D_0 &= 0

        with :math:`C` for ``chi2_max`` and :math:`D_0 = V + \sigma_2^2B^2`, and infinite when
        :math:`C\sigma_1^2\ge1`: the signal's own uncertainty then outgrows any deviation.
        """
        C = number("chi2_max", chi2_max, at_least=0)
        g = self.shape.largest(C, self._missing, self.fixed_variance, self.sigma_signal)
        return self.pull_free_signal + g

    def best_physical_signal(self, smallest: float) -> float:
        """Signal of smallest chi^2 among those of at least ``smallest`` events."""
        return max(smallest, self.excess)

    def grows_from(self, signal: float) -> bool:
        """Whether chi^2 is known to grow with the signal from here on.

        With fewer events than the background alone, the uncertainty of a large signal outgrows
        its deviation, if the pull is Gaussian.
        """
        settled = self._missing >= 0 or self.sigma_signal == 0 or self.shape.grows
        return self.excess <= signal and settled

    @property
    def chi2_at_infinity(self) -> float:
        """chi^2 of a signal without bound."""
        return self.shape.at_infinity(self.sigma_signal)


@cache
def _deviates(n: int) -> Array:
    """Return normal deviates at the mid-points of n quantiles; scipy would take long to load."""
    normal = NormalDist()
    z = np.array([normal.inv_cdf((k + 0.5) / n) for k in range(n)])
    z.setflags(write=False)
    return z


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Counting(_PulledCount):
    r"""One observed count against a signal, with normalisation pulls.

    Equation :eq:`eq:stat-profiled` of the book.

    .. math::

        \begin{aligned}
        \chi^2(S) &= \min_{a_1,a_2}\left[\frac{(n - S(1+a_1) - B(1+a_2))^2}{V}
        + \frac{a_1^2}{\sigma_1^2} + \frac{a_2^2}{\sigma_2^2}\right] \\
        &= \frac{(n-S-B)^2}{V + \sigma_1^2 S^2 + \sigma_2^2 B^2}
        \end{aligned}

    With a log-normal pull, equation :eq:`eq:stat-log-normal`, the signal's factor is
    :math:`e^{\sigma_1'a_1}` at the price of :math:`a_1^2`.

    Parameters
    ----------
    observed : n, events after subtracting what has its own expectation elsewhere; a difference
        of counts may be negative
    background : B, expected events, >= 0
    variance : V, of the count, > 0
    sigma_signal, sigma_background : relative uncertainties, >= 0
    pull : shape of that on the signal, one of `cevns.inference.pulls.PULLS`

    Raises
    ------
    ValueError
        if a number is not finite or out of range, or the shape unknown

    Notes
    -----
    Source of the pull form: G. L. Fogli et al., Phys. Rev. D 66 (2002) 053010.
    """

    observed: float
    background: float = 0.0
    variance: float
    sigma_signal: float = 0.0
    sigma_background: float = 0.0
    pull: str = "gaussian"

    def __post_init__(self) -> None:
        settle(self, "observed", "events")
        settle(self, "background", "events", at_least=0)
        settle(self, "variance", "events^2", above=0)
        for name in ("sigma_signal", "sigma_background"):
            settle(self, name, at_least=0, hint="a relative uncertainty")
        choice("pull", self.pull, PULLS)

    @property
    def excess(self) -> float:
        """Observed minus background, the signal that fits best [events]."""
        return self.observed - self.background

    @property
    def fixed_variance(self) -> float:
        """The part of the profiled variance that does not grow with the signal."""
        return self.variance + (self.sigma_background * self.background) ** 2

    @property
    def pull_free_signal(self) -> float:
        """The signal whose size the pull leaves alone: none, it multiplies all of it."""
        return 0.0

    def pulls(self, signal: ArrayLike) -> Pulls:
        r"""Return the pulls at the minimum.

        With Gaussian ones a_1 = R S sigma_1^2/D and a_2 = R B sigma_2^2/D, where R = n - S - B is
        the residual and D the total variance.
        """
        S = in_range("signal", signal, "events", at_least=0)
        k = self.shape.factor(S, self.excess, self.fixed_variance, self.sigma_signal)
        per_event = (self.excess - k * S) / self.fixed_variance
        return Pulls(k - 1, per_event * self.background * self.sigma_background**2)

    def _outcomes(self, signal: float, quantiles: int) -> Array:
        r"""Return equally probable excesses n - B if a signal is true.

        .. math:: n_k - B = S + z_k\sqrt{V+\sigma_1^2S^2+\sigma_2^2B^2}

        with z_k the normal deviates at the mid-points of so many quantiles: no noise, no seed.
        With a log-normal pull quantiles of the pull and of the rest are combined in all ways.
        """
        if self.pull == "gaussian" or not self.sigma_signal:
            return signal + _deviates(quantiles) * math.sqrt(self.total_variance(signal))
        z = _deviates(math.ceil(math.sqrt(quantiles)))
        scaled = signal * self.shape.drawn(z, self.sigma_signal)
        every = np.sort((scaled[:, None] + z * math.sqrt(self.fixed_variance)).ravel())
        return np.asarray(np.quantile(every, (np.arange(quantiles) + 0.5) / quantiles))

    def repeated(self, signal: float, smallest: float, quantiles: int = 20_001) -> Repeated:
        """Delta chi^2 of a true signal from the physical minimum, in repeated experiments.

        The counts are Gaussian with the profiled variance at the signal, or with a log-normal
        scale.

        Parameters
        ----------
        signal : S, true [events]
        smallest : physical boundary [events]
        quantiles : equally probable outcomes, in place of random ones
        """
        S_0 = number("smallest", smallest, "events", at_least=0)
        excess = self._outcomes(signal, whole("quantiles", quantiles))

        def chi2(S: float) -> Array:
            return self.shape.chi2(
                np.full_like(excess, S), excess, self.fixed_variance, self.sigma_signal
            )

        # far below the boundary the best fit would hide behind an ever larger uncertainty
        least = np.minimum(chi2(S_0), self.chi2_at_infinity)
        delta = chi2(signal) - np.where(excess >= S_0, 0.0, least)
        return Repeated(delta)

    def possible(self, signal: float, quantiles: int = 101) -> Possible["Counting"]:
        """Return equally probable outcomes if a signal is true.

        Parameters
        ----------
        signal : S, true [events]
        quantiles : how many
        """
        seen = self._outcomes(signal, whole("quantiles", quantiles)) + self.background
        return Possible([replace(self, observed=float(n)) for n in seen])

    def drawn(
        self, signal: float, rng: np.random.Generator, sigma: float = 0.0, common: float = 0.0
    ) -> "Counting":
        """Draw an outcome if a signal is true.

        Parameters
        ----------
        signal : S, true [events]
        rng : where randomness comes from
        sigma : the part of the signal's uncertainty that is shared
        common : the shared pull in units of it, drawn already
        """
        S, shared, pull = true_signal(signal, sigma, common)
        z, noise = rng.standard_normal(2)
        own = self.shape.drawn(z, self.shape.rest(self.sigma_signal, shared))
        scale = float(self.shape.together(self.shape.drawn(np.array(pull), shared), own))
        rest = self.background + noise * math.sqrt(self.fixed_variance)
        return replace(self, observed=S * scale + rest)

    def without_pulls(self) -> "Counting":
        """Return the same count with statistical uncertainty only."""
        return replace(self, sigma_signal=0.0, sigma_background=0.0)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceCounting(_PulledCount):
    r"""One expected count whose uncertainty scales with the deviation from it only.

    .. math::

        \chi^2(S) = \min_a\left[\frac{(S-n)^2(1+a)^2}{V}+\frac{a^2}{\sigma^2}\right]
        = \frac{(S-n)^2}{V+\sigma^2(S-n)^2}

    Not a chi-squared one would choose: a deviation is let off by its own size. It is what
    reproduces the talk's expected limits, where the print has (1+a) on the whole signal.

    Parameters
    ----------
    observed : n, events
    variance : V, of the count, > 0
    sigma_signal : relative uncertainty of the difference, >= 0
    pull : its shape, one of `cevns.inference.pulls.PULLS`

    Raises
    ------
    ValueError
        if a number is not finite or out of range, or the shape unknown
    """

    observed: float
    variance: float
    sigma_signal: float = 0.0
    pull: str = "gaussian"

    def __post_init__(self) -> None:
        settle(self, "observed", "events")
        settle(self, "variance", "events^2", above=0)
        settle(self, "sigma_signal", at_least=0, hint="a relative uncertainty")
        choice("pull", self.pull, PULLS)

    @property
    def excess(self) -> float:
        """The signal that fits best [events]."""
        return self.observed

    @property
    def fixed_variance(self) -> float:
        """The part of the profiled variance that does not grow with the signal."""
        return self.variance

    @property
    def pull_free_signal(self) -> float:
        """The signal whose size the pull leaves alone: the pull multiplies S - n only."""
        return self.observed

    def repeated(self, signal: float, smallest: float, quantiles: int = 0) -> Repeated:
        """Refuse: there is no probability to repeat the experiment by."""
        raise ValueError(_NO_PROBABILITY)

    def possible(self, signal: float, quantiles: int = 0) -> Possible["Counting"]:
        """Refuse likewise."""
        raise ValueError(_NO_PROBABILITY)

    def drawn(
        self, signal: float, rng: np.random.Generator, sigma: float = 0.0, common: float = 0.0
    ) -> "Counting":
        """Refuse likewise."""
        raise ValueError(_NO_PROBABILITY)
