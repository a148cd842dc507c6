"""Repeated experiments: deterministic outcomes against random ones, and the band of a limit."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

import cevns
from cevns.basics.units import mu10
from cevns.inference.assumptions import TALK
from cevns.inference.bands import Band, expected_band, expected_bands
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.counts import Counting
from cevns.inference.intervals import upper_limit
from cevns.inference.moment_count import MomentCount
from cevns.inference.repeated import drawn

CSI = cevns.dataset("coherent-csi", assumptions=TALK, prescription="profiled")
CONUS = cevns.dataset("conus", assumptions=TALK, prescription="profiled")


def test_probable_counts_have_mean_and_variance_of_the_printed_chi2() -> None:
    n = np.array([c.observed for c in CSI.counting.possible(173.0, 20_001).counts])
    assert n.mean() == pytest.approx(173 + 6, abs=0.01)
    assert n.var() == pytest.approx(958 + (0.28 * 173) ** 2 + 1.5**2, rel=1e-3, abs=0)


@pytest.mark.parametrize("data", [CSI, CONUS], ids=lambda d: d.name)
def test_band_of_one_count_against_random_experiments(data: cevns.DataSet) -> None:
    """Pulls and count drawn one by one, and the limit of each experiment by its own."""
    count, N = data.counting, data.signal.sm_total
    rng = np.random.default_rng(5)
    limits = []
    for _ in range(4000):
        signal = N * (1 + count.sigma_signal * rng.standard_normal())
        background = count.background * (1 + count.sigma_background * rng.standard_normal())
        n = signal + background + math.sqrt(count.variance) * rng.standard_normal()
        limits.append(upper_limit(replace(count, observed=n), N) - N)
    moduli = mu10 * np.sqrt(np.array(limits) / data.along("Lambda_2").per_mu10)
    band = expected_band(data, "Lambda_2")
    assert band == pytest.approx(np.quantile(moduli, [0.16, 0.84]), rel=0.02, abs=0)


@pytest.mark.parametrize("prescription", ["profiled", "statistical"])
def test_about_a_fifth_either_way(prescription: str) -> None:
    """z = 0.994 off: S_max solves (d - S)^2 = C (V + sigma^2 S^2), C = chi^2(N) + 2.71."""
    data = CONUS.under(prescription=prescription)
    band, limit = expected_band(data, "Lambda_1"), data.limit("Lambda_1")
    low, high = {"profiled": (0.784, 1.267), "statistical": (0.751, 1.267)}[prescription]
    assert band.low / limit == pytest.approx(low, abs=0.001)
    assert band.high / limit == pytest.approx(high, abs=0.001)


@pytest.mark.parametrize("fractions", [(0.16, 0.84), (0.1, 0.9), (0.3, 0.5)])
def test_ends_of_a_band_are_the_fractions_asked_for(fractions: tuple[float, float]) -> None:
    """Of one Gaussian count each is the limit that a count at this quantile sets."""
    count, N = CONUS.counting, CONUS.signal.sm_total
    assert isinstance(count, Counting)
    deviation = NormalDist(N, math.sqrt(float(count.total_variance(N))))
    found = [replace(count, observed=deviation.inv_cdf(share)) for share in fractions]
    rooms = np.array([upper_limit(one, N) - N for one in found])
    ends = mu10 * np.sqrt(rooms / CONUS.along("Lambda_1").per_mu10)
    band = expected_band(CONUS, "Lambda_1", fractions=fractions)
    assert band == pytest.approx(ends, rel=5e-4, abs=0)


def test_moments_of_one_count_have_the_same_band() -> None:
    bands, limits = expected_bands(CONUS), CONUS.limits()
    ratios = [[end / limit for end in b] for b, limit in zip(bands.values(), limits, strict=True)]
    for ratio in ratios[1:]:
        assert ratio == pytest.approx(ratios[0], rel=1e-12, abs=0)


def test_flavour_moments_and_experiments_by_the_general_route() -> None:
    """One count again, by way of regions: mu_mu sees Lambda_tau and Lambda_e alike."""
    band = expected_band(CONUS, "Lambda_mu")
    assert [end / CONUS.limit("Lambda_mu") for end in band] == pytest.approx(
        [0.784, 1.267], abs=0.001
    )
    assert expected_band(CONUS, "Lambda_1", phases="averaged") == pytest.approx(
        expected_band(CONUS, "Lambda_1"), rel=1e-9, abs=0
    )
    with_defaults = cevns.dataset("conus")
    assert expected_band(cevns.experiment("conus"), "Lambda_1") == expected_band(
        with_defaults, "Lambda_1"
    )


def test_an_unseen_moment_has_no_band() -> None:
    assert expected_band(CONUS, "Lambda_1", others="profiled") == (math.inf, math.inf)
    assert expected_band(CONUS, "Lambda_e") == (math.inf, math.inf)


def test_combination_of_one_count_has_its_band_within_the_noise_of_toys() -> None:
    one = cevns.combine("conus", assumptions=TALK, prescription="profiled")
    band = expected_band(one, "Lambda_1", toys=1500)
    assert band == pytest.approx(expected_band(CONUS, "Lambda_1"), rel=0.06, abs=0)


def test_drawn_counts_share_the_flux() -> None:
    """Correlation of two counts with pulls of 0.2 in all, 0.16 of them in common."""
    counts = tuple(
        MomentCount(
            name=name,
            source="sns",
            sm=1000.0,
            n_e=1.0,
            n_mu=2.0,
            counting=Counting(observed=0, variance=1000.0, sigma_signal=0.2, background=b),
        )
        for name, b in (("a", 0.0), ("b", 50.0))
    )
    together = Combination(counts=counts, shared={"sns": 0.16})
    rng = np.random.default_rng(3)
    toys = [drawn(together, rng, 100.0, 50.0) for _ in range(4000)]
    n = np.array([[c.counting.observed for c in t.counts] for t in toys]).T
    S, D = 1200.0, 1000 + (0.2 * 1200) ** 2
    assert n.mean(axis=1) == pytest.approx([S, S + 50], rel=0.02, abs=0)
    assert n.var(axis=1) == pytest.approx([D, D], rel=0.08, abs=0)
    assert np.corrcoef(n)[0, 1] == pytest.approx((0.16 * S) ** 2 / D, abs=0.03)
    assert all(t.shared == {"sns": 0.16} for t in toys[:3])


def test_drawn_bins_have_the_mean_of_their_model() -> None:
    bins = PoissonBins(
        name="b",
        source="sns",
        on=(40, 30, 12),
        off=(20, 15, 3),
        sm=(15.0, 12.0, 6.0),
        electron=(1.0, 2.0, 1.0),
        muon=(0.5, 0.0, 1.0),
        background=(3.0, 1.0, 0.0),
        sigma_signal=0.2,
        sigma_background=0.3,
    )
    rng = np.random.default_rng(8)
    toys = [drawn(bins, rng, 2.0, 1.0) for _ in range(4000)]
    on, off = (np.array([getattr(t, what) for t in toys]) for what in ("on", "off"))
    signal = np.array([17.5, 16.0, 9.0])
    beta = bins.steady_state(signal)
    for given, extra, n, m in zip(beta, signal + bins.background, bins.on, bins.off, strict=True):
        # the stationary point of the likelihood of on and off in what both have
        assert n / (extra + given) + m / given == pytest.approx(2, rel=1e-9, abs=0)
    assert off.mean(axis=0) == pytest.approx(beta, rel=0.03, abs=0)
    assert on.mean(axis=0) == pytest.approx(signal + bins.background + beta, rel=0.03, abs=0)
    assert np.cov(on.T)[0, 1] == pytest.approx(0.04 * 17.5 * 16.0 + 0.09 * 3.0, rel=0.25, abs=0)


def test_the_same_seed_gives_the_same_band() -> None:
    together = cevns.combine("conus", "coherent-csi", assumptions=TALK, prescription="profiled")
    first, again = (expected_band(together, "Lambda_3", toys=30) for _ in range(2))
    assert first == again
    assert isinstance(first, Band)
    assert first != expected_band(together, "Lambda_3", toys=30, seed=2)
    assert 0 < first.low < first.high < math.inf


def test_the_talk_has_no_probability() -> None:
    with pytest.raises(ValueError, match="use 'profiled'"):
        expected_band(CONUS, "Lambda_1", prescription="talk")
    talk = cevns.combine("conus", "miner", assumptions=TALK)
    with pytest.raises(ValueError, match="use 'profiled'"):
        expected_band(talk, "Lambda_1")


def test_a_combination_whose_toys_exclude_the_standard_model_has_a_finite_band() -> None:
    together = cevns.combine(
        "coherent-hpge",
        "coherent-lar",
        "conus",
        "miner",
        assumptions=TALK,
        prescription="profiled",
    )
    band = expected_band(together, "Lambda_1", toys=60)
    limit = together.limit("Lambda_1")
    assert 0.5 < band.low / limit < 1 < band.high / limit < 1.8
