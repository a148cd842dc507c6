"""Acceptance, windows and smearing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cevns.basics.units import keV
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.thresholds import ThresholdDetector

ACCEPTANCE = LogisticAcceptance(plateau=0.6655, slope=0.4942, midpoint=10.8507, steps=(5.0, 6.0))
CSI = PhotoelectronDetector(light_yield=1.17 / keV, acceptance=ACCEPTANCE, lower=6, upper=30)


def test_acceptance_as_released() -> None:
    """a/(1 + exp(-k(x - x0))) times 0, 1/2, 1 below 5, from 5 to 6, from 6 PE on."""
    x = np.array([4.99, 5.0, 5.99, 6.0, 10.8507, 100.0])
    logistic = 0.6655 / (1 + np.exp(-0.4942 * (x - 10.8507)))
    np.testing.assert_allclose(ACCEPTANCE(x), [0, 0.5, 0.5, 1, 1, 1] * logistic, rtol=1e-14)
    assert ACCEPTANCE(10.8507) == pytest.approx(0.6655 / 2)


def test_window_in_recoil_energy() -> None:
    assert CSI.kinks == pytest.approx((6 / 1.17 * keV, 30 / 1.17 * keV))
    assert CSI.efficiency(5.1 * keV) == 0
    assert CSI.efficiency(25.7 * keV) == 0
    assert CSI.efficiency(10 * keV) == pytest.approx(ACCEPTANCE(11.7), rel=1e-12, abs=0)


def test_steps_inside_the_window_are_kinks() -> None:
    low = PhotoelectronDetector(light_yield=1000.0, acceptance=ACCEPTANCE, lower=4, upper=30)
    assert low.kinks == pytest.approx((0.004, 0.005, 0.006, 0.030))


@pytest.mark.parametrize("T_keV", [0.5, 5.0, 12.0, 30.0, 60.0])
def test_smearing_is_a_poisson_sum(T_keV: float) -> None:
    k = np.arange(6, 30)
    expected = np.sum(stats.poisson.pmf(k, 1.17 * T_keV) * ACCEPTANCE(k + 0.5))
    assert smeared(CSI).efficiency(T_keV * keV) == pytest.approx(expected, rel=1e-12, abs=0)


def test_smeared_efficiency_below_its_first_kink_is_negligible() -> None:
    detector = smeared(CSI)
    assert 0 < detector.efficiency(detector.kinks[0]) < 1e-14


@given(T=st.floats(0, 1))
def test_efficiency_is_a_fraction(T: float) -> None:
    for detector in (CSI, smeared(CSI), ThresholdDetector(threshold_nr=5 * keV, plateau=0.5)):
        assert 0 <= detector.efficiency(T) <= 1


def test_threshold_detector() -> None:
    detector = ThresholdDetector(threshold_nr=5 * keV, plateau=0.5)
    np.testing.assert_array_equal(
        detector.efficiency(np.array([4.9, 5.0, 50.0]) * keV), [0, 0.5, 0.5]
    )


def test_shape_is_kept() -> None:
    T = np.full((2, 3), 10 * keV)
    assert CSI.efficiency(T).shape == smeared(CSI).efficiency(T).shape == (2, 3)


def test_both_edges_belong_to_the_window() -> None:
    """Where the product with the light yield is exact: 1 photoelectron per MeV."""
    window = PhotoelectronDetector(light_yield=1.0, acceptance=ACCEPTANCE, lower=6, upper=30)
    outside = [np.nextafter(6, 0), np.nextafter(30, 40)]
    np.testing.assert_allclose(window.efficiency([6, 30]), ACCEPTANCE([6, 30]), rtol=1e-15)
    assert window.efficiency(outside).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("lower", "upper", "kinks"),
    [
        (4.0, 5.5, (4, 5, 5.5)),
        (5.0, 6.0, (5, 6)),
        (5.5, 30.0, (5.5, 6, 30)),
        (7.0, 10.0, (7, 10)),
        (1.0, 3.0, (1, 3)),
    ],
)
def test_steps_outside_the_window_are_no_kinks(
    lower: float, upper: float, kinks: tuple[float, ...]
) -> None:
    window = PhotoelectronDetector(light_yield=1.0, acceptance=ACCEPTANCE, lower=lower, upper=upper)
    assert window.kinks == kinks
