"""Thresholds without scipy, against scipy and against forty digits."""

import mpmath
import numpy as np
import pytest
from scipy.special import chdtri, gammaln, ndtri

from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import SmearedPhotoelectronDetector
from cevns.inference.counts import Counting
from cevns.inference.intervals import delta_chi2, upper_limit

LEVELS = [1e-6, 0.1, 0.5, 0.6827, 0.90, 0.95, 0.9545, 0.9973, 0.99994, 1 - 1e-9]


@pytest.mark.parametrize("level", LEVELS)
def test_one_parameter_is_the_square_of_a_normal_quantile(level: float) -> None:
    """P(z^2 < threshold) = level: erf(z/sqrt 2) in forty digits, from the tail as given."""
    with mpmath.workdps(40):
        z = mpmath.sqrt(2) * mpmath.erfinv(1 - (1 - mpmath.mpf(level)))
        reference = float(z**2)
    conditioning = 1e-16 / (1 - level) + 1e-16 / level
    assert delta_chi2(level, 1) == pytest.approx(reference, rel=1e-14 + 3 * conditioning, abs=0)


@pytest.mark.parametrize("parameters", [1, 2, 3, 4, 12])
def test_thresholds_are_those_of_scipy(parameters: int) -> None:
    """The library's own quantile of one parameter is good to 1e-14, ours to 1e-15."""
    for level in (0.5, 0.6827, 0.90, 0.95, 0.9545, 0.9973):
        expected = chdtri(parameters, 1 - level)
        assert delta_chi2(level, parameters) == pytest.approx(expected, rel=2e-14, abs=0)


def test_boundary_is_the_one_sided_quantile() -> None:
    """chi^2 grows by z^2 with the one-sided z from the physical minimum: 1.64 at 90 %."""
    counting = Counting(observed=100.0, variance=100.0)
    for level in (0.3, 0.5, 0.6827, 0.90, 0.95):
        limit = upper_limit(counting, 110.0, confidence_level=level, definition="boundary")
        z = max(0.0, float(ndtri(level)))
        assert limit == pytest.approx(100 + 10 * np.sqrt(1 + z**2), rel=1e-14, abs=0)


def test_smearing_counts_factorials() -> None:
    """k! from the standard library against scipy's, through the efficiency."""
    acceptance = LogisticAcceptance(plateau=0.6655, slope=0.4942, midpoint=10.8507)
    detector = SmearedPhotoelectronDetector(
        light_yield=1170.0, acceptance=acceptance, lower=6, upper=60
    )
    T, k = np.geomspace(1e-4, 0.08, 40), np.arange(6, 60)
    mean = 1170.0 * T[:, None]
    poisson = np.exp(k * np.log(mean) - mean - gammaln(k + 1))
    expected = np.sum(poisson * acceptance(k + 0.5), axis=-1)
    np.testing.assert_allclose(detector.efficiency(T), expected, rtol=2e-13)
