"""Sizes of all parts with that of the signal free, and what chi^2 to expect, by other routes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from iminuit import Minuit
from scipy.stats import poisson

from cevns.inference.measured.deviance import expected_deviance
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.registry import template_bins
from cevns.inference.measured.sizes import FREE, fitted_sizes
from cevns.inference.measured.templates import TemplateBins

ON = np.array([14.0, 9.0, 3.0, 30.0])
PARTS = {
    "sm": np.array([6.0, 3.0, 0.5, 0.1]),
    "electron": np.array([0.2, 0.1, 0.0, 0.0]),
    "muon": np.array([0.3, 0.1, 0.0, 0.0]),
    "rest": np.array([7.0, 5.0, 2.0, 33.0]),
}
SIZE = Nuisance(name="size", sigma=0.1, scales={"rest": 1.0})
SHAPE = Nuisance(
    name="shape",
    variants={"sm": (PARTS["sm"] * [0.9, 1.0, 1.3, 1.0], PARTS["sm"] * [1.2, 1.0, 0.8, 1.0])},
)
KNOWN = Nuisance(name="flux", sigma=0.1, scales={"sm": 1.0, "electron": 1.0, "muon": 1.0})


def bins(*nuisances: Nuisance) -> TemplateBins:
    return TemplateBins(name="mine", source="sns", on=ON, parts=PARTS, nuisances=nuisances)


def expected(ratio: float, size: float, shape: float) -> np.ndarray:
    down, up = SHAPE.variants["sm"]
    sm = PARTS["sm"]
    morphed = sm + shape * (up - down) / 2 + shape**2 * ((up + down) / 2 - sm)
    return ratio * morphed + (1 + size) * PARTS["rest"]


def test_strength_by_minuit() -> None:
    def chi2(ratio: float, size: float, shape: float) -> float:
        mu = expected(ratio, size, shape)
        return float(2 * (mu - ON + ON * np.log(ON / mu)).sum() + (size / 0.1) ** 2 + shape**2)

    m = Minuit(chi2, 1.0, 0.0, 0.0)
    m.errordef, m.strategy, m.tol = 1, 2, 1e-6
    m.migrad()
    found = fitted_sizes(bins(SIZE, SHAPE, KNOWN))
    assert found.ratio == pytest.approx(m.values[0], abs=1e-4, rel=0)
    assert found.chi2 == pytest.approx(m.fval, abs=1e-7, rel=0)
    assert [one.name for one in found.bins.nuisances] == [FREE, "size", "shape"]
    mu = expected(*m.values)
    assert sum(found.events.values()) == pytest.approx(mu.sum(), rel=1e-4, abs=0)
    assert found.events["rest"] == pytest.approx((1 + m.values[1]) * 47, rel=1e-4, abs=0)


def test_error_is_that_of_fisher() -> None:
    """By numerical derivatives of what is expected, written down again."""
    found = fitted_sizes(bins(SIZE, SHAPE))
    at = np.array([found.ratio, *found.pulls[1:]])
    mu = expected(*at)
    step = 1e-5 * np.eye(3)
    D = np.stack([(expected(*(at + d)) - expected(*(at - d))) / 2e-5 for d in step])
    F = np.einsum("ib,jb,b->ij", D, D, 1 / mu) + np.diag([0, 1 / 0.1**2, 1])
    assert found.error == pytest.approx(math.sqrt(np.linalg.inv(F)[0, 0]), rel=1e-6, abs=0)


def test_sizes_of_other_counts_are_refused() -> None:
    off = TemplateBins(name="mine", source="sns", on=ON, off=ON, parts=PARTS)
    with pytest.raises(ValueError, match="mine: sizes are fitted to Poisson counts without any"):
        fitted_sizes(off)
    gaussian = TemplateBins(name="mine", source="sns", on=ON, variance=ON, parts=PARTS)
    with pytest.raises(ValueError, match="mine: sizes are fitted to Poisson counts without any"):
        fitted_sizes(gaussian)
    with pytest.raises(ValueError, match="no data set"):
        template_bins("coherent-xenon@2020")


@pytest.mark.parametrize("mu", [0.0, 1e-9, 0.02, 0.5, 1.2, 4.0, 37.5, 2500.0])
def test_deviance_of_a_bin(mu: float) -> None:
    """scipy's probabilities, and as many terms as it takes."""
    n = np.arange(0, int(mu + 30 * math.sqrt(mu)) + 60)
    p = poisson.pmf(n, mu)
    log = np.where(n > 0, n * np.log(np.where(n > 0, n, 1) / (mu or 1.0)), 0.0)
    D = np.where(p > 0, 2 * (mu - n + log), 0.0)
    found = expected_deviance(mu)
    assert float(found.mean) == pytest.approx(p @ D, rel=1e-9, abs=1e-12)
    assert float(found.variance) == pytest.approx(p @ D**2 - (p @ D) ** 2, rel=1e-8, abs=1e-12)


def test_deviance_of_many_events_is_a_chi2() -> None:
    """Mean 1 + 1/(6 mu) and variance 2 + ..., and of many bins the sums."""
    found = expected_deviance([400.0, 400.0, 1e5])
    np.testing.assert_allclose(found.mean[:2], 1 + 1 / 2400, atol=2e-6)
    np.testing.assert_allclose(found.variance, 2, rtol=5e-3)
    assert found.total == pytest.approx(found.mean.sum(), rel=1e-14, abs=0)
    assert found.spread == pytest.approx(math.sqrt(found.variance.sum()), rel=1e-14, abs=0)


def test_deviance_of_toys() -> None:
    """What is drawn has on average the chi^2 that is expected."""
    rng = np.random.default_rng(20)
    mu = np.array([0.3, 1.0, 2.5, 8.0])
    n = rng.poisson(mu, (40000, 4))
    log = np.where(n > 0, n * np.log(np.where(n > 0, n, 1) / mu), 0.0)
    D = (2 * (mu - n + log)).sum(axis=1)
    found = expected_deviance(mu)
    assert D.mean() == pytest.approx(found.total, abs=4 * found.spread / 200, rel=0)
    assert D.std() == pytest.approx(found.spread, rel=0.03, abs=0)


def test_shipped_data_as_templates() -> None:
    data = template_bins("coherent-lar@2020")
    assert data is template_bins("coherent-lar@2020")
    assert replace(data).on.sum() == 3752
