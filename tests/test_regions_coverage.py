"""How many combinations data measure, and what the thresholds of one and of two cover."""

import math
from dataclasses import replace

import numpy as np
import pytest

import cevns
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.counts import Counting
from cevns.inference.intervals import coverage, delta_chi2
from cevns.inference.moment_chi2 import combinations
from cevns.inference.moment_count import MomentCount
from cevns.inference.regions import boundary, effective_moment_boundary
from cevns.inference.repeated import region_coverage
from cevns.inference.tabulated import tabulated

ONE, TWO = delta_chi2(0.90, 1), delta_chi2(0.90, 2)
SNS = ("coherent-csi", "coherent-hpge", "coherent-lar", "coherent-nai")
REACTORS = ("conus", "connie", "miner", "texono", "red100")


def count(name: str, n_e: float, n_mu: float, sigma: float = 0.0, source: str = "s") -> MomentCount:
    judged = Counting(observed=400.0, variance=400.0, sigma_signal=sigma)
    return MomentCount(name=name, source=source, sm=400.0, n_e=n_e, n_mu=n_mu, counting=judged)


@pytest.mark.parametrize(
    ("names", "k"),
    [
        (("coherent-csi",), 1),
        (("conus",), 1),
        (REACTORS, 1),
        (SNS, 1),
        (("coherent-csi@2017-bins",), 1),
        (("coherent-csi", "conus"), 2),
        (("coherent-csi@2017-bins", "conus"), 2),
        ((*SNS, *REACTORS), 2),
    ],
)
def test_combinations_that_real_data_measure(names: tuple[str, ...], k: int) -> None:
    """Counts at the SNS differ in their shares of either flavour by per cents: one number."""
    for flux in ("shared", "separate"):
        data = cevns.combine(*names, flux=flux).moment_chi2
        assert combinations(data.information) == k


@pytest.mark.parametrize("pull", [0.0, 0.2])
def test_information_is_the_curvature_of_the_expected_chi2(pull: float) -> None:
    """Of counts as the Standard Model expects; half the second derivatives at no moments."""
    counts = (count("a", 3.0, 1.0, pull), count("b", 1.0, 4.0, pull), count("c", 0.0, 2.0, pull))
    for data in (
        counts[0],
        Combination(counts=counts),
        Combination(counts=counts, shared={"s": 0.7 * pull}),
        Combination(counts=counts, pooled=True),
    ):
        h = 1e-3

        def chi2(x: float, y: float, data: Combination | MomentCount = data) -> float:
            return float(data.chi2_mu10(np.array(x), np.array(y)))

        ee, mm, both = chi2(h, 0) / h**2, chi2(0, h) / h**2, chi2(h, h) / h**2
        expected = np.array([[ee, (both - ee - mm) / 2], [(both - ee - mm) / 2, mm]])
        np.testing.assert_allclose(data.information, expected, rtol=2e-3)


def test_information_of_bins_is_that_of_expected_counts() -> None:
    """On and off as expected, so that chi^2 is zero without moments."""
    off, sm, b = np.array([900.0, 400.0]), np.array([300.0, 200.0]), np.array([30.0, 10.0])
    bins = PoissonBins(
        name="b",
        source="sns",
        on=off + sm + b,
        off=off,
        sm=sm,
        electron=(2.0, 0.3),
        muon=(1.0, 3.0),
        background=b,
        sigma_signal=0.1,
        sigma_background=0.3,
    )
    h = 0.03
    ee, mm, both = (
        float(bins.chi2_mu10(np.array(x), np.array(y))) / h**2 for x, y in ((h, 0), (0, h), (h, h))
    )
    expected = np.array([[ee, (both - ee - mm) / 2], [(both - ee - mm) / 2, mm]])
    np.testing.assert_allclose(bins.information, expected, rtol=5e-3)
    empty = replace(
        bins,
        on=(*bins.on, 0),
        off=(*bins.off, 0),
        sm=(*bins.sm, 0.0),
        electron=(*bins.electron, 0.0),
        muon=(*bins.muon, 0.0),
        background=(*bins.background, 0.0),
    )
    np.testing.assert_allclose(empty.information, bins.information, rtol=1e-12)
    assert tabulated(bins, nodes=61, tolerance=1e-2).information is not None


def test_told_apart_by_the_angle_between_responses() -> None:
    """Orthogonal responses are two; equal ones one; between them 2 C (1 - cos) >= 1 decides."""
    assert combinations(np.eye(2)) == 2
    assert combinations(np.ones((2, 2))) == 1
    assert combinations(np.diag([3.0, 0.0])) == 1
    edge = 1 - 1 / (2 * ONE)
    for cosine, k in ((edge + 1e-3, 1), (edge - 1e-3, 2)):
        F = np.array([[4.0, 2 * 30 * cosine], [2 * 30 * cosine, 900.0]])
        assert combinations(F) == combinations(1e7 * F) == k


@pytest.mark.parametrize(("threshold", "low", "high"), [(ONE, 0.90, 0.951), (TWO, 0.967, 0.985)])
def test_a_single_count_is_one_number(threshold: float, low: float, high: float) -> None:
    """2.71 covers 90 to 95 %, 4.61 covers 96.9 to 98.4 %, wherever the truth lies."""
    csi = cevns.dataset("coherent-csi")
    N = csi.signal.sm_total
    covered = [coverage(csi.counting, N + more, N, threshold) for more in (0, 60, 120, 200, 400)]
    assert low - 2e-3 < min(covered) <= max(covered) < high + 1e-3


def test_coverage_of_one_count_by_toys() -> None:
    """Random counts against quantiles, within binomial errors."""
    csi = cevns.dataset("coherent-csi").moment_chi2
    assert isinstance(csi, MomentCount)
    for more in (0.0, 150.0):
        exact = coverage(csi.counting, csi.sm + more, csi.sm, ONE)
        toys = 3000
        found = float(region_coverage(csi, more / csi.n_e, 0.0, ONE, toys=toys))
        assert found == pytest.approx(exact, abs=3 * math.sqrt(exact * (1 - exact) / toys))


CORNER = Combination(
    counts=(count("e", 10.0, 0.0), count("mu", 0.0, 10.0, source="t")),
)
"""Two counts, each of one flavour: the moments squared are two Gaussian numbers, each >= 0."""


@pytest.mark.parametrize(
    ("place", "quarter", "half", "all_of_it"),
    [("corner", 0.25, 0.5, 0.25), ("edge", 0.0, 0.5, 0.5), ("inside", 0.0, 0.0, 1.0)],
)
def test_two_independent_counts_by_toys(
    place: str, quarter: float, half: float, all_of_it: float
) -> None:
    """Mixtures of chi^2 with no, one and two degrees of freedom, by the corner of a quadrant.

    H. Chernoff, Ann. Math. Stat. 25 (1954) 573: each boundary at the truth halves the chances.
    """
    x, y = {"corner": (0.0, 0.0), "edge": (30.0, 0.0), "inside": (30.0, 30.0)}[place]
    toys = 500
    covered = region_coverage(CORNER, x, y, [ONE, TWO], toys=toys, seed=4)
    for threshold, found in zip((ONE, TWO), covered, strict=True):
        one, two = math.erf(math.sqrt(threshold / 2)), 1 - math.exp(-threshold / 2)
        exact = quarter + half * one + all_of_it * two
        assert found == pytest.approx(exact, abs=3 * math.sqrt(exact * (1 - exact) / toys))


def test_regions_take_the_threshold_of_what_is_measured() -> None:
    one, two = cevns.combine("coherent-csi"), cevns.combine("coherent-csi", "conus")
    for data, k in ((one, 1), (two, 2)):
        plain = effective_moment_boundary(data, directions=7).radius
        asked = effective_moment_boundary(data, directions=7, parameters=k).radius
        other = effective_moment_boundary(data, directions=7, parameters=3 - k).radius
        np.testing.assert_array_equal(plain, asked)
        assert (plain != other).any()
        pair = ("Lambda_1", "Lambda_2")
        np.testing.assert_array_equal(
            boundary(data, pair, directions=5).radius,
            boundary(data, pair, directions=5, parameters=k).radius,
        )
