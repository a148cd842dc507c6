"""Templates with pulls: against a minimiser over every one of them, and against closed forms."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from iminuit import Minuit
from test_bins import CSI

from cevns.basics.units import mu10
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.tabulated import tabulated

SIGNAL = ("sm", "electron", "muon")


def of_bins(bins: Any, **changes: Any) -> TemplateBins:
    """The same likelihood as `PoissonBins`, told as templates."""
    parts = {p: np.array(getattr(bins, p)) for p in SIGNAL} | {"n": np.array(bins.background)}
    scale = Nuisance(name="signal", sigma=bins.sigma_signal, scales=dict.fromkeys(SIGNAL, 1.0))
    neutrons = Nuisance(name="neutrons", sigma=bins.sigma_background, scales={"n": 1.0})
    made = TemplateBins(
        name="templates",
        source="sns",
        on=np.array(bins.on),
        off=np.array(bins.off),
        tau=bins.tau,
        parts=parts,
        nuisances=(scale, neutrons),
    )
    return replace(made, **changes)


def synthetic(seed: int = 1, bins: int = 20, **changes: Any) -> TemplateBins:
    """Counts with three backgrounds, and pulls of every kind."""
    rng = np.random.default_rng(seed)

    def shape(events: float) -> Any:
        z = rng.uniform(0.2, 1.0, bins)
        return events * z / z.sum()

    parts = {"sm": shape(150), "electron": shape(0.05), "muon": shape(0.1)}
    parts |= {"steady": shape(600), "neutrons": shape(100)}

    def varied(part: str, size: float) -> tuple[Any, Any]:
        low, high = (rng.normal(sign * size, size / 3, bins) for sign in (-1, 1))
        return parts[part] * np.exp(low), parts[part] * np.exp(high)

    nuisances = (
        Nuisance(name="flux", sigma=0.1, scales=dict.fromkeys(SIGNAL, 1.0), shared="sns flux"),
        Nuisance(name="steady", sigma=0.02, scales={"steady": 1.0}),
        Nuisance(name="neutrons", sigma=math.inf, scales={"neutrons": 1.0}),
        Nuisance(name="efficiency", variants={p: varied(p, 0.1) for p in SIGNAL}),
        Nuisance(
            name="shape",
            sigma=0.7,
            variants={"neutrons": varied("neutrons", 0.2), "steady": varied("steady", 0.01)},
        ),
    )
    truth = sum(parts[p] for p in ("sm", "steady", "neutrons"))
    made = TemplateBins(
        name=f"synthetic-{seed}",
        source="sns",
        on=rng.poisson(truth),
        parts=parts,
        nuisances=nuisances,
    )
    return replace(made, **changes)


def by_hand(data: TemplateBins, x: float, y: float, theta: Any) -> float:
    """chi^2 as its definition has it, bin by bin and in scalars."""
    total = sum(
        ((t - one.centre) / one.sigma) ** 2 for t, one in zip(theta, data.nuisances, strict=True)
    )
    for b in range(data.on.size):
        mu = 0.0
        for part, template in data.parts.items():
            events, size = template[b], 1.0
            for t, one in zip(theta, data.nuisances, strict=True):
                if part in one.variants:
                    low, high = (v[b] for v in one.variants[part])
                    events += t * (high - low) / 2 + t**2 * ((high + low) / 2 - template[b])
                size += one.scales.get(part, 0.0) * t
            size = max(size, 0.0)
            mu += {"electron": x, "muon": y}.get(part, 1.0) * events * size
        n = data.on[b]
        if data.variance is not None:
            total += (n - mu) ** 2 / data.variance[b]
        elif mu <= 0:
            return 1e9
        else:
            total += 2 * (mu - n + (n * math.log(n / mu) if n else 0.0))
    return float(total)


def minimised(data: TemplateBins, x: float, y: float) -> float:
    start = np.zeros(len(data.nuisances))
    m = Minuit(lambda theta: by_hand(data, x, y, theta), start)
    m.tol, m.strategy, m.errordef = 1e-6, 2, 1
    m.limits[1], m.limits[2] = (-1.0, None), (-1.0, None)
    return float(m.migrad(ncall=20000).fval)


@pytest.mark.parametrize("tau", [1.0, 3.0, 0.4])
def test_the_likelihood_of_bins_is_a_case_of_it(tau: float) -> None:
    bins = replace(CSI, tau=tau)
    x, y = np.array([0.0, 100.0, 1000.0, 3000.0]), np.array([0.0, 500.0, 0.0, 2000.0])
    assert of_bins(bins).chi2_mu10(x, y) == pytest.approx(bins.chi2_mu10(x, y), rel=1e-12, abs=0)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("x", "y"), [(0, 0), (900, 0), (300, 1200)])
def test_a_minimiser_over_all_pulls_finds_the_same(seed: int, x: float, y: float) -> None:
    data = synthetic(seed)
    ours = float(data.chi2(x * mu10**2, y * mu10**2))
    assert ours == pytest.approx(minimised(data, x, y), rel=0, abs=1e-6)


def test_what_is_shared_is_one_pull_that_is_paid_for_once() -> None:
    one, other = synthetic(1), synthetic(2)
    both = Joint(sets=(one, other))
    assert len(both.nuisances) == 9
    index = [0, 5, 6, 7, 8]

    def chi2(theta: Any) -> float:
        twice = (theta[0] / 0.1) ** 2
        mine, theirs = by_hand(one, 200, 300, theta[:5]), by_hand(other, 200, 300, theta[index])
        return mine + theirs - float(twice)

    m = Minuit(chi2, np.zeros(9))
    m.tol, m.strategy, m.errordef = 1e-6, 2, 1
    found = float(m.migrad(ncall=40000).fval)
    assert float(both.chi2_mu10(np.array(200.0), np.array(300.0))) == pytest.approx(
        found, rel=0, abs=1e-6
    )


def test_best_fit_is_the_least_of_a_table() -> None:
    data = synthetic(1)
    x, y = np.meshgrid(np.linspace(0, 3000, 61), np.linspace(0, 3000, 61))
    least = data.chi2_mu10(x, y).min()
    assert least - 0.01 < data.best_fit.chi2 <= least
    assert tabulated(data, nodes=61, tolerance=0.1).best_fit == data.best_fit
