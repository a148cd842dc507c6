"""All data together: what adds, what is shared, and the least of a sum."""

import numpy as np
import pytest

import cevns
from cevns.basics.units import mu10
from cevns.inference import world
from cevns.inference.combination import Combination
from cevns.inference.lookup import combine
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.near import least_of_a_sum

SMALL = ("coherent-csi@2021", "coherent-ge@2026", "conus-plus@2025")


def test_tables_add_to_what_all_of_it_is() -> None:
    tables, exact = world.chi2(SMALL), combine(*SMALL).moment_chi2
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, 2, 20), rng.uniform(0, 600, 20)
    assert tables.chi2_mu10(x, y) == pytest.approx(exact.chi2_mu10(x, y), rel=0, abs=1e-3)
    assert tables.best_fit.chi2 == pytest.approx(exact.best_fit.chi2, rel=0, abs=1e-4)


def test_the_least_of_a_sum_is_that_of_a_grid() -> None:
    tables = world.chi2(SMALL)
    assert isinstance(tables, Combination)
    best = least_of_a_sum(tables, tables.counts)
    x, y = np.meshgrid(np.linspace(0, 1, 101), np.linspace(0, 300, 151))
    least = float(tables.chi2_mu10(x, y).min())
    assert least - 1e-3 < best.chi2 <= least + 1e-9


def test_a_sum_at_its_parts_own_best_is_there() -> None:
    one: MomentChi2 = cevns.dataset("coherent-csi@2021").table  # type: ignore[attr-defined]
    other: MomentChi2 = cevns.dataset("dresden-ii@2022").table  # type: ignore[attr-defined]
    both = Combination(counts=(one, other))
    assert both.best_fit[1:] == (0.0, 0.0)


def test_limits_are_those_of_the_combination() -> None:
    free = {"others": "profiled", "phases": "profiled"}
    data = combine(*SMALL)
    theirs = [data.limit(m, **free) for m in ("Lambda_1", "Lambda_2", "Lambda_3")]
    assert world.limits(SMALL, "profiled") == pytest.approx(theirs, rel=1e-3, abs=0)
    alone = [data.limit(m) for m in ("Lambda_1", "Lambda_2", "Lambda_3")]
    assert world.limits(SMALL) == pytest.approx(alone, rel=1e-4, abs=0)


@pytest.mark.parametrize("group", ["CONUS+", "Dresden-II", "both reactors"])
def test_reactors_leave_a_direction_open(group: str) -> None:
    assert np.isinf(world.limits(world.GROUPS[group], "profiled")).all()
    assert np.isfinite(world.limits(world.GROUPS[group])).all()


def test_a_moment_falls_at_most_with_the_fourth_root_of_the_time() -> None:
    names = ("coherent-csi@2021",)
    one, more = world.expected(names, 1.0), world.expected(names, 16.0)
    assert (more < one).all()
    assert (more > one / 2).all()


def test_a_longer_exposure_expects_more_of_everything() -> None:
    data = cevns.dataset("coherent-csi@2021").moment_chi2
    assert isinstance(data, TemplateBins)
    grown = world.longer(data, 3.0)
    pulls = np.full(len(data.nuisances), 0.4)
    mu2 = (20 * mu10) ** 2
    assert grown.expected(mu2, mu2, pulls) == pytest.approx(
        3 * data.expected(mu2, mu2, pulls), rel=1e-12, abs=0
    )
    zero = np.zeros(())
    assert float(grown.chi2_mu10(zero, zero)) == pytest.approx(0, rel=0, abs=1e-9)


def test_every_variant_is_there_and_names_are_checked() -> None:
    for name, ways in world.ALTERNATIVES.items():
        known = cevns.dataset(name).description.variants  # type: ignore[attr-defined]
        assert set(ways.values()) <= set(known)
    with pytest.raises(ValueError, match="did you mean 'CsI'"):
        world.row("CsJ")
    with pytest.raises(ValueError, match="no data with variants"):
        world.variants("texono@2024")
    with pytest.raises(ValueError, match="not counted on Earth"):
        world.expected(("lz-8b@2025",), 2.0)
