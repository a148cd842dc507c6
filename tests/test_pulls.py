"""Shapes of a pull: against iminuit, against explicit minimisation, and what they do to limits."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from iminuit import Minuit

import cevns
from cevns.basics.units import mu10
from cevns.inference.assumptions import TALK
from cevns.inference.bands import expected_band
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.counts import Counting, DifferenceCounting
from cevns.inference.exposure import allowed_share, allowed_share_floor
from cevns.inference.intervals import coverage, delta_chi2, feldman_cousins_threshold, upper_limit
from cevns.inference.moment_count import MomentCount
from cevns.inference.pulls import PULLS

CSI = cevns.dataset("coherent-csi", assumptions=TALK, prescription="profiled")
NARROW = math.sqrt(math.log(1 + 0.28**2))

log_normal = st.builds(
    Counting,
    observed=st.floats(-50, 1000),
    background=st.floats(0, 100),
    variance=st.floats(10, 3000),
    sigma_signal=st.floats(0.02, 0.8),
    sigma_background=st.floats(0.01, 0.5),
    pull=st.just("log_normal"),
)


def least(c: Counting, S: float) -> float:
    """Smallest chi^2 over a fine grid of the pull, then closer around it."""
    s = math.sqrt(math.log1p(c.sigma_signal**2))
    width = 1 + math.sqrt((c.excess - S) ** 2 / c.fixed_variance)  # farther costs more
    a = np.linspace(-width, min(width, 300 / s), 24001)
    for _ in range(4):
        cost = (c.excess - S * np.exp(s * a)) ** 2 / c.fixed_variance + a**2
        i = int(np.argmin(cost))
        a = np.linspace(a[max(i - 1, 0)], a[min(i + 1, len(a) - 1)], 201)
    return float(cost.min())


@given(c=log_normal, S=st.floats(0.5, 5000))
def test_log_normal_chi2_by_explicit_minimisation(c: Counting, S: float) -> None:
    assert float(c.chi2(S)) == pytest.approx(least(c, S), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("S", [20.0, 136.0, 173.0, 290.0, 800.0])
@pytest.mark.parametrize("sigma", [0.1, 0.28, 0.6])
def test_log_normal_pulls_against_minuit(S: float, sigma: float) -> None:
    """Both pulls free, that of the signal in the exponent."""
    c = replace(CSI.counting, sigma_signal=sigma, pull="log_normal")
    s = math.sqrt(math.log1p(c.sigma_signal**2))

    def cost(a_1: float, a_2: float) -> float:
        left = c.observed - S * math.exp(s * a_1) - c.background * (1 + a_2)
        return left**2 / c.variance + a_1**2 + (a_2 / c.sigma_background) ** 2

    minuit = Minuit(cost, a_1=0, a_2=0)
    minuit.errordef, minuit.strategy, minuit.tol = 1, 2, 1e-5
    minuit.migrad()
    assert float(c.chi2(S)) == pytest.approx(minuit.fval, rel=1e-5, abs=1e-5)
    pulls = c.pulls(S)
    at_ours = cost(math.log1p(float(pulls.signal)) / s, float(pulls.background))
    assert at_ours == pytest.approx(float(c.chi2(S)), rel=1e-9, abs=1e-10)


def test_two_minima_are_both_found() -> None:
    """A hundred times as many events as expected, precisely counted: the pull grows up to them."""
    c = Counting(observed=10_000, variance=10_000.0, sigma_signal=0.5, pull="log_normal")
    assert float(c.chi2(100.0)) == pytest.approx(least(c, 100.0), rel=1e-8, abs=0)
    assert float(c.chi2(100.0)) < 0.01 * (10_000 - 100) ** 2 / 10_000


@given(c=log_normal, C=st.floats(0.01, 30))
def test_largest_signal_with_a_log_normal_pull(c: Counting, C: float) -> None:
    S = c.upper_signal(C)
    assume(S > 0 and c.excess + math.sqrt(C * c.fixed_variance) > 1e-6)
    assert math.isfinite(S)
    assert float(c.chi2(S)) == pytest.approx(C, rel=1e-6, abs=1e-8)
    assert float(c.chi2(S * 1.001)) > C


def test_no_signal_fits_far_below_zero() -> None:
    c = Counting(observed=-100, variance=100.0, sigma_signal=0.3, pull="log_normal")
    assert c.upper_signal(2.7) == pytest.approx(-100 + math.sqrt(270), rel=1e-12, abs=0)
    assert c.grows_from(0.0)
    assert not replace(c, pull="gaussian").grows_from(0.0)


def test_the_factor_has_the_relative_uncertainty_it_is_given() -> None:
    """Median 1, and standard deviation over mean 0.28."""
    z = np.random.default_rng(1).standard_normal(400_000)
    factor = PULLS["log_normal"].drawn(z, 0.28)
    assert np.median(factor) == pytest.approx(1, abs=3e-3)
    assert factor.std() / factor.mean() == pytest.approx(0.28, abs=2e-3)
    gaussian = PULLS["gaussian"].drawn(z, 0.28)
    assert gaussian.std() / gaussian.mean() == pytest.approx(0.28, abs=2e-3)


def test_limits_of_the_first_coherent_count() -> None:
    """28 % in the exponent; with the background once in the variance 35.4, 33.1, 35.8."""
    assert (CSI.limits() / mu10).round(1).tolist() == [43.5, 40.6, 44.0]
    assert (CSI.limits(pull="log_normal") / mu10).round(1).tolist() == [35.5, 33.1, 35.9]
    once = CSI.with_measurement(replace(CSI.measurement, printed_variance=False))
    assert (once.limits(pull="log_normal") / mu10).round(1).tolist() == [35.4, 33.1, 35.8]
    by_hand = 173.0 * math.exp(-NARROW * 2.0)  # two standard deviations down
    one = replace(CSI.counting, observed=by_hand + 6, variance=1e-9, sigma_background=0.0)
    assert float(replace(one, pull="log_normal").chi2(173.0)) == pytest.approx(4, rel=1e-6, abs=0)


def test_floor_of_a_fifth() -> None:
    """exp(1.645 sqrt(ln 1.04)) - 1 instead of 1/(1 - 0.329) - 1."""
    assert allowed_share_floor(0.2) == pytest.approx(0.4902, abs=1e-4)
    assert allowed_share_floor(0.2, pull="log_normal") == pytest.approx(0.3851, abs=1e-4)
    expected = cevns.dataset("conus").measurement
    for pull in PULLS:
        endless = allowed_share(expected, 1e12, pull=pull)
        assert endless == pytest.approx(allowed_share_floor(0.2, pull=pull), rel=1e-4, abs=0)
    assert math.isinf(allowed_share_floor(0.7))
    assert math.isfinite(allowed_share_floor(0.7, pull="log_normal"))


def test_no_ceiling() -> None:
    """A signal without bound is excluded at any level: chi^2 grows as the square of its log."""
    count = CSI.under(pull="log_normal").counting
    assert math.isinf(count.chi2_at_infinity)
    # the pull brings it down to what was seen, nearly
    assert float(count.chi2(1e9)) == pytest.approx(
        (math.log(1e9 / 136) / NARROW) ** 2, rel=0.15, abs=0
    )
    assert math.isfinite(CSI.limit("Lambda_1", pull="log_normal", confidence_level=0.9999))
    assert math.isinf(CSI.limit("Lambda_1", confidence_level=0.9999))


@pytest.mark.parametrize("pull", PULLS)
def test_pull_on_the_difference_only(pull: str) -> None:
    """The talk's chi^2, with either shape: nothing but S - n is scaled."""
    count = DifferenceCounting(observed=100, variance=120.0, sigma_signal=0.3, pull=pull)
    same = Counting(observed=0, variance=120.0, sigma_signal=0.3, pull=pull)
    for S in (60.0, 100.0, 130.0):
        assert float(count.chi2(S)) == pytest.approx(
            float(same.chi2(abs(S - 100))), rel=1e-12, abs=1e-14
        )
    C = delta_chi2(0.90, 1)
    assert count.upper_signal(C) - 100 == pytest.approx(same.upper_signal(C), rel=1e-12, abs=0)


def counted(name: str, sigma: float, pull: str = "log_normal") -> MomentCount:
    count = Counting(observed=110, variance=150.0, sigma_signal=sigma, pull=pull)
    return MomentCount(name=name, source="sns", sm=100.0, n_e=1.0, n_mu=2.0, counting=count)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (20.0, 0.0), (0.0, 60.0), (300.0, 500.0)])
def test_a_log_normal_flux_shared_by_two_counts_against_minuit(x: float, y: float) -> None:
    counts = (counted("a", 0.3), replace(counted("b", 0.2), n_e=3.0))
    together = Combination(counts=counts, shared={"sns": 0.15})
    common = math.sqrt(math.log1p(0.15**2))

    def cost(a: float, a_1: float, a_2: float) -> float:
        total = a**2 + a_1**2 + a_2**2
        for c, own in zip(counts, (a_1, a_2), strict=True):
            s = math.sqrt(math.log1p(c.counting.sigma_signal**2) - common**2)
            S = 100 + c.n_e * x + c.n_mu * y
            total += (110 - S * math.exp(common * a + s * own)) ** 2 / 150
        return total

    minuit = Minuit(cost, a=0, a_1=0, a_2=0)
    minuit.errordef, minuit.strategy, minuit.tol = 1, 2, 1e-5
    minuit.migrad()
    found = float(together.chi2_mu10(np.array(x), np.array(y)))
    assert found == pytest.approx(minuit.fval, rel=1e-5, abs=1e-6)
    grid = together.chi2_mu10(np.array([[0.0, x]]), np.array([[0.0], [y]]))
    assert grid.shape == (2, 2)
    assert grid[1, 1] == pytest.approx(found, rel=1e-9, abs=1e-9)


def test_log_normal_counts_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match=r"a: only Gaussian counts can be pooled, .* log-normal"):
        Combination(counts=(counted("a", 0.3), counted("b", 0.2)), pooled=True)


def test_a_common_pull_is_part_of_either_shape() -> None:
    """Of variances for Gaussian pulls, of factors 1 + sigma^2 for log-normal ones."""
    assert PULLS["gaussian"].rest(0.5, 0.3) == pytest.approx(0.4, rel=1e-12, abs=0)
    rest = PULLS["log_normal"].rest(0.5, 0.3)
    assert (1 + rest**2) * (1 + 0.3**2) == pytest.approx(1 + 0.5**2, rel=1e-12, abs=0)
    assert float(PULLS["gaussian"].together(np.array(1.2), np.array(0.9))) == pytest.approx(1.1)
    assert float(PULLS["log_normal"].together(np.array(1.2), np.array(0.9))) == pytest.approx(1.08)


BINS = PoissonBins(
    name="b",
    source="sns",
    on=(40, 30, 5),
    off=(20, 15, 0),
    sm=(15.0, 12.0, 6.0),
    electron=(1.0, 2.0, 1.0),
    muon=(0.5, 0.0, 1.0),
    background=(3.0, 1.0, 0.0),
    sigma_signal=0.3,
    sigma_background=0.25,
    pull="log_normal",
)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (3.0, 0.0), (0.0, 30.0), (40.0, 10.0)])
def test_bins_with_a_log_normal_pull_against_minuit(x: float, y: float) -> None:
    s = math.sqrt(math.log1p(0.3**2))
    signal = BINS.events_mu10(np.array(x), np.array(y))

    def deviance(n: float, mu: float) -> float:
        return 2 * (mu - n + (n * math.log(n / mu) if n else 0.0))

    def cost(a: float, c: float) -> float:
        total = a**2 + (c / 0.25) ** 2
        for n, m, S, b in zip(BINS.on, BINS.off, signal, BINS.background, strict=True):
            t = S * math.exp(s * a) + b * (1 + c)
            beta = (n + m - 2 * t + math.sqrt((n + m - 2 * t) ** 2 + 8 * m * t)) / 4
            total += deviance(n, t + beta) + (deviance(m, beta) if m else 2 * beta)
        return total

    minuit = Minuit(cost, a=0, c=0)
    minuit.errordef, minuit.strategy, minuit.tol = 1, 2, 1e-5
    minuit.limits["c"] = (-1, None)
    minuit.migrad()
    found = float(BINS.chi2_mu10(np.array(x), np.array(y)))
    assert found == pytest.approx(minuit.fval, rel=1e-5, abs=1e-5)


def test_bins_reach_as_far_as_their_chi2_allows() -> None:
    best = BINS.best_fit
    for x, y in ((1.0, 0.0), (0.0, 1.0), (0.5, 0.5)):
        s = BINS.reach(np.array([x]), np.array([y]), best.chi2 + 2.7)[0]
        assert float(BINS.chi2_mu10(s * x, s * y)) == pytest.approx(
            best.chi2 + 2.7, rel=1e-6, abs=0
        )
    grid = np.linspace(0, 60, 61)
    values = BINS.chi2_mu10(*np.meshgrid(grid, grid))
    assert best.chi2 <= values.min() + 1e-9


def test_a_log_normal_pull_strengthens_the_bins() -> None:
    bins = cevns.dataset("coherent-csi@2017-bins")
    gaussian, narrow = (bins.limit("Lambda_1", pull=pull) / mu10 for pull in PULLS)
    assert 0.75 < narrow / gaussian < 0.85


def test_coverage_with_a_log_normal_pull_by_random_experiments() -> None:
    count = replace(CSI.counting, pull="log_normal")
    N, S = 173.0, 260.0
    rng = np.random.default_rng(4)
    scale = np.exp(NARROW * rng.standard_normal(3000))
    seen = S * scale + 6 + math.sqrt(958 + 1.5**2) * rng.standard_normal(3000)
    delta = []
    for n in seen:
        one = replace(count, observed=float(n))
        delta.append(float(one.chi2(S) - one.chi2(one.best_physical_signal(N))))
    share = np.mean(np.array(delta) <= 2.7055)
    assert coverage(count, S, N, 2.7055, quantiles=2001) == pytest.approx(share, abs=0.02)
    threshold = feldman_cousins_threshold(count, S, N, quantiles=2001)
    assert threshold == pytest.approx(np.quantile(delta, 0.90), abs=0.25)


def test_band_with_a_log_normal_pull_by_random_experiments() -> None:
    data = CSI.under(pull="log_normal")
    count, N = data.counting, data.signal.sm_total
    rng = np.random.default_rng(6)
    rooms = []
    for _ in range(3000):
        n = N * math.exp(NARROW * rng.standard_normal()) + 6
        n += math.sqrt(count.fixed_variance) * rng.standard_normal()
        rooms.append(upper_limit(replace(count, observed=n), N) - N)
    moduli = mu10 * np.sqrt(np.array(rooms) / data.along("Lambda_1").per_mu10)
    band = expected_band(data, "Lambda_1")
    assert band == pytest.approx(np.quantile(moduli, [0.16, 0.84]), rel=0.03, abs=0)


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="no pull 'lognormal'; did you mean 'log_normal'"):
        CSI.under(pull="lognormal")
    with pytest.raises(ValueError, match="no pull 'flat'"):
        Counting(observed=1, variance=1.0, pull="flat")
    with pytest.raises(ValueError, match="no pull 'flat'"):
        replace(BINS, pull="flat")
