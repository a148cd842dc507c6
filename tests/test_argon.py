"""COHERENT's first argon data: published fits, and a likelihood and a fold of another hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from iminuit import Minuit
from scipy.special import gammaln
from scipy.stats import exponnorm

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import keV, mu10
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.remarks import counted_how
from cevns.rates.signal import binned_signal

SHAPE = (12, 8, 10)
PARTS = ("sm", "steady_state", "beam_neutrons", "delayed_neutrons")
FREE = Nuisance(name="free", sigma=math.inf, scales={"sm": 1.0})
RELEASED = ("coherent-lar@2020-released-sizes", "coherent-lar@2020-released")


def bins_of(name: str = "coherent-lar@2020") -> TemplateBins:
    found = cevns.dataset(name).moment_chi2
    assert isinstance(found, TemplateBins)
    return found


def with_free_signal(bins: TemplateBins) -> TemplateBins:
    """The size of the signal is free instead of its flux and its own uncertainty."""
    kept = tuple(one for one in bins.nuisances if one.name not in ("flux", "signal"))
    return replace(bins, nuisances=(FREE, *kept))


def fitted(bins: TemplateBins) -> tuple[float, dict[str, float]]:
    """chi^2 and events of every part at the best fit without moments."""
    free = with_free_signal(bins)
    chi2, pulls = free.profile(0, 0)
    theta = dict(zip((one.name for one in free.nuisances), pulls.tolist(), strict=True))
    scale = {"sm": "free"} | {part: part for part in PARTS[1:]}
    sizes = {part: bins.parts[part].sum() * (1 + theta[name]) for part, name in scale.items()}
    return float(chi2), sizes


def by_hand(bins: TemplateBins, theta: Array, x: float = 0.0, y: float = 0.0) -> float:
    """chi^2 as it is written down, with parabolas by their three values."""
    mu = np.zeros_like(bins.on)
    for part, template in bins.parts.items():
        shape, size = template.copy(), 1.0
        for one, t in zip(bins.nuisances, theta, strict=True):
            size += one.scales.get(part, 0.0) * t
            if part in one.variants and one.at == (-1.0, 1.0):
                down, up = one.variants[part]
                shape += t * (up - down) / 2 + t * t * ((up + down) / 2 - template)
            elif part in one.variants:
                shape += t * (one.variants[part][0] - template)
        mu += {"electron": x, "muon": y}.get(part, 1.0) * size * shape
    if (mu <= 0).any():
        return 1e9
    n = bins.on
    log = np.where(n > 0, n * np.log(np.where(n > 0, n, 1.0) / mu), 0.0)
    sigma = np.array([one.sigma for one in bins.nuisances])
    return float(2 * (mu - n + log).sum() + ((theta / sigma) ** 2).sum())


def by_minuit(bins: TemplateBins, x: float = 0.0, y: float = 0.0) -> Minuit:
    start = np.zeros(len(bins.nuisances))
    m = Minuit(lambda theta: by_hand(bins, theta, x, y), start)
    m.errordef, m.strategy, m.tol = 1, 2, 1e-4
    m.migrad(ncall=100000)
    return m


def test_what_was_counted() -> None:
    """arXiv:2006.12659, and the steady state as its parameters have it, not as its template."""
    data = cevns.dataset("coherent-lar@2020")
    bins = data.moment_chi2
    assert bins.on.sum() == 3752
    for part, total in {"beam_neutrons": 497, "delayed_neutrons": 33, "steady_state": 3154}.items():
        assert bins.parts[part].sum() == pytest.approx(total, abs=1e-3, rel=0)
    assert bins_of(RELEASED[0]).parts["sm"].sum() == pytest.approx(128, abs=1e-3, rel=0)
    assert data.observed
    assert data.experiment.mass == 24.4
    assert "2006.12659" in data.reference
    assert counted_how(data.experiment) == "; quenching: 0.246 T + 0.78 T^2 in MeV"


def test_prediction_beside_the_published() -> None:
    """128 +- 17 events; ours, without its simulation of the detector, is within a third of that."""
    assert bins_of().parts["sm"].sum() == pytest.approx(128, abs=17 / 3, rel=0)


@pytest.mark.parametrize("mean", [440, 240, 640])
def test_signal_by_another_fold(mean: float) -> None:
    """Energies by component, times by scipy's exponentially modified normal, shares of F90."""
    d = description("coherent-lar@2020")
    e = d.apparatus({"source.pulse_mean_ns": mean})
    plain = replace(e, detector=e.detector.without_shape())
    one = binned_signal(plain, np.linspace(0, 120, 13) * keV)
    t = np.linspace(-0.1, 4.9, 11)
    sigma, pion, muon = 0.15, 0.026033, 2.197

    def after(tau: float) -> Array:
        return exponnorm.cdf(t, tau / sigma, loc=mean / 1000, scale=sigma)

    time = {"prompt": np.diff(after(pion))}
    time["delayed"] = np.diff((muon * after(muon) - pion * after(pion)) / (muon - pion))
    shares = e.detector.shapes.shares
    sm, electron, muonic = (np.zeros(SHAPE) for _ in range(3))
    for c in e.components:
        arrives = time[c.beam]
        of = {"sm": [b.sm[c.label] for b in one], "mag": [b.magnetic[c.label] for b in one]}
        spread = {
            k: np.array(v)[:, None, None] * shares[..., None] * arrives for k, v in of.items()
        }
        sm += spread["sm"]
        (electron if c.label == "nu_e" else muonic)[:] += spread["mag"]
    bins = bins_of()
    templates: dict[str, Array] = dict(bins.parts)
    if mean != 440:
        pulse = next(n for n in bins.nuisances if n.name == "pulse")
        templates = {k: pulse.variants[k][0 if mean < 440 else 1] for k in pulse.variants}
    for part, expected in (("sm", sm), ("electron", electron), ("muon", muonic)):
        scale = expected.max()
        np.testing.assert_allclose(
            templates[part].reshape(SHAPE) / scale, expected / scale, rtol=1e-7, atol=1e-9
        )


def test_prompt_neutrinos_leave_small_recoils_only() -> None:
    """2 E^2/(M + 2 E) of the 29.8 MeV line is 47.6 keV: 13.5 keV of electron equivalent."""
    M, E = cevns.nuclide("40Ar").mass, 29.792
    T = 2 * E**2 / (M + 2 * E) / keV
    assert pytest.approx(13.5, abs=0.05, rel=0) == T * (0.246 + 0.00078 * T)
    S = bins_of().parts["sm"].reshape(SHAPE).sum(axis=1)[:4]
    late = S[:, 4:].sum(axis=1) / S.sum(axis=1)
    assert late[3] > 1.3 * late[0]  # what is left above 30 keV is delayed


def test_published_fit() -> None:
    """159 +- 43, 553 +- 34, 10 +- 11, 3131 +- 23, from sizes alone and the released template."""
    chi2, sizes = fitted(bins_of(RELEASED[0]))
    expected = {
        "sm": (159.7, 159, 43),
        "beam_neutrons": (552, 553, 34),
        "delayed_neutrons": (10.5, 10, 11),
        "steady_state": (3133, 3131, 23),
    }
    for part, (independent, published, sigma) in expected.items():
        assert sizes[part] == pytest.approx(independent, abs=0.5, rel=0)
        assert sizes[part] == pytest.approx(published, abs=sigma / 10, rel=0)
    assert chi2 == pytest.approx(1067.29, abs=0.01, rel=0)


def test_error_of_the_published_fit() -> None:
    """42.2 is the Fisher error with what is expected, 42.6 that of the observed curvature."""
    bins = bins_of(RELEASED[0])
    _, sizes = fitted(bins)
    T = np.stack([bins.parts[part] / bins.parts[part].sum() for part in PARTS])
    mu = np.array([sizes[part] for part in PARTS]) @ T
    prior = np.diag([0, 1 / 25**2, 1 / 160**2, 1 / 33**2])
    for weight, error in ((1 / mu, 42.2), (bins.on / mu**2, 42.6)):
        covariance = np.linalg.inv(np.einsum("ib,jb,b->ij", T, T, weight) + prior)
        assert math.sqrt(covariance[0, 0]) == pytest.approx(error, abs=0.05, rel=0)
    m = by_minuit(with_free_signal(replace(bins, parts={k: bins.parts[k] for k in PARTS})))
    assert m.errors[0] * 128 == pytest.approx(42.6, abs=0.05, rel=0)


@pytest.mark.parametrize("name", ["coherent-lar@2020", *RELEASED])
@pytest.mark.parametrize("moments", [(0.0, 0.0), (900.0, 0.0), (200.0, 700.0)])
def test_all_pulls_against_minuit(name: str, moments: tuple[float, float]) -> None:
    bins = bins_of(name)
    m = by_minuit(bins, *moments)
    chi2, pulls = bins.profile(*(x * mu10**2 for x in moments))
    assert float(chi2) == pytest.approx(m.fval, abs=1e-6, rel=0)
    assert float(chi2) <= m.fval + 1e-7
    assert by_hand(bins, pulls, *moments) == pytest.approx(float(chi2), abs=1e-8, rel=0)
    np.testing.assert_allclose(pulls, np.array(m.values), atol=2e-3)


def factorised(template: Array) -> Array:
    T = template.reshape(SHAPE)
    return (T.sum(axis=2)[..., None] * T.sum(axis=(0, 1)) / T.sum()).ravel()


def test_what_the_factorised_template_costs() -> None:
    """An independent analysis finds 20 to 24 events, as one rebuilds it."""
    _, released = fitted(bins_of(RELEASED[0]))
    ours = bins_of("coherent-lar@2020-sizes")
    _, rebuilt = fitted(ours)
    product = replace(ours, parts={**ours.parts, "sm": factorised(ours.parts["sm"])})
    _, flattened = fitted(product)
    assert 18 < flattened["sm"] - rebuilt["sm"] < 27
    assert 18 < released["sm"] - rebuilt["sm"] < 27
    assert product.parts["sm"].sum() == pytest.approx(ours.parts["sm"].sum(), rel=1e-12, abs=0)


def test_shape_pulls_lower_chi2() -> None:
    """By about 39, which the spread of the neutrons in time does almost alone."""
    without, _ = fitted(bins_of(RELEASED[0]))
    free = bins_of(RELEASED[1])
    chi2, _ = fitted(free)
    assert without - chi2 == pytest.approx(39, abs=1, rel=0)
    width = tuple(one for one in free.nuisances if one.name in ("neutron_width", *PARTS))
    alone, _ = fitted(replace(free, nuisances=width))
    assert without - alone == pytest.approx(38, abs=1, rel=0)


def test_goodness_of_fit() -> None:
    """Against the exact mean and spread of 960 Poisson deviances, few of which have many events."""
    bins = bins_of("coherent-lar@2020-released-sizes")
    free = with_free_signal(bins)
    chi2, pulls = free.profile(0, 0)
    mu = free.expected(0, 0, pulls)
    n = np.arange(300.0)[:, None]
    p = np.exp(n * np.log(mu) - mu - gammaln(n + 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        deviance = 2 * (mu - n + np.where(n > 0, n * np.log(n / mu), 0.0))
    mean = (p * deviance).sum(axis=0)
    spread = math.sqrt(((p * deviance**2).sum(axis=0) - mean**2).sum())
    assert mean.sum() > 1050
    assert abs(float(chi2) - mean.sum()) < spread


def test_limits_end_where_chi2_says_so() -> None:
    """One moment at a time, by a chi^2 that MINUIT profiles."""
    data = cevns.dataset("coherent-lar@2020")
    bins = bins_of()
    best = bins.best_fit
    m = by_minuit(bins, best.mu_e2_mu10, best.mu_mu2_mu10)
    assert best.chi2 == pytest.approx(m.fval, abs=1e-5, rel=0)
    U = data.assumptions.mixing.matrix
    for i, moment in enumerate(("Lambda_1", "Lambda_2", "Lambda_3")):
        limit = data.limit(moment) / mu10
        x, y = (limit**2 * (1 - abs(U[row, i]) ** 2) for row in (0, 1))
        m = by_minuit(bins, x, y)
        assert m.fval - best.chi2 == pytest.approx(2.7055, abs=2e-3, rel=0)


def test_flux_is_shared_and_the_rest_is_not() -> None:
    bins = bins_of()
    assert [one.shared for one in bins.nuisances if one.shared] == ["sns flux"]
    flux, signal = (next(n for n in bins.nuisances if n.name == k) for k in ("flux", "signal"))
    light = 0.078
    assert math.sqrt(flux.sigma**2 + signal.sigma**2 + light**2) == pytest.approx(0.134, abs=5e-4)
    f90 = next(n for n in bins.nuisances if n.name == "f90")
    down, up = (one.sum() / bins.parts["sm"].sum() - 1 for one in f90.variants["sm"])
    assert (up - down) / 2 == pytest.approx(light, abs=0.02, rel=0)
