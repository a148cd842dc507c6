"""Counting chi-squares with pulls in closed form, thresholds, coverage, what "90 %" can mean."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri, ndtri

from cevns.checks import Array, choice, in_range, number

DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "physical": "Delta chi^2 from the minimum over physical signals, Wilks threshold",
        "free": "Delta chi^2 from the unconstrained minimum, Wilks threshold",
        "boundary": "physical minimum, threshold of an estimate at the boundary (1.64 at 90 %)",
        "feldman_cousins": "physical minimum, threshold by the Neyman construction",
    }
)
"""What a limit at a confidence level is taken to mean."""

PRESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profiled": "pulls profiled, the chi^2 as printed",
        "statistical": "pulls fixed at zero",
        "talk": "what reproduces the talk's table",
    }
)
"""How systematic uncertainties enter."""


def delta_chi2(confidence_level: float, parameters: int) -> float:
    """Wilks threshold: 2.71 for 90 % and one parameter of interest, 4.61 for two.

    Parameters
    ----------
    confidence_level : between 0 and 1
    parameters : number of parameters of interest, >= 1

    Raises
    ------
    ValueError
        if the confidence level is no fraction, or the number of parameters no count
    """
    level = _confidence_level(confidence_level)
    if number("parameters", parameters) % 1 or parameters < 1:
        raise ValueError(f"parameters = {parameters} must be a whole number >= 1")
    return float(chdtri(parameters, 1 - level))


def _confidence_level(level: float) -> float:
    level = number("confidence_level", level)
    if not 0 < level < 1:
        raise ValueError(
            f"confidence_level = {level:g} must lie between 0 and 1; write 0.90 for 90 %"
        )
    return level


class Pulls(NamedTuple):
    """Best-fit normalisation pulls of signal and background."""

    signal: Array
    background: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    r"""One observed count against a signal, with Gaussian normalisation pulls.

    Equation :eq:`eq:stat-profiled` of the book.

    .. math::

        \begin{aligned}
        \chi^2(S) &= \min_{a_1,a_2}\left[\frac{(n - S(1+a_1) - B(1+a_2))^2}{V}
        + \frac{a_1^2}{\sigma_1^2} + \frac{a_2^2}{\sigma_2^2}\right] \\
        &= \frac{(n-S-B)^2}{V + \sigma_1^2 S^2 + \sigma_2^2 B^2}
        \end{aligned}

    Parameters
    ----------
    observed : n, events after subtracting what has its own expectation elsewhere
    background : B, expected events, >= 0
    variance : V, of the count, > 0
    sigma_signal, sigma_background : relative uncertainties, >= 0

    Raises
    ------
    ValueError
        if a number is not finite or out of range

    Notes
    -----
    Source of the pull form: G. L. Fogli et al., Phys. Rev. D 66 (2002) 053010.
    """

    observed: float
    background: float = 0.0
    variance: float
    sigma_signal: float = 0.0
    sigma_background: float = 0.0

    def __post_init__(self) -> None:
        number("observed", self.observed, "events")
        number("background", self.background, "events", at_least=0)
        number("variance", self.variance, "events^2", above=0)
        for name in ("sigma_signal", "sigma_background"):
            number(name, getattr(self, name), at_least=0, hint="a relative uncertainty")

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

    def total_variance(self, signal: ArrayLike) -> Array:
        """Denominator of the profiled chi^2: V + (sigma_1 S)^2 + (sigma_2 B)^2."""
        S = in_range("signal", signal, "events", at_least=0)
        return self.fixed_variance + (self.sigma_signal * S) ** 2

    def chi2(self, signal: ArrayLike) -> Array:
        """chi^2 minimised over both pulls, for a signal of S >= 0 events."""
        S = in_range("signal", signal, "events", at_least=0)
        return (self.excess - S) ** 2 / self.total_variance(S)

    def pulls(self, signal: ArrayLike) -> Pulls:
        r"""Return the pulls at the minimum: a_1 = R S sigma_1^2/D, a_2 = R B sigma_2^2/D.

        R = n - S - B is the residual and D the total variance.
        """
        S = in_range("signal", signal, "events", at_least=0)
        per_event = (self.excess - S) / self.total_variance(S)
        return Pulls(
            per_event * S * self.sigma_signal**2,
            per_event * self.background * self.sigma_background**2,
        )

    def without_pulls(self) -> "Counting":
        """Return the same count with statistical uncertainty only."""
        return replace(self, sigma_signal=0.0, sigma_background=0.0)

    def upper_signal(self, chi2_max: float) -> float:
        r"""Return the largest signal with chi^2 at most ``chi2_max`` [events].

        It is the larger root of :math:`(1-C\sigma_1^2)S^2 - 2(n-B)S + (n-B)^2 - C D_0 = 0`, with
        :math:`C` for ``chi2_max`` and :math:`D_0 = V + \sigma_2^2B^2`. Infinite when
        :math:`C\sigma_1^2\ge1`: the signal's own uncertainty then outgrows any deviation.
        """
        C = number("chi2_max", chi2_max, at_least=0)
        leading = 1 - C * self.sigma_signal**2
        if leading <= 0:
            return math.inf
        d, D_0 = self.excess, self.fixed_variance
        root = math.sqrt(C * (D_0 * leading + (self.sigma_signal * d) ** 2))
        return (d + root) / leading

    def best_physical_signal(self, smallest: float) -> float:
        """Signal of smallest chi^2 among those of at least ``smallest`` events."""
        return max(smallest, self.excess)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceCounting:
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

    Raises
    ------
    ValueError
        if a number is not finite or out of range
    """

    observed: float
    variance: float
    sigma_signal: float = 0.0

    def __post_init__(self) -> None:
        number("observed", self.observed, "events")
        number("variance", self.variance, "events^2", above=0)
        number("sigma_signal", self.sigma_signal, at_least=0, hint="a relative uncertainty")

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

    def total_variance(self, signal: ArrayLike) -> Array:
        """Denominator of the profiled chi^2."""
        S = in_range("signal", signal, "events", at_least=0)
        return self.variance + (self.sigma_signal * (S - self.observed)) ** 2

    def chi2(self, signal: ArrayLike) -> Array:
        """chi^2 minimised over the pull, for a signal of S >= 0 events."""
        S = in_range("signal", signal, "events", at_least=0)
        return (S - self.observed) ** 2 / self.total_variance(S)

    def upper_signal(self, chi2_max: float) -> float:
        r"""Return the largest signal with chi^2 at most ``chi2_max`` [events].

        :math:`S = n + \sqrt{CV/(1-C\sigma^2)}`, infinite when :math:`C\sigma^2\ge1`.
        """
        C = number("chi2_max", chi2_max, at_least=0)
        leading = 1 - C * self.sigma_signal**2
        return self.observed + math.sqrt(C * self.variance / leading) if leading > 0 else math.inf

    def best_physical_signal(self, smallest: float) -> float:
        """Signal of smallest chi^2 among those of at least ``smallest`` events."""
        return max(smallest, self.observed)


Count = Counting | DifferenceCounting
"""A count with its chi^2, either way the systematic uncertainty enters."""


def upper_limit(
    counting: Count,
    smallest_signal: float,
    *,
    confidence_level: float = 0.90,
    definition: str = "physical",
) -> float:
    """Largest signal allowed at a confidence level when it cannot be below a known part.

    Parameters
    ----------
    counting : the count
    smallest_signal : events that are there in any case (the Standard Model's), >= 0
    confidence_level : between 0 and 1, one parameter of interest
    definition : one of `DEFINITIONS`

    Returns
    -------
    float
        events in total, the known part included; infinite if nothing bounds the signal

    Raises
    ------
    ValueError
        if the confidence level or the definition is not known
    """
    S_0 = number("smallest_signal", smallest_signal, "events", at_least=0)
    choice("definition", definition, DEFINITIONS)
    threshold = delta_chi2(confidence_level, 1)
    if definition == "free":
        return counting.upper_signal(threshold)
    at_minimum = float(counting.chi2(counting.best_physical_signal(S_0)))
    if definition == "boundary":
        threshold = max(0.0, float(ndtri(confidence_level))) ** 2
    if definition == "feldman_cousins":
        if isinstance(counting, DifferenceCounting):
            raise ValueError(
                "definition 'feldman_cousins' needs a count with a probability; the 'talk' "
                "prescription of an expected count has none, use 'profiled' or 'statistical'"
            )
        return _feldman_cousins(counting, S_0, confidence_level)
    return counting.upper_signal(at_minimum + threshold)


def feldman_cousins_threshold(
    counting: Count,
    signal: float,
    smallest_signal: float,
    *,
    confidence_level: float = 0.90,
    quantiles: int = 20_001,
) -> float:
    r"""Delta chi^2 that a fraction of repeated experiments stays below, if S is true.

    The counts are Gaussian around S + B with the profiled variance at S; each is ordered by
    its :math:`\Delta\chi^2` from the physical minimum, after Feldman and Cousins. Equally
    probable counts (mid-points of quantiles) replace random ones: no noise, no seed.

    Parameters
    ----------
    counting : the count; its observed number does not matter here
    signal : the hypothesis S [events]
    smallest_signal : physical boundary [events]
    confidence_level : between 0 and 1
    quantiles : number of equally probable counts

    Returns
    -------
    float
        threshold; at the boundary near :math:`z^2` with one-sided z, far from it near Wilks

    Notes
    -----
    Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873.
    """
    level = _confidence_level(confidence_level)
    return float(
        np.quantile(_repeated_delta_chi2(counting, signal, smallest_signal, quantiles), level)
    )


def coverage(
    counting: Count,
    signal: float,
    smallest_signal: float,
    threshold: float,
    *,
    quantiles: int = 20_001,
) -> float:
    r"""Fraction of repeated experiments whose allowed range contains the true signal S.

    .. math:: P\left(\Delta\chi^2(S) \le \text{threshold}\,\middle|\,S\right)

    with the counts and the ordering of `feldman_cousins_threshold`, whose inverse it is.

    Parameters
    ----------
    counting : the count; its observed number does not matter here
    signal : the true S [events]
    smallest_signal : physical boundary [events]
    threshold : largest Delta chi^2 from the physical minimum that is allowed, >= 0
    quantiles : number of equally probable counts

    Returns
    -------
    float
        0 to 1, to one part in ``quantiles``

    Raises
    ------
    ValueError
        if the signal lies below the smallest, or a number is negative or not finite
    """
    allowed = number("threshold", threshold, at_least=0)
    delta = _repeated_delta_chi2(counting, signal, smallest_signal, quantiles)
    return float(np.mean(delta <= allowed))


def _repeated_delta_chi2(
    counting: Count, signal: float, smallest_signal: float, quantiles: int
) -> Array:
    """Delta chi^2 of the true signal from the physical minimum, for equally probable counts."""
    S_0 = number("smallest_signal", smallest_signal, "events", at_least=0)
    S = number("signal", signal, "events", at_least=S_0, hint="it contains the smallest signal")
    z = ndtri((np.arange(quantiles) + 0.5) / quantiles)
    excess = S + z * math.sqrt(counting.total_variance(S))
    at_boundary = (excess - S_0) ** 2 / counting.total_variance(S_0)
    # far below the boundary the best fit would hide behind an ever larger uncertainty
    at_infinity = np.inf if counting.sigma_signal == 0 else counting.sigma_signal**-2
    best = np.where(excess >= S_0, 0.0, np.minimum(at_boundary, at_infinity))
    delta: Array = z**2 - best
    return delta


def _feldman_cousins(counting: Count, S_0: float, level: float) -> float:
    from scipy.optimize import brentq  # half of the package's import time, used only here

    def accepted(S: float) -> float:
        observed = counting.chi2(S) - counting.chi2(counting.best_physical_signal(S_0))
        threshold = feldman_cousins_threshold(counting, S, S_0, confidence_level=level)
        return float(observed) - threshold

    start = counting.best_physical_signal(S_0)
    step = math.sqrt(counting.total_variance(start))
    stop = start + step
    while accepted(stop) < 0:
        step *= 2
        stop += step
        if step > 1e6 * (1 + start):
            return math.inf
    return float(brentq(accepted, start, stop, xtol=1e-6 * (1 + start)))
