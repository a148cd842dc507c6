"""Laws by which limits grow with exposure, on every detector of the talk."""

import math

import pytest

import cevns
from cevns.experiments.experiment import with_exposure_factor
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.counts import counting
from cevns.inference.intervals import delta_chi2
from figures.luminosity import DETECTORS, Run, expected, run

KEYS = [key for names in DETECTORS.values() for key in names]
ROOT_C = math.sqrt(delta_chi2(0.90, 1))


@pytest.mark.parametrize("key", ["coherent-csi", "conus"])
def test_a_longer_run_is_a_new_integration(key: str) -> None:
    """Backgrounds and a measured count included."""
    experiment = with_exposure_factor(cevns.experiment(key), 7)
    again = Run(experiment, cevns.signal(experiment))
    for prescription in ("statistical", "talk", "profiled"):
        assert run(key).longer(7).limits(prescription) == pytest.approx(
            again.limits(prescription), rel=1e-12, abs=0
        )


@pytest.mark.parametrize("setup", ["current", "future"])
@pytest.mark.parametrize("key", KEYS)
def test_two_laws_and_a_floor(key: str, setup: str) -> None:
    one = expected(key, setup)
    for prescription in ("statistical", "talk"):
        ratio = one.longer(1000).limits(prescription) / one.limits(prescription)
        assert ratio == pytest.approx(1000**-0.25, rel=1e-9, abs=0)

    now, far = (one.longer(k).limits("profiled") for k in (1, 1e16))
    assert (now > far).all()
    sigma = counting(one.experiment.measurement, one.sm).sigma_signal
    floor = ROOT_C * sigma / (1 - ROOT_C * sigma)
    statistical = one.limits("statistical")
    # statistical limits fall as the root of the allowed excess: find it where it is the floor's
    assert isinstance(one.experiment.measurement, ExpectedCount)
    sigma_stat = one.experiment.measurement.sigma_stat
    crossing = (1 + sigma_stat) * ((1 - ROOT_C * sigma) / sigma) ** 2 / one.sm
    assert statistical * crossing**-0.25 == pytest.approx(far, rel=1e-6, abs=0)
    excess = (far / statistical) ** 2 * ROOT_C * math.sqrt((1 + sigma_stat) / one.sm)
    assert excess == pytest.approx(floor, rel=1e-6, abs=0)
    assert crossing < 1, "the talk's detectors all have more events than they can use"


def test_the_floor_does_not_know_the_exposure() -> None:
    """CONUS and TEXONO: one target, one threshold, one spectrum; mass and flux differ."""
    floors = [expected(key).longer(1e16).limits("profiled") for key in ("conus", "texono")]
    assert floors[0] == pytest.approx(floors[1], rel=1e-7, abs=0)
    assert expected("conus").sm > 9 * expected("texono").sm


def test_expected_csi_keeps_the_variance_of_the_measurement() -> None:
    """Background per signal event, against the count with its backgrounds."""
    one, measured = expected("coherent-csi"), run("coherent-csi")
    count = measured.experiment.measurement
    variance = one.sm + 2 * 6 + 2 * 405
    assert counting(one.experiment.measurement, one.sm).variance == pytest.approx(variance)
    assert counting(count, one.sm).variance == 142 + 6 + 2 * 405


def test_a_deficit_makes_limits_fall_twice_as_steeply_while_the_fit_dies() -> None:
    far, farther = (run("coherent-csi").longer(k) for k in (1e6, 1e8))
    gain = far.limits("statistical") / farther.limits("statistical")
    assert gain == pytest.approx(10, rel=1e-3, abs=0)
    chi2 = [
        float(counting(one.experiment.measurement, one.sm, "statistical").chi2(one.sm))
        for one in (far, farther)
    ]
    assert chi2[1] / chi2[0] == pytest.approx(100)
    with pytest.raises(ValueError, match="Standard Model's"):
        far.limits("statistical", "free")
