"""All measured data against a minimiser that moves every pull: the same chi^2 to a millionth."""

import math
from typing import Any

import numpy as np
import pytest
from iminuit import Minuit
from numpy.typing import NDArray

import cevns
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.profiled import Profiled
from cevns.inference.measured.registry import names
from cevns.inference.measured.templates import TemplateBins

Array = NDArray[np.float64]

JOINT = (
    "coherent-csi@2021,coherent-lar@2020,coherent-ge@2026",
    "coherent-csi@2021,dresden-ii@2022",
)
OFF = "coherent-csi@2017-per-bin"


def likelihood(name: str) -> Profiled:
    """Of one data set or of several that share pulls, in whatever they are wrapped."""
    found: Any = cevns.combine(*name.split(",")) if "," in name else cevns.dataset(name)
    found = found.moment_chi2
    if hasattr(found, "seen"):
        found = found.seen[0].chi2
    if "," in name and not isinstance(found, Joint):
        sets = tuple(cevns.dataset(one).moment_chi2 for one in name.split(","))
        found = Joint(sets=sets)
    assert isinstance(found, Profiled)
    return found


def key(data: TemplateBins, pull: Nuisance) -> str:
    """Its own in every data set, but for what is shared."""
    return pull.shared or f"{data.name} {pull.name}"


def expected(data: TemplateBins, c: dict[str, float], theta: dict[str, float]) -> Array:
    """Polynomials by Lagrange through the variants, times sizes."""
    mu = np.zeros_like(data.on)
    for name, nominal in data.parts.items():
        template, size = np.array(nominal), 1.0
        for pull in data.nuisances:
            z = theta[key(data, pull)]
            size += pull.scales.get(name, 0.0) * z
            if name in pull.variants:
                at = (0.0, *pull.at)
                for k, one in enumerate(pull.variants[name], 1):
                    weight = math.prod((z - a) / (at[k] - a) for a in at if a != at[k])
                    template = template + weight * (one - nominal)
        mu = mu + c.get(name, 1.0) * template * size
    return mu


def poisson(n: Array, mu: Array) -> float:
    seen = n > 0
    return 2 * float(np.sum(mu - n) + np.sum(n[seen] * np.log(n[seen] / mu[seen])))


def by_hand(sets: Any, c: dict[str, float], theta: dict[str, float]) -> float:
    """Counts a bin at a time, every pull paid for once."""
    chi2, paid = 0.0, {}
    for data in sets:
        for one in data.nuisances:
            paid[key(data, one)] = ((theta[key(data, one)] - one.centre) / one.sigma) ** 2
        mu = expected(data, c, theta)
        if data.variance is not None:
            chi2 += float(((data.on - mu) ** 2 / data.variance).sum())
            continue
        if (mu < 0).any():
            return 1e9
        if data.off is None:
            chi2 += poisson(data.on, mu)
            continue
        both, k = data.on + data.off, 1 + data.tau
        steady = both - k * mu + np.sqrt((both - k * mu) ** 2 + 4 * k * data.off * mu)
        steady /= 2 * k
        chi2 += poisson(data.on, mu + steady) + poisson(data.off, data.tau * steady)
    return chi2 + sum(paid.values())


@pytest.mark.parametrize("room", [0.0, 2.7])
@pytest.mark.parametrize("name", [*names(), OFF, *JOINT])
def test_a_minimiser_over_all_pulls_finds_the_same_to_a_millionth(name: str, room: float) -> None:
    """Without moments, and as far in between both as limits go."""
    data = likelihood(name)
    sets = data.sets if isinstance(data, Joint) else (data,)
    s = data.reach(np.ones(1), np.ones(1), data.best_fit.chi2 + room).item() if room else 0.0
    c = {"electron": s, "muon": s}
    ours = data._profile(np.array(s), np.array(s))
    keys = list(dict.fromkeys(key(one, pull) for one in sets for pull in one.nuisances))

    def chi2(theta: Array) -> float:
        return by_hand(sets, c, dict(zip(keys, theta.tolist(), strict=True)))

    assert chi2(ours.pulls) == pytest.approx(float(ours.chi2), rel=0, abs=1e-8)
    if keys:
        fit = Minuit(chi2, ours.pulls + 0.02)
        fit.errordef, fit.strategy, fit.tol = 1, 2, 1e-5
        fit.migrad(ncall=50_000)
        assert float(ours.chi2) == pytest.approx(fit.fval, rel=0, abs=1e-6)
