"""Closed forms against iminuit, thresholds against published tables, coverage by construction."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from iminuit import Minuit
from scipy.special import ndtr, ndtri

from cevns.inference.counts import Counting
from cevns.inference.intervals import (
    DEFINITIONS,
    coverage,
    delta_chi2,
    feldman_cousins_threshold,
    upper_limit,
)

TALK = Counting(
    observed=142, background=6, variance=142 + 6 + 2 * 405, sigma_signal=0.28, sigma_background=0.25
)
counts = st.builds(
    Counting,
    observed=st.floats(10, 1000),
    background=st.floats(0, 100),
    variance=st.floats(10, 3000),
    sigma_signal=st.floats(0.01, 0.4),
    sigma_background=st.floats(0.01, 0.5),
)


@given(c=counts, S=st.floats(1, 1000))
def test_profile_and_pulls_against_minuit(c: Counting, S: float) -> None:
    def printed(a1: float, a2: float) -> float:
        residual = c.observed - S * (1 + a1) - c.background * (1 + a2)
        return (
            residual**2 / c.variance + (a1 / c.sigma_signal) ** 2 + (a2 / c.sigma_background) ** 2
        )

    minuit = Minuit(printed, a1=0, a2=0)
    minuit.errordef, minuit.strategy = 1, 2
    minuit.migrad()
    assert c.chi2(S) == pytest.approx(minuit.fval, rel=1e-5, abs=1e-5)
    # n - S - B loses the digits of a background that hardly counts
    assert printed(*c.pulls(S)) == pytest.approx(float(c.chi2(S)), rel=1e-10, abs=1e-12)
    assert c.pulls(S).signal == pytest.approx(minuit.values["a1"], rel=1e-3, abs=2e-5)


def test_the_printed_chi2_by_hand() -> None:
    """173 events: (142 - 173 - 6)^2/(958 + 48.44^2 + 1.5^2) = 1369/3306.7."""
    assert TALK.variance == 958
    by_hand = 37**2 / (958 + (0.28 * 173) ** 2 + 1.5**2)
    assert TALK.chi2(173) == pytest.approx(by_hand, rel=1e-12, abs=0)
    assert by_hand == pytest.approx(0.414, abs=5e-4)


@pytest.mark.parametrize(
    ("level", "parameters", "published"),
    [
        (0.6827, 1, 1.00),
        (0.90, 1, 2.71),
        (0.95, 1, 3.84),
        (0.6827, 2, 2.30),
        (0.90, 2, 4.61),
        (0.95, 2, 5.99),
        (0.6827, 3, 3.53),
        (0.90, 3, 6.25),
        (0.95, 3, 7.82),
    ],
)
def test_wilks_thresholds_of_the_particle_data_group(
    level: float, parameters: int, published: float
) -> None:
    """Review of Particle Physics, Statistics, table 'Delta chi^2 for joint estimation'."""
    assert delta_chi2(level, parameters) == pytest.approx(published, abs=6e-3)


@given(c=counts, C=st.floats(0.01, 30))
def test_upper_signal_is_where_chi2_reaches_its_maximum(c: Counting, C: float) -> None:
    S = c.upper_signal(C)
    if C * c.sigma_signal**2 >= 1:
        assert math.inf == S
        return
    assume(S > 0 and C * c.sigma_signal**2 < 0.99)
    assert c.chi2(S) == pytest.approx(C, rel=1e-6, abs=0)
    assert c.excess <= S
    assert c.chi2(S * 1.001) > C


@given(c=counts, S_0=st.floats(1, 1000))
def test_limits_are_ordered(c: Counting, S_0: float) -> None:
    """The boundary threshold is lower than Wilks', the free minimum lower than the physical."""
    assume(c.excess > 0)
    physical = upper_limit(c, S_0, definition="physical")
    assert upper_limit(c, S_0, definition="boundary") <= physical
    assert upper_limit(c, S_0, definition="free") <= physical
    if c.excess >= S_0:
        assert upper_limit(c, S_0, definition="free") == pytest.approx(physical, rel=1e-9, abs=0)


def test_physical_minimum_of_the_talk() -> None:
    """SM 173.5 events against 136: chi^2_min is at zero moments, and 2.71 is added to it."""
    largest = upper_limit(TALK, 173.5)
    assert TALK.chi2(largest) - TALK.chi2(173.5) == pytest.approx(2.7055, abs=1e-4)
    assert largest > 173.5


@pytest.mark.parametrize(
    ("x_0", "upper"), [(-3.0, 0.26), (-1.0, 0.81), (0.0, 1.64), (0.5, 2.14), (1.0, 2.64)]
)
def test_feldman_cousins_table_of_a_bounded_gaussian(x_0: float, upper: float) -> None:
    """Table X of Phys. Rev. D 57 (1998) 3873: 90 % upper ends for a mean >= 0, sigma = 1."""
    unit = Counting(observed=x_0, variance=1.0)
    got = upper_limit(unit, 0.0, definition="feldman_cousins")
    assert got == pytest.approx(upper, abs=6e-3)


def test_feldman_cousins_thresholds_at_both_ends() -> None:
    at_boundary = feldman_cousins_threshold(TALK, 173.5, 173.5)
    assert at_boundary == pytest.approx(1.6424, abs=2e-3)
    unit = Counting(observed=0, variance=1.0)
    assert feldman_cousins_threshold(unit, 8.0, 0.0) == pytest.approx(2.7055, abs=2e-3)


@pytest.mark.parametrize("S", [0.3, 1.0, 2.5])
def test_feldman_cousins_covers_as_asked(S: float) -> None:
    """Probability of the accepted counts, integrated over a fine grid instead of quantiles."""
    threshold = feldman_cousins_threshold(Counting(observed=0, variance=1.0), S, 0.0)
    x = np.linspace(S - 9, S + 9, 200_001)
    accepted = (x - S) ** 2 - np.where(x < 0, x**2, 0) <= threshold
    edges = x[np.flatnonzero(np.diff(accepted))] - S
    assert ndtr(edges[1]) - ndtr(edges[0]) == pytest.approx(0.90, abs=2e-4)


@pytest.mark.parametrize(
    ("S", "threshold", "by_hand"),
    [
        (0.0, 1.6424, ndtr(1.6424**0.5)),  # every count below the boundary agrees with S = 0
        (0.0, 2.7055, ndtr(2.7055**0.5)),
        (1.0, 2.7055, ndtr(2.7055**0.5) - ndtr((1 - 2.7055) / 2 - 1)),
        (1.5, 2.7055, ndtr(2.7055**0.5) - ndtr((1.5**2 - 2.7055) / 3 - 1.5)),
        (8.0, 2.7055, 0.90),
    ],
)
def test_coverage_of_a_bounded_gaussian(S: float, threshold: float, by_hand: float) -> None:
    """Accepted are x < S + sqrt(t) and, below 0, x > (S^2 - t)/(2 S); mean >= 0, sigma = 1.

    From S = sqrt(t) on, counts below 0 do not matter any more: 90 %.
    """
    assert coverage(Counting(observed=0, variance=1.0), S, 0.0, threshold) == pytest.approx(
        by_hand, abs=1e-4
    )


@given(c=counts, S_0=st.floats(1, 500), more=st.floats(0, 500), level=st.floats(0.5, 0.99))
def test_coverage_is_the_inverse_of_the_threshold(
    c: Counting, S_0: float, more: float, level: float
) -> None:
    threshold = feldman_cousins_threshold(c, S_0 + more, S_0, confidence_level=level)
    if threshold > 0:
        assert coverage(c, S_0 + more, S_0, threshold) == pytest.approx(level, abs=2e-4)
    else:
        assert coverage(c, S_0 + more, S_0, 0.0) >= level - 2e-4


def test_coverage_of_simulated_experiments() -> None:
    """Random counts, with the fit that any count gets, instead of quantiles."""
    S_0, S = 173.5, 223.5
    n = 6 + np.random.default_rng(3).normal(S, math.sqrt(TALK.total_variance(S)), 2000)
    counts = [replace(TALK, observed=float(x)) for x in n]
    delta = [c.chi2(S) - c.chi2(c.best_physical_signal(S_0)) for c in counts]
    expected = coverage(TALK, S, S_0, 2.7055)
    assert np.mean(np.array(delta) <= 2.7055) == pytest.approx(expected, abs=0.02)


def test_coverage_refuses_a_signal_below_the_boundary() -> None:
    with pytest.raises(ValueError, match="contains the smallest signal"):
        coverage(TALK, 100, 173.5, 2.71)


def test_statistics_only_is_stronger() -> None:
    assert upper_limit(TALK.without_pulls(), 173.5) < upper_limit(TALK, 173.5)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_unbounded_signals_are_infinite(definition: str) -> None:
    """A 90 % uncertain signal outgrows any deviation: C sigma^2 > 1 even for 1.64."""
    vague = Counting(observed=100, variance=100, sigma_signal=0.9)
    assert upper_limit(vague, 100.0, definition=definition) == math.inf


@given(low=st.floats(0.05, 0.9), step=st.floats(0.01, 0.09))
def test_limits_rise_with_the_confidence_level(low: float, step: float) -> None:
    for definition in ("physical", "free", "boundary"):
        weak, strong = (
            upper_limit(TALK, 173.5, confidence_level=level, definition=definition)
            for level in (low, low + step)
        )
        assert weak <= strong


def least_chi2(count: Counting, excess: np.ndarray, S_0: float) -> np.ndarray:
    """Smallest (x - S)^2/(D + (sigma S)^2) over physical signals, on a grid up to 1e12 events."""
    sigma = count.sigma_signal
    D = count.variance + (count.sigma_background * count.background) ** 2
    S = S_0 + np.concatenate([[0.0], np.linspace(0, 300, 6001), np.geomspace(1e-3, 1e12, 4000)])
    grid = np.array([np.min((x - S) ** 2 / (D + (sigma * S) ** 2)) for x in excess])
    # between the nodes of the grid lies a perfect fit, if the excess is physical
    return np.where(excess >= S_0, 0.0, grid)


VAGUE = [
    Counting(observed=0, variance=100.0, sigma_signal=0.5),
    Counting(observed=0, variance=100.0, sigma_signal=0.9),
    Counting(observed=0, variance=400.0, sigma_signal=0.7, background=30, sigma_background=0.4),
    Counting(observed=0, variance=25.0, sigma_signal=1.3),
    TALK,
    Counting(observed=0, variance=100.0),
]


@pytest.mark.parametrize("count", VAGUE)
@pytest.mark.parametrize(("S_0", "more"), [(0.5, 0.0), (0.5, 8.0), (5.0, 1.0), (5.0, 30.0)])
def test_thresholds_of_explicit_minimisation(count: Counting, S_0: float, more: float) -> None:
    """A deficit may be fitted best by a signal so large that its uncertainty covers it.

    Then chi^2 tends to 1/sigma^2 as S grows without bound; that is below the chi^2 at the
    boundary for counts far enough below zero.
    """
    S, n = S_0 + more, 2001
    D = count.variance + (count.sigma_background * count.background) ** 2
    z = ndtri((np.arange(n) + 0.5) / n)
    excess = S + z * math.sqrt(D + (count.sigma_signal * S) ** 2)
    delta = z**2 - least_chi2(count, excess, S_0)
    for level in (0.5, 0.68, 0.9, 0.95, 0.99):
        found = feldman_cousins_threshold(count, S, S_0, confidence_level=level, quantiles=n)
        assert found == pytest.approx(np.quantile(delta, level), rel=1e-6, abs=1e-6)
    for threshold in (0.3, 1.0, 2.7):
        found = coverage(count, S, S_0, threshold, quantiles=n)
        assert found == pytest.approx(np.mean(delta <= threshold), abs=2 / n)


@pytest.mark.parametrize("sigma", [0.7, 0.9, 1.3])
def test_large_signals_matter_for_far_deficits(sigma: float) -> None:
    """So the comparison above would notice if they were left out: thresholds would be lower."""
    count, S_0, n = Counting(observed=0, variance=400.0, sigma_signal=sigma), 0.5, 2001
    z = ndtri((np.arange(n) + 0.5) / n)
    D_0 = 400 + (sigma * S_0) ** 2
    excess = S_0 + z * math.sqrt(D_0)
    at_boundary = np.where(excess >= S_0, 0.0, (excess - S_0) ** 2 / D_0)
    without = np.quantile(z**2 - at_boundary, 0.99)
    found = feldman_cousins_threshold(count, S_0, S_0, confidence_level=0.99, quantiles=n)
    assert found > without * 1.02


def test_coverage_of_random_counts_far_below_the_boundary() -> None:
    """Toys, each with its own minimisation over the grid."""
    count, S_0, S = VAGUE[1], 0.5, 3.0
    x = np.random.default_rng(11).normal(S, math.sqrt(100 + (0.9 * S) ** 2), 4000)
    delta = (x - S) ** 2 / (100 + (0.9 * S) ** 2) - least_chi2(count, x, S_0)
    for threshold in (0.5, 1.6, 2.7):
        expected = np.mean(delta <= threshold)
        assert coverage(count, S, S_0, threshold) == pytest.approx(expected, abs=0.025)


def test_a_feldman_cousins_limit_by_inverting_explicit_thresholds() -> None:
    """The largest S whose Delta chi^2 is below its own threshold, scanned."""
    count, S_0, n = Counting(observed=2, variance=100.0, sigma_signal=0.4), 0.5, 2001
    z = ndtri((np.arange(n) + 0.5) / n)

    def accepted(S: float) -> bool:
        D = 100 + (0.4 * S) ** 2
        delta = z**2 - least_chi2(count, S + z * math.sqrt(D), S_0)
        observed = (2 - S) ** 2 / D - least_chi2(count, np.array([2.0]), S_0)[0]
        return bool(observed <= np.quantile(delta, 0.90))

    limit = upper_limit(count, S_0, definition="feldman_cousins")
    assert accepted(0.995 * limit)
    assert not accepted(1.005 * limit)
