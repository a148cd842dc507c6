"""Limits of all measured data: the shipped table is what the data say, and says what it should."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

import cevns
from cevns.inference import quoted, world
from cevns.inference.toys.shipped import shipped_coverage
from cevns.inference.world import Row, assembled, rows
from cevns.inference.world_tables import world_curves, world_limits
from cevns.neutrinos.mixing import NUFIT_6_1

U = NUFIT_6_1.matrix
TWO_ONE = 2.705543454095404
FREE = {"others": "profiled", "phases": "profiled"}


def crossing(chi2: Callable[[float], float], near: float) -> float:
    """Where a chi^2 that grows has grown from its least by the threshold for 90 %."""
    exact = {"xatol": 1e-5 * near}
    inside = minimize_scalar(chi2, bounds=(0, near), method="bounded", options=exact)  # type: ignore[call-overload]
    highest = min(chi2(0.0), float(inside.fun)) + TWO_ONE
    return float(brentq(lambda x: chi2(x) - highest, near / 2, 2 * near, xtol=1e-6 * near))


def test_the_table_has_all_rows_and_all_of_its_columns() -> None:
    table = world_limits()
    assert list(table) == list(rows())
    for name, row in table.items():
        if name.startswith("quenching: binding"):  # CONUS+ excludes it, so there is no limit
            assert np.isnan(row.alone).all()
            continue
        assert row.chi2_min <= row.chi2_sm
        assert (row.alone <= row.free * 1.001).all(), name
        assert (row.flavors <= row.flavors_free * 1.001).all() or np.isnan(row.flavors).all(), name


@pytest.mark.parametrize("name", ["CONUS+", "reactors", "SNS"])
def test_one_moment_at_a_time_by_bisection(name: str) -> None:
    """chi^2 along each modulus, with mu_f^2 = (1 - |U_fi|^2) |Lambda_i|^2, no limit of ours."""
    chi2 = assembled(rows()[name]).moment_chi2
    found = world_limits()[name]
    for i in range(3):
        e, mu = (1 - abs(U[f, i]) ** 2 for f in (0, 1))

        def along(x: float, e: float = e, mu: float = mu) -> float:
            return float(chi2.chi2(e * x**2, mu * x**2))

        assert crossing(along, found.alone[i]) == pytest.approx(found.alone[i], rel=2e-4, abs=0)


@pytest.mark.parametrize("name", ["XENONnT", "LZ"])
def test_the_sun_by_bisection(name: str) -> None:
    data = assembled(rows()[name]).moment_chi2
    P = data.more[0].probabilities(NUFIT_6_1)  # type: ignore[attr-defined]
    one = data.seen[0].chi2  # type: ignore[attr-defined]
    mu_S = crossing(lambda x: float(one.chi2(x**2, 0.0)), world_limits()[name].alone[0])
    for limits in (world_limits()[name].alone, world_limits()[name].free):
        assert limits == pytest.approx(mu_S / np.sqrt(1 - P), rel=1e-3, abs=0)


def test_flavors_are_the_axes_of_the_plane() -> None:
    """With the other free: least over a fine line of the other, of the SNS."""
    chi2 = assembled(rows()["SNS"]).moment_chi2
    found = world_limits()["SNS"]
    other = np.linspace(0, 4e-9, 41) ** 2
    least = float(chi2.best_fit.chi2)
    e, mu = found.flavors_free
    for at in (chi2.chi2(e**2, other), chi2.chi2(other, mu**2)):
        assert float(at.min()) - least == pytest.approx(TWO_ONE, rel=1e-2, abs=0)


def test_no_moments_at_random_go_beyond_what_is_free() -> None:
    """Along the blind direction of reactors and around it, of all data on Earth."""
    chi2 = assembled(rows()["on Earth"]).moment_chi2
    highest = chi2.best_fit.chi2 + TWO_ONE
    limits = world_limits()["on Earth"].free
    rng = np.random.default_rng(8)
    z = rng.normal(size=(40, 3, 2)) @ [1, 1j]
    z = U[0] + 0.02 * z * rng.uniform(size=(40, 1))
    z[0] = U[0]  # what nu_e does not see, as the chapter has it
    z /= np.abs(z[:, :1])
    e, mu = ((np.abs(z) ** 2).sum(axis=1) - np.abs(z.conj() @ U[f]) ** 2 for f in (0, 1))
    reach = np.sqrt(chi2.reach(np.maximum(e, 0), mu, highest)) * 1e-10
    reached = (reach[:, None] * np.abs(z)).max(axis=0)
    assert (reached <= limits * 1.001).all()
    assert (reached > 0.9 * limits).sum() >= 2


def test_what_is_quoted_is_without_dresden_and_inside_its_spread() -> None:
    assert not any("dresden" in name for name in world.HEADLINE)
    assert cevns.combine(*world.HEADLINE).observed
    table = world_limits()["all"]
    for key, (low, high) in quoted.spread().items():
        limits = getattr(table, key)
        assert (low <= limits).all()
        assert (limits <= high).all()
        assert (high < 2 * limits).all()
    with pytest.raises(ValueError, match="row"):
        quoted.spread("nothing")


def test_the_box_has_the_numbers_of_the_table() -> None:
    box = quoted.box()
    for i in range(3):
        head = f"| \\|\N{WORD JOINER}Λ{'₁₂₃'[i]}\\|\N{WORD JOINER}\N{NO-BREAK SPACE}< |"
        line = next(x.removeprefix(head) for x in box.splitlines() if x.startswith(head))
        cells = [cell.strip() for cell in line.split("|")[:-1]]
        row, nuclei = world_limits()["all"], world_limits()[quoted.NUCLEI]
        for cell, limit in zip(cells, (row.alone[i], row.free[i], nuclei.free[i]), strict=True):
            assert cell.split()[0] == f"{limit / 1e-10:.1f}"


def test_the_answer_has_the_numbers_of_the_table() -> None:
    row = world_limits()["all"]
    said = re.findall(r"\d+\.\d", quoted.answer())
    assert said == [f"{limit / 1e-10:.1f}" for limit in (*row.alone, *row.free)]


def test_reactors_bound_nothing_once_moments_come_together() -> None:
    table = world_limits()
    assert np.isinf(table["reactors"].free).all()
    assert math.isinf(table["reactors"].flavors[1])


@pytest.mark.parametrize("group", ["SNS", "on Earth"])
def test_phases_by_bisection(group: str) -> None:
    chi2 = assembled(rows()[group]).moment_chi2
    curve = world_curves()["phase", group, "12"]
    for k in (0, 5, 12):
        z = np.array([1, np.exp(1j * math.radians(curve.angle[k])), 0])
        e, mu = (2 - abs(z.conj() @ U[f].conj()) ** 2 for f in (0, 1))

        def along(x: float, e: float = e, mu: float = mu) -> float:
            return float(chi2.chi2(e * x**2, mu * x**2))

        assert crossing(along, curve.modulus[k]) == pytest.approx(curve.modulus[k], rel=1e-3, abs=0)


def test_regions_end_where_a_moment_is_alone() -> None:
    """At the axes the region is that of one moment, with the threshold of its parameters."""
    for group in world.CURVES:
        for pair in ("12", "13", "23"):
            curve = world_curves()["region", group, pair]
            alone = world_limits()[group].alone
            for end, i in ((0, int(pair[0]) - 1), (-1, int(pair[1]) - 1)):
                assert 1.0 < curve.modulus[end] / alone[i] < 1.3


def test_changed_entries_reach_the_data() -> None:
    changed = Row((world.CONUS,), {world.CONUS: {"nuisance.expected.sigma": 0.25}})
    assert (assembled(changed).limits() > world_limits()["CONUS+"].alone).all()


def test_coverage_is_asked_where_the_limits_end() -> None:
    """Of one moment alone and with everything free, on Earth and with the Sun."""
    for group in ("on Earth", "all"):
        names = ",".join(world.GROUPS[group].data)
        found = {row.others: row for row in shipped_coverage() if row.data == names}
        ends = world_limits()[group]
        assert set(found) == {"zero", "profiled"}
        for others, limit in (("zero", ends.alone[0]), ("profiled", ends.free[0])):
            assert found[others].modulus == pytest.approx(limit, rel=0.02, abs=0)
            assert abs(found[others].limit.value - 0.90) < 0.08
            assert 1 < found[others].cpu_ms < 1e4
