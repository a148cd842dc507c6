"""More than two forms of the moments: against closed forms, random directions and two of them."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.inference import regions
from cevns.inference.choices import Choices
from cevns.inference.combination import Combination
from cevns.inference.directions import least_over_directions
from cevns.inference.form_descent import Gauge, Moduli, Plain, descend
from cevns.inference.gaussian_count import Counting
from cevns.inference.many_forms import forms_of, least_anywhere, with_rows
from cevns.inference.moment_chi2 import combinations
from cevns.inference.moment_count import MomentCount
from cevns.inference.profiling import Objective, least_over_free
from cevns.inference.reachable import averaged_moments, effective_moments, rows_of
from cevns.inference.together import Seen, Together, together
from cevns.neutrinos.hermitian import flavor_form, mixture_form, null_vectors
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.sources.arriving import Arriving, arriving

FREE = Choices(others="profiled", phases="profiled")
C = 2.705543454095414  # chi^2 of one degree of freedom at 90 %, scipy.stats.chi2.ppf


def count(name: str, sm: float, n_e: float, n_mu: float, on: float, b: float = 20.0) -> MomentCount:
    judged = Counting(
        observed=on, background=b, variance=on, sigma_signal=0.1, sigma_background=0.0
    )
    return MomentCount(name=name, source=name, sm=sm, n_e=n_e, n_mu=n_mu, counting=judged)


SUN = arriving("8B")
XENON = Seen(state=SUN, chi2=count("xenon", 17.0, 2.0, 0.0, 55.0, 40.0))
FULL = Seen(state=SUN, chi2=count("xenon-full", 17.0, 2.0, 0.0, 66.0, 40.0))
SNS = count("sns", 150.0, 0.5, 1.0, 160.0)
REACTOR = count("reactor", 100.0, 3.0, 0.0, 110.0)
HIGH = count("reactor-high", 100.0, 3.0, 0.0, 137.0)

DATA = {
    "growing": together(SNS, REACTOR, XENON),
    "excess in the Sun": together(SNS, REACTOR, FULL),
    "excess on Earth": together(SNS, HIGH, XENON),
}


def random_directions(n: int, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 3)) + 1j * rng.normal(size=(n, 3))
    z = z * np.exp(rng.uniform(-3, 3, (n, 3)))
    return z / np.linalg.norm(z, axis=1, keepdims=True)


def room(chi2: MomentCount) -> float:
    """Largest squared moment of the first kind [mu10^2], by bisection."""
    best = chi2.best_fit.chi2
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = 0.5 * (low + high)
        inside = float(chi2.chi2_mu10(np.array(middle), np.zeros(()))) <= best + C
        low, high = (middle, high) if inside else (low, middle)
    return low


@pytest.mark.parametrize("i", [0, 1, 2])
@pytest.mark.parametrize("seen", [XENON, FULL], ids=["as expected", "excess"])
def test_a_mixture_alone_is_limited_in_closed_form(seen: Seen, i: int) -> None:
    """|Lambda_i|^2 (1 - P_i) <= room: no phase enters, and the other moments only add."""
    P = SUN.probabilities(NUFIT_6_1)
    expected = mu10 * math.sqrt(room(seen.chi2) / (1 - P[i]))
    for choices in (
        Choices(),
        FREE,
        Choices(others="profiled", phases="averaged"),
        Choices(others="profiled"),
    ):
        found = regions.limit(together(seen), f"Lambda_{i + 1}", choices)
        assert found == pytest.approx(expected, rel=1e-6, abs=0)


def test_of_a_pure_state_its_own_moment_is_free() -> None:
    """A nu_2 does not see Lambda_2: nothing bounds it, and of the others all is seen."""

    class Pure:
        name = "nu_2"

        def form(self, mixing: object) -> Array:
            return mixture_form([0.0, 1.0, 0.0])

    pure = together(Seen(state=Pure(), chi2=XENON.chi2))  # type: ignore[arg-type]
    assert math.isinf(regions.limit(pure, "Lambda_2"))
    assert math.isinf(regions.limit(pure, "Lambda_2", FREE))
    all_of_it = mu10 * math.sqrt(room(XENON.chi2))
    for name in ("Lambda_1", "Lambda_3"):
        found = regions.limit(pure, name, FREE)
        assert found == pytest.approx(all_of_it, rel=1e-5, abs=0)
    ends = regions.boundary(pure, ("Lambda_1", "Lambda_2"), FREE, directions=5)
    assert math.isinf(ends.radius[-1])
    assert np.isfinite(ends.radius[:-1]).all()


def test_with_no_third_form_left_it_is_the_frontier_of_two() -> None:
    """The search among two forms, against the closed form of `cevns.inference.frontier`."""
    weights = np.array([3.0, 0.5])

    def f(q: Array) -> Array:
        return np.asarray(np.sqrt(((weights[:, None] * q) ** 2).sum(axis=0)))

    def value(x: Array, y: Array) -> Array:
        return f(np.stack([x.ravel(), y.ravel()])).reshape(x.shape)

    forms = np.stack([flavor_form(a, NUFIT_6_1) for a in ("nu_e", "nu_mu")])[..., None]
    angles = np.linspace(0.0, math.pi / 2, 23)
    for names, kept in ((["Lambda_2"], (1,)), (["Lambda_1", "Lambda_3"], (0, 2))):
        v = (
            np.stack([np.cos(angles), np.sin(angles)], axis=-1)
            if len(kept) == 2
            else np.ones((1, 1))
        )
        exact = least_over_free(v, names, FREE, Objective(value, True, tuple))
        for grows in (True, False):
            moduli = Moduli(forms, v, kept)
            found, Lambda = least_over_directions(Plain(f), moduli, 1 / weights, grows=grows)
            np.testing.assert_allclose(found, exact, rtol=1e-9)
            np.testing.assert_allclose(f(moduli.values(Lambda)), found, rtol=1e-12)
            np.testing.assert_allclose(np.abs(Lambda[list(kept)]).T, v, rtol=0, atol=1e-12)


@pytest.mark.parametrize("i", [0, 1, 2])
def test_an_ellipsoid_is_limited_by_its_tangent_planes(i: int) -> None:
    """The S-procedure: min over w >= 0 of sqrt(sum (a w)^2) [Q(w)^-1]_ii."""
    a = np.array([3.0, 8.0, 1.0])
    forms = forms_of((SUN,), NUFIT_6_1)

    def size(q: Array) -> Array:
        return np.asarray(np.sqrt(((q / a[:, None]) ** 2).sum(axis=0)))

    def outer(t: Array) -> float:
        w = np.exp(t)
        Q = np.einsum("k,kij->ij", w, forms)
        return float(np.linalg.norm(a * w) * np.linalg.inv(Q)[i, i].real)

    dual = min(
        minimize(outer, start, method="Nelder-Mead", options=OPTIONS).fun
        for start in np.random.default_rng(2).normal(size=(4, 3))
    )
    for grows in (True, False):
        moduli = Moduli(forms[..., None], np.ones((1, 1)), (i,))
        found = least_over_directions(Plain(size), moduli, a, grows=grows)[0][0]
        assert 1 / found == pytest.approx(dual, rel=1e-6, abs=0)


def test_data_together_are_repeated() -> None:
    """Each by its own; the Sun's with what its state shows of the moments."""
    events = []
    for seed in range(200):
        toy = DATA["growing"].fluctuated(np.random.default_rng(seed), 0, 0, (3 * mu10) ** 2)  # type: ignore[attr-defined]
        events.append(toy.seen[0].chi2.counting.observed)
    assert np.mean(events) == pytest.approx(
        40 + 17 + 2 * 9, abs=4 * np.std(events) / math.sqrt(200)
    )
    assert toy.earth.counts[0].counting.observed != SNS.counting.observed
    with pytest.raises(ValueError, match="8B"):
        DATA["growing"].fluctuated(np.random.default_rng(1), 0, 0, 0, 0)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", DATA)
def test_profiled_limits_equal_random_directions(name: str) -> None:
    """Directions reach no further than the search, and the best of them, polished, as far."""
    data = DATA[name]
    n = random_directions(20_000)
    length = regions.direction_limit(data, n, NUFIT_6_1)
    alone = length[:, None] * np.abs(n)
    highest = regions.limiting_chi2(data, 0.90, choices=FREE)
    forms = forms_of(data.more, NUFIT_6_1)  # type: ignore[attr-defined]

    def minus_log(p: Array, i: int) -> float:
        z = p[:3] + 1j * p[3:]
        q = np.einsum("i,kij,j->k", z.conj(), forms, z).real
        s = data.reach(*(np.array([x]) for x in q[:2]), highest, *(np.array([x]) for x in q[2:]))[0]
        return -math.log(abs(z[i]) ** 2 * s)

    for i in range(3):
        found = regions.limit(data, f"Lambda_{i + 1}", FREE)
        assert alone[:, i].max() <= found * (1 + 1e-9)
        polished = []
        for k in np.argsort(alone[:, i])[-3:]:
            start = np.concatenate([n[k].real, n[k].imag])
            best = minimize(minus_log, start, args=(i,), method="Nelder-Mead", options=OPTIONS)
            polished.append(mu10 * math.exp(-best.fun / 2))
        assert found == pytest.approx(max(polished), rel=1e-3, abs=0)


OPTIONS = {"maxiter": 700, "maxfev": 700, "xatol": 1e-8, "fatol": 1e-10}


@pytest.mark.parametrize("name", DATA)
def test_regions_equal_random_phases_and_moduli(name: str) -> None:
    """Along rays in the plane of two moduli, the third and all phases drawn at random."""
    data = DATA[name]
    edge = regions.boundary(data, ("Lambda_1", "Lambda_2"), FREE, parameters=2, directions=5)
    rng = np.random.default_rng(3)
    for angle, radius in zip(edge.angle, edge.radius, strict=True):
        m = 20_000
        z = np.exp(2j * math.pi * rng.uniform(size=(m, 3)))
        z *= np.stack(
            [
                np.full(m, math.cos(angle)),
                np.full(m, math.sin(angle)),
                np.exp(rng.uniform(-5, 4, m)),
            ],
            axis=-1,
        )
        length = regions.direction_limit(data, z, NUFIT_6_1, parameters=2)
        best = (
            length / np.linalg.norm(z, axis=1) * math.hypot(math.cos(angle), math.sin(angle))
        ).max()
        assert best <= radius * (1 + 1e-9)
        assert radius == pytest.approx(best, rel=5e-2, abs=0)


@pytest.mark.parametrize("name", DATA)
def test_profiles_equal_minimisation(name: str) -> None:
    """Delta chi^2 at given |Lambda_2| by a general minimiser over four numbers."""
    data = DATA[name]
    forms = forms_of(data.more, NUFIT_6_1)  # type: ignore[attr-defined]
    least = regions.least_chi2(data, FREE)
    rng = np.random.default_rng(5)
    for v in (0.5, 2.0, 6.0):

        def chi2(p: Array, v: float = v) -> float:
            z = np.array([p[0] + 1j * p[1], v, p[2] + 1j * p[3]])
            q = np.einsum("i,kij,j->k", z.conj(), forms, z).real
            return float(data.chi2_mu10(*(np.asarray(x) for x in q)))

        ends = [
            minimize(chi2, rng.normal(size=4) * v, method="Nelder-Mead", options=OPTIONS).fun
            for _ in range(5)
        ]
        found = float(regions.profile(data, {"Lambda_2": v * mu10}, FREE))
        assert found == pytest.approx(min(ends) - least, rel=1e-6, abs=2e-7)


def test_best_fit_over_all_moments_is_below_every_direction() -> None:
    for data in DATA.values():
        least = regions.least_chi2(data, FREE)
        forms = forms_of(data.more, NUFIT_6_1)  # type: ignore[attr-defined]
        z = random_directions(20_000, 9).T * np.exp(np.random.default_rng(1).uniform(-2, 3, 20_000))
        q = np.einsum("in,kij,jn->kn", z.conj(), forms, z).real
        assert least <= data.chi2_mu10(*q).min() + 1e-9
        apart = sum(one.best_fit.chi2 for one in (SNS, REACTOR, XENON.chi2))
        assert data is not DATA["growing"] or least >= apart - 1e-9


def test_the_best_fit_needs_moments_that_exist() -> None:
    """An excess in the Sun alone is no excess that Lambda could make unseen on Earth."""
    strict = together(
        count("a", 100.0, 50.0, 0.0, 100.0), count("b", 100.0, 0.0, 50.0, 100.0), FULL
    )
    free = sum(one.best_fit.chi2 for one in (*strict.earth.counts, FULL.chi2))  # type: ignore[attr-defined]
    least = regions.least_chi2(strict, FREE)
    assert free + 0.5 < least < float(strict.chi2_mu10(*[np.zeros(())] * 3)) + 1e-12


def test_flavour_moments_with_a_third_form() -> None:
    """Named in the flavour basis, against random directions turned there."""
    data = DATA["growing"]
    n = random_directions(20_000, 2)
    length = regions.direction_limit(data, n, NUFIT_6_1)
    turned = np.abs(n @ NUFIT_6_1.matrix.T)
    for i, name in enumerate(("Lambda_e", "Lambda_mu", "Lambda_tau")):
        found = regions.limit(data, name, FREE)
        best = (length * turned[:, i]).max()
        assert best <= found * (1 + 1e-9)
        assert found == pytest.approx(best, rel=5e-2, abs=0)
        alone = regions.limit(data, name)
        one = NUFIT_6_1.matrix.conj().T[:, i]
        assert alone == pytest.approx(float(regions.direction_limit(data, one)), rel=1e-9, abs=0)


def test_delta_profiled_is_the_best_of_many() -> None:
    data = DATA["growing"]
    found = regions.limit(
        data, "Lambda_1", Choices(others="profiled", phases="profiled", delta="profiled")
    )
    each = []
    for delta in np.linspace(0.0, 2 * math.pi, 37):
        mixing = replace(NUFIT_6_1, delta_CP=float(delta) % (2 * math.pi))
        each.append(
            regions.limit(
                data, "Lambda_1", Choices(mixing=mixing, others="profiled", phases="profiled")
            )
        )
    assert max(each) <= found * (1 + 1e-9)
    assert found == pytest.approx(max(each), rel=2e-3, abs=0)


def test_rows_below_those_of_the_mixing_are_the_forms() -> None:
    z = random_directions(50, 4).T[:, :, None]
    U = with_rows(rows_of(NUFIT_6_1), (SUN,), NUFIT_6_1)
    x, y, third = effective_moments(U, list(z))
    squares = np.abs(z) ** 2
    P = SUN.probabilities(NUFIT_6_1)
    by_hand = sum(P[i] * (squares.sum(axis=0) - squares[i]) for i in range(3))
    np.testing.assert_allclose(third, by_hand, rtol=1e-12)
    two = effective_moments(rows_of(NUFIT_6_1), list(z))
    np.testing.assert_array_equal(np.stack([x, y]), np.stack(two))
    np.testing.assert_allclose(averaged_moments(U, list(squares))[2], by_hand, rtol=1e-12)


def test_rows_of_the_flavour_basis() -> None:
    """Moments of the flavours, turned back: Lambda_i = sum of U*_ai Lambda_a."""
    z = random_directions(50, 4).T
    U = with_rows(np.eye(3, dtype=complex)[:, :, None, None], (SUN,), NUFIT_6_1, rows_of(NUFIT_6_1))
    third = effective_moments(U, list(z[:, :, None]))[2][:, 0]
    mass = NUFIT_6_1.matrix.conj().T @ z
    by_hand = np.einsum("in,ij,jn->n", mass.conj(), SUN.form(NUFIT_6_1), mass).real
    np.testing.assert_allclose(third, by_hand, rtol=1e-12)


def test_combinations_that_are_told_apart() -> None:
    assert combinations(np.diag([1.0, 2.0, 3.0])) == 3
    assert combinations(np.diag([0.0, 0.0, 3.0])) == 1
    one = np.outer([1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert combinations(one) == 1
    assert combinations(one + np.diag([0.0, 0.0, 20.0])) == 2


def test_what_is_summed_and_what_is_refused() -> None:
    assert isinstance(together(SNS, REACTOR), Combination)
    both = together(together(SNS, XENON), REACTOR)
    assert isinstance(both, Together)
    assert both.name == "sns + reactor + xenon"
    assert both.source == ""
    with pytest.raises(ValueError, match="given twice"):
        together(XENON, XENON)
    with pytest.raises(ValueError, match="no data of another state"):
        Together(earth=SNS, seen=())
    with pytest.raises(ValueError, match="8B"):
        both.chi2(0.0, 0.0)
    with pytest.raises(ValueError, match="no 8B"):
        regions.effective_moment_boundary(both)
    with pytest.raises(ValueError, match="mixing must be"):
        regions.direction_limit(both, [1, 0, 0], NUFIT_6_1.turned(np.array([0.0, 1.0])))
    x = (3 * mu10) ** 2
    terms = [SNS.chi2(x, 0), REACTOR.chi2(x, 0), XENON.chi2.chi2(2 * x, 0)]
    assert float(both.chi2(x, 0, 2 * x)) == pytest.approx(float(sum(terms)), rel=1e-13, abs=0)
    assert both.information.shape == (3, 3)
    assert not null_vectors(both.form(NUFIT_6_1)).size


def test_a_gauge_and_its_derivatives() -> None:
    """1/s for sum (q/a)^2 = C: the norm, with gradient and Hessian by hand."""
    a = np.array([1.0, 2.0, 5.0])

    def f(q: Array) -> Array:
        return np.asarray(((q / a[:, None]) ** 2).sum(axis=0))

    gauge = Gauge(f, lambda q: np.sqrt(4.0 / f(q)))
    q = np.array([[0.3, 1.0], [2.0, 0.4], [1.0, 7.0]])
    norm = np.sqrt(f(q))
    np.testing.assert_allclose(gauge(q), norm / 2, rtol=1e-12)
    gradient, hessian = gauge.slopes(q, np.broadcast_to(a[:, None], q.shape))
    by_hand = q / a[:, None] ** 2 / norm
    np.testing.assert_allclose(gradient, by_hand / 2, rtol=1e-6)
    bent = (np.eye(3)[:, :, None] / a[:, None, None] ** 2 - by_hand[:, None] * by_hand[None]) / norm
    np.testing.assert_allclose(hessian, bent / 2, atol=2e-6)


def test_a_gauge_of_what_is_no_norm() -> None:
    """With a part linear in q and a mixed one, against differences of 1/s itself."""

    def quadratic(q: Array) -> Array:
        return np.asarray(q[0] ** 2 + 0.3 * q[1] ** 2 + 0.1 * q[2] ** 2 + 0.5 * q[0] * q[1])

    def linear(q: Array) -> Array:
        return np.asarray(0.4 * q[0] + q[2])

    def reach(q: Array) -> Array:
        a, b = quadratic(q), linear(q)
        return np.asarray((-b + np.sqrt(b**2 + 16 * a)) / (2 * a))  # quadratic + linear = 4

    gauge = Gauge(lambda q: quadratic(q) + linear(q), reach)
    q = np.array([[0.7], [1.3], [0.9]])
    gradient, hessian = gauge.slopes(q, np.ones((3, 1)))
    steps = 1e-4 * np.eye(3)

    def at(*moves: Array) -> float:
        return float(gauge(q + sum(moves)[:, None])[0])

    for k in range(3):
        by_hand = (at(steps[k]) - at(-steps[k])) / 2e-4
        assert gradient[k, 0] == pytest.approx(by_hand, rel=1e-5, abs=1e-7)
        for j in range(3):
            mixed = at(steps[k], steps[j]) - at(steps[k], -steps[j])
            mixed -= at(-steps[k], steps[j]) - at(-steps[k], -steps[j])
            assert hessian[k, j, 0] == pytest.approx(mixed / 4e-8, rel=2e-3, abs=1e-4)


def test_descent_never_goes_up_and_finds_the_floor() -> None:
    forms = forms_of((SUN,), NUFIT_6_1)[..., None]
    moduli = Moduli(forms, np.ones((30, 1)), (0,))
    start = random_directions(30, 8).T.copy()
    start[0] = 1.0
    w = np.array([1.0, 2.0, 0.5])

    def f(q: Array) -> Array:
        return np.asarray(w @ q)

    found, Lambda = descend(Plain(f), moduli, start, np.ones((3, 30)))
    Q = np.einsum("k,kij->ij", w, forms[..., 0])
    exact = 1 / np.linalg.inv(Q)[0, 0].real  # the Schur complement of the free moments
    np.testing.assert_allclose(found, exact, rtol=1e-10)
    np.testing.assert_allclose(Lambda[0], 1.0)


def test_least_anywhere_finds_a_well() -> None:
    target = np.array([2.0, 3.0, 2.5])

    def value(*q: Array) -> Array:
        return np.asarray(sum((one - t) ** 2 for one, t in zip(q, target, strict=True)))

    best, forms = least_anywhere(value, (SUN,), NUFIT_6_1, np.ones(3))
    z = random_directions(20_000, 6).T * 2
    q = np.einsum("in,kij,jn->kn", z.conj(), forms_of((SUN,), NUFIT_6_1), z).real
    assert best <= value(*q).min() + 1e-12
    assert value(*forms) == pytest.approx(best, abs=1e-12)


def energies(weight: Callable[[Array], Array]) -> Arriving:
    from cevns.sources import solar

    return arriving("8B", weight(solar.energies("8B").x))


def test_arriving_is_the_mean_over_what_is_counted() -> None:
    from cevns.sources import solar

    E = solar.energies("8B")
    P = solar.birthplace("8B").P_e1(E.x, NUFIT_6_1)
    assert SUN.P_e1(NUFIT_6_1) == pytest.approx(solar.P_e1("8B", NUFIT_6_1), rel=1e-12, abs=0)
    high = energies(lambda x: (x > 8.0) * x)
    inside = E.x > 8.0
    expected = (E.w * E.x * P)[inside].sum() / (E.w * E.x)[inside].sum()
    assert high.P_e1(NUFIT_6_1) == pytest.approx(expected, rel=1e-12, abs=0)
    assert high.P_e1(NUFIT_6_1) < SUN.P_e1(NUFIT_6_1)
    shares = high.probabilities(NUFIT_6_1)
    assert shares.sum() == pytest.approx(1, rel=1e-12, abs=0)
    np.testing.assert_allclose(np.diag(high.form(NUFIT_6_1)).real, 1 - shares, rtol=1e-12)
    assert high.mean_energy > 8.0
    with pytest.raises(ValueError, match="as many shares"):
        Arriving(name="x", component="8B", E_nu=(1.0, 2.0), shares=(1.0,))
    with pytest.raises(ValueError, match="one Mixing at a time"):
        SUN.form(NUFIT_6_1.turned(np.array([0.0, 1.0])))
