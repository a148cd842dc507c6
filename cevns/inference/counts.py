"""One count and its chi^2: Gaussian or Poisson, and how systematic uncertainties enter."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import choice, number
from cevns.basics.kinds import checked
from cevns.experiments.measurement import ExpectedCount, Measurement, ObservedCount, PoissonCount
from cevns.inference.gaussian_count import Counting, DifferenceCounting
from cevns.inference.poisson_count import PoissonCounting
from cevns.inference.pulls import PULLS

__all__ = [
    "FEW",
    "PRESCRIPTIONS",
    "PULLS",
    "Count",
    "Counting",
    "DifferenceCounting",
    "PoissonCounting",
    "counting",
    "gaussian_count",
    "poisson_count",
]

PRESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "profiled": "pulls profiled, the chi^2 as printed",
        "statistical": "pulls fixed at zero",
        "talk": "what reproduces the talk's table",
    }
)
"""How systematic uncertainties enter."""


Count = Counting | DifferenceCounting | PoissonCounting
"""A count with its chi^2, whichever way uncertainties enter."""

FEW: Final = 30.0
"""A count whose variance is smaller than this many events^2 is judged by its Poisson distribution.

The upper limit on the signal of n events without systematics is z sqrt(n) above n for a Gaussian,
and z^2/3 more for a Poisson distribution: 5 % in a moment for 30 events, and more for fewer.
"""


@checked
def gaussian_count(
    measurement: Measurement,
    standard_model: float,
    prescription: str = "profiled",
    pull: str = "gaussian",
) -> Counting | DifferenceCounting:
    """Return the Gaussian chi^2 of a count, however few its events; see `counting`."""
    number("standard_model", standard_model, "events", at_least=0)
    choice("prescription", prescription, PRESCRIPTIONS)
    if isinstance(measurement, ObservedCount):
        _refuse_nothing(measurement)
        count = Counting(
            observed=measurement.observed,
            background=measurement.prompt_neutrons,
            variance=measurement.variance,
            sigma_signal=measurement.sigma_signal,
            sigma_background=measurement.sigma_background,
            pull=pull,
        )
    elif isinstance(measurement, ExpectedCount):
        n = measurement.count(_expected(standard_model))
        variance = (1 + measurement.sigma_stat) * n
        sigma = measurement.sigma_sys
        if prescription == "talk":
            return DifferenceCounting(observed=n, variance=variance, sigma_signal=sigma, pull=pull)
        count = Counting(observed=n, variance=variance, sigma_signal=sigma, pull=pull)
    else:
        raise ValueError(f"no Gaussian count: {type(measurement).__name__}")
    return count.without_pulls() if prescription == "statistical" else count


def _refuse_nothing(m: ObservedCount) -> None:
    """Refuse a count of nothing on and off the source, of which no Gaussian has the width."""
    if not m.variance > 0:
        raise ValueError(
            f"observed = {m.observed:g} and steady_state = {m.steady_state:g}, so the variance "
            f"observed + 2 steady_state = {m.variance:g} events^2 must be > 0 for a Gaussian; "
            "judge so few by poisson_count"
        )


@checked
def poisson_count(
    measurement: Measurement,
    standard_model: float,
    prescription: str = "profiled",
    pull: str = "gaussian",
) -> PoissonCounting:
    r"""Return the Poisson chi^2 of a count, however many its events; see `counting`.

    Events that were subtracted were counted off the source for an equal time; an expected count
    has a known background of :math:`\sigma_\text{stat}N_\text{SM}` events.
    """
    choice("prescription", prescription, PRESCRIPTIONS)
    number("standard_model", standard_model, "events", at_least=0)
    m = measurement
    if isinstance(m, ObservedCount):
        count = PoissonCounting(
            on=m.observed + m.steady_state,
            off=m.steady_state,
            tau=1.0 if m.steady_state else math.inf,
            background=m.prompt_neutrons,
            sigma_signal=m.sigma_signal,
            sigma_background=m.sigma_background,
            pull=pull,
        )
    elif isinstance(m, PoissonCount):
        count = PoissonCounting(
            on=m.observed,
            off=m.off,
            tau=m.off_exposure,
            background=m.background,
            sigma_signal=m.sigma_signal,
            sigma_background=m.sigma_background,
            pull=pull,
        )
    elif isinstance(m, ExpectedCount):
        N = m.count(_expected(standard_model))
        background = m.sigma_stat * N
        count = PoissonCounting(
            on=N + background, background=background, sigma_signal=m.sigma_sys, pull=pull
        )
    else:
        raise ValueError(f"no single count to judge: {type(m).__name__}")
    return count.without_pulls() if prescription == "statistical" else count


@checked
def counting(
    measurement: Measurement,
    standard_model: float,
    prescription: str = "profiled",
    pull: str = "gaussian",
) -> Count:
    """Return the chi^2 of a count: Gaussian, or Poisson where its variance is below `FEW`.

    Parameters
    ----------
    measurement : an `ObservedCount` or `PoissonCount`, or the `ExpectedCount` of an experiment to
        come
    standard_model : expected events, > 0; they do not enter if the count was measured
    prescription : ``"profiled"``, the printed chi^2; ``"statistical"``, without its pulls;
        ``"talk"``, with the pull of an expected count on the difference only, which reproduces
        the talk's table; a measured count is profiled there too
    pull : shape of that on the signal, one of `cevns.inference.pulls.PULLS`

    Raises
    ------
    ValueError
        if a name is unknown, there is no single count, or none is expected
    """
    judge = gaussian_count
    if isinstance(measurement, PoissonCount):
        judge = poisson_count  # type: ignore[assignment]
    elif prescription != "talk" or isinstance(measurement, ObservedCount):
        few = (
            measurement.variance < FEW
            if isinstance(measurement, ObservedCount)
            else isinstance(measurement, ExpectedCount)
            and (1 + measurement.sigma_stat) * measurement.count(_expected(standard_model)) < FEW
        )
        judge = poisson_count if few else gaussian_count  # type: ignore[assignment]
    return judge(measurement, standard_model, prescription, pull)


def _expected(standard_model: float) -> float:
    hint = "a count of nothing bounds nothing: is the threshold above the end point?"
    return number("standard_model", standard_model, unit="events", above=0, hint=hint)
