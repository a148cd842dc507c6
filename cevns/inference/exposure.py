"""How many magnetic events an expected count leaves room for, and where exposure stops helping."""

import math

from cevns.basics.checks import choice, number
from cevns.basics.kinds import checked
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.counts import gaussian_count
from cevns.inference.intervals import delta_chi2, upper_limit
from cevns.inference.pulls import PULLS


@checked
def allowed_share(
    count: ExpectedCount,
    events: float,
    prescription: str = "profiled",
    *,
    confidence_level: float = 0.90,
    pull: str = "gaussian",
) -> float:
    r"""Magnetic events an expected count allows, in units of the Standard Model's.

    Equations :eq:`eq:lumi-profiled` and :eq:`eq:lumi-statistical` of the book.

    .. math:: x = N_\text{EM}/N_\text{SM}

    The count is taken as Gaussian, however few its events.

    Parameters
    ----------
    count : its uncertainties
    events : of the Standard Model, > 0
    prescription : one of `cevns.inference.counts.PRESCRIPTIONS`
    confidence_level : between 0 and 1
    pull : shape of the pull, one of `cevns.inference.pulls.PULLS`

    Returns
    -------
    float
        x; infinite if the uncertainty outgrows any signal

    Raises
    ------
    ValueError
        if the prescription is unknown or a number out of range
    """
    N = number("SM events", events, "events", above=0)
    judged = gaussian_count(count, N, prescription, pull)
    return upper_limit(judged, N, confidence_level=confidence_level) / N - 1


@checked
def allowed_share_floor(
    sigma_sys: float, *, confidence_level: float = 0.90, pull: str = "gaussian"
) -> float:
    r"""`allowed_share` of an infinite exposure, profiled: what no longer run improves.

    Equation :eq:`eq:lumi-floor` of the book.

    .. math:: x_\infty = \frac{\sqrt C\,\sigma_\text{sys}}{1-\sqrt C\,\sigma_\text{sys}}

    or, with a log-normal pull, :math:`e^{\sqrt{C\ln(1+\sigma_\text{sys}^2)}}-1`.

    Parameters
    ----------
    sigma_sys : relative uncertainty of the signal, >= 0
    confidence_level : between 0 and 1; C is its threshold for one parameter
    pull : shape of the pull, one of `cevns.inference.pulls.PULLS`

    Returns
    -------
    float
        infinite if the uncertainty outgrows any signal
    """
    sigma = number("sigma_sys", sigma_sys, at_least=0)
    # of a count without statistical uncertainty, one event expected
    return PULLS[choice("pull", pull, PULLS)].floor(delta_chi2(confidence_level, 1), sigma) - 1


def events_at_floor(
    sigma_stat: float, sigma_sys: float, *, confidence_level: float = 0.90
) -> float:
    r"""Return the number of events at which systematic uncertainty takes over.

    Equation :eq:`eq:lumi-crossing` of the book.

    .. math:: N_\times = (1+\sigma_\text{stat})
              \frac{(1-\sqrt C\,\sigma_\text{sys})^2}{\sigma_\text{sys}^2}

    Parameters
    ----------
    sigma_stat : background per signal event, >= 0
    sigma_sys : relative uncertainty of the signal, > 0
    confidence_level : between 0 and 1; C is its threshold for one parameter

    Returns
    -------
    float
        Standard Model events; 0 if the uncertainty outgrows any signal
    """
    background = number("sigma_stat", sigma_stat, at_least=0)
    sigma = number("sigma_sys", sigma_sys, above=0)
    room = max(0.0, 1 - _pull(sigma_sys, confidence_level))
    return (1 + background) * room**2 / sigma**2


def _pull(sigma_sys: float, confidence_level: float) -> float:
    """Part of the total signal that a pull explains away at a confidence level."""
    sigma = number("sigma_sys", sigma_sys, at_least=0)
    return math.sqrt(delta_chi2(confidence_level, 1)) * sigma
