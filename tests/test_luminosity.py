"""Laws by which limits grow with exposure, on every detector of the talk."""

import math
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

import cevns
from cevns.experiments.experiment import with_exposure_factor
from cevns.experiments.measurement import ExpectedCount
from cevns.inference import dataset as module
from cevns.inference.dataset import DataSet
from cevns.inference.exposure import allowed_share, allowed_share_floor, events_at_floor
from cevns.inference.intervals import delta_chi2
from cevns.talk.collection import names

KEYS = list(names())
ROOT_C = math.sqrt(delta_chi2(0.90, 1))


def expected(key: str, setup: str = "current") -> DataSet:
    return cevns.dataset(key, setup).expected()


@pytest.mark.parametrize("key", ["coherent-csi", "conus"])
def test_a_longer_run_is_a_new_integration(key: str) -> None:
    """Backgrounds and a measured count included."""
    again = cevns.dataset(with_exposure_factor(cevns.experiment(key), 7))
    for prescription in ("statistical", "talk", "profiled"):
        assert cevns.dataset(key).longer(7).limits(prescription=prescription) == pytest.approx(
            again.limits(prescription=prescription), rel=1e-12, abs=0
        )


def test_events_are_counted_once_and_only_when_asked_for() -> None:
    with mock.patch.object(module, "expected_signal", wraps=module.expected_signal) as counted:
        csi = cevns.dataset("coherent-csi")
        runs = [csi.longer(f).expected().with_systematics(0.1) for f in (1, 2, 3)]
        assert counted.call_count == 1
        runs += [one.under(beam="prompt", prescription="talk") for one in runs]
        totals = [one.limits().sum() for one in runs]
        assert counted.call_count == 1
        assert len(set(totals)) == 6
        assert csi.under(couplings="radiative_2005").signal != csi.signal
        assert counted.call_count == 2
        lighter = csi.with_experiment(lambda e: replace(e, mass=e.mass / 2))
        assert lighter.signal.sm_total == pytest.approx(csi.signal.sm_total / 2)
        assert counted.call_count == 3


def test_lengths_multiply() -> None:
    conus = cevns.dataset("conus")
    assert conus.longer(3).longer(5).signal.sm_total == pytest.approx(15 * conus.signal.sm_total)
    assert conus.longer(3).longer(5).experiment.exposure == 15 * conus.experiment.exposure


@pytest.mark.parametrize("setup", ["current", "future"])
@pytest.mark.parametrize("key", KEYS)
def test_two_laws_and_a_floor(key: str, setup: str) -> None:
    one = expected(key, setup)
    for prescription in ("statistical", "talk"):
        far = one.longer(1000).limits(prescription=prescription)
        ratio = far / one.limits(prescription=prescription)
        assert ratio == pytest.approx(1000**-0.25, rel=1e-9, abs=0)

    now, far = (one.longer(k).limits() for k in (1, 1e16))
    assert (now > far).all()
    count, N_SM = one.measurement, one.signal.sm_total
    assert isinstance(count, ExpectedCount)
    sigma, sigma_stat = count.sigma_sys, count.sigma_stat
    floor = allowed_share_floor(sigma)
    statistical = one.limits(prescription="statistical")
    # statistical limits fall as the root of the allowed excess: find it where it is the floor's
    crossing = events_at_floor(sigma_stat, sigma) / N_SM
    assert statistical * crossing**-0.25 == pytest.approx(far, rel=1e-6, abs=0)
    excess = (far / statistical) ** 2 * ROOT_C * math.sqrt((1 + sigma_stat) / N_SM)
    assert excess == pytest.approx(floor, rel=1e-6, abs=0)
    assert crossing < 1, "the talk's detectors all have more events than they can use"


def test_the_floor_does_not_know_the_exposure() -> None:
    """CONUS and TEXONO: one target, one threshold, one spectrum; mass and flux differ."""
    floors = [expected(key).longer(1e16).limits() for key in ("conus", "texono")]
    assert floors[0] == pytest.approx(floors[1], rel=1e-7, abs=0)
    assert expected("conus").signal.sm_total > 9 * expected("texono").signal.sm_total


def test_expected_csi_keeps_the_variance_of_the_measurement() -> None:
    """Background per signal event, against the count with its backgrounds."""
    measured = cevns.dataset("coherent-csi")
    one = measured.expected()
    N_SM = one.signal.sm_total
    assert one.counting.variance == pytest.approx(N_SM + 2 * 6 + 2 * 405)
    assert one.counting.sigma_signal == 0.28
    assert one.counting.excess == N_SM
    assert not one.observed
    assert measured.counting.variance == 142 + 6 + 2 * 405


def test_expecting_twice_changes_nothing_and_bins_have_no_single_count() -> None:
    one = expected("conus")
    assert one.expected() is one
    with pytest.raises(ValueError, match=r"coherent-csi@2017-bins.*12 bins"):
        cevns.dataset("coherent-csi@2017-bins").expected()


def test_a_deficit_makes_limits_fall_twice_as_steeply_while_the_fit_dies() -> None:
    csi = cevns.dataset("coherent-csi", prescription="statistical")
    far, farther = (csi.longer(k) for k in (1e6, 1e8))
    assert far.limits() / farther.limits() == pytest.approx(10, rel=1e-3, abs=0)
    chi2 = [float(one.counting.chi2(one.signal.sm_total)) for one in (far, farther)]
    assert chi2[1] / chi2[0] == pytest.approx(100)
    with pytest.raises(ValueError, match="Standard Model's"):
        far.limits(definition="free")


@pytest.mark.parametrize("prescription", ["profiled", "talk", "statistical"])
@pytest.mark.parametrize("setup", ["current", "future"])
def test_the_allowed_share_is_that_of_a_limit(setup: str, prescription: str) -> None:
    """x = N_EM/N_SM, against the limit of a detector and its number of events."""
    data = cevns.dataset("connie", setup, prescription=prescription)
    N_SM, count = data.signal.sm_total, data.along("Lambda_2")
    x = allowed_share(data.measurement, N_SM, prescription)
    limit = count.moment_of_equal_counts * math.sqrt(x)
    assert limit == pytest.approx(data.limit("Lambda_2"), rel=1e-9, abs=0)


def test_the_floor_is_what_a_share_tends_to() -> None:
    for sigma in (0.1, 0.2, 0.5):
        count = ExpectedCount(sigma_stat=0.3, sigma_sys=sigma)
        floor = allowed_share_floor(sigma)
        assert allowed_share(count, 1e18) == pytest.approx(floor, rel=1e-6, abs=0)
        # where the two straight pieces meet
        N = events_at_floor(0.3, sigma)
        assert allowed_share(count, N, "statistical") == pytest.approx(floor)
    assert allowed_share_floor(0.2) == pytest.approx(0.49, abs=0.005)
    assert events_at_floor(0.2, 0.2) == pytest.approx(13.5, abs=0.1)


def test_nothing_bounds_a_count_whose_uncertainty_outgrows_it() -> None:
    hopeless = ExpectedCount(sigma_stat=0, sigma_sys=0.7)
    assert allowed_share(hopeless, 100) == math.inf
    assert allowed_share_floor(0.7) == math.inf
    assert events_at_floor(0, 0.7) == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda c: allowed_share(c, 0), r"SM events = 0 events must be finite and > 0"),
        (lambda c: allowed_share(c, 10, "tlak"), r"did you mean 'talk'"),
        (lambda c: allowed_share_floor(-0.1), r"sigma_sys = -0.1"),
        (lambda c: events_at_floor(0.1, 0), r"sigma_sys = 0"),
        (lambda c: events_at_floor(math.nan, 0.1), r"sigma_stat = nan"),
    ],
)
def test_bad_numbers_are_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call(ExpectedCount(sigma_stat=0.2, sigma_sys=0.2))


@pytest.mark.parametrize("key", ["coherent-csi", "coherent-lar", "miner"])
@pytest.mark.parametrize("prescription", ["profiled", "talk"])
def test_along_one_moment_a_count_is_its_profile(key: str, prescription: str) -> None:
    """Delta chi^2 against the engine of the regions, and its crossing against the limit."""
    data = cevns.dataset(key, prescription=prescription)
    together = cevns.combine(key, prescription=prescription).moment_chi2
    moduli = np.geomspace(1e-11, 1e-8, 7)
    for moment in ("Lambda_1", "Lambda_2", "Lambda_3"):
        count = data.along(moment)
        profile = cevns.regions.profile(together, {moment: moduli})
        assert count.delta_chi2(moduli) == pytest.approx(profile, rel=1e-9, abs=1e-12)
        limit = count.reaches(delta_chi2(0.90, 1))
        assert limit == pytest.approx(data.limit(moment), rel=1e-9, abs=0)
        assert count.events(count.moment_of_equal_counts) == pytest.approx(2 * count.sm)


def test_a_moment_that_is_not_seen_is_not_bounded() -> None:
    count = replace(cevns.dataset("conus").along("Lambda_1"), per_mu10=0.0)
    assert count.reaches(2.71) == math.inf
    assert count.moment_of_equal_counts == math.inf
    with pytest.raises(ValueError, match="Lambda_4"):
        cevns.dataset("conus").along("Lambda_4")
    with pytest.raises(ValueError, match="magnetic events = -1"):
        replace(count, per_mu10=-1.0)
