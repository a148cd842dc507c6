"""Limits and regions of moments: the algebra against brute force, and what must always hold."""

import itertools
import math
import zlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

import cevns
from cevns.basics.checks import Array
from cevns.experiments.catalogue import catalogue
from cevns.inference.combination import Combination
from cevns.inference.counts import PRESCRIPTIONS, Counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.limits import limits_from_signal
from cevns.inference.moment_count import MomentCount
from cevns.inference.regions import (
    Choices,
    boundary,
    direction_limit,
    effective_moment_boundary,
    limit,
    profile,
    upper_end,
)
from cevns.neutrinos.hermitian import (
    flavor_form,
    null_vectors,
    principal_directions,
    schur_complement,
)
from cevns.neutrinos.mixing import (
    DE_SALAS_2018,
    DE_SALAS_2018_CP_CONSERVING,
    NUFIT_6_1,
    Mixing,
    MixingArrays,
    pmns,
)
from cevns.neutrinos.moments import MOMENTS, to_mass_basis
from cevns.talk.collection import together

SIGNALS = {key: cevns.signal(e) for key, e in catalogue().items()}
RNG = np.random.default_rng(10)
PAIRS = list(itertools.combinations(MOMENTS, 2))
FREE = Choices(others="profiled", phases="profiled")


def count(key: str, setup: str = "current", **choices: str) -> MomentCount:
    return cevns.dataset(catalogue()[key, setup], **choices).moment_chi2


def combined(*keys: str, shared: dict[str, float] | None = None) -> Combination:
    return Combination(counts=tuple(count(k) for k in keys), shared=shared or {})


def excess() -> Combination:
    """An observed excess in two counts: the best fit is no longer the Standard Model."""
    counts = tuple(
        MomentCount(
            name=name,
            source="sns",
            sm=S,
            n_e=a,
            n_mu=b,
            counting=Counting(observed=n, variance=n, sigma_signal=0.1),
        )
        for name, n, S, a, b in (("a", 125, 100, 0.02, 0.01), ("b", 228, 200, 0.01, 0.05))
    )
    return Combination(counts=counts)


COMBINATIONS = {
    "one count": combined("coherent-csi"),
    "SNS and reactor": combined("coherent-csi", "conus"),
    "shared flux": combined("coherent-csi", "coherent-lar", shared={"sns": 0.1}),
    "excess": excess(),
}


@pytest.mark.parametrize("prescription", PRESCRIPTIONS)
@pytest.mark.parametrize(("key", "setup"), catalogue())
def test_one_count_one_moment_is_the_limit_of_the_table(
    key: str, setup: str, prescription: str
) -> None:
    e = catalogue()[key, setup]
    one = Combination(counts=(count(key, setup, prescription=prescription),))
    table = limits_from_signal(SIGNALS[key, setup], e.measurement, prescription=prescription)
    ours = [limit(one, moment) for moment in MOMENTS]
    np.testing.assert_allclose(ours, table, rtol=1e-12)


def effective(Lambda: Array, U: Array) -> tuple[float, float]:
    in_flavor = U @ Lambda
    total = np.sum(np.abs(Lambda) ** 2)
    return total - abs(in_flavor[0]) ** 2, total - abs(in_flavor[1]) ** 2


def brute_force(
    combination: Combination, fixed: dict[str, float], choices: Choices, seed: int
) -> float:
    """Many descents over everything free at once, from random starts."""
    rng = np.random.default_rng(seed)
    kept = {MOMENTS[name]: value for name, value in fixed.items()}
    others = [i for i in range(3) if i not in kept] if choices.others == "profiled" else []
    free_phases = choices.phases == "profiled"
    scale = max(kept.values())
    minimum = combination.best_fit.chi2

    def chi2(z: Array) -> float:
        z = list(z)
        moduli, phases = np.zeros(3), np.zeros(3)
        for i, value in kept.items():
            moduli[i] = value
        for i in others:
            moduli[i] = abs(z.pop()) * scale
        if free_phases:
            phases[1:] = z.pop(), z.pop()
        delta = z.pop() if choices.delta == "profiled" else choices.mixing.delta_CP
        m = choices.mixing
        U = pmns(MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, delta))
        x, y = effective(moduli * np.exp(1j * phases), U)
        return float(combination.chi2_mu10(max(x, 0.0), max(y, 0.0))) - minimum

    n = len(others) + 2 * free_phases + (choices.delta == "profiled")
    if not n:
        return chi2(np.zeros(0))
    found = []
    for _ in range(12):
        start = rng.uniform(0, 2 * math.pi, n)
        start[len(start) - len(others) :] = rng.exponential(1, len(others))
        rough = minimize(chi2, start, method="Nelder-Mead", options={"maxiter": 4000})
        options = {"xatol": 1e-11, "fatol": 1e-13, "maxiter": 8000}
        found.append(minimize(chi2, rough.x, method="Nelder-Mead", options=options).fun)
    return min(found)


@pytest.mark.parametrize("mixing", [DE_SALAS_2018_CP_CONSERVING, NUFIT_6_1], ids=lambda m: m.name)
@pytest.mark.parametrize("others", ["zero", "profiled"])
@pytest.mark.parametrize("phases", ["fixed", "profiled"])
@pytest.mark.parametrize("name", COMBINATIONS)
def test_profile_equals_brute_force(name: str, phases: str, others: str, mixing: Mixing) -> None:
    """Random points of random pairs; polished descents agree to 1e-6."""
    combination = COMBINATIONS[name]
    choices = Choices(
        mixing=mixing, others=others, phases=(0.0, 0.0, 0.0) if phases == "fixed" else "profiled"
    )
    rng = np.random.default_rng(zlib.crc32(f"{name} {phases} {others}".encode()))
    for seed in range(2):
        pair = PAIRS[rng.integers(3)]
        moduli = dict(zip(pair, rng.uniform(5, 60, 2), strict=True))
        ours = float(profile(combination, {k: m * 1e-10 for k, m in moduli.items()}, choices))
        theirs = brute_force(combination, moduli, choices, seed)
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def test_profile_over_delta_equals_brute_force() -> None:
    combination = COMBINATIONS["SNS and reactor"]
    for others in ("zero", "profiled"):
        choices = Choices(others=others, phases="profiled", delta="profiled")
        moduli = {"Lambda_1": 31.0, "Lambda_3": 9.0}
        ours = float(profile(combination, {k: m * 1e-10 for k, m in moduli.items()}, choices))
        theirs = brute_force(combination, moduli, choices, 1)
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("mixing", [DE_SALAS_2018_CP_CONSERVING, NUFIT_6_1], ids=lambda m: m.name)
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_one_count_is_a_schur_complement(pair: tuple[str, str], mixing: Mixing) -> None:
    """The region of one count ends at r^2 = excess/(v^T |G| v), G the Schur complement."""
    c = count("coherent-csi")
    combination = Combination(counts=(c,))
    i, j = (MOMENTS[name] for name in pair)
    G = schur_complement(c.form(mixing), (i, j))
    highest = combination.best_fit.chi2 + delta_chi2(0.9, 1)
    room = c.counting.upper_signal(highest) - c.sm
    found = boundary(
        combination, pair, Choices(mixing=mixing, others="profiled", phases="profiled")
    )
    a, b = np.cos(found.angle), np.sin(found.angle)
    seen = G[0, 0].real * a**2 + G[1, 1].real * b**2 - 2 * abs(G[0, 1]) * a * b
    np.testing.assert_allclose(found.radius * 1e10, np.sqrt(room / seen), rtol=1e-8)


@pytest.mark.parametrize("moment", MOMENTS)
def test_one_count_one_moment_profiled_is_the_inverse_of_the_matrix(moment: str) -> None:
    """|Lambda_i|^2 <= excess (H^-1)_ii."""
    c, i = count("coherent-csi"), MOMENTS[moment]
    one = Combination(counts=(c,))
    H = c.form(NUFIT_6_1)
    ratio = np.linalg.inv(H)[i, i].real * H[i, i].real
    assert schur_complement(H, [i])[0, 0].real == pytest.approx(
        1 / np.linalg.inv(H)[i, i].real, rel=1e-10, abs=0
    )
    free = Choices(mixing=NUFIT_6_1, others="profiled", phases="profiled")
    squares = [limit(one, moment, ch) ** 2 for ch in (free, Choices(mixing=NUFIT_6_1))]
    assert squares[0] / squares[1] == pytest.approx(ratio, rel=1e-8, abs=0)


@pytest.mark.parametrize("moment", [*MOMENTS, "Lambda_e", "Lambda_mu", "Lambda_tau"])
def test_alone_unbounded_together_bounded(moment: str) -> None:
    """Reactors alone, or the prompt beam alone, bound no mass-basis moment once all is free."""
    reactors = combined("conus", "connie", "miner", "texono", "red100")
    prompt = Combination(counts=(count("coherent-csi", beam="prompt"),))
    blind = {"Lambda_e": (True, False), "Lambda_mu": (False, True), "Lambda_tau": (False, False)}
    alone = [math.isinf(limit(c, moment, FREE)) for c in (reactors, prompt)]
    assert tuple(alone) == blind.get(moment, (True, True))
    assert math.isfinite(limit(combined("conus", "coherent-csi"), moment, FREE))


def test_a_region_that_never_ends_says_where() -> None:
    """A reactor is blind to Lambda along nu_e: moduli in the ratio |U_e1| : |U_e2|."""
    real = DE_SALAS_2018_CP_CONSERVING  # at delta = 0 all phases are zero
    for choices in (replace(FREE, mixing=real), Choices(mixing=real, others="profiled")):
        found = boundary(combined("conus"), ("Lambda_1", "Lambda_2"), choices)
        U = real.matrix
        expected = math.atan2(abs(U[0, 1]), abs(U[0, 0]))
        assert found.unbounded == pytest.approx([expected], rel=1e-12, abs=0)
        # a gap in both curves, there and nowhere else: a plot must not join its ends
        for side in found.curve:
            assert list(np.isnan(side)) == list(found.angle == found.unbounded[0])
    assert not boundary(combined("conus"), ("Lambda_1", "Lambda_2")).unbounded.size
    in_flavor = boundary(combined("conus"), ("Lambda_e", "Lambda_tau"))
    assert list(in_flavor.unbounded) == [0.0]


@pytest.mark.parametrize("name", ["one count", "SNS and reactor", "shared flux"])
@pytest.mark.parametrize(
    "choices",
    [
        Choices(),
        Choices(phases="averaged"),
        Choices(phases="profiled"),
        Choices(others="profiled"),
        Choices(mixing=NUFIT_6_1, phases=(0.3, 2.0, -1.0), others="profiled"),
        FREE,
    ],
    ids=lambda c: f"{c.others}, {c.phases}",
)
def test_boundary_is_the_contour_of_the_profile(name: str, choices: Choices) -> None:
    combination = COMBINATIONS[name]
    found = boundary(combination, ("Lambda_2", "Lambda_3"), choices, directions=31)
    x, y = found.curve
    values = profile(combination, {"Lambda_2": x, "Lambda_3": y}, choices)
    k = 2 if name == "SNS and reactor" else 1
    np.testing.assert_allclose(values, delta_chi2(0.9, k), rtol=1e-7)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_regions_contain_the_limits_one_at_a_time(pair: tuple[str, str]) -> None:
    """On the axes with one parameter's threshold; and freedom only makes regions larger."""
    combination = COMBINATIONS["SNS and reactor"]
    alone = [limit(combination, name) for name in pair]
    ladder = [
        boundary(combination, pair, ch, parameters=1).radius
        for ch in (Choices(), Choices(phases="profiled"), FREE)
    ]
    assert [ladder[0][0], ladder[0][-1]] == pytest.approx(alone, rel=1e-9, abs=0)
    for smaller, larger in itertools.pairwise(ladder):
        assert (larger >= smaller * (1 - 1e-7)).all()
    averaged = boundary(combination, pair, Choices(phases="averaged"), parameters=1).radius
    assert (averaged <= ladder[1] * (1 + 1e-9)).all()
    two = boundary(combination, pair, FREE).radius
    assert (two > ladder[2]).all()


def test_freeing_delta_never_shrinks_a_region() -> None:
    combination = COMBINATIONS["SNS and reactor"]
    start = Choices(mixing=DE_SALAS_2018, phases="profiled")
    rays = {"pair": ("Lambda_1", "Lambda_3"), "directions": 4}
    ends = [
        boundary(combination, choices=replace(start, delta=d), **rays)
        for d in ("fixed", "profiled")
    ]
    assert (ends[1].radius >= ends[0].radius * (1 - 1e-9)).all()


@pytest.mark.parametrize("moment", MOMENTS)
def test_free_delta_is_the_worst_of_many(moment: str) -> None:
    """For a single moment: the largest limit on a grid of phases, well above the smallest."""
    sns, m = COMBINATIONS["one count"], DE_SALAS_2018
    turn = np.linspace(0, 2 * math.pi, 721)
    direction = np.eye(3)[MOMENTS[moment]]
    grid = direction_limit(sns, direction, MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, turn))
    free = limit(sns, moment, Choices(mixing=m, delta="profiled"))
    assert free == pytest.approx(grid.max(), rel=1e-5, abs=0)
    assert free >= grid.max() * (1 - 1e-12)
    if moment != "Lambda_3":  # |U_mu3| knows no delta
        assert free > 1.02 * grid.min()


@pytest.mark.parametrize("shared", [{}, {"sns": 0.1}])
def test_with_expected_data_adding_never_weakens(shared: dict[str, float]) -> None:
    """Every moment, every choice: the whole chi^2 is never below that of a part."""
    keys = ["coherent-lar", "conus", "coherent-nai", "texono"]
    for choices in (Choices(), FREE, Choices(phases="averaged")):
        for moment in MOMENTS:
            ladder = [
                limit(combined(*keys[: n + 1], shared=shared), moment, choices) for n in range(4)
            ]
            for before, after in itertools.pairwise(ladder):
                assert after <= before * (1 + 1e-9)


def test_a_shared_pull_can_weaken() -> None:
    """CsI's deficit drags the common flux down, and room for magnetic events opens elsewhere."""
    lar = combined("coherent-lar")
    both = combined("coherent-lar", "coherent-csi", shared={"sns": 0.2})
    separate = combined("coherent-lar", "coherent-csi")
    assert limit(separate, "Lambda_1") < limit(lar, "Lambda_1")
    assert limit(both, "Lambda_1") > limit(separate, "Lambda_1")


def test_flavour_and_mass_basis_agree_in_the_full_space() -> None:
    """The same vector of moments, written in either basis, is equally allowed."""
    combination = COMBINATIONS["SNS and reactor"]
    U = NUFIT_6_1.matrix
    flavor = RNG.normal(size=(20, 3)) + 1j * RNG.normal(size=(20, 3))
    by_mass = direction_limit(combination, to_mass_basis(flavor, U), NUFIT_6_1)
    squares = np.abs(flavor / np.linalg.norm(flavor, axis=-1, keepdims=True)) ** 2
    x, y = squares[:, 1] + squares[:, 2], squares[:, 0] + squares[:, 2]
    reach = combination.reach(x, y, combination.best_fit.chi2 + delta_chi2(0.9, 1))
    np.testing.assert_allclose(by_mass * 1e10, np.sqrt(reach), rtol=1e-9)


def test_flavour_basis_needs_no_phases() -> None:
    pair = ("Lambda_mu", "Lambda_tau")
    ends = [
        boundary(COMBINATIONS["SNS and reactor"], pair, ch, directions=9).radius
        for ch in (Choices(), FREE, Choices(mixing=NUFIT_6_1, phases="averaged", delta="profiled"))
    ]
    np.testing.assert_allclose(ends[1], ends[0], rtol=1e-12)
    np.testing.assert_allclose(ends[2], ends[0], rtol=1e-12)


def test_direction_limits_of_many_phases_at_once() -> None:
    """Along nu_e a reactor sees nothing; off it the limit falls as one over the angle."""
    reactor = combined("conus")
    nu_e = NUFIT_6_1.matrix[0].conj()
    assert np.isinf(direction_limit(reactor, nu_e, NUFIT_6_1))
    other = np.cross(nu_e, [1, 0, 0]).conj()
    other = other / np.linalg.norm(other)
    angle = np.array([1e-2, 1e-1])
    tilted = np.cos(angle)[:, None] * nu_e + np.sin(angle)[:, None] * other
    limits = direction_limit(reactor, tilted, NUFIT_6_1)
    np.testing.assert_allclose(limits * np.sin(angle), direction_limit(reactor, other, NUFIT_6_1))
    delta = np.linspace(0, 2 * math.pi, 5)
    m = NUFIT_6_1
    many = direction_limit(
        combined("coherent-csi"),
        [1.0, 0, 0],
        MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, delta),
    )
    assert many.shape == (5,)
    assert many[0] == pytest.approx(many[-1], rel=1e-12, abs=0)
    assert np.ptp(many) > 0


@pytest.mark.parametrize(
    "choices",
    [
        Choices(),
        Choices(phases="averaged"),
        FREE,
        Choices(others="profiled", phases=(0.3, 2.0, -1.0)),
        replace(FREE, delta="profiled"),
    ],
    ids=lambda c: f"{c.others}, {c.phases}, {c.delta}",
)
def test_any_chi2_will_do(choices: Choices) -> None:
    """One count by itself, and alone in a combination: the same limits, profiles and regions."""
    one = count("coherent-csi")
    alone = Combination(counts=(one,))
    for moment in ("Lambda_1", "Lambda_mu"):
        assert limit(one, moment, choices) == pytest.approx(
            limit(alone, moment, choices), rel=1e-12, abs=0
        )
    moduli = {"Lambda_1": np.array([1e-9, 4e-9]), "Lambda_3": 2e-9}
    np.testing.assert_allclose(
        profile(one, moduli, choices), profile(alone, moduli, choices), rtol=1e-9, atol=1e-12
    )
    rays = [
        boundary(c, ("Lambda_1", "Lambda_2"), choices, directions=5).radius for c in (one, alone)
    ]
    np.testing.assert_allclose(*rays, rtol=1e-12)


def test_plane_of_effective_moments() -> None:
    found = effective_moment_boundary(combined("conus"))
    assert list(found.unbounded) == [math.pi / 2]
    both = effective_moment_boundary(COMBINATIONS["SNS and reactor"])
    combination = COMBINATIONS["SNS and reactor"]
    x, y = both.curve
    values = combination.chi2(x**2, y**2) - combination.best_fit.chi2
    np.testing.assert_allclose(values, delta_chi2(0.9, 2), rtol=1e-9)


def test_profile_of_an_excess_has_its_minimum_inside() -> None:
    """With everything free the best fit can be reached from a range of moduli."""
    grid = np.linspace(0, 60, 25) * 1e-10
    values = profile(excess(), {"Lambda_1": grid}, FREE)
    assert values[0] < 1e-6  # the other two moments can do it
    assert values[-1] > 1
    assert (values > -1e-9).all()
    zero = profile(excess(), {"Lambda_1": grid})
    assert zero[0] > 0.5
    assert zero.min() < zero[0]


def test_no_upper_limit_if_the_standard_model_is_excluded() -> None:
    count_far = MomentCount(
        name="far",
        source="sns",
        sm=100,
        n_e=1,
        n_mu=1,
        counting=Counting(observed=200, variance=200),
    )
    with pytest.raises(ValueError, match=r"Standard Model itself has Delta chi\^2 = 50"):
        limit(Combination(counts=(count_far,)), "Lambda_1")


def test_principal_directions_of_an_experiment() -> None:
    """Worst seen first: for the prompt beam, Lambda along nu_mu, not at all."""
    H = count("coherent-csi", beam="prompt").form(NUFIT_6_1)
    found = principal_directions(H)
    np.testing.assert_allclose(found.values[1:], found.values[2], rtol=1e-12)
    assert abs(found.values[0]) < 1e-12 * found.values[2]
    assert abs(np.vdot(found.directions[0], NUFIT_6_1.matrix[1].conj())) == pytest.approx(1)
    rebuilt = np.einsum("n,ni,nj->ij", found.values, found.directions, found.directions.conj())
    np.testing.assert_allclose(rebuilt, H, atol=1e-12 * found.values[2])
    assert not null_vectors(count("coherent-csi").form(NUFIT_6_1)).size


def test_schur_complement_of_singular_forms() -> None:
    """The least value over the moment left out, by brute force; also where h_KK is zero."""
    h = flavor_form("nu_e", NUFIT_6_1)
    G = schur_complement(h, (0, 2))
    v = np.array([0.3 + 0.4j, -0.7])

    def seen(z: Array) -> float:
        Lambda = np.array([v[0], z[0] + 1j * z[1], v[1]])
        return float((Lambda.conj() @ h @ Lambda).real)

    least = minimize(seen, (0.0, 0.0), tol=1e-14).fun
    assert (v.conj() @ G @ v).real == pytest.approx(least, rel=1e-7, abs=0)
    np.testing.assert_allclose(schur_complement(np.diag([1.0, 0, 0]), [0]), [[1]])
    for bad in ([], [0, 1, 2], [0, 0], [3]):
        with pytest.raises(ValueError, match="keep one or two"):
            schur_complement(h, bad)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: limit(c, "Lambda_4"), "Lambda_1, Lambda_2, Lambda_3 or of Lambda_e"),
        (lambda c: boundary(c, ("Lambda_1", "Lambda_e")), "different moments of one basis"),
        (lambda c: boundary(c, ("Lambda_1", "Lambda_1")), "different moments of one basis"),
        (lambda c: profile(c, {}), "got none"),
        (lambda c: profile(c, {"Lambda_1": -1.0}), r"Lambda_1 = -1 mu_B"),
        (lambda c: Choices(others="zeros"), "did you mean 'zero'"),
        (lambda c: Choices(phases="profile"), "did you mean 'profiled'"),
        (lambda c: Choices(phases=(0.0, 1.0)), r"\(zeta_1, zeta_2, zeta_3\)"),
        (lambda c: Choices(delta="free"), "no delta 'free'"),
        (lambda c: limit(c, "Lambda_1", confidence_level=90), "write 0.90"),
        (lambda c: direction_limit(c, [0, 0, 0]), "at least one moment that is not zero"),
    ],
)
def test_bad_input(call: Callable[[Combination], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(COMBINATIONS["one count"])


def everything(setup: str, prescription: str) -> Combination:
    keys = [key for key, s in catalogue() if s == setup]
    return Combination(counts=tuple(count(k, setup, prescription=prescription) for k in keys))


def test_claim_of_moments_of_1e_11() -> None:
    """Only for future setups, single moments, and the talk's prescription; never profiled."""
    best = {
        (setup, p): limit(everything(setup, p), "Lambda_3")
        for setup in ("current", "future")
        for p in ("talk", "profiled")
    }
    assert best["future", "talk"] < 1e-11 < best["current", "talk"]
    assert best["future", "profiled"] > 1e-10
    free = [limit(everything("future", "talk"), moment, FREE) for moment in MOMENTS]
    assert min(free) > 2e-11


def test_claim_of_dominance() -> None:
    """No count allows a moment at which its magnetic part would equal the Standard Model's."""
    for key, setup in catalogue():
        s = SIGNALS[key, setup]
        one = Combination(counts=(count(key, setup),))
        highest = one.best_fit.chi2 + delta_chi2(0.9, 1)
        squared = float(one.reach(np.ones(1), np.ones(1), highest)[0])
        assert squared * s.magnetic_total < s.sm_total
        assert 0.29**2 * s.magnetic_total < 0.02 * s.sm_total  # at 2.9e-11 mu_B


def test_phases_between_the_polygon_bounds() -> None:
    """|Lambda_alpha| lies between max(0, 2 max - sum) and the sum of |U_ai| |Lambda_i|."""
    reactor = combined("conus")
    across = np.cross([1, 0, 0], NUFIT_6_1.matrix[0].conj()).conj()
    unit = direction_limit(reactor, across, NUFIT_6_1)
    for moduli in ([1, 1, 1], [0.2, 1.0, 0.4], [1.0, 0.1, 3.0]):
        arrows = np.abs(NUFIT_6_1.matrix[0]) * moduli / np.linalg.norm(moduli)
        hidden = np.array([max(0.0, 2 * arrows.max() - arrows.sum()), arrows.sum()])
        xi = np.linspace(0, 2 * math.pi, 241)
        grid = np.stack(np.meshgrid(xi, xi), axis=-1)
        phases = np.concatenate([grid, np.zeros((241, 241, 1))], axis=-1)
        limits = direction_limit(reactor, moduli * np.exp(1j * phases), NUFIT_6_1) / unit
        expected = 1 / np.sqrt(1 - hidden**2)
        assert limits.min() == pytest.approx(expected[0], rel=2e-3, abs=0)
        assert limits.max() == pytest.approx(expected[1], rel=2e-3, abs=0)


def test_claim_of_robustness() -> None:
    """One moment at a time within 11 % over delta_CP; several at a reactor by a factor of two."""
    m = DE_SALAS_2018_CP_CONSERVING
    turn = MixingArrays(m.sin2_12, m.sin2_13, m.sin2_23, np.linspace(0, 2 * math.pi, 73))
    for beam in ("prompt", "delayed", "all"):
        csi = Combination(counts=(count("coherent-csi", beam=beam),))
        for direction in np.eye(3):
            limits = direction_limit(csi, direction, turn)
            assert np.ptp(limits) < 0.11 * limits.min()
    signs = np.array([[1, 1, 1], [-1, 1, 1], [1, -1, 1]])
    several = direction_limit(combined("conus"), signs, m)
    assert several.max() > 2 * several.min()


def test_a_beam_that_sees_one_flavour_bounds_what_it_sees() -> None:
    """mu_mu^2 = |Lambda_e|^2 + |Lambda_tau|^2: the others at zero, or free, or the flux shared."""
    for flux in ("shared", "separate"):
        prompt = together("sns", beam="prompt", flux=flux)
        for moment in ("Lambda_e", "Lambda_tau"):
            free = prompt.limit(moment, others="profiled", phases="profiled")
            assert free == pytest.approx(prompt.limit(moment), rel=1e-6, abs=0)
        assert prompt.limit("Lambda_mu") == math.inf


def test_an_interval_ends_where_its_chi2_does() -> None:
    """With an excess: no limit, but an end, checked on a grid of both effective moments."""
    data = excess()
    with pytest.raises(ValueError, match="no upper limit to quote, only an interval"):
        limit(data, "Lambda_e", FREE)
    end = upper_end(data, "Lambda_mu", FREE)
    # a moment of muon flavour is seen by electron neutrinos: it is at most their mu_e
    x, y = np.meshgrid(np.linspace(0, 2 * end**2, 801), np.linspace(0, 2 * end**2, 801))
    allowed = data.chi2(x, y) <= data.best_fit.chi2 + 2.705543
    assert math.sqrt(x[allowed].max()) == pytest.approx(end, rel=3e-3, abs=0)
    bounded = combined("conus", "coherent-csi")
    assert upper_end(bounded, "Lambda_1", FREE) == limit(bounded, "Lambda_1", FREE)
