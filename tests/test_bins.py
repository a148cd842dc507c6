"""A binned Poisson likelihood: against a minimiser over every nuisance, and its own limits."""

import copy
import math
import pickle
from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from iminuit import Minuit
from scipy.optimize import minimize
from scipy.stats import poisson

import cevns
from cevns.detectors import photoelectrons
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.experiments.experiment import with_arrival_fractions
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.moment_count import FAR
from cevns.inference.poisson import on_off
from cevns.inference.regions import Choices, limit, profile
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.rates.signal import binned_signal

FREE = Choices(others="profiled", phases="profiled")


def coherent_csi(nuclear: Mapping[str, Any] | None = None, **changes: object) -> PoissonBins:
    """The first COHERENT result by its release's recipe, 0 to 6 us."""
    data = coherent_csi_2017()
    e = cevns.experiment("coherent-csi")
    e = replace(e, detector=photoelectrons.smeared(e.detector))
    arriving = with_arrival_fractions(e, {"prompt": 1.0, "delayed": 0.915})
    bins = binned_signal(arriving, data.edges, **(nuclear or {}))
    muon = [sum(n for f, n in one.magnetic.items() if f != "nu_e") for one in bins]
    built = PoissonBins(
        name="coherent-csi@2017-bins",
        source="sns",
        on=data.coincidence,
        off=data.anticoincidence,
        sm=[one.sm_total for one in bins],
        electron=[one.magnetic["nu_e"] for one in bins],
        muon=muon,
        background=6 * data.prompt_neutrons / data.prompt_neutrons.sum(),
        sigma_signal=0.28,
        sigma_background=0.25,
    )
    return replace(built, **changes)


CSI = coherent_csi()


def random_bins(rng: np.random.Generator, **changes: object) -> PoissonBins:
    """A few bins with counts from none to hundreds."""
    k = int(rng.integers(1, 5))
    sm, b = 10 ** rng.uniform(0, 2, (2, k))
    beta = 10 ** rng.uniform(-0.5, 2, k)
    built = PoissonBins(
        name="toy",
        source="sns",
        on=rng.poisson(1.2 * sm + b + beta),
        off=rng.poisson(beta),
        sm=sm,
        electron=10 ** rng.uniform(-3, 0, k),
        muon=10 ** rng.uniform(-3, 0, k),
        background=b,
        sigma_signal=rng.uniform(0.05, 0.4),
        sigma_background=rng.uniform(0.05, 0.4),
    )
    return replace(built, **changes)


def by_minuit(data: PoissonBins, x: float, y: float) -> float:
    """Every nuisance by hand: two scales, and the expected events off the beam in each bin."""
    s, b = data.events_mu10(np.asarray(x), np.asarray(y)), np.array(data.background)
    on, off = np.array(data.on), np.array(data.off)

    def minus_two_log(z: np.ndarray) -> float:
        beta = np.exp(np.minimum(z[2:], 30.0))
        total = 0.0
        for n, mu in ((on, s * (1 + z[0]) + b * (1 + z[1]) + beta), (off, beta)):
            at_best = poisson.logpmf(n, np.maximum(n, 1e-300))
            total += 2 * np.sum(at_best - poisson.logpmf(n, np.maximum(mu, 1e-300)))
        for a, sigma in ((z[0], data.sigma_signal), (z[1], data.sigma_background)):
            total += (a / sigma) ** 2 if sigma else 0.0
        return float(total)

    found = []
    scale = min(0.0, 2 * on.sum() / s.sum() - 1) if data.sigma_signal else 0.0
    for start in (np.maximum(off, 0.3), np.full(len(on), 0.5 + on.mean() / 2)):
        m = Minuit(minus_two_log, np.array([scale, 0.0, *np.log(start)]))
        m.errordef, m.tol, m.strategy = 1.0, 1e-8, 2
        m.limits[0], m.limits[1] = (-1, None), (-1, None)
        m.fixed[0], m.fixed[1] = not data.sigma_signal, not data.sigma_background
        for _ in range(2):
            m.simplex().migrad(ncall=20_000)
        found.append(m.fval)
    return min(found)


@pytest.mark.parametrize(("x", "y"), [(0, 0), (900, 0), (0, 900), (500, 2000), (3e4, 0)])
@pytest.mark.parametrize("sigmas", [(0.28, 0.25), (0.28, 0), (0, 0.25), (0, 0)])
def test_all_nuisances_by_a_minimiser(x: float, y: float, sigmas: tuple[float, float]) -> None:
    data = replace(CSI, sigma_signal=sigmas[0], sigma_background=sigmas[1])
    ours = float(data.chi2_mu10(np.asarray(float(x)), np.asarray(float(y))))
    assert ours == pytest.approx(by_minuit(data, x, y), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_random_bins_by_a_minimiser(seed: int) -> None:
    """Bins without a count among them."""
    rng = np.random.default_rng(seed)
    data = random_bins(rng)
    for x, y in ((0.0, 0.0), (30.0, 300.0)):
        ours = float(data.chi2_mu10(np.asarray(x), np.asarray(y)))
        assert ours == pytest.approx(by_minuit(data, x, y), rel=1e-5, abs=2e-5)


def test_on_off_in_closed_form() -> None:
    """The expected events off the source by a scan, and derivatives by differences."""
    beta = np.geomspace(1e-9, 1e4, 400_001)
    for on, off, t in (
        (12, 7, 3.0),
        (12, 7, 5.0),
        (0, 4, 2.0),
        (9, 0, 2.0),
        (9, 0, 20.0),
        (0, 0, 1.0),
    ):
        values = poisson.logpmf(on, max(on, 1e-300)) - poisson.logpmf(on, t + beta)
        values = values + poisson.logpmf(off, max(off, 1e-300)) - poisson.logpmf(off, beta)
        found = on_off(np.asarray(t), np.asarray(on), np.asarray(off))
        assert float(found.chi2) == pytest.approx(2 * values.min(), rel=1e-6, abs=1e-6)
        h = 1e-5
        sides = [float(on_off(np.asarray(t + d), on, off).chi2) for d in (-h, 0, h)]
        assert float(found.slope) == pytest.approx((sides[2] - sides[0]) / (2 * h), abs=1e-5)
        slopes = [float(on_off(np.asarray(t + d), on, off).slope) for d in (-h, h)]
        assert float(found.curvature) == pytest.approx((slopes[1] - slopes[0]) / (2 * h), abs=1e-4)
    assert float(on_off(np.asarray(5.0), np.asarray(12.0), np.asarray(7.0)).chi2) == (
        pytest.approx(0, abs=1e-12)
    )


def test_many_counts_are_gaussian() -> None:
    """One bin of a million: the difference of the counts, its variance, and the pull."""
    n = 1e6
    data = PoissonBins(
        name="a",
        source="sns",
        on=[2 * n],
        off=[n],
        sm=[n],
        electron=[1.0],
        muon=[0.0],
        sigma_signal=0.001,
    )
    S = n + 2000.0
    expected = (S - n) ** 2 / (3 * n + (0.001 * S) ** 2)
    assert float(data.chi2_mu10(np.asarray(2000.0), np.asarray(0.0))) == pytest.approx(
        expected, rel=2e-3, abs=0
    )


def test_shapes_broadcast_and_points_do_not_mix() -> None:
    x, y = np.linspace(0, 4000, 5)[:, None], np.linspace(0, 9e5, 4)
    grid = CSI.chi2_mu10(x, y)
    assert grid.shape == (5, 4)
    for i in range(5):
        for j in range(4):
            one = float(CSI.chi2_mu10(x[i, 0], y[j]))
            assert grid[i, j] == pytest.approx(one, rel=1e-12, abs=0)
    assert CSI.chi2(4e-18, 9e-18) == pytest.approx(
        float(CSI.chi2_mu10(400.0, 900.0)), rel=1e-12, abs=0
    )
    np.testing.assert_allclose(
        CSI.events(4e-18, 9e-18),
        np.array(CSI.sm) + 400 * np.array(CSI.electron) + 900 * np.array(CSI.muon),
    )


def test_huge_signals_are_scaled_down() -> None:
    """Newton's steps would overshoot by far: chi^2 settles at a constant, and never falls."""
    x = np.geomspace(1, FAR**2, 60)
    for zero, other in ((x, 0 * x), (0 * x, x)):
        values = CSI.chi2_mu10(zero, other)
        assert np.isfinite(values).all()
        assert values[-1] == pytest.approx(values[-10], rel=1e-9, abs=0)
        assert (np.diff(values) > -1e-9).all()
    assert float(CSI.chi2_mu10(np.asarray(1e5), np.asarray(0.0))) == pytest.approx(
        by_minuit(CSI, 1e5, 0.0), rel=1e-5, abs=0
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_allowed_is_convex(seed: int) -> None:
    """Between two points of the quadrant chi^2 is never above the larger end."""
    rng = np.random.default_rng(40 + seed)
    data = CSI if seed == 0 else random_bins(rng)
    a, b = 10 ** rng.uniform(-2, 6, (2, 2, 400))
    share = rng.uniform(size=400)
    ends = [data.chi2_mu10(*p) for p in (a, b)]
    between = data.chi2_mu10(*(a + share * (b - a)))
    assert (between <= np.maximum(*ends) + 1e-9).all()


@pytest.mark.parametrize("seed", range(7))
def test_best_fit_and_growth_are_honest(seed: int) -> None:
    rng = np.random.default_rng(60 + seed)
    data = CSI if seed == 0 else random_bins(rng, sigma_signal=[0.0, 0.2][seed % 2])
    found = []
    for _ in range(6):
        descent = minimize(
            lambda z: float(data.chi2_mu10(*np.exp(z))),
            rng.uniform(-8, 8, 2),
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-11},
        )
        found.append(descent.fun)
    best = data.best_fit
    assert best.chi2 == pytest.approx(min(found), rel=1e-6, abs=1e-6)
    if data.grows:
        assert best[1:] == (0, 0)
        x, y = 10 ** rng.uniform(-3, 6, (2, 300))
        here = data.chi2_mu10(x, y)
        assert (data.chi2_mu10(1.1 * x, y) >= here - 1e-9).all()
        assert (data.chi2_mu10(x, 1.1 * y) >= here - 1e-9).all()


def test_growth_of_known_cases() -> None:
    """A deficit grows; an excess does not; nor do bins whose pull trades one for the other."""
    base = {"name": "a", "source": "sns", "sm": [50.0], "electron": [1.0], "muon": [0.5]}
    assert PoissonBins(on=[60], off=[20], **base).grows
    assert not PoissonBins(on=[120], off=[20], **base).grows
    two = PoissonBins(
        name="b",
        source="sns",
        on=[30, 140],
        off=[20, 20],
        sm=[80, 80],
        electron=[0, 1],
        muon=[1, 0],
        sigma_signal=0.3,
    )
    assert not two.grows
    assert two.best_fit.mu_e2_mu10 > 0


def test_reach_ends_at_the_threshold() -> None:
    rng = np.random.default_rng(8)
    x, y = np.abs(rng.normal(size=(2, 40)))
    x[0], y[1] = 0.0, 0.0
    for data in (CSI, random_bins(rng), replace(CSI, sigma_signal=0.6)):
        for level in (1.0, 2.5):
            highest = data.best_fit.chi2 + level
            s = data.reach(x, y, highest)
            assert np.isfinite(s).all()
            np.testing.assert_allclose(data.chi2_mu10(s * x, s * y), highest, rtol=1e-9)
            assert (data.chi2_mu10(1.01 * s * x, 1.01 * s * y) > highest).all()


def test_reach_where_nothing_bounds() -> None:
    """A flavour that is not seen, and a threshold that the pull of the signal can pay."""
    blind = replace(CSI, muon=(0.0,) * 12)
    x, y = np.array([0.0, 1e-17, 1.0]), np.ones(3)
    assert list(np.isinf(blind.reach(x, y, 6.0))) == [True, True, False]
    assert np.isinf(CSI.reach(np.ones(1), np.ones(1), 40.0)).all()
    keen = replace(blind, electron=tuple(1e6 * e for e in CSI.electron))
    assert list(np.isinf(keen.reach(np.array([1e-14, 1e-6]), np.ones(2), 6.0))) == [True, False]
    weak = replace(CSI, electron=tuple(1e-9 * e for e in CSI.electron))
    far = float(weak.reach(np.ones(1), np.zeros(1), 6.0)[0])
    assert FAR < far < FAR**2


def test_limits_of_the_first_coherent_data() -> None:
    """An independent likelihood of the same bins gave 42.4, 39.6, 42.9 for one moment at a time.

    Couplings, form factor and angles were those of the talk.
    """
    data = coherent_csi(cevns.TALK.nuclear)
    one = Choices(mixing=cevns.TALK.mixing)
    ours = [limit(data, f"Lambda_{i}", one) * 1e10 for i in (1, 2, 3)]
    np.testing.assert_allclose(ours, [42.4, 39.6, 42.9], atol=0.06)
    profiled = replace(FREE, mixing=cevns.TALK.mixing)
    free = [limit(data, f"Lambda_{i}", profiled) * 1e10 for i in (1, 2, 3)]
    assert all(a > b for a, b in zip(free, ours, strict=True))


def test_regions_take_bins_as_they_are() -> None:
    """A profile at the limit is the threshold; and bins join a combination."""
    for choices in (FREE, Choices(mixing=NUFIT_6_1), Choices(phases="averaged", others="profiled")):
        end = limit(CSI, "Lambda_2", choices)
        assert profile(CSI, {"Lambda_2": end}, choices) == pytest.approx(
            2.705543454, rel=1e-6, abs=0
        )
    conus = cevns.dataset("conus").moment_chi2
    both = Combination(counts=(CSI, conus))
    x, y = np.array([0.0, 2.0]), np.array([10.0, 700.0])
    np.testing.assert_allclose(
        both.chi2_mu10(x, y), CSI.chi2_mu10(x, y) + conus.chi2_mu10(x, y), rtol=1e-13
    )
    assert limit(both, "Lambda_1", FREE) < limit(CSI, "Lambda_1", FREE)
    with pytest.raises(ValueError, match="only single counts can share, this one is a Poisson"):
        Combination(counts=(CSI,), shared={"sns": 0.1})


def test_form_has_the_null_space_of_the_data() -> None:
    H = replace(CSI, muon=(0.0,) * 12).form(NUFIT_6_1)
    nu_e = NUFIT_6_1.matrix[0].conj()
    assert np.abs(H @ nu_e).max() < 1e-15
    assert np.linalg.eigvalsh(H)[1] == pytest.approx(sum(CSI.electron), rel=1e-12, abs=0)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
def test_bins_travel_and_stay_as_they_are(copied: Callable) -> None:
    given = np.array(CSI.on)
    data = replace(CSI, on=given)
    given[:] = 0
    assert data == CSI
    assert data.best_fit.chi2 > 0
    again = copied(data)
    assert again == data
    assert hash(again) == hash(data)
    assert float(again.chi2_mu10(3.0, 4.0)) == float(data.chi2_mu10(3.0, 4.0))
    with pytest.raises(FrozenInstanceError):
        data.on = given  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on": (-1.0, *CSI.on[1:])}, r"coherent-csi@2017-bins: on\[0\] = -1 events"),
        ({"off": CSI.off[1:]}, "off must be one number for each of the 12 bins"),
        ({"sm": (math.nan,) * 12}, r"sm\[0\] = nan"),
        ({"muon": (1.0, -2.0, *CSI.muon[2:])}, r"muon\[1\] = -2"),
        ({"sigma_signal": -0.1}, "sigma_signal = -0.1 must be"),
        ({"on": (), "off": (), "sm": ()}, "at least one"),
    ],
)
def test_bad_input(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(CSI, **changes)


def test_units_slip_is_caught() -> None:
    for call in (CSI.chi2, CSI.events):
        with pytest.raises(ValueError, match=r"mu_e2 = 400 mu_B\^2 .* multiply by mu10\*\*2"):
            call(400.0, 0.0)
