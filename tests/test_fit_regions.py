"""Regions of two parameters: outlines on the threshold, tips, holes, and degrees of freedom."""

import math
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import cevns
from cevns.basics.checks import Array
from cevns.inference.fits.ask import problem
from cevns.inference.fits.outlines import outlines, refined
from cevns.inference.fits.plane import Region, measured_combinations

COUNT = cevns.dataset("coherent-csi@2017-count", assumptions=cevns.TALK)
BINS = cevns.dataset("coherent-csi@2017-bins", assumptions=cevns.TALK)
R_E, R_MU = ("charge_radius", "nu_e"), ("charge_radius", "muon")
MU_E, MU_MU = ("magnetic_moment", "nu_e"), ("magnetic_moment", "muon")
PLANES = [(R_E, R_MU), (MU_E, MU_MU), (R_MU, MU_MU), ("sin2_theta_w", "magnetic_moment"),
          ("sin2_theta_w", "neutron_radius")]  # fmt: skip


def chi2(data: Any, region: Region, points: Array, **how: Any) -> Array:
    asked = [(p.quantity, p.flavor) for p in (region.x, region.y)]
    ready, _ = problem(data, asked, **how)
    p, q = ready.parameters
    return ready.chi2(p.inner(points[:, 0]), q.inner(points[:, 1]))


@pytest.mark.parametrize("data", [COUNT, BINS], ids=lambda d: d.name)
@pytest.mark.parametrize(("x", "y"), PLANES)
def test_outlines_lie_on_the_threshold(data: Any, x: Any, y: Any) -> None:
    """Every point is a crossing, or on an edge of the plane inside the region."""
    region = data.region(x, y)
    level = region.chi2_min + region.delta_chi2
    assert region.rings
    for ring in region.rings:
        for outline in ring.outlines:
            excess = chi2(data, region, outline) - level
            a, b, c, d = region.box
            edge = np.isin(outline[:, 0], (a, b)) | np.isin(outline[:, 1], (c, d))
            assert np.abs(excess[~edge]).max() < 1e-6
            assert excess[edge].max(initial=0.0) < 1e-6
    assert region.chi2_min <= region.grid[2].min() + 1e-9


def test_best_of_a_region_is_that_of_a_profile() -> None:
    region = BINS.region("sin2_theta_w", "neutron_radius")
    fit = BINS.fit("sin2_theta_w", free="neutron_radius")
    assert region.chi2_min == pytest.approx(fit.chi2_min, rel=1e-9, abs=0)
    at_best = chi2(BINS, region, np.array([region.best]))[0]
    assert at_best == pytest.approx(region.chi2_min, rel=1e-9, abs=0)


def test_tips_are_ends_of_profiles() -> None:
    """Where a region is widest, its other parameter is the one that fits best: between rows."""
    # a plane whose middle is not that of the region, or a line would hit the tips by chance
    region = COUNT.region(R_E, R_MU, box=(-111, 60, -83, 20))
    (ring,) = region.rings
    for axis, asked, free in ((0, R_E, R_MU), (1, R_MU, R_E)):
        fit = COUNT.fit(*asked, free=free)
        ends = [fit.intervals[0].low, fit.intervals[-1].high]
        found = [ring.outer[:, axis].min(), ring.outer[:, axis].max()]
        assert found == pytest.approx(ends, rel=5e-6, abs=0)


def test_charge_radii_leave_a_ring_with_a_real_hole() -> None:
    region = COUNT.region(R_E, R_MU)
    (ring,) = region.rings
    (hole,) = ring.holes
    middle = hole.mean(axis=0)[None]
    assert chi2(COUNT, region, middle)[0] > region.chi2_min + region.delta_chi2
    none = np.zeros((1, 2))
    assert chi2(COUNT, region, none)[0] < region.chi2_min + region.delta_chi2


def test_a_region_of_one_count_has_one_degree_of_freedom() -> None:
    assert COUNT.region(MU_E, MU_MU).parameters == 1
    assert round(COUNT.region(MU_E, MU_MU).delta_chi2, 2) == 2.71
    asked = COUNT.region(MU_E, MU_MU, parameters=2)
    assert (asked.parameters, round(asked.delta_chi2, 2)) == (2, 4.61)


@pytest.mark.parametrize(("x", "y"), PLANES)
def test_how_many_numbers_are_measured(x: Any, y: Any) -> None:
    """One by a count, whatever the signs; hardly more by twelve bins; two with a reactor."""
    for data in (COUNT, BINS):
        assert measured_combinations(problem(data, [x, y])[0]) == 1
    both = cevns.combine("coherent-csi", "conus")
    two = {(R_E, R_MU), (MU_E, MU_MU), ("sin2_theta_w", "neutron_radius")}
    assert measured_combinations(problem(both, [x, y])[0]) == 1 + ((x, y) in two)


def test_information_is_that_of_moments() -> None:
    """Of pulls and shared flux too: the covariance is the one that limits are told by."""
    for data in (COUNT, BINS, cevns.combine("coherent-hpge", "coherent-lar")):
        ready, _ = problem(data, [MU_E, MU_MU])
        none = np.zeros(1)
        events = ready.events(none, none)[:, 0]
        slopes = [ready.events(none + e, none + m)[:, 0] - events for e, m in ((1, 0), (0, 1))]
        gradient = np.stack(slopes)
        found = gradient @ np.linalg.solve(ready.judge.covariance(events), gradient.T)
        expected = data.under(prescription="profiled").moment_chi2.information
        assert found == pytest.approx(expected, rel=1e-8, abs=0)


def test_moments_end_at_zero_without_mirror_images() -> None:
    region = COUNT.region(MU_E, MU_MU)
    (ring,) = region.rings
    assert ring.outer.min() == 0
    assert region.open_ends == (False, False, False, False)
    top = [ring.outer[:, i].max() for i in (0, 1)]
    alone = [COUNT.fit(*asked).intervals[0].high for asked in (MU_E, MU_MU)]
    assert top == pytest.approx(alone, rel=1e-9, abs=0)


def test_slices_are_not_intervals() -> None:
    """With two degrees of freedom the slice at no moment is wider than the interval."""
    region = COUNT.region(R_MU, MU_MU, parameters=2)
    (low, _), (_, high) = COUNT.fit(*R_MU).intervals
    assert region.rings[0].outer[:, 0].min() < low
    assert region.rings[0].outer[:, 0].max() > high


def test_the_bay_between_two_radii_closes_with_a_moment() -> None:
    """Narrow in the talk's convention with two degrees of freedom: tips lie between grid lines."""
    how = {"convention": "talk"}
    region = COUNT.region(R_MU, MU_MU, parameters=2, **how)
    fit = COUNT.fit(*R_MU, **how)
    turn = sum(m.value for m in fit.best) / 2
    level = region.chi2_min + region.delta_chi2

    def above(r: float) -> float:
        return float(fit.chi2(r)) - level

    ends = [brentq(above, turn, turn + side * 8) for side in (-1, 1)]
    (ring,) = region.rings
    floor = ring.outer[(ring.outer[:, 1] == 0)][:, 0]
    inner = [max(floor[floor < turn]), min(floor[floor > turn])]
    assert inner == pytest.approx(ends, rel=1e-6, abs=0)
    assert ends[1] - ends[0] == pytest.approx(3.789, rel=1e-3, abs=0)
    near = np.abs(ring.outer[:, 0] - turn) < (ends[1] - ends[0]) / 2 - 1e-9
    height = ring.outer[near, 1]
    assert height[height < 20].max() == pytest.approx(_height(turn, level), rel=3e-3, abs=0)


def _height(turn: float, level: float) -> float:
    """Moment that brings the count at the turning point back to the threshold."""
    ready, _ = problem(COUNT, [R_MU, MU_MU], convention="talk")

    def excess(mu: float) -> float:
        return float(ready.chi2(np.array([turn]), np.array([mu**2]))[0]) - level

    return float(brentq(excess, 0, 30))


def test_an_open_end_is_said() -> None:
    region = COUNT.region("sin2_theta_w", "magnetic_moment")
    assert region.open_ends == (True, False, False, False)
    assert region.rings[0].outer[:, 0].min() == 0
    region = COUNT.region("sin2_theta_w", "neutron_radius")
    assert region.open_ends[1]


def test_a_plane_of_your_own() -> None:
    region = COUNT.region(R_E, R_MU, box=(-5, 5, -5, 5), grid=21)
    assert region.box == (-5, 5, -5, 5)
    assert region.chi2_min < 1e-9
    nothing = COUNT.region(R_E, R_MU, box=(500, 600, 500, 600), grid=11)
    assert nothing.rings == ()


def test_refined_points_are_exact_for_a_circle() -> None:
    """On a grid too coarse for straight lines between crossings, and off its own lines."""
    x, y = np.linspace(-2, 2, 10), np.linspace(-2, 2, 11)

    def value(a: Array, b: Array) -> Array:
        return a**2 + b**2

    values = value(*np.meshgrid(x, y))
    (rough,) = outlines(x, y, values, 1.3)
    (ring,) = refined((rough,), x, y, value, 1.3)
    radius = np.hypot(*ring.outer.T)
    assert radius == pytest.approx(np.full(len(radius), math.sqrt(1.3)), rel=1e-12, abs=0)
    assert np.ptp(np.hypot(*rough.outer.T)) > 1e-3
    assert refined((), x, y, value, 1.3) == ()


def test_both_must_differ() -> None:
    with pytest.raises(ValueError, match="once more"):
        COUNT.region(R_E, R_E)
