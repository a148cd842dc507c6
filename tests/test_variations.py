"""The same experiment with one thing changed, and what that is worth in a limit."""

from dataclasses import replace

import numpy as np
import pytest

import cevns
from cevns.basics.units import eV, keV
from cevns.detectors.quenching import LindhardModel
from cevns.detectors.thresholds import ThresholdDetector
from cevns.experiments import variations
from cevns.experiments.sites import sites
from cevns.nuclei.materials import pure
from cevns.rates.neutron_radius import sm_events_at_neutron_radius
from cevns.rates.signal import shares
from cevns.rates.thresholds import counting_all, events_above, soft_shares
from cevns.talk import tornado

CONUS, CSI = cevns.experiment("conus"), cevns.experiment("coherent-csi")


def test_flux_scales_events() -> None:
    doubled = cevns.signal(variations.with_flux_factor(CSI, 2))
    assert doubled.sm_total == pytest.approx(2 * cevns.signal(CSI).sm_total)
    with pytest.raises(ValueError, match="flux factor = 0"):
        variations.with_flux_factor(CSI, 0)


def test_another_spectrum_keeps_the_flux() -> None:
    changed = variations.with_reactor_spectrum(CONUS, low_energy="none", captures_per_fission=0)
    fluxes = [e.components[0].fluence(e.baseline_m, 1.0) for e in (CONUS, changed)]
    assert fluxes[0] == pytest.approx(fluxes[1])
    assert cevns.signal(changed).sm_total > cevns.signal(CONUS).sm_total
    assert variations.with_reactor_spectrum(CSI, fit="huber") is CSI


def test_readings_of_a_threshold() -> None:
    germanium = CONUS.material.nuclides[0]
    as_recoil = variations.with_threshold_as_recoil(CONUS).detector
    assert as_recoil.on(germanium).kinks[0] == CONUS.detector.threshold_ee
    exact = variations.with_inversion(CONUS, "exact").detector.on(germanium).kinks[0]
    shortcut = CONUS.detector.on(germanium).kinks[0]
    assert exact < shortcut
    weaker = variations.with_quenching(CONUS, LindhardModel(0.1)).detector.on(germanium)
    assert weaker.kinks[0] > shortcut
    for change in (
        variations.with_threshold_as_recoil,
        lambda e: variations.with_inversion(e, "exact"),
        lambda e: variations.with_quenching(e, LindhardModel(0.1)),
    ):
        assert change(CSI) is CSI, "no ionisation threshold, nothing to read"


def test_only_light_is_smeared() -> None:
    smeared = variations.with_smeared_light(CSI)
    assert cevns.signal(smeared).sm_total != cevns.signal(CSI).sm_total
    with pytest.raises(ValueError, match=r"conus.*IonisationDetector"):
        variations.with_smeared_light(CONUS)


@pytest.mark.parametrize("title", tornado.CASES)
def test_twenty_per_cent_of_flux_are_five_of_a_limit(title: str) -> None:
    """Limits of the talk's prescription go as the fourth root of the number of events."""
    found = tornado.shifts(tornado.CASES[title])
    rows = (tornado.EXPERIMENTAL, tornado.THEORETICAL, tornado.STATISTICAL)
    assert set(found) == set().union(*rows)
    if title == "CsI, measured":  # the count stays when the flux grows
        assert found["flux ±20 %"][0] > 0.8**-0.25 > 1.2**-0.25 > found["flux ±20 %"][1]
        return
    assert found["flux ±20 %"] == pytest.approx([0.8**-0.25, 1.2**-0.25])
    assert found["pulls: 12 % and quenching"] == found["neutrino-induced neutrons"] == [1]
    if title != "LAr delayed, future":
        assert found["CP phase of the 2018 fit"] == pytest.approx([1])


def test_what_the_pulls_of_the_measured_count_are_worth() -> None:
    """Log-normal -18 %, quenching split off +5 %, three more neutrons -1 %."""
    found = tornado.shifts(tornado.CASES["CsI, measured"])
    rows = [found[name][0] for name in tornado.STATISTICAL]
    assert rows == pytest.approx([0.816, 1.054, 0.989], abs=1e-3)


def test_counts_above_thresholds_fall_and_turn_magnetic() -> None:
    thresholds = np.array([0.1, 1, 5]) * keV
    found = events_above(counting_all(CONUS), thresholds[:2])
    assert found.sm_total[0] > found.sm_total[1]
    every = events_above(counting_all(CSI), thresholds)
    assert (np.diff(every.magnetic_total / every.sm_total) < 0).all()
    one = replace(CSI, detector=ThresholdDetector(threshold_nr=thresholds[2]))
    assert every.sm_total[2] == pytest.approx(cevns.signal(one).sm_total, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="thresholds"):
        events_above(counting_all(CSI), [0.0])


def test_soft_antineutrinos_matter_to_the_lowest_thresholds_only() -> None:
    sm, magnetic = soft_shares(CONUS, [5 * eV, 50 * eV, 150 * eV])
    assert (np.diff(sm) < 0).all()
    assert (np.diff(magnetic) < 0).all()
    assert (magnetic[:2] > sm[:2]).all(), "the magnetic term likes soft recoils"
    # above the end point of 2 MeV neutrinos on germanium there is nothing of them
    assert sm[2] == pytest.approx(0, abs=1e-9)
    with pytest.raises(ValueError, match="one component"):
        soft_shares(CSI, [1 * keV])


def test_neutrons_further_out_scatter_less() -> None:
    events = [sm_events_at_neutron_radius(CSI, R) for R in (4.5, 4.8, 5.1)]
    assert events[0] > events[1] > events[2]
    ar = cevns.nuclide("40Ar")
    heavier = replace(ar, name="41Ar", N=23, mass=ar.mass + 933.4)
    with pytest.raises(ValueError, match="41Ar"):
        sm_events_at_neutron_radius(replace(CSI, material=pure(heavier)), 3.2)


def test_shares_sum_to_one() -> None:
    counts = cevns.signal(CSI).magnetic
    found = shares(counts)
    assert list(found) == list(counts)
    assert sum(found.values()) == pytest.approx(1)


def test_events_of_one_beam() -> None:
    counts = cevns.signal(CSI)
    prompt, delayed, every = (counts.events(1e-9, b) for b in ("prompt", "delayed", "all"))
    assert prompt + delayed - counts.sm_total == pytest.approx(every)
    with pytest.raises(ValueError, match="reactor"):
        counts.events(1e-9, "reactor")


def test_the_talk_is_a_part_of_the_world() -> None:
    talk = {site.experiment for site in sites() if site.in_talk}
    assert {"COHERENT", "CONUS", "CONNIE", "MINER", "TEXONO", "RED-100"} <= talk
    assert all(isinstance(site.seen, bool) for site in sites())
