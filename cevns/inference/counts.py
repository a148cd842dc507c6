"""Chi-squared of one count, its pulls eliminated in closed form."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.experiments.measurement import ExpectedCount, Measurement, ObservedCount

PRESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profiled": "pulls profiled, the chi^2 as printed",
        "statistical": "pulls fixed at zero",
        "talk": "what reproduces the talk's table",
    }
)
"""How systematic uncertainties enter."""


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


def counting(
    measurement: Measurement, standard_model: float, prescription: str = "profiled"
) -> Count:
    """Return the chi^2 of a count.

    Parameters
    ----------
    measurement : an `ObservedCount`, or the `ExpectedCount` of an experiment to come
    standard_model : expected events, > 0; they do not enter if the count was measured
    prescription : ``"profiled"``, the printed chi^2; ``"statistical"``, without its pulls;
        ``"talk"``, with the pull of an expected count on the difference only, which reproduces
        the talk's table; a measured count is profiled there too

    Raises
    ------
    ValueError
        if the prescription is unknown, there is no single count, or none is expected
    """
    choice("prescription", prescription, PRESCRIPTIONS)
    if isinstance(measurement, ObservedCount):
        count = Counting(
            observed=measurement.observed,
            background=measurement.prompt_neutrons,
            variance=measurement.variance,
            sigma_signal=measurement.sigma_signal,
            sigma_background=measurement.sigma_background,
        )
    elif isinstance(measurement, ExpectedCount):
        hint = "a count of nothing bounds nothing: is the threshold above the end point?"
        number("standard_model", standard_model, unit="events", above=0, hint=hint)
        variance = (1 + measurement.sigma_stat) * standard_model
        sigma = measurement.sigma_sys
        if prescription == "talk":
            return DifferenceCounting(
                observed=standard_model, variance=variance, sigma_signal=sigma
            )
        count = Counting(observed=standard_model, variance=variance, sigma_signal=sigma)
    else:
        raise ValueError(f"no single count to judge: {type(measurement).__name__}")
    return count.without_pulls() if prescription == "statistical" else count
