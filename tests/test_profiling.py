"""The search over what is free: every result against points drawn at random, or by hand."""

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.linalg import eigh
from scipy.optimize import minimize

import cevns
from cevns.basics.checks import Array
from cevns.inference.combination import Combination
from cevns.inference.counts import Counting
from cevns.inference.frontier import QUADRANT, OneKept, Tangents, TwoKept, path
from cevns.inference.moment_count import MomentCount
from cevns.inference.reachable import effective_moments, least_seen_at_phases, rows_at, rows_of
from cevns.inference.regions import Choices, limit, profile
from cevns.inference.search import last_below, least
from cevns.inference.wells import wells
from cevns.neutrinos.mixing import (
    DE_SALAS_2018,
    DE_SALAS_2018_CP_CONSERVING,
    NUFIT_6_1,
    Mixing,
)

MIXINGS = (DE_SALAS_2018_CP_CONSERVING, NUFIT_6_1, DE_SALAS_2018)
FREE = Choices(others="profiled", phases="profiled")
HALF_TURN = Choices(others="profiled", phases=(0.0, math.pi, 0.0))


def count(
    name: str, n: float, S: float, n_e: float, n_mu: float, sigma: float = 0.1
) -> MomentCount:
    counting = Counting(observed=n, variance=n, sigma_signal=sigma)
    return MomentCount(name=name, source="sns", sm=S, n_e=n_e, n_mu=n_mu, counting=counting)


def random_combination(rng: np.random.Generator) -> Combination:
    """One to three counts with excesses and deficits, of one flavour or both, at any scale."""
    counts = []
    for i in range(rng.integers(1, 4)):
        S = 10 ** rng.uniform(1, 4)
        n = S * (1 + rng.choice([-1, 0, 1]) * rng.uniform(0, 0.7))
        n_e, n_mu = 10 ** rng.uniform(-3, 1.5, 2) * [(1, 1), (1, 0), (0, 1)][rng.integers(3)]
        counts.append(count(f"{i}", n, S, n_e, n_mu, rng.choice([0.05, 0.1, 0.28])))
    smallest = min(c.counting.sigma_signal for c in counts)
    shared = {"sns": smallest * rng.choice([0.5, 1.0])} if rng.random() < 0.3 else {}
    return Combination(counts=tuple(counts), shared=shared)


Drawn = Callable[[Array], tuple[Array, Array]]


def draws(fixed: dict[int, float], choices: Choices) -> tuple[Drawn, int, int]:
    """Effective moments as a function of what is free: logarithms of moduli, then phases."""
    U = choices.mixing.matrix
    others = [i for i in range(3) if i not in fixed] if choices.others == "profiled" else []
    turning = choices.phases == "profiled"

    def seen(z: Array) -> tuple[Array, Array]:
        z = np.atleast_2d(z)
        Lambda = np.zeros((len(z), 3), dtype=complex)
        for i, modulus in fixed.items():
            Lambda[:, i] = modulus
        for column, i in enumerate(others):
            Lambda[:, i] = np.exp(z[:, column])
        if choices.phases == "averaged":
            squares = np.abs(Lambda) ** 2 @ (np.abs(U) ** 2).T
            return squares[:, 1] + squares[:, 2], squares[:, 0] + squares[:, 2]
        if turning:
            Lambda[:, 1:] *= np.exp(1j * z[:, len(others) :])
        else:
            Lambda *= np.exp(1j * np.array(choices.phases))
        squares = np.abs(Lambda @ U.T) ** 2
        return squares[:, 1] + squares[:, 2], squares[:, 0] + squares[:, 2]

    return seen, len(others), 2 * turning


def by_draws(
    value: Callable[[Array, Array], Array],
    fixed: dict[int, float],
    choices: Choices,
    rng: np.random.Generator,
    starts: int = 5,
) -> float:
    """Least of many random points, the best of them refined by descents."""
    seen, moduli, phases = draws(fixed, choices)
    z = np.concatenate(
        [rng.uniform(-8, 9, (60_000, moduli)), rng.uniform(0, 2 * np.pi, (60_000, phases))], 1
    )
    if phases:  # some of them near the blind directions, which chance hardly finds
        for row in choices.mixing.matrix[:2].conj():
            first = next(iter(fixed))
            if not (fixed[first] > 0 and (row != 0).all()):
                continue
            others = [i for i in range(3) if i not in fixed][:moduli]
            logs = [math.log(fixed[first] * abs(row[i] / row[first])) for i in others]
            blind = np.array([*logs, *(np.angle(row[1:]) - np.angle(row[0]))])
            off = 10 ** rng.uniform(-5, 0, (5000, 1)) * rng.normal(size=(5000, len(blind)))
            z = np.concatenate([z, blind + off])
    values = value(*seen(z))
    for spread in 2.0 ** -np.arange(12):  # around the best so far, closer and closer
        best = z[np.argsort(values)[:400]]
        near = best[rng.integers(len(best), size=6000)]
        near = near + spread * 10 ** rng.uniform(-3, 0, (6000, 1)) * rng.normal(size=near.shape)
        z = np.concatenate([best, near])
        values = value(*seen(z))
    found = []
    for start in z[np.argsort(values)[:starts]]:
        for scale in (1e-6, 1e-11):
            options = {"xatol": scale, "fatol": scale * 1e-2, "maxiter": 6000}
            descent = minimize(
                lambda z: float(value(*seen(z))[0]), start, method="Nelder-Mead", options=options
            )
            start = descent.x
        found.append(descent.fun)
    return float(min(found))


def named(fixed: dict[int, float]) -> dict[str, float]:
    return {f"Lambda_{i + 1}": modulus * 1e-10 for i, modulus in fixed.items()}


def test_profile_where_the_tangents_have_to_reach_the_ends() -> None:
    """Two excesses and a small modulus: 11.2 on a path that stops short of its ends."""
    pair = (count("mu", 160, 100, 0, 0.05), count("e", 200, 200, 0.05, 0))
    combination = Combination(counts=pair)
    ours = float(profile(combination, {"Lambda_1": 1e-10}, FREE))
    rng = np.random.default_rng(0)
    theirs = by_draws(combination.chi2_mu10, {0: 1.0}, FREE, rng) - combination.best_fit.chi2
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)
    assert ours < 2.3


@pytest.mark.parametrize("seed", range(30))
def test_profile_equals_random_points(seed: int) -> None:
    """Excesses and deficits in either flavour, small and large moduli, three mixings."""
    rng = np.random.default_rng(1000 + seed)
    combination = random_combination(rng)
    fixed = {
        int(i): 10 ** rng.uniform(-1.5, 2.5)
        for i in rng.choice(3, rng.integers(1, 3), replace=False)
    }
    choices = Choices(
        mixing=MIXINGS[seed % 3],
        others="profiled",
        phases=["profiled", "profiled", "averaged", tuple(rng.uniform(0, 6, 3))][seed % 4],
    )
    ours = float(profile(combination, named(fixed), choices)) + combination.best_fit.chi2
    theirs = by_draws(combination.chi2_mu10, fixed, choices, rng)
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("choices", [FREE, HALF_TURN], ids=["phases profiled", "phases fixed"])
@pytest.mark.parametrize("name", ["expected", "deficit", "excess", "shared"])
def test_limit_equals_random_directions(name: str, choices: Choices) -> None:
    """The longest ray that stays allowed, among directions drawn at random and refined."""
    counts = {
        "expected": (count("a", 100, 100, 0.02, 0.05), count("b", 3000, 3000, 8, 0)),
        "deficit": (count("a", 80, 100, 0.02, 0.05), count("b", 2900, 3000, 8, 0)),
        "excess": (count("a", 115, 100, 0.02, 0.05), count("b", 3100, 3000, 8, 0)),
        "shared": (count("a", 80, 100, 0.02, 0.05), count("b", 300, 300, 0.3, 0.1)),
    }[name]
    combination = Combination(counts=counts, shared={"sns": 0.1} if name == "shared" else {})
    highest = combination.best_fit.chi2 + 2.705543454095404

    def minus_reach(x: Array, y: Array) -> Array:
        """By hand: the last of many points along the ray, and bisection."""
        s = np.geomspace(1e-3, 1e7, 401)[:, None]
        allowed = combination.chi2_mu10(s * x, s * y) <= highest
        last = len(s) - 1 - np.argmax(allowed[::-1], axis=0)
        low, high = s[last, 0], s[np.minimum(last + 1, len(s) - 1), 0]
        for _ in range(45):
            middle = (low + high) / 2
            inside = combination.chi2_mu10(middle * x, middle * y) <= highest
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return -low

    rng = np.random.default_rng(7)
    for moment in range(3):
        seen, moduli, phases = draws({moment: 1.0}, choices)
        z = np.concatenate(
            [rng.uniform(-4, 4, (1500, moduli)), rng.uniform(0, 2 * np.pi, (1500, phases))], 1
        )
        best = []
        for start in z[np.argsort(minus_reach(*seen(z)))[:3]]:
            options = {"xatol": 1e-8, "fatol": 1e-8, "maxiter": 1200}
            best.append(
                minimize(
                    lambda z, seen=seen: float(minus_reach(*seen(z))[0]),
                    start,
                    method="Nelder-Mead",
                    options=options,
                ).fun
            )
        ours = limit(combination, f"Lambda_{moment + 1}", choices) * 1e10
        assert ours == pytest.approx(math.sqrt(-min(best)), rel=1e-5, abs=0)


def test_real_mixing_has_a_straight_piece() -> None:
    """Where the phase jumps the least chi^2 may lie on the chord: phase 0.31 here, not 0 or pi."""
    keys = ("coherent-csi", "conus")
    combination = Combination(counts=tuple(cevns.dataset(k).moment_chi2 for k in keys))
    fixed = {0: 60 / 299, 1: 60 / 299}
    ours = float(profile(combination, named(fixed), FREE))
    origin = combination.best_fit.chi2
    theirs = by_draws(
        lambda x, y: 1e4 * (combination.chi2_mu10(x, y) - origin),
        fixed,
        FREE,
        np.random.default_rng(1),
        starts=20,
    )
    assert ours == pytest.approx(1e-4 * theirs, rel=1e-6, abs=0)
    ends = [
        float(profile(combination, named(fixed), Choices(others="profiled", phases=(0, z, 0))))
        for z in (0.0, math.pi)
    ]
    assert min(ends) > ours * (1 + 1e-4)


@pytest.mark.parametrize("mixing", MIXINGS, ids=lambda m: m.name)
@pytest.mark.parametrize("kept", [(0,), (2,), (0, 1), (1, 2)])
def test_frontier_is_least_in_every_direction(kept: tuple[int, ...], mixing: Mixing) -> None:
    """At tangents within the quadrant and outside: what descents over all that is free find."""
    rng = np.random.default_rng(5)
    v = rng.uniform(1, 3, (1, len(kept)))
    kind = OneKept if len(kept) == 1 else TwoKept
    frontier = kind(rows_of(mixing), v, kept)
    fixed = dict(zip(kept, v[0], strict=True))
    choices = Choices(mixing=mixing, others="profiled", phases="profiled")
    for share in (0.02, 0.3, 0.5, 0.7, 0.98):
        low, high = (float(end[0, 0]) for end in frontier.tangents)
        theta = low + share * (high - low)
        c, s = math.cos(theta), math.sin(theta)
        x, y = frontier.point(np.array([[theta]]))
        ours = float((c * x + s * y)[0, 0])
        assert float(frontier.support(np.array([[theta]]))[0, 0]) == pytest.approx(
            ours, rel=1e-9, abs=0
        )
        least_found = by_draws(lambda x, y, c=c, s=s: c * x + s * y, fixed, choices, rng, starts=3)
        assert ours == pytest.approx(least_found, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("mixing", MIXINGS, ids=lambda m: m.name)
@pytest.mark.parametrize("kept", [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
def test_tangents_end_where_a_form_is_singular(kept: tuple[int, ...], mixing: Mixing) -> None:
    """Generalised eigenvalues of both forms in the moments that are free."""
    U = mixing.matrix
    others = [i for i in range(3) if i not in kept]
    e, mu = (np.eye(3) - np.outer(row.conj(), row) for row in U[:2])
    ratios = eigh(*(h[np.ix_(others, others)] for h in (e, mu)), eigvals_only=True)
    kind = OneKept if len(kept) == 1 else TwoKept
    found = kind(rows_of(mixing), np.ones((1, len(kept))), kept).tangents
    assert found.low.item() == pytest.approx(-math.atan(ratios[0]), rel=1e-9, abs=1e-12)
    assert found.high.item() == pytest.approx(math.pi - math.atan(ratios[-1]), rel=1e-12, abs=0)
    assert found.low < 0
    assert found.high > math.pi / 2


@pytest.mark.parametrize(
    "tangents", [QUADRANT, Tangents(np.full((1, 1), -0.3), np.full((1, 1), 2.2))]
)
def test_parameter_of_a_tangent(tangents: Tangents) -> None:
    theta = np.linspace(0.01, 1.5, 7)[None, :]
    np.testing.assert_allclose(tangents.angle(tangents.parameter(theta)), theta, rtol=1e-12)
    far = tangents.angle(np.array([[-89.0, 89.0]]))[0]
    np.testing.assert_allclose(far, [tangents.low.item(), tangents.high.item()], atol=1e-12)
    assert tangents.low.item() <= far[0] < far[1] <= tangents.high.item()
    t = np.linspace(-89, 89, 1001)[None, :]
    assert (np.diff(tangents.angle(t)) >= 0).all()
    half_a_turn_off = tangents.parameter(np.array([[0.7 - math.pi]]))
    assert half_a_turn_off == pytest.approx(tangents.parameter(np.array([[0.7]])), rel=1e-12, abs=0)


@pytest.mark.parametrize("delta", [0.0, 1e-9, 1e-4, 0.02, 1.0, math.pi])
def test_a_path_has_no_jump(delta: float) -> None:
    """From node to node, and ever finer around the fastest turn of the phase."""
    U = rows_at(NUFIT_6_1, np.array([delta]))
    frontier = TwoKept(U, np.array([[2.0, 3.0]]), (0, 2))
    for tangents in (QUADRANT, frontier.tangents):
        way = path(frontier, tangents, np.linspace(-72.0, 72.0, 145))
        t = way.nodes
        assert (np.diff(t) > 0).all()
        for _ in range(4):
            t = np.sort(np.concatenate([t, (t[:, 1:] + t[:, :-1]) / 2], axis=1), axis=1)
        x, y = way.point(t, np.array([0]))
        # along tangents between both axes mu_e^2 grows and mu_mu^2 falls all the way
        if tangents is QUADRANT:
            assert (np.diff(x) >= -1e-9 * x.max()).all()
            assert (np.diff(y) <= 1e-9 * y.max()).all()
            assert np.diff(x).max() < 0.15 * np.ptp(x)
        support = frontier.support(tangents.angle(np.linspace(-75, 75, 2001)[None, :]))
        theta = tangents.angle(np.linspace(-75, 75, 2001)[None, :])
        outside = np.cos(theta)[:, :, None] * x[:, None] + np.sin(theta)[:, :, None] * y[:, None]
        assert (outside >= support[:, :, None] - 1e-8 * np.abs(outside)).all()


@pytest.mark.parametrize("kept", [(0,), (1,), (2,), (0, 1), (1, 2)])
def test_quadratic_programme_at_fixed_phases(kept: tuple[int, ...]) -> None:
    """Moduli of at least zero, some of them zero in the end: against bounded descents."""
    rng = np.random.default_rng(3)
    others = [i for i in range(3) if i not in kept]
    for _ in range(12):
        mixing, phases = MIXINGS[rng.integers(3)], rng.uniform(0, 2 * np.pi, 3)
        v, theta = rng.uniform(1, 3, (1, len(kept))), rng.uniform(0.02, 1.55)
        seen = least_seen_at_phases(
            rows_of(mixing), v, list(kept), others, phases, np.array([[theta]])
        )
        ours = float((math.cos(theta) * seen[0] + math.sin(theta) * seen[1])[0, 0])

        def form(r: Array, mixing: Mixing = mixing, phases: Array = phases, v: Array = v) -> tuple:
            Lambda = np.zeros(3)
            Lambda[list(kept)], Lambda[others] = v[0], r
            squares = np.abs(mixing.matrix @ (Lambda * np.exp(1j * phases))) ** 2
            return squares[1] + squares[2], squares[0] + squares[2]

        def weighed(r: Array, theta: float = theta, form: Callable = form) -> float:
            x, y = form(r)
            return math.cos(theta) * x + math.sin(theta) * y

        bounds = [(0, None)] * len(others)
        found = minimize(weighed, np.ones(len(others)), bounds=bounds, tol=1e-14)
        assert ours == pytest.approx(found.fun, rel=1e-8, abs=0)


def test_mixing_without_a_third_angle() -> None:
    """|U_e3| = 0: a form is singular at an axis, and nothing breaks."""
    flat = Mixing(
        name="no reactor angle",
        sin2_12=0.3,
        sin2_13=0.0,
        sin2_23=0.5,
        delta_CP=0.0,
        dm2_21=7.5e-5,
        dm2_31=2.5e-3,
        source="a limit",
    )
    choices = Choices(mixing=flat, others="profiled", phases="profiled")
    combination = Combination(counts=(count("a", 100, 100, 0.02, 0.05), count("b", 90, 90, 8, 0)))
    for fixed in ({2: 20.0}, {0: 20.0}, {0: 3.0, 2: 20.0}):
        ours = float(profile(combination, named(fixed), choices))
        theirs = by_draws(combination.chi2_mu10, fixed, choices, np.random.default_rng(2))
        assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-7)


def test_best_fit_inside_what_can_be_reached() -> None:
    """A small modulus reaches the best fit with the others, a large one no longer."""
    pair = (count("mu", 160, 100, 0, 0.05), count("e", 260, 200, 0.05, 0))
    combination = Combination(counts=pair)
    values = profile(combination, {"Lambda_2": np.array([0.0, 1.0, 20.0, 60.0]) * 1e-10}, FREE)
    assert np.abs(values[:3]).max() < 1e-9
    assert values[3] > 1
    two = {"Lambda_1": np.array([1.0, 60.0]) * 1e-10, "Lambda_2": 1e-10}
    assert list(profile(combination, two, FREE) > 1e-3) == [True, True]
    direct = by_draws(combination.chi2_mu10, {0: 60.0, 1: 1.0}, FREE, np.random.default_rng(4))
    assert profile(combination, two, FREE)[1] == pytest.approx(direct, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("i", range(3))
def test_best_fit_just_inside_and_just_outside(i: int) -> None:
    """Two per cent off the frontier, on rays of many slopes: zero within, more without.

    The frontier in the flavour basis: the largest |Lambda_i| is a sum of three moduli, and the
    share of Lambda_tau in both effective moments is all that is left to choose.
    """
    weights = np.abs(NUFIT_6_1.matrix[:, i])
    free = Choices(mixing=NUFIT_6_1, others="profiled", phases="profiled")
    for slope in 4.0 ** np.arange(-3, 4):
        tau2 = np.linspace(0, min(1.0, slope), 200_001)
        moduli = np.sqrt([slope - tau2, 1 - tau2, tau2])
        nearest = 30.0**2 / (weights @ moduli).max() ** 2
        for factor, reached in ((1.02, True), (0.98, False)):
            x_0, y_0 = factor * nearest, factor * nearest * slope
            pair = (
                count("e", 1e4 + 100 * x_0, 1e4, 100, 0, 0.001),
                count("mu", 1e4 + 100 * y_0, 1e4, 0, 100, 0.001),
            )
            combination = Combination(counts=pair)
            assert combination.best_fit.chi2 < 1e-6
            found = float(profile(combination, {f"Lambda_{i + 1}": 30e-10}, free))
            assert (found < 1e-6) is reached


def test_no_modulus_at_all_leaves_a_cone() -> None:
    """At |Lambda_1| = 0 the two others reach a cone: here the best fit lies outside of it."""
    pair = (count("mu", 300, 100, 0, 0.05), count("e", 200, 200, 0.05, 0))
    combination = Combination(counts=pair)
    for name, i in (("Lambda_1", 0), ("Lambda_2", 1), ("Lambda_3", 2)):
        for modulus in (0.0, 1e-6):
            ours = float(profile(combination, {name: modulus * 1e-10}, FREE))
            theirs = by_draws(combination.chi2_mu10, {i: modulus}, FREE, np.random.default_rng(i))
            theirs -= combination.best_fit.chi2
            assert ours == pytest.approx(theirs, rel=1e-5, abs=1e-6)


def test_all_minima_of_a_sum_that_disagrees() -> None:
    """Three counts that contradict one another: a minimum near each crossing of two."""
    counts = (
        count("a", 300, 100, 1, 0, 0.02),
        count("b", 300, 100, 0, 1, 0.02),
        count("c", 300, 100, 0.05, 0.05, 0.02),
    )
    combination = Combination(counts=counts)
    found = wells(combination.chi2_mu10, 200.0, 200.0)
    rng = np.random.default_rng(11)
    lowest = min(
        minimize(
            lambda z: float(combination.chi2_mu10(*np.exp(z))),
            rng.uniform(0, 10, 2),
            method="Nelder-Mead",
            options={"xatol": 1e-10, "fatol": 1e-12},
        ).fun
        for _ in range(60)
    )
    assert found[0].chi2 == pytest.approx(lowest, rel=1e-9, abs=1e-9)
    assert found[-1].chi2 >= found[0].chi2
    for one in found:
        if one.mu_e2_mu10 and one.chi2 < 1e3:
            around = [
                float(combination.chi2_mu10(one.mu_e2_mu10 * a, one.mu_mu2_mu10 * b))
                for a, b in itertools.product((0.999, 1.0, 1.001), repeat=2)
            ]
            assert min(around) >= one.chi2 - 1e-9


def test_many_problems_at_once_are_one_by_one() -> None:
    """Other steps, blocks and level stretches; moduli of zero among them."""
    keys = ("coherent-csi", "conus")
    combination = Combination(counts=tuple(cevns.dataset(k).moment_chi2 for k in keys))
    grid = np.linspace(0, 60, 300)[[0, 1, 20, 67, 90, *range(240, 250), 291]] * 1e-10
    first, second = np.meshgrid(grid, grid)
    for choices in (FREE, Choices(mixing=NUFIT_6_1, others="profiled", phases=(0.3, 2.0, -1.0))):
        together = profile(combination, {"Lambda_1": first, "Lambda_2": second}, choices)
        alone = [
            float(profile(combination, {"Lambda_1": a, "Lambda_2": b}, choices))
            for a, b in zip(first.ravel(), second.ravel(), strict=True)
        ]
        np.testing.assert_allclose(together.ravel(), alone, rtol=1e-9, atol=1e-12)


def test_least_follows_every_branch() -> None:
    """The node that is lowest need not be beside the least value."""

    def value(t: Array, who: Array) -> Array:
        depth = np.array([0.0, 3.0])[who][:, None]
        return np.minimum(1 + (t - 3.0) ** 2, depth + 40 * (t - 7.4) ** 2)

    found = least(value, np.arange(0.0, 11.0), 2)
    np.testing.assert_allclose(found, [0.0, 1.0], atol=1e-12)


@pytest.mark.parametrize("n", [1, 300])
def test_least_of_level_stretches_edges_and_corners(n: int) -> None:
    """Few problems and many take different steps; both end at the same."""
    nodes = np.linspace(-2.0, 5.0, 8)
    shapes: list[tuple[Callable[[Array], Array], float]] = [
        (lambda t: np.where(t < 1.3, 0.5, 0.2 + np.abs(t - 1.6)), 0.2),
        (lambda t: t, -2.0),
        (lambda t: np.abs(t - 0.123), 0.0),
        (lambda t: np.where(t < 2.2, np.inf, (t - 2.7) ** 2), 0.0),
        (lambda t: np.where(t > 2, -np.inf, t), -np.inf),
        (lambda t: np.exp(t) - 3 * t, 3 - 3 * math.log(3)),
    ]
    for shape, expected in shapes:
        found = least(lambda t, who, f=shape: f(t) + 0 * who[:, None], nodes, n)
        np.testing.assert_allclose(found, np.full(n, expected), rtol=1e-12, atol=5e-8)


def test_last_crossing_of_many() -> None:
    """Down, up, down again: the last of three crossings; none at all is zero."""
    upper = np.array([10.0, 10.0, 10.0])
    offset = np.array([0.0, 0.2, 100.0])

    def value(s: Array) -> Array:
        return (s - 1) * (s - 4) * (s - 7) / 20 + offset

    found = last_below(value, upper, np.linspace(0, 1, 21))
    expected = [max(r.real for r in np.roots([1, -12, 39, -28 + 20 * o])) for o in offset[:2]]
    np.testing.assert_allclose(found[:2], expected, rtol=1e-12)
    for shares in (np.array([0.0, 1.0]), np.linspace(0, 1, 5)):
        assert last_below(lambda s: (s - 0.6) ** 2 + 1.0, np.ones(1), shares) == 0
    assert list(last_below(lambda s: s**3 - 2, np.full(2, 9.0), np.array([0.0, 1.0]))) == (
        pytest.approx([2 ** (1 / 3)] * 2, rel=1e-14, abs=0)
    )


def test_effective_moments_of_the_blind_direction_are_exact() -> None:
    """Sums of squares: what is blind is so to the square of rounding."""
    U = NUFIT_6_1.matrix
    Lambda = [np.array([[z]]) for z in U[0].conj() * 1e3]
    x, y = effective_moments(rows_of(NUFIT_6_1), Lambda)
    assert x.item() < 1e-24
    assert y.item() == pytest.approx(1e6, rel=1e-12, abs=0)
