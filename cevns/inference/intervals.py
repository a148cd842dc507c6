"""What a confidence level means: thresholds, constructions, coverage."""

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import choice, number, whole
from cevns.basics.kinds import checked
from cevns.inference.counts import Count
from cevns.inference.poisson_count import ROUNDING, PoissonCounting, Repeated

_SCAN: Final = 400
"""Signals that are looked at for what a Poisson count accepts."""

DEFINITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "physical": "Delta chi^2 from the minimum over physical signals, Wilks threshold",
        "free": "Delta chi^2 from the unconstrained minimum, Wilks threshold",
        "boundary": "physical minimum, threshold of an estimate at the boundary (1.64 at 90 %)",
        "feldman_cousins": "physical minimum, threshold by the Neyman construction",
    }
)
"""What a limit at a confidence level is taken to mean."""


class StandardModelExcludedError(ValueError):
    """Data that already exclude the Standard Model leave no upper limit to quote."""


@checked
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
    # scipy takes longer to import than all of the package, and one or two parameters need none
    if parameters == 1:
        return _normal_tail((1 - level) / 2) ** 2
    if parameters == 2:
        return -2 * math.log1p(-level)
    from scipy.special import chdtri

    return float(chdtri(parameters, 1 - level))


def _normal_tail(probability: float) -> float:
    """Return the standard deviations that a normal variable exceeds with this probability."""
    return -NormalDist().inv_cdf(probability)


def _confidence_level(level: float) -> float:
    level = number("confidence_level", level)
    if not 0 < level < 1:
        raise ValueError(
            f"confidence_level = {level:g} must lie between 0 and 1; write 0.90 for 90 %"
        )
    return level


def boundary_threshold(confidence_level: float) -> float:
    """Threshold of an estimate at its physical boundary, z^2 with one-sided z: 1.64 for 90 %.

    Parameters
    ----------
    confidence_level : between 0 and 1; 0 below one half, where the boundary itself suffices
    """
    return max(0.0, _normal_tail(1 - _confidence_level(confidence_level))) ** 2


@checked
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
        threshold = boundary_threshold(confidence_level)
    if definition == "feldman_cousins":
        return feldman_cousins(counting, S_0, confidence_level=confidence_level).high
    return counting.upper_signal(at_minimum + threshold)


@checked
def room_above(
    counting: Count,
    smallest_signal: float,
    *,
    confidence_level: float = 0.90,
    definition: str = "physical",
) -> float:
    """Events that are allowed above a known part, which must not be excluded itself.

    Parameters
    ----------
    counting, smallest_signal, confidence_level, definition : as in `upper_limit`

    Returns
    -------
    float
        events, >= 0; infinite if nothing bounds them

    Raises
    ------
    StandardModelExcludedError
        if the smallest signal is not allowed: there is only an interval
    ValueError
        if the confidence level or the definition is not known
    """
    largest = upper_limit(
        counting, smallest_signal, confidence_level=confidence_level, definition=definition
    )
    require_standard_model(
        counting, smallest_signal, confidence_level=confidence_level, definition=definition
    )
    if largest < smallest_signal:
        raise StandardModelExcludedError(
            f"even without magnetic moments the Standard Model's {smallest_signal:.4g} events "
            f"exceed the {largest:.4g} allowed under definition {definition!r}; use 'physical'"
        )
    return largest - smallest_signal


@checked
def require_standard_model(
    counting: Count,
    smallest_signal: float,
    *,
    confidence_level: float = 0.90,
    definition: str = "physical",
) -> None:
    """Refuse an upper limit where so much was seen that the known part alone is excluded.

    Parameters
    ----------
    counting, smallest_signal, confidence_level, definition : as in `upper_limit`

    Raises
    ------
    StandardModelExcludedError
        if more than the smallest signal is needed: there is only an interval
    """
    S_0 = number("smallest_signal", smallest_signal, "events", at_least=0)
    if counting.excess <= S_0:
        return
    delta = float(counting.chi2(S_0) - counting.chi2(counting.excess))
    threshold = delta_chi2(confidence_level, 1)
    if definition == "boundary":
        threshold = boundary_threshold(confidence_level)
    elif definition == "feldman_cousins":
        threshold = feldman_cousins_threshold(counting, S_0, S_0, confidence_level=confidence_level)
    if delta > threshold + ROUNDING:
        raise StandardModelExcludedError(
            f"the Standard Model itself, {S_0:.4g} events where {counting.excess:.4g} fit best, "
            f"has Delta chi^2 = {delta:.4g}, above {threshold:.4g} of definition {definition!r}: "
            "there is no upper limit to quote, only an interval"
        )


@checked
def feldman_cousins_threshold(
    counting: Count,
    signal: float,
    smallest_signal: float,
    *,
    confidence_level: float = 0.90,
    quantiles: int = 20_001,
) -> float:
    r"""Delta chi^2 that a fraction of repeated experiments stays below, if S is true.

    Each possible count is ordered by its :math:`\Delta\chi^2` from the physical minimum, after
    Feldman and Cousins. A Gaussian count has equally probable outcomes (mid-points of quantiles)
    around S + B with the profiled variance at S; a Poisson count has every number of events.

    Parameters
    ----------
    counting : the count; its observed number does not matter here, save for what events off the
        source say of the background
    signal : the hypothesis S [events]
    smallest_signal : physical boundary [events]
    confidence_level : between 0 and 1
    quantiles : number of equally probable Gaussian counts

    Returns
    -------
    float
        threshold; at the boundary near :math:`z^2` with one-sided z, far from it near Wilks

    Notes
    -----
    Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873.
    """
    level = _confidence_level(confidence_level)
    return _repeated(counting, signal, smallest_signal, quantiles).threshold(level)


@checked
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
    quantiles : number of equally probable Gaussian counts

    Returns
    -------
    float
        0 to 1; of a Gaussian count to one part in ``quantiles``

    Raises
    ------
    ValueError
        if the signal lies below the smallest, or a number is negative or not finite
    """
    allowed = number("threshold", threshold, at_least=0)
    return _repeated(counting, signal, smallest_signal, quantiles).below(allowed)


def _repeated(counting: Count, signal: float, smallest_signal: float, quantiles: int) -> Repeated:
    S_0 = number("smallest_signal", smallest_signal, "events", at_least=0)
    S = number("signal", signal, "events", at_least=S_0, hint="it contains the smallest signal")
    return counting.repeated(S, S_0, whole("quantiles", quantiles))


class Interval(NamedTuple):
    """Smallest and largest signal that are allowed [events]."""

    low: float
    high: float


@checked
def feldman_cousins(
    counting: Count, smallest_signal: float, *, confidence_level: float = 0.90
) -> Interval:
    r"""Interval of signals by the construction of Feldman and Cousins.

    A signal belongs to it if the observed :math:`\Delta\chi^2` does not exceed the threshold of
    that signal. As counts are whole numbers, what a Poisson count accepts may have gaps: the ends
    are those of all of it, without the smoothing over backgrounds of the published tables. An
    expected count is judged as if its median were observed.

    Parameters
    ----------
    counting : the count
    smallest_signal : physical boundary [events]
    confidence_level : between 0 and 1

    Returns
    -------
    Interval
        events; the upper end is infinite if nothing bounds the signal

    Raises
    ------
    ValueError
        if the count has no probability: the talk's prescription

    Notes
    -----
    Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873, section IV.
    """
    S_0 = number("smallest_signal", smallest_signal, "events", at_least=0)
    level = _confidence_level(confidence_level)
    if isinstance(counting, PoissonCounting):
        counting = counting.typical()
    least = float(counting.chi2(counting.best_physical_signal(S_0)))

    def outside(S: float) -> float:
        threshold = feldman_cousins_threshold(counting, S, S_0, confidence_level=level)
        return float(counting.chi2(S)) - least - threshold - ROUNDING

    best = counting.best_physical_signal(S_0)
    gaps = isinstance(counting, PoissonCounting)
    step = gaps + math.sqrt(counting.total_variance(best))
    stop = best + step
    while outside(stop) < 0:
        step *= 2
        stop += step
        if step > 1e6 * (1 + best):
            stop = math.inf
            break
    # a Poisson count may accept a little beyond the first signal that it does not
    high = stop if math.isinf(stop) else _edge(outside, best, stop + gaps * step, gaps)
    low = S_0 if outside(S_0) <= 0 else _edge(outside, best, S_0, gaps)
    return Interval(low, high)


def _edge(outside: Callable[[float], float], inside: float, end: float, gaps: bool) -> float:
    """Where what is accepted ends for the last time between a signal inside and an end outside."""
    if gaps:
        nodes = np.linspace(inside, end, _SCAN)
        for _ in range(2):
            accepted = [outside(float(S)) <= 0 for S in nodes]
            last = max(i for i, yes in enumerate(accepted) if yes)
            if last == len(nodes) - 1:
                return end
            nodes = np.linspace(nodes[last], nodes[min(last + 2, len(nodes) - 1)], _SCAN // 10)
        inside, end = float(nodes[0]), float(nodes[-1])
        for _ in range(40):
            middle = (inside + end) / 2
            inside, end = (middle, end) if outside(middle) <= 0 else (inside, middle)
        return inside
    from scipy.optimize import brentq  # half of the package's import time, used only here

    return float(brentq(outside, inside, end, xtol=1e-6 * (1 + inside)))
