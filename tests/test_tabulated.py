"""Tables of chi^2: as good as they say, and never beyond their ends."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from test_bins import CSI

import cevns
from cevns.basics.checks import Array
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.regions import Choices, boundary, effective_moment_boundary, limit, profile
from cevns.inference.tabulated import Tabulated, tabulated

FREE = Choices(others="profiled", phases="profiled")
CONUS = cevns.dataset("conus").moment_chi2
DATA: dict[str, MomentChi2] = {
    "bins": CSI,
    "reactor": CONUS,
    "bins and a reactor": Combination(counts=(CSI, CONUS)),
    "shared": Combination(
        counts=tuple(cevns.dataset(k).moment_chi2 for k in ("coherent-csi", "coherent-lar")),
        shared={"sns": 0.1},
    ),
}
TABLES = {name: tabulated(data) for name, data in DATA.items()}


@pytest.mark.parametrize("name", DATA)
def test_a_table_is_as_good_as_it_says(name: str) -> None:
    table, exact = TABLES[name], DATA[name]
    assert table.error < 1e-8
    rng = np.random.default_rng(1)
    u = rng.uniform(size=(2, 3000)) ** 3
    x, y = (end * one for end, one in zip(table.ends, u, strict=True))
    truth = exact.chi2_mu10(x, y)
    missed = np.abs(table.chi2_mu10(x, y) - truth) / (1 + truth - exact.best_fit.chi2)
    assert missed.max() <= 3 * table.error + 1e-12


def test_the_bins_are_tabulated_to_ten_digits() -> None:
    assert TABLES["bins"].error < 1e-9


@pytest.mark.parametrize("name", DATA)
def test_limits_from_a_table(name: str) -> None:
    for moment, choices in (("Lambda_1", Choices()), ("Lambda_mu", Choices()), ("Lambda_3", FREE)):
        exact, table = (limit(d, moment, choices) for d in (DATA[name], TABLES[name]))
        assert table == pytest.approx(exact, rel=1e-7, abs=0)


def test_regions_and_profiles_from_a_table() -> None:
    data, table = DATA["bins and a reactor"], TABLES["bins and a reactor"]
    pair = ("Lambda_1", "Lambda_2")
    radii = [boundary(d, pair, FREE, directions=4).radius for d in (data, table)]
    np.testing.assert_allclose(radii[1], radii[0], rtol=1e-7)
    radii = [effective_moment_boundary(d, directions=13).radius for d in (data, table)]
    np.testing.assert_allclose(radii[1], radii[0], rtol=1e-7)
    moduli = {"Lambda_1": np.linspace(0, 60, 7) * 1e-10}
    values = [profile(d, moduli, FREE) for d in (data, table)]
    np.testing.assert_allclose(values[1], values[0], rtol=1e-7, atol=1e-8)


class Watched:
    """A chi^2 that notes where it is asked."""

    def __init__(self, exact: PoissonBins) -> None:
        self.exact, self.asked, self.reached = exact, [], 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.exact, name)

    def chi2_mu10(self, x: Array, y: Array) -> Array:
        self.asked.append(np.stack(np.broadcast_arrays(x, y)))
        return self.exact.chi2_mu10(x, y)

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        self.reached += len(x)
        return self.exact.reach(x, y, chi2_max)


def test_inside_only_the_table_is_asked_outside_only_the_exact_one() -> None:
    watched = Watched(CSI)
    table = tabulated(watched)  # type: ignore[arg-type]
    watched.asked.clear()
    watched.reached = 0
    end = table.ends[0]
    x = np.array([[0.0, 0.5 * end], [1.0001 * end, 30 * end]])
    values = table.chi2_mu10(x, np.full((2, 2), 7.0))
    (outside,) = watched.asked
    np.testing.assert_array_equal(outside, [x[1], [7.0, 7.0]])
    np.testing.assert_array_equal(values[1], CSI.chi2_mu10(x[1], np.full(2, 7.0)))
    np.testing.assert_allclose(values[0], CSI.chi2_mu10(x[0], np.full(2, 7.0)), rtol=1e-8)
    watched.asked.clear()
    allowed = table.best_fit.chi2 + 4.6
    share = np.linspace(0, 1, 101)
    found = table.reach(share, 1 - share, allowed)
    assert not watched.asked
    assert not watched.reached
    np.testing.assert_allclose(found, CSI.reach(share, 1 - share, allowed), rtol=1e-8)
    for beyond in (table.highest + 1e-9, table.highest + 1):
        np.testing.assert_array_equal(
            table.reach(share, 1 - share, beyond), CSI.reach(share, 1 - share, beyond)
        )
    assert watched.reached == 202


def test_rays_that_leave_the_table_unbounded() -> None:
    table = TABLES["reactor"]
    x, y = np.array([0.0, 1e-17, 1e-6, 1.0]), np.ones(4)
    level = table.best_fit.chi2 + 2.7
    found = table.reach(x, y, level)
    assert list(np.isinf(found)) == [True, True, False, False]
    np.testing.assert_allclose(found[2:], CONUS.reach(x, y, level)[2:], rtol=1e-7)


def test_a_table_joins_a_combination() -> None:
    mixed = Combination(counts=(TABLES["bins"], CONUS))
    exact = DATA["bins and a reactor"]
    assert mixed.name == exact.name  # type: ignore[attr-defined]
    assert limit(mixed, "Lambda_2", FREE) == pytest.approx(
        limit(exact, "Lambda_2", FREE), rel=1e-7, abs=0
    )
    with pytest.raises(ValueError, match="given twice"):
        Combination(counts=(TABLES["bins"], CSI))


def test_a_kink_is_told_of() -> None:
    """A bin without a count off the beam: no spline of smooth pieces meets it."""
    kinked = PoissonBins(
        name="kink", source="sns", on=[40], off=[0], sm=[10], electron=[1.0], muon=[0.3]
    )
    with pytest.raises(
        ValueError, match=r"kink: a table of 121 x 121 misses chi\^2 by .* tolerance"
    ):
        tabulated(kinked)
    assert tabulated(kinked, tolerance=1.0).error > 1e-7


def test_names_and_forms_are_those_of_the_data() -> None:
    table = TABLES["bins"]
    assert (table.name, table.source, table.grows) == (CSI.name, CSI.source, CSI.grows)
    assert table.best_fit == CSI.best_fit
    np.testing.assert_array_equal(table.form(FREE.mixing), CSI.form(FREE.mixing))
    assert table.chi2(4e-18, 9e-18) == pytest.approx(float(CSI.chi2(4e-18, 9e-18)), rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="multiply by mu10"):
        table.chi2(400.0, 0.0)
    for bad in ({"nodes": 5}, {"depth": 0.0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            tabulated(CSI, **bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
def test_tables_travel(copied: Callable[[Tabulated], Tabulated]) -> None:
    table = TABLES["bins"]
    again = copied(table)
    x = np.linspace(0, 3000, 11)
    np.testing.assert_array_equal(again.chi2_mu10(x, x), table.chi2_mu10(x, x))
    assert again.error == table.error
    with pytest.raises(FrozenInstanceError):
        table.error = 0.0  # type: ignore[misc]
