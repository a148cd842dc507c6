"""How far an expected limit may be from the one that an experiment will find."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple, Unpack

import numpy as np

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.inference import limits, regions
from cevns.inference.assumptions import Assumptions
from cevns.inference.choices import Choices
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.intervals import StandardModelExcludedError, delta_chi2, upper_limit
from cevns.inference.lookup import dataset
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import MomentCount
from cevns.inference.profiling import Objective, least_over_free
from cevns.inference.repeated import drawn
from cevns.inference.search import Indices, least
from cevns.neutrinos.moments import MOMENTS

SIXTY_EIGHT: Final = (0.16, 0.84)
"""Fractions of the limits below the ends of a band."""

_ALONG: Final = np.linspace(-20.0, 37.0, 229)
"""Scan along a ray, of the logarithm of the moment squared [mu10^2]."""


class Band(NamedTuple):
    """Two ends of what repeated experiments find [mu_B]."""

    low: float
    high: float


@checked
def expected_band(
    what: DataSet | CombinedData | Experiment,
    moment: str,
    *,
    fractions: tuple[float, float] = SIXTY_EIGHT,
    toys: int = 400,
    seed: int = 1,
    **options: Unpack[limits.Options],
) -> Band:
    """Range of the limits that repeated experiments would set, were the Standard Model true.

    Counts fluctuate with their statistical and their systematic uncertainty. A single count has
    equally probable outcomes, so its band has no noise; bins and several data are drawn.

    Parameters
    ----------
    what : data under assumptions of their own, or an experiment
    moment : such as ``"Lambda_1"`` or ``"Lambda_mu"``
    fractions : of the limits below either end
    toys : number of experiments drawn; each end is uncertain by about 1.5 times half the width
        of the band over the square root of it
    seed : of what is drawn
    options : of the limit, as in `cevns.inference.limits.limit`

    Returns
    -------
    Band
        mu_B; infinite where so many limits are

    Raises
    ------
    ValueError
        if a name is unknown, or the data have no probability, as the talk's prescription
    """
    bands = expected_bands(what, [moment], fractions=fractions, toys=toys, seed=seed, **options)
    return bands[moment]


@checked
def expected_bands(
    what: DataSet | CombinedData | Experiment,
    moments: Sequence[str] = tuple(MOMENTS),
    *,
    fractions: tuple[float, float] = SIXTY_EIGHT,
    toys: int = 400,
    seed: int = 1,
    **options: Unpack[limits.Options],
) -> dict[str, Band]:
    """`expected_band` of several moments, from the same repeated experiments."""
    whole("toys", toys)
    rng = np.random.default_rng(whole("seed", seed, at_least=0))
    ends = in_range("fractions", fractions, **FRACTION)
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise ValueError(
            f"fractions must be two that ascend, such as (0.16, 0.84); got {fractions!r}"
        )
    changes, choices = limits.split(options)
    data = (dataset(what) if isinstance(what, Experiment) else what).under(**changes)
    alone = choices.get("others", "zero") == "zero" and choices.get("delta", "fixed") == "fixed"
    if isinstance(data, DataSet) and data.single and alone and set(moments) <= set(MOMENTS):
        found, probability = _of_one_count(data, moments)
    else:
        repeated, probability = _repetitions(data.moment_chi2, toys, rng)
        found = np.array(
            [[found_limit(one, m, data.assumptions, choices) for m in moments] for one in repeated]
        )
    found = _quantiles(found, ends, probability)
    return {m: Band(low, high) for m, (low, high) in zip(moments, found.T.tolist(), strict=True)}


def _quantiles(found: Array, ends: Array, probability: Array | None) -> Array:
    """Return quantiles of limits, which stand for the middle of their share if all are alike."""
    if probability is not None:
        return np.quantile(found, ends, axis=0, weights=probability, method="inverted_cdf")
    with np.errstate(invalid="ignore"):
        between = np.quantile(found, ends, axis=0, method="hazen")
    return np.where(np.isnan(between), math.inf, between)  # between two without an end


def _of_one_count(data: DataSet, moments: Sequence[str]) -> tuple[Array, Array | None]:
    """Limits of a single count one at a time, shape (outcomes, moments), and probabilities."""
    under, N = data.assumptions, data.signal.sm_total
    counts, probability = data.counting.possible(N)
    asked = {"confidence_level": under.confidence_level, "definition": under.definition}
    rooms = [upper_limit(count, N, **asked) - N for count in counts]  # type: ignore[arg-type]
    seen = np.array([data.along(moment).per_mu10 for moment in moments])
    per_mu10 = np.where(seen > 0, seen, math.nan)
    moduli = mu10 * np.sqrt(np.maximum(rooms, 0.0)[:, None] / per_mu10)
    return np.where(np.isnan(moduli), math.inf, moduli), probability


def _repetitions(
    chi2: MomentChi2, toys: int, rng: np.random.Generator
) -> tuple[list[MomentChi2], Array | None]:
    if isinstance(chi2, MomentCount):
        counts, probability = chi2.counting.possible(chi2.sm)
        return [replace(chi2, counting=count) for count in counts], probability
    return [drawn(chi2, rng) for _ in range(toys)], None


@checked
def found_limit(
    data: MomentChi2, moment: str, under: Assumptions, choices: limits.Options
) -> float:
    """Limit of a repeated experiment; if it excludes the Standard Model, where an interval ends.

    Without other moments that is the upper end of the interval of this one alone.

    Parameters
    ----------
    data : the repeated experiment
    moment : such as ``"Lambda_1"``
    under : mixing, confidence level and definition
    choices : of what is free: ``others``, ``phases``, ``delta``

    Returns
    -------
    float
        mu_B; infinite if nothing bounds the moment
    """
    asked = Choices(mixing=under.mixing, **choices)  # type: ignore[misc]
    try:
        return limits.limit(data, moment, assumptions=under, **choices)
    except StandardModelExcludedError:
        if asked.others != "zero":
            level = under.confidence_level
            return regions.upper_end(data, moment, asked, confidence_level=level)
    threshold = delta_chi2(under.confidence_level, 1)

    def minus_end(x: Array, y: Array) -> Array:
        rays = np.broadcast_arrays(np.atleast_1d(x), np.atleast_1d(y))
        return -np.array([_upper_end(data, e, mu, threshold) for e, mu in zip(*rays, strict=True)])

    end = Objective(minus_end, data.grows, tuple)
    return mu10 * math.sqrt(-least_over_free(np.ones((1, 1)), [moment], asked, end)[0])


def _upper_end(data: MomentChi2, x: float, y: float, threshold: float) -> float:
    """How far a ray is allowed, by Delta chi^2 from its own minimum."""

    def chi2(t: Array, _: Indices) -> Array:
        return data.chi2_mu10(np.exp(t) * x, np.exp(t) * y)

    lowest = float(least(chi2, _ALONG, 1)[0])
    return float(data.reach(np.array([x]), np.array([y]), lowest + threshold)[0])
