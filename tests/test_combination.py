"""Several counts together: sums of chi-squares, shared pulls, pools."""

import copy
import math
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from scipy.optimize import minimize

import cevns
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import with_exposure_factor
from cevns.inference.combination import Combination
from cevns.inference.counts import PRESCRIPTIONS, Counting, counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_count import MomentCount
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1

SIGNALS = {key: cevns.signal(e) for key, e in catalogue().items()}
RNG = np.random.default_rng(20190612)


def count(key: str, setup: str = "current", **choices: str) -> MomentCount:
    return cevns.dataset(catalogue()[key, setup], **choices).moment_chi2


def toy(name: str, n: float, S: float, n_e: float, n_mu: float, sigma: float) -> MomentCount:
    counting = Counting(observed=n, variance=n, sigma_signal=sigma)
    return MomentCount(name=name, source="sns", sm=S, n_e=n_e, n_mu=n_mu, counting=counting)


def brute_force(combination: Combination, x: float, y: float) -> float:
    """Every pull a column of one linear least-squares problem."""
    rows, right = [], []
    shared, own = list(combination.shared), len(combination.counts)
    for i, c in enumerate(combination.counts):
        S = c.sm + c.n_e * x + c.n_mu * y
        g = S - c.counting.pull_free_signal
        row = np.zeros(own + len(shared))
        common = combination.shared.get(c.source, 0.0)
        row[i] = g * math.sqrt(c.counting.sigma_signal**2 - common**2)
        if c.source in shared:
            row[own + shared.index(c.source)] = g * common
        weight = 1 / math.sqrt(c.counting.fixed_variance)
        rows.append(row * weight)
        right.append((c.counting.excess - S) * weight)
    A = np.vstack([rows, np.eye(own + len(shared))])
    b = np.concatenate([right, np.zeros(own + len(shared))])
    solution = np.linalg.lstsq(A, b, rcond=None)[0]
    return float(np.sum((A @ solution - b) ** 2))


@pytest.mark.parametrize("key", ["coherent-csi", "coherent-nai", "miner"])
def test_events_are_those_of_the_sensitivity_matrix(key: str) -> None:
    """N_SM + Lambda^dagger H Lambda, for complex moments and another mixing."""
    Lambda = RNG.normal(size=3) + 1j * RNG.normal(size=3)
    H = cevns.sensitivity_matrix(cevns.experiment(key), NUFIT_6_1)
    c = cevns.dataset(key).moment_chi2
    moments = [effective_squared(Lambda, f, NUFIT_6_1) for f in ("nu_e", "nu_mu")]
    expected = c.sm + (Lambda.conj() @ H @ Lambda).real
    assert c.events_mu10(*moments) == pytest.approx(expected, rel=1e-12, abs=0)
    np.testing.assert_allclose(c.form(NUFIT_6_1), H, atol=1e-12 * np.abs(H).max())


def test_beams_choose_the_flavours() -> None:
    prompt, delayed = count("coherent-csi", beam="prompt"), count("coherent-csi", beam="delayed")
    assert prompt.n_e == 0 < prompt.n_mu
    assert delayed.n_e > 0 < delayed.n_mu
    whole = count("coherent-csi")
    assert whole.n_mu == pytest.approx(prompt.n_mu + delayed.n_mu, rel=1e-14, abs=0)
    assert prompt.sm == whole.sm


@pytest.mark.parametrize("prescription", PRESCRIPTIONS)
def test_separate_nuisances_add_chi_squares(prescription: str) -> None:
    counts = [count(k, prescription=prescription) for k in ("coherent-csi", "texono")]
    together = Combination(counts=tuple(counts))
    x, y = 7.0, 311.0
    alone = sum(float(c.counting.chi2(c.events_mu10(x, y))) for c in counts)
    assert together.chi2_mu10(x, y) == pytest.approx(alone, rel=1e-13, abs=0)
    assert together.chi2(x * 1e-20, y * 1e-20) == pytest.approx(alone, rel=1e-13, abs=0)


@pytest.mark.parametrize("prescription", ["profiled", "talk"])
@pytest.mark.parametrize("shared", [{}, {"sns": 0.1}, {"sns": 0.2}, {"sns": 0.1, "reactor": 0.05}])
def test_pulls_in_closed_form_are_a_least_squares_fit(
    shared: dict[str, float], prescription: str
) -> None:
    keys = ("coherent-csi", "coherent-lar", "coherent-hpge", "conus")
    counts = tuple(count(k, prescription=prescription) for k in keys)
    combination = Combination(counts=counts, shared=shared)
    for x, y in [(0.0, 0.0), (3.0, 0.0), (0.5, 900.0), (40.0, 4000.0)]:
        closed = float(combination.chi2_mu10(x, y))
        assert closed == pytest.approx(brute_force(combination, x, y), rel=1e-9, abs=1e-12)


def test_a_pool_is_one_count() -> None:
    a, b = toy("a", 90, 100, 1, 2, 0.1), toy("b", 210, 200, 3, 1, 0.2)
    pool = Combination(counts=(a, b), pooled=True)
    S_a, S_b = 100 + 4 + 6, 200 + 12 + 3
    variance = 90 + 210 + (0.1 * S_a) ** 2 + (0.2 * S_b) ** 2
    expected = (S_a + S_b - 300) ** 2 / variance
    assert pool.chi2_mu10(4, 3) == pytest.approx(expected, rel=1e-13, abs=0)
    common = Combination(counts=(a, b), pooled=True, shared={"sns": 0.1})
    variance = 90 + 210 + 0.03 * S_b**2 + 0.01 * (S_a + S_b) ** 2
    expected = (S_a + S_b - 300) ** 2 / variance
    assert common.chi2_mu10(4, 3) == pytest.approx(expected, rel=1e-13, abs=0)


@pytest.mark.parametrize("shared", [{}, {"sns": 0.1}])
def test_a_combination_is_at_least_as_strict_as_each_count(shared: dict[str, float]) -> None:
    counts = tuple(count(k) for k in ("coherent-csi", "coherent-lar", "red100"))
    combination = Combination(counts=counts, shared=shared)
    for x, y in RNG.uniform(0, 100, (20, 2)):
        alone = [float(c.counting.chi2(c.events_mu10(x, y))) for c in counts]
        assert combination.chi2_mu10(x, y) > max(alone)


def test_best_fit_is_the_standard_model_for_expected_data_and_deficits() -> None:
    expected = Combination(counts=(count("coherent-lar"), count("conus")))
    assert expected.best_fit == (0.0, 0.0, 0.0)
    csi = Combination(counts=(count("coherent-csi"),))
    assert csi.best_fit[1:] == (0.0, 0.0)
    assert csi.best_fit.chi2 == csi.chi2(0, 0) > 0.3


def test_best_fit_of_an_excess() -> None:
    """Two counts, two unknowns: the fit is exact."""
    a, b = toy("a", 140, 100, 2, 0, 0.1), toy("b", 290, 200, 1, 3, 0.1)
    best = Combination(counts=(a, b)).best_fit
    assert best.chi2 < 1e-12
    assert best.mu_e2_mu10 == pytest.approx(20, rel=1e-5, abs=0)
    assert best.mu_mu2_mu10 == pytest.approx(70 / 3, rel=1e-5, abs=0)


def test_a_shared_pull_trades_one_count_against_another() -> None:
    """A deficit pulls the common flux down; the others then ask for magnetic events."""
    deficit, fine = toy("a", 800, 1000, 0, 1, 0.1), toy("b", 1000, 1000, 1, 0, 0.1)
    assert Combination(counts=(deficit, fine)).best_fit.mu_e2_mu10 == 0
    assert Combination(counts=(deficit, fine), shared={"sns": 0.1}).best_fit.mu_e2_mu10 > 50


def test_a_pool_may_prefer_magnetic_events_to_its_own_deficit() -> None:
    """The loose uncertainty of one count grows with its signal and covers the other's deficit."""
    deficit, loose = toy("a", 900, 1000, 0, 0, 0.01), toy("b", 50, 50, 1, 0, 1.0)
    pool = Combination(counts=(deficit, loose), pooled=True)
    assert pool.best_fit.mu_e2_mu10 > 500
    assert pool.best_fit.chi2 < float(pool.chi2_mu10(np.zeros(()), np.zeros(()))) - 1
    assert Combination(counts=(deficit, loose)).best_fit.mu_e2_mu10 == 0


@pytest.mark.parametrize("shared", [{}, {"sns": 0.1}])
def test_reach_ends_where_chi2_reaches_the_threshold(shared: dict[str, float]) -> None:
    counts = (count("coherent-csi"), count("coherent-nai"), count("texono"))
    combination = Combination(counts=counts, shared=shared)
    level = combination.best_fit.chi2 + delta_chi2(0.9, 2)
    x, y = np.abs(RNG.normal(size=(2, 50)))
    s = combination.reach(x, y, level)
    np.testing.assert_allclose(combination.chi2_mu10(s * x, s * y), level, rtol=1e-9)


def test_reach_is_infinite_where_nothing_is_seen() -> None:
    x, y = np.array([0.0, 1e-17, 1.0]), np.array([1.0, 1.0, 1.0])
    for keys in (["conus"], ["conus", "texono"]):
        blind = Combination(counts=tuple(count(k) for k in keys))
        assert list(np.isinf(blind.reach(x, y, 2.7))) == [True, True, False]


def test_reach_is_infinite_where_the_pull_outgrows_any_deviation() -> None:
    """C sigma^2 >= 1: a signal may be as large as it likes."""
    loose = [toy(name, 100, 100, 1, 1, 0.7) for name in "ab"]
    one = np.ones(1)
    assert np.isinf(Combination(counts=(loose[0],)).reach(one, one, 2.71)).all()
    assert np.isfinite(Combination(counts=tuple(loose)).reach(one, one, 2.71)).all()


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Combination(counts=()), "at least one count"),
        (
            lambda: Combination(
                counts=(count("coherent-csi", beam="prompt"), count("coherent-csi"))
            ),
            r"coherent-csi current: given twice, .* beam='all'",
        ),
        (
            lambda: Combination(counts=(count("coherent-csi"),), shared={"snss": 0.1}),
            "no count from source 'snss'; sources: sns",
        ),
        (
            lambda: Combination(counts=(count("coherent-csi"),), shared={"sns": 0.3}),
            r"shared uncertainty of sns = 0\.3 must be .*<= 0\.28; it is a part",
        ),
        (
            lambda: Combination(
                counts=(count("conus", prescription="statistical"),), shared={"reactor": 0.1}
            ),
            "a part of the uncertainty of conus current",
        ),
        (lambda: Combination(counts=(count("conus"),)).chi2(-1, 0), "mu_e2 = -1"),
        (lambda: replace(count("conus"), n_e=math.nan), "conus current: n_e = nan"),
        (lambda: count("conus", beam="prompt"), "no component of the source is 'prompt'"),
    ],
)
def test_bad_input(build: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()  # type: ignore[operator]


@pytest.mark.parametrize("key", ["coherent-csi", "coherent-hpge"])
def test_exposure_scales_every_event(key: str) -> None:
    once = cevns.experiment(key)
    longer = with_exposure_factor(once, 7.0)
    assert cevns.signal(longer).sm_total == pytest.approx(
        7 * cevns.signal(once).sm_total, rel=1e-13, abs=0
    )
    variance = [counting(e.measurement, cevns.signal(e).sm_total).variance for e in (once, longer)]
    assert variance[1] == pytest.approx(7 * variance[0], rel=1e-13, abs=0)
    with pytest.raises(ValueError, match="exposure factor = 0 "):
        with_exposure_factor(once, 0)


def test_delta_is_no_phase_of_a_count() -> None:
    """In the plane of the effective moments no mixing enters."""
    c = count("coherent-csi")
    values = [np.linalg.eigvalsh(c.form(m)) for m in (DE_SALAS_2018, NUFIT_6_1)]
    np.testing.assert_allclose(values[0], values[1], rtol=1e-12)


def random_counts(rng: np.random.Generator) -> tuple[MomentCount, ...]:
    """Two to four counts, excesses and deficits, sensitivities apart by up to a million."""
    counts = []
    for i in range(rng.integers(2, 5)):
        S = 10 ** rng.uniform(1, 5)
        n = S * (1 + rng.choice([-1, 1]) * rng.uniform(0, 0.9))
        n_e, n_mu = 10 ** rng.uniform(-4, 2, 2) * [(1, 1), (1, 0), (0, 1)][rng.integers(3)]
        counts.append(toy(f"{i}", n, S, n_e, n_mu, rng.choice([0.01, 0.1, 0.28])))
    return tuple(counts)


def least_by_descents(combination: Combination, rng: np.random.Generator) -> float:
    """Everywhere in the quadrant, by logarithms, and along the line of each count."""
    x, y = 10 ** rng.uniform(-6, 9, (2, 60_000))
    points = [np.stack([x, y]), np.stack([x, 0 * y]), np.stack([0 * x, y])]
    for c in combination.counts:
        room = max(c.counting.excess - c.sm, 0.0)
        share = 1 / (1 + np.exp(rng.uniform(-20, 20, 4000)))
        if c.n_e and c.n_mu:
            points.append(np.stack([room * share / c.n_e, room * (1 - share) / c.n_mu]))
    x, y = np.concatenate(points, axis=1)
    values = combination.chi2_mu10(x, y)
    found = [float(combination.chi2_mu10(0.0, 0.0))]
    for k in np.argsort(values)[:30:2]:
        z = np.log(np.maximum([x[k], y[k]], 1e-12))
        for tolerance in (1e-6, 1e-12):
            options = {"xatol": tolerance, "fatol": tolerance, "maxiter": 4000}
            descent = minimize(
                lambda z: float(combination.chi2_mu10(*np.exp(z))),
                z,
                method="Nelder-Mead",
                options=options,
            )
            z = descent.x
        found.append(float(descent.fun))
    return min(found)


@pytest.mark.parametrize("seed", range(25))
def test_best_fit_is_the_global_minimum(seed: int) -> None:
    rng = np.random.default_rng(300 + seed)
    counts = random_counts(rng)
    shared = {"sns": min(c.counting.sigma_signal for c in counts)} if seed % 4 == 0 else {}
    combination = Combination(counts=counts, shared=shared, pooled=seed % 8 == 1)
    best = combination.best_fit
    assert best.chi2 == pytest.approx(least_by_descents(combination, rng), rel=1e-6, abs=1e-7)
    there = combination.chi2_mu10(best.mu_e2_mu10, best.mu_mu2_mu10)
    assert float(there) == pytest.approx(best.chi2, rel=1e-9, abs=1e-12)


def test_best_fit_takes_the_deeper_of_two_minima() -> None:
    """Two precise counts that contradict a loose one: it is the loose one that gives way."""
    counts = (toy("a", 5000, 100, 100, 0, 0.3), toy("b", 200, 100, 0.05, 0, 0.01))
    combination = Combination(counts=counts)
    best = combination.best_fit
    fine = np.geomspace(1e-2, 1e6, 400_001)
    values = combination.chi2_mu10(fine, 0 * fine)
    lower = (values[1:-1] < values[:-2]) & (values[1:-1] < values[2:])
    assert lower.sum() == 2
    assert best.chi2 == pytest.approx(values.min(), rel=1e-6, abs=0)


def test_best_fit_of_one_count() -> None:
    """By itself: zero at an excess, the Standard Model at a deficit, never below either."""
    excess, deficit, blind = (
        toy("a", n, 100, *seen, 0.1) for n, seen in ((140, (2, 3)), (60, (2, 3)), (140, (0, 0)))
    )
    assert excess.best_fit.chi2 == 0
    x, y = excess.best_fit[1:]
    assert float(excess.events_mu10(x, y)) == pytest.approx(140, rel=1e-13, abs=0)
    assert deficit.best_fit == (float(deficit.chi2_mu10(0.0, 0.0)), 0, 0)
    assert blind.best_fit == (float(blind.chi2_mu10(0.0, 0.0)), 0, 0)
    assert (deficit.grows, excess.grows) == (True, False)


def test_fewer_events_than_background() -> None:
    """The pull of a large signal outgrows its deviation: chi^2 rises and falls again."""
    counting = Counting(observed=50, background=200, variance=5000, sigma_signal=0.3)
    c = MomentCount(name="a", source="sns", sm=100, n_e=1, n_mu=0, counting=counting)
    x = np.geomspace(1, 1e6, 2001)
    assert c.chi2_mu10(x, 0 * x).argmax() not in (0, 2000)
    assert c.best_fit == (float(c.chi2_mu10(0.0, 0.0)), 0, 0)
    precise = replace(c, counting=replace(counting, variance=50))
    assert precise.best_fit.chi2 == pytest.approx(0.3**-2, rel=1e-12, abs=0)
    assert precise.best_fit.chi2 < precise.chi2_mu10(x, 0 * x).min()
    for one in (c, precise):
        assert not one.grows
        assert not Combination(counts=(one,)).grows
    assert replace(c, counting=replace(counting, sigma_signal=0.0)).grows
    assert replace(c, counting=replace(counting, background=40)).grows
    both = Combination(counts=(precise, toy("b", 100, 100, 1e-6, 1, 0.1)))
    assert both.best_fit.chi2 == pytest.approx(0.3**-2, rel=1e-2, abs=0)
    assert both.best_fit.chi2 <= both.chi2_mu10(x, 0 * x).min()


@pytest.mark.parametrize("others", [(), (toy("b", 100, 100, 1e-11, 0, 0.1),)])
def test_far_is_a_moment_not_its_square(others: tuple[MomentCount, ...]) -> None:
    """1e8 moments are 1e16 squared: a count that ends in between is bounded, beyond not."""
    ends = []
    for n_e in (1e-9, 1e-13, 1e-17):
        c = Combination(counts=(toy("a", 100, 100, n_e, 0, 0.1), *others))
        ends.append(float(c.reach(np.ones(1), np.zeros(1), 2.7)[0]))
    assert 1e8 < ends[0] < 1e16
    assert others or (ends[1] == pytest.approx(1e4 * ends[0], rel=1e-12, abs=0) and ends[1] < 1e16)
    if not others:
        assert math.isinf(ends[2])


def last_allowed(data: Combination, chi2_max: float, farthest: float) -> float:
    """Largest of very many points along the axis of mu_e at which a chi^2 is allowed."""
    s = np.concatenate([[0.0], np.geomspace(farthest * 1e-9, farthest, 1_000_001)])
    return float(s[data.chi2_mu10(s, 0 * s) <= chi2_max].max())


def test_reach_is_the_last_of_several_crossings() -> None:
    """One count would rather have no magnetic events, another a hundred: both are tolerable."""
    shy, keen = toy("a", 100, 100, 100, 0, 0.3), toy("b", 1110, 1000, 1, 0, 0.0)
    both = Combination(counts=(shy, keen))
    s = np.array([0.0, 10.0, 110.0])
    assert list(both.chi2_mu10(s, 0 * s) < 12.5) == [True, False, True]
    found = float(both.reach(np.ones(1), np.zeros(1), 12.5)[0])
    assert found == pytest.approx(last_allowed(both, 12.5, 1e4), rel=1e-4, abs=0)


@pytest.mark.parametrize("n", [(150, 400), (100, 100), (60, 100), (300, 900)])
def test_reach_of_a_pool(n: tuple[int, int]) -> None:
    """Farther than a precise part alone would allow; and from an excess that excludes zero."""
    counts = (toy("a", n[0], 100, 1, 0, 0.01), toy("b", n[1], 100, 0.001, 0, 0.4))
    pool = Combination(counts=counts, pooled=True)
    found = float(pool.reach(np.ones(1), np.zeros(1), 2.7)[0])
    assert found == pytest.approx(last_allowed(pool, 2.7, 1e6), rel=1e-4, abs=0)


def test_what_is_left_of_a_blind_direction_is_rounding() -> None:
    """A very sensitive count would see 1e-14 of a moment it is blind to."""
    keen, dull = toy("a", 100, 100, 1e4, 0, 0.1), toy("b", 100, 100, 1e3, 0, 0.1)
    x, y = np.array([1e-14, 1e-6]), np.ones(2)
    for data in (keen, Combination(counts=(keen, dull))):
        assert list(np.isinf(data.reach(x, y, 2.7))) == [True, False]


def test_units_slip_is_caught() -> None:
    """(1e-10 mu_B)^2 for mu_B^2 is wrong by 1e20, and says so."""
    one = count("coherent-csi")
    for data in (one, Combination(counts=(one,))):
        with pytest.raises(ValueError, match=r"mu_e2 = 300 mu_B\^2 .* multiply by mu10\*\*2"):
            data.chi2(300.0, 1e-18)
        with pytest.raises(ValueError, match=r"mu_mu2 = 800 .* in \(1e-10 mu_B\)\^2"):
            data.chi2(0.0, 800.0)
        assert data.chi2(300 * mu10**2, 0) == pytest.approx(float(data.chi2_mu10(300.0, 0.0)))
    with pytest.raises(ValueError, match="multiply by mu10"):
        one.events(1.0, 0.0)
    assert one.events(4e-20, 9e-20) == pytest.approx(one.sm + 4 * one.n_e + 9 * one.n_mu)
    assert one.chi2(1e-4, 0.0) > 0


def test_tau_flavour_has_no_place() -> None:
    """Its effective moment is a third quantity: refused, not added to the muon flavour."""
    e = catalogue()["coherent-csi", "current"]
    for flavor in ("nu_tau", "nu_tau_bar"):
        tau = replace(e.components[1], state=flavor, label=flavor)
        with_tau = replace(e, components=(*e.components, tau))
        with pytest.raises(ValueError, match=rf"{flavor} is {flavor}, whose effective moment"):
            _ = cevns.dataset(with_tau).moment_chi2
        prompt = cevns.dataset(with_tau, beam="prompt").moment_chi2
        assert prompt.n_mu == pytest.approx(count("coherent-csi", beam="prompt").n_mu)
        # one moment at a time it is just another form
        assert cevns.limit(with_tau, "Lambda_1") < cevns.limit(e, "Lambda_1")


def test_combinations_of_combinations() -> None:
    parts = [count(k) for k in ("coherent-csi", "conus", "texono")]
    nested = Combination(counts=(Combination(counts=tuple(parts[:2])), parts[2]))
    assert nested.counts == tuple(parts)
    assert nested.name == " + ".join(c.name for c in parts)
    assert nested.source == ""
    assert Combination(counts=tuple(parts[1:])).source == "reactor"
    joint = Combination(counts=(parts[0], count("coherent-lar")), shared={"sns": 0.1})
    outer = Combination(counts=(joint, parts[1]))
    assert outer.counts == (joint, parts[1])
    x, y = 3.0, 400.0
    expected = float(joint.chi2_mu10(x, y)) + float(parts[1].chi2_mu10(x, y))
    assert float(outer.chi2_mu10(x, y)) == pytest.approx(expected, rel=1e-13, abs=0)
    for twice in ((joint, parts[0]), (nested, parts[2]), (outer, parts[1])):
        with pytest.raises(ValueError, match="given twice"):
            Combination(counts=twice)
    with pytest.raises(ValueError, match=r"only single counts can share, this one is a Comb"):
        Combination(counts=(joint,), shared={"sns": 0.1})
    with pytest.raises(ValueError, match="only Gaussian counts can be pooled"):
        Combination(counts=(joint, parts[1]), pooled=True)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))])
def test_combinations_travel_and_stay_as_they_are(copied: Callable) -> None:
    given = {"sns": 0.1}
    parts = [count(k) for k in ("coherent-csi", "coherent-lar")]
    combination = Combination(counts=parts, shared=given)
    before = float(combination.chi2_mu10(3.0, 400.0))
    given["sns"] = 0.2
    parts.clear()
    assert combination.best_fit.chi2 >= 0
    assert float(combination.chi2_mu10(3.0, 400.0)) == before
    with pytest.raises(TypeError):
        combination.shared["sns"] = 0.2  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        combination.pooled = True  # type: ignore[misc]
    again = copied(combination)
    assert again == combination
    assert float(again.chi2_mu10(3.0, 400.0)) == before
    assert again.best_fit == combination.best_fit
    with pytest.raises(TypeError):
        again.shared["sns"] = 0.2
    conus = count("conus")
    assert copied(conus) == conus


def test_common_pulls_of_huge_signals_are_sums_of_squares() -> None:
    """Where signals are 1e15 of the counts the textbook form is noise, even below zero."""
    counts = (toy("a", 30, 100, 1, 1, 0.28), toy("b", 300, 100, 1, 1, 0.28))
    combination = Combination(counts=counts, shared={"sns": 0.28})
    x = np.geomspace(1e6, 1e17, 12)
    values = combination.chi2_mu10(x, 0 * x)
    # one scale for both, which is next to zero: then the two counts by themselves
    limit = 0.28**-2 + 30**2 / 30 + 300**2 / 300
    lower = 0.28**-2 + min(
        (30 - t) ** 2 / 30 + (300 - t) ** 2 / 300 for t in np.linspace(0, 300, 300_001)
    )
    np.testing.assert_allclose(values[2:], lower, rtol=1e-3)
    assert (values < limit).all()
    np.testing.assert_allclose(values[-3:], values[-1], rtol=1e-9)
