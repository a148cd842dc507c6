"""Few events: the published Feldman-Cousins table, on and off counts, zero events, small b."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from iminuit import Minuit
from scipy.stats import norm, poisson

import cevns
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.measurement import ExpectedCount, ObservedCount, PoissonCount
from cevns.inference.bands import expected_band
from cevns.inference.counts import (
    FEW,
    Counting,
    DifferenceCounting,
    PoissonCounting,
    counting,
    gaussian_count,
    poisson_count,
)
from cevns.inference.intervals import (
    Interval,
    coverage,
    delta_chi2,
    feldman_cousins,
    feldman_cousins_threshold,
    upper_limit,
)
from cevns.inference.moment_count import MomentCount
from cevns.inference.poisson import on_off
from cevns.inference.published_intervals import feldman_cousins_1998

PUBLISHED = feldman_cousins_1998()
SMOOTHED = {(0, 2.0): 2.4, (0, 3.0): 3.5, (0, 5.0): 5.3, (1, 5.0): 5.0}
"""Where the published upper end is that of a larger background, about so large."""


@pytest.mark.parametrize(("n", "b"), set(PUBLISHED) - set(SMOOTHED))
def test_the_table_of_feldman_and_cousins(n: int, b: float) -> None:
    found = feldman_cousins(PoissonCounting(on=n, background=b), 0.0)
    assert found == pytest.approx(PUBLISHED[n, b], abs=0.011)


@pytest.mark.parametrize(("n", "b"), SMOOTHED)
def test_where_the_published_table_is_smoothed(n: int, b: float) -> None:
    """To the largest upper end of any larger background: the ends jump up and fall off again."""
    found = feldman_cousins(PoissonCounting(on=n, background=b), 0.0)
    assert found.high < PUBLISHED[n, b].high - 0.02
    larger = SMOOTHED[n, b] + np.arange(-4, 9) * 0.0125
    ends = [feldman_cousins(PoissonCounting(on=n, background=x), 0.0).high for x in larger]
    assert max(ends) == pytest.approx(PUBLISHED[n, b].high, abs=0.025)


def test_zero_events_over_three_unsmoothed() -> None:
    found = feldman_cousins(PoissonCounting(on=0, background=3.0), 0.0)
    assert found.high == pytest.approx(0.95, abs=6e-3)


@pytest.mark.parametrize(("b", "mu"), [(3.0, 0.5), (3.0, 2.0), (0.5, 4.0), (6.0, 11.0)])
def test_accepted_counts_by_the_ordering_of_the_paper(b: float, mu: float) -> None:
    """Counts in the order of P(n | mu + b) / P(n | best + b), until they sum to 90 %."""
    n = np.arange(60)
    p = poisson.pmf(n, mu + b)
    ratio = p / poisson.pmf(n, np.maximum(0.0, n - b) + b)
    order = np.argsort(-ratio, kind="stable")
    accepted = set(n[order[: np.searchsorted(np.cumsum(p[order]), 0.90) + 1]])
    one = PoissonCounting(on=0, background=b)
    threshold = feldman_cousins_threshold(one, mu, 0.0)
    for k in range(40):
        count = replace(one, on=k)
        delta = float(count.chi2(mu) - count.chi2(count.best_physical_signal(0.0)))
        assert (delta <= threshold + 1e-9) == (k in accepted)
    assert coverage(one, mu, 0.0, threshold) == pytest.approx(p[list(accepted)].sum(), abs=1e-9)
    assert coverage(one, mu, 0.0, threshold) >= 0.90


def test_the_gaussian_construction_is_no_substitute() -> None:
    """0.72 where Feldman and Cousins have 1.94, 2.51 for 3.86, with the printed variance n + b."""
    for n, poor, good in ((0, 0.72, 1.94), (1, 2.51, 3.86)):
        gauss = Counting(observed=n, background=0.5, variance=n + 0.5)
        few = PoissonCounting(on=n, background=0.5)
        for count, end in ((gauss, poor), (few, good)):
            found = upper_limit(count, 0.0, definition="feldman_cousins")
            assert found == pytest.approx(end, abs=0.011)


def deviance(n: float, mu: float) -> float:
    return 2 * (mu - n + (n * math.log(n / mu) if n else 0.0))


@pytest.mark.parametrize(("on", "off", "tau"), [(6, 8, 4.0), (0, 3, 1.0), (4, 0, 2.0), (9, 5, 0.5)])
@pytest.mark.parametrize("S", [0.5, 3.0, 12.0])
@pytest.mark.parametrize("pull", ["gaussian", "log_normal"])
def test_chi2_against_minuit(on: int, off: int, tau: float, S: float, pull: str) -> None:
    """Three nuisances: a scale of the signal, one of a background, what there is off the source."""
    count = PoissonCounting(
        on=on, off=off, tau=tau, background=1.5, sigma_signal=0.3, sigma_background=0.4, pull=pull
    )
    s = math.sqrt(math.log1p(0.3**2))

    def cost(a: float, c: float, beta: float) -> float:
        scale = math.exp(s * a) if pull == "log_normal" else 1 + 0.3 * a
        mean = scale * S + 1.5 * (1 + c) + beta
        return a**2 + (c / 0.4) ** 2 + deviance(on, mean) + deviance(off, tau * beta)

    minuit = Minuit(cost, a=0.1, c=0.0, beta=(off + 0.1) / tau)
    minuit.errordef, minuit.strategy, minuit.tol = 1, 2, 1e-5
    minuit.limits["beta"], minuit.limits["c"], minuit.limits["a"] = (
        (1e-12, None),
        (-1, 5),
        (-10 / 3, 9),
    )
    minuit.migrad()
    assert float(count.chi2(S)) == pytest.approx(minuit.fval, rel=1e-4, abs=1e-4)
    assert float(count.chi2(S)) <= minuit.fval + 1e-9


def test_known_background_by_hand() -> None:
    """2 (mu - n + n ln(n/mu)) of the sum; zero events cost twice what is expected."""
    assert float(PoissonCounting(on=4, background=1.0).chi2(6.0)) == pytest.approx(
        deviance(4, 7.0), rel=1e-12, abs=0
    )
    assert float(PoissonCounting(on=0, background=0.5).chi2(2.0)) == pytest.approx(
        5.0, rel=1e-12, abs=0
    )
    nothing = PoissonCounting(on=0)
    assert upper_limit(nothing, 0.0) == pytest.approx(delta_chi2(0.90, 1) / 2, rel=1e-9, abs=0)
    assert nothing.excess == nothing.variance == 0


few = st.builds(
    PoissonCounting,
    on=st.integers(0, 25),
    background=st.just(0.0) | st.floats(0.01, 8),
    off=st.integers(0, 20),
    tau=st.floats(0.3, 6),
    sigma_signal=st.just(0.0) | st.floats(0.02, 0.5),
    sigma_background=st.just(0.0) | st.floats(0.02, 0.5),
    pull=st.sampled_from(["gaussian", "log_normal"]),
)


@given(c=few, C=st.floats(0.2, 12))
def test_upper_signal_is_where_chi2_reaches_its_maximum(c: PoissonCounting, C: float) -> None:
    S = c.upper_signal(C)
    if math.inf == S:
        assert c.pull == "gaussian"
        assert c.chi2_at_infinity <= C
    elif -math.inf == S:
        assert float(c.chi2(max(c.excess, 0.0))) > C
    else:
        assert float(c.chi2(S)) == pytest.approx(C, rel=1e-5, abs=1e-6)
        assert float(c.chi2(1.01 * S + 0.01)) >= C - 1e-6


@given(c=few)
def test_chi2_falls_to_the_best_signal_and_grows_from_it(c: PoissonCounting) -> None:
    S = np.linspace(0, 60, 121)
    chi2 = c.chi2(S)
    change = np.diff(chi2)
    assert (change[S[1:] <= c.excess] <= 1e-7).all()
    assert (change[S[:-1] >= c.excess] >= -1e-7).all()
    assert c.grows_from(max(c.excess, 0.0))


def test_a_signal_without_bound() -> None:
    """Its scale comes to nothing, at the price of 1/sigma^2 and what the background costs."""
    vague = PoissonCounting(on=3, background=5.0, sigma_signal=0.5)
    assert vague.chi2_at_infinity == pytest.approx(4 + deviance(3, 5.0), rel=1e-9, abs=0)
    assert float(vague.chi2(1e9)) == pytest.approx(vague.chi2_at_infinity, rel=1e-4, abs=0)
    assert math.isinf(replace(vague, pull="log_normal").chi2_at_infinity)
    assert upper_limit(replace(vague, on=9, sigma_signal=0.9), 1.0) == math.inf


def test_outcomes_have_the_probabilities_of_their_model() -> None:
    """An off measurement, and a Gaussian scale: means and correlation of what may be counted."""
    count = PoissonCounting(on=10, off=12, tau=3.0, background=1.0, sigma_signal=0.2)
    counts, probability = count.possible(5.0)
    assert probability is not None
    assert probability.sum() == pytest.approx(1, abs=1e-6)
    on, off = (np.array([getattr(c, what) for c in counts]) for what in ("on", "off"))
    # what fits best off the source solves 10/(6 + beta) + 12/beta = 4
    beta = float(np.average(off, weights=probability)) / 3
    assert 10 / (6 + beta) + 12 / beta == pytest.approx(4, abs=1e-6)
    mean = np.average(on, weights=probability)
    assert mean == pytest.approx(6 + beta, abs=1e-3)
    variance = np.average((on - mean) ** 2, weights=probability)
    assert variance == pytest.approx(6 + beta + 1.0, rel=0.02, abs=0)


def test_random_outcomes_agree_with_all_of_them() -> None:
    count = PoissonCounting(on=10, off=12, tau=3.0, background=2.0, sigma_background=0.4)
    rng = np.random.default_rng(2)
    toys = [count.drawn(5.0, rng) for _ in range(3000)]
    counts, probability = count.possible(5.0)
    for what in ("on", "off"):
        drawn = [getattr(c, what) for c in toys]
        every = [getattr(c, what) for c in counts]
        mean = np.average(every, weights=probability)
        assert np.mean(drawn) == pytest.approx(mean, abs=0.25)
        spread = np.average((np.array(every) - mean) ** 2, weights=probability)
        assert np.var(drawn) == pytest.approx(spread, rel=0.12, abs=0)


def test_the_interval_covers_with_an_uncertain_background() -> None:
    """What the construction accepts is at least 90 % of what happens, for every true signal."""
    one = PoissonCounting(on=4, background=2.0, sigma_background=0.5)
    for S in (0.0, 1.0, 4.0):
        threshold = feldman_cousins_threshold(one, S, 0.0)
        rng = np.random.default_rng(7)
        inside = 0
        for _ in range(600):
            toy = one.drawn(S, rng)
            delta = float(toy.chi2(S) - toy.chi2(toy.best_physical_signal(0.0)))
            inside += delta <= threshold + 1e-9
        assert inside / 600 > 0.90 - 3 * math.sqrt(0.09 / 600)


def test_an_uncertain_background_weakens_the_limit() -> None:
    known = PoissonCounting(on=5, background=4.0)
    ends = [
        feldman_cousins(replace(known, sigma_background=sigma), 0.0).high for sigma in (0.0, 0.5)
    ]
    assert ends[0] == pytest.approx(5.99, abs=0.011)
    assert ends[1] > ends[0]
    precise = PoissonCounting(on=5, off=400, tau=100.0)
    assert upper_limit(precise, 0.0) == pytest.approx(upper_limit(known, 0.0), rel=0.01, abs=0)


def test_many_events_are_gaussian() -> None:
    """Poisson and Gaussian limits meet, and the excess differs by z^2/3 on the way."""
    z2 = delta_chi2(0.90, 1)
    for n in (100, 10_000):
        exact = upper_limit(PoissonCounting(on=n), 0.0) - n
        gauss = upper_limit(Counting(observed=n, variance=n), 0.0) - n
        assert exact - gauss == pytest.approx(z2 / 3, abs=0.1)
    on_off = PoissonCounting(on=5470, off=4050, tau=1.0)
    gauss = Counting(observed=1420, variance=5470 + 4050)
    assert upper_limit(on_off, 0.0) == pytest.approx(upper_limit(gauss, 0.0), rel=5e-4, abs=0)


def test_few_is_where_a_moment_would_move_by_five_per_cent() -> None:
    """Without systematics, at 90 %: the moment grows as the root of the excess."""
    for n, less in ((FEW, 0.05), (FEW / 3, 0.085)):
        exact = upper_limit(PoissonCounting(on=n), n) - n
        gauss = upper_limit(Counting(observed=n, variance=n), n) - n
        assert math.sqrt(exact / gauss) - 1 == pytest.approx(less, abs=0.007)


def test_small_counts_are_judged_by_poisson() -> None:
    observed = ObservedCount(
        observed=20, prompt_neutrons=1, steady_state=4, sigma_signal=0.1, sigma_background=0.2
    )
    assert observed.variance == 28
    found = counting(observed, 15.0)
    assert found == PoissonCounting(
        on=24, off=4, tau=1.0, background=1, sigma_signal=0.1, sigma_background=0.2
    )
    assert isinstance(counting(replace(observed, steady_state=6), 15.0), Counting)
    assert isinstance(counting(observed, 15.0, "talk"), PoissonCounting)
    assert counting(observed, 15.0, "statistical").sigma_signal == 0
    plan = ExpectedCount(sigma_stat=0.5, sigma_sys=0.2)
    assert counting(plan, 12.0) == PoissonCounting(on=18, background=6, sigma_signal=0.2)
    assert isinstance(counting(plan, 30.0), Counting)
    assert isinstance(counting(plan, 12.0, "talk"), DifferenceCounting)
    for kind in (gaussian_count, poisson_count):
        assert kind(plan, 12.0, pull="log_normal").pull == "log_normal"
        assert kind(observed, 12.0).excess == 19
    with pytest.raises(ValueError, match="no Gaussian count: PoissonCount"):
        gaussian_count(PoissonCount(observed=3), 1.0)


def test_nothing_in_the_catalogue_is_that_small() -> None:
    for (key, setup), e in catalogue().items():
        if e.measurement is not None:
            assert isinstance(cevns.dataset(key, setup).counting, Counting)


def small(observed: float, **more: float) -> cevns.DataSet:
    """A germanium detector of a kilogram for a day at CONUS, and what it counted."""
    conus = cevns.dataset("conus")
    N = conus.signal.sm_total
    data = conus.longer(4.0 / N)  # four events of the Standard Model
    return data.with_measurement(PoissonCount(observed=observed, **more))


def test_limits_of_a_few_events_and_of_none() -> None:
    """Four expected and none seen: a limit, by either definition; by hand for the profile."""
    none = small(0)
    room = 4 + delta_chi2(0.90, 1) / 2 - 4  # chi^2 = 2 S
    H = none.along("Lambda_1").per_mu10
    assert none.limit("Lambda_1") == pytest.approx(mu10 * math.sqrt(room / H), rel=1e-6, abs=0)
    assert none.limit("Lambda_1", definition="feldman_cousins") < none.limit("Lambda_1")
    several = small(5, background=1.0)
    by_count = several.limit("Lambda_1", definition="feldman_cousins")
    interval = feldman_cousins(PoissonCounting(on=5, background=1.0), 4.0)
    assert by_count == pytest.approx(mu10 * math.sqrt((interval.high - 4) / H), rel=1e-6, abs=0)
    by_region = several.limit("Lambda_mu", definition="feldman_cousins")
    assert math.isfinite(by_region)
    region = MomentCount(
        name="few", source="reactor", sm=4.0, n_e=2.0, n_mu=1.0, counting=several.counting
    )
    assert region.best_fit.chi2 == pytest.approx(float(several.counting.chi2(4.0)), rel=1e-9, abs=0)


def test_the_physical_boundary_is_the_standard_model() -> None:
    """An interval with S >= 4 is that of a background 4 higher, moved up by 4."""
    above = feldman_cousins(PoissonCounting(on=6, background=1.0), 4.0)
    shifted = feldman_cousins(PoissonCounting(on=6, background=5.0), 0.0)
    assert above == pytest.approx(Interval(*(end + 4 for end in shifted)), abs=2e-3)


def test_expected_counts_are_judged_at_their_median() -> None:
    mean = PoissonCounting(on=4.6, background=1.0)
    assert mean.typical().on == poisson.median(4.6) == 4
    assert replace(mean, on=4.75).typical().on == poisson.median(4.75) == 5
    assert mean.typical().typical() == mean.typical()
    assert feldman_cousins(mean, 3.6) == feldman_cousins(replace(mean, on=4), 3.6)


def test_band_of_a_few_events() -> None:
    """Poisson outcomes of four events, each with its limit: the quantiles by hand."""
    data = small(4).with_measurement(ExpectedCount(sigma_stat=0.0, sigma_sys=0.0))
    n = np.arange(30)
    moduli = np.array(
        [math.sqrt(upper_limit(PoissonCounting(on=k), 4.0) - 4) for k in n]
    ) / math.sqrt(data.along("Lambda_1").per_mu10)
    below = np.cumsum(poisson.pmf(n, 4.0))
    ends = [mu10 * moduli[np.searchsorted(below, share)] for share in (0.16, 0.84)]
    assert expected_band(data, "Lambda_1") == pytest.approx(ends, rel=1e-6, abs=0)


def test_measurements_know_their_variance() -> None:
    """A background enters once, and twice if it was subtracted; a net count may be negative."""
    net = ObservedCount(
        observed=-3, prompt_neutrons=2, steady_state=10, sigma_signal=0, sigma_background=0
    )
    assert net.variance == 17  # 7 on, 10 off
    assert net.background_variance == 22
    assert replace(net, printed_variance=True).variance == 19
    assert gaussian_count(net, 1.0).excess == -5
    assert poisson_count(net, 1.0).on == 7
    with pytest.raises(ValueError, match=r"observed = -11 events must be .*>= -10.*before the sub"):
        replace(net, observed=-11)
    few = PoissonCount(observed=7, background=2, off=20, off_exposure=2.0)
    assert few.variance == 12
    assert few.background_variance == 2 + 10 * 1.5
    assert few.longer(2.0) == replace(few, observed=14, background=4, off=40)
    with pytest.raises(ValueError, match="need an off_exposure"):
        PoissonCount(observed=1, off=3)
    with pytest.raises(ValueError, match="off_exposure = 0 must be finite and > 0"):
        PoissonCount(observed=1, off=3, off_exposure=0.0)
    for wrong in ({"tau": 0.0}, {"off": 2.0}):
        with pytest.raises(ValueError, match="tau ="):
            PoissonCounting(on=1, **wrong)


def test_the_talk_counts_the_neutrons_twice() -> None:
    talk = cevns.experiment("coherent-csi").measurement
    assert isinstance(talk, ObservedCount)
    assert talk.variance == 958
    assert replace(talk, printed_variance=False).variance == 547 + 405


def test_quantiles_of_a_count_that_stands_for_many() -> None:
    """On and off, no systematics: the construction is the Gaussian one for many events."""
    on_off = PoissonCounting(on=900, off=400, tau=1.0)
    gauss = Counting(observed=500, variance=1300.0)
    for S in (480.0, 560.0):
        exact, normal = (coverage(c, S, 480.0, 1.9) for c in (on_off, gauss))
        assert exact == pytest.approx(normal, abs=0.012)
    assert norm.cdf(1.9**0.5) == pytest.approx(coverage(gauss, 480.0, 480.0, 1.9), abs=1e-3)


@pytest.mark.parametrize("tau", [0.5, 1.0, 3.0, math.inf])
def test_derivatives_of_counts_on_and_off(tau: float) -> None:
    """Against differences, for exposures off the source other than that on it."""
    on, t, h = np.array([7.0, 0.0, 12.0]), np.array([2.0, 3.0, 20.0]), 1e-4
    off = np.zeros(3) if math.isinf(tau) else np.array([9.0, 4.0, 1.0])
    low, here, high = (on_off(t + step, on, off, tau) for step in (-h, 0.0, h))
    np.testing.assert_allclose(here.slope, (high.chi2 - low.chi2) / (2 * h), rtol=1e-6)
    np.testing.assert_allclose(
        here.curvature, (high.slope - low.slope) / (2 * h), rtol=1e-5, atol=1e-9
    )


def test_variances_of_a_small_count() -> None:
    """Counts off the source enter with the square of their weight; b and its uncertainty too."""
    count = PoissonCounting(on=9, off=20, tau=4.0, background=3.0, sigma_background=0.5)
    assert count.variance == 9 + 20 / 16
    assert count.fixed_variance == count.variance + 1.5**2
    assert (count.observed, count.excess) == (4, 1)
    beta = 20 / 4  # at the signal that fits best, 1, on and off agree
    assert float(count.total_variance(1.0)) == pytest.approx(
        1 + 3 + beta * (1 + 1 / 4) + 1.5**2, rel=1e-12, abs=0
    )
