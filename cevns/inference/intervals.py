"""What a confidence level means: thresholds, constructions, coverage."""

import math
from collections.abc import Mapping
from statistics import NormalDist
from types import MappingProxyType
from typing import Final

import numpy as np

from cevns.basics.checks import Array, choice, number
from cevns.inference.counts import Count, DifferenceCounting

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
    from scipy.special import ndtri  # as above

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
