"""Counts with many thresholds at once, against one count at a time."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cevns
from cevns import Signal, signal
from cevns.basics.units import keV
from cevns.detectors.quenching import LindhardModel
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.nuclei.form_factors import SymmetrizedFermi
from cevns.nuclei.radii import helm
from cevns.rates.thresholds import events_above

# argon has one light isotope in a thousand, germanium five alike, caesium iodide two far apart
EXPERIMENTS = ("coherent-lar", "coherent-csi", "conus", "miner")
READINGS = {
    "recoil": ThresholdDetector(threshold_nr=0.1 * keV, plateau=0.8),
    "exact": IonisationDetector(threshold_ee=0.05 * keV, plateau=0.8),
    "shortcut": IonisationDetector(
        threshold_ee=0.05 * keV, inversion="shortcut", quenching=LindhardModel(0.2)
    ),
}
FIELD = {ThresholdDetector: "threshold_nr", IonisationDetector: "threshold_ee"}


def one_at_a_time(e: Experiment, threshold: float) -> Signal:
    """The same with `signal`; above every end point it counts nothing."""
    detector = replace(e.detector, **{FIELD[type(e.detector)]: threshold})
    return signal(replace(e, detector=detector))


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("key", EXPERIMENTS)
def test_every_threshold_counts_as_it_would_alone(key: str, reading: str) -> None:
    e = replace(cevns.experiment(key), detector=READINGS[reading])
    thresholds = np.geomspace(0.01, 300, 29)[::-1] * keV  # any order
    found = events_above(e, thresholds)
    assert list(found.sm) == list(found.magnetic) == [c.flavor for c in e.components]
    alone = [one_at_a_time(e, t) for t in thresholds]
    for j, counts in enumerate(alone):
        for flavor in found.sm:
            for many, one in ((found.sm, counts.sm), (found.magnetic, counts.magnetic)):
                assert many[flavor][j] == pytest.approx(one[flavor], rel=1e-10, abs=0)
    assert all(math.fsum(counts.sm.values()) == 0 for counts in alone[:1])  # 300 keV


@given(st.lists(st.floats(0.01, 40), min_size=1, max_size=4))
def test_few_thresholds_are_as_good_as_many(energies: list[float]) -> None:
    """Also where panels are long: nothing but thresholds and end points may cut them."""
    e = replace(cevns.experiment("coherent-csi"), detector=READINGS["recoil"])
    found = events_above(e, np.array(energies) * keV)
    for energy, events in zip(energies, found.sm["nu_mu"], strict=True):
        counts = one_at_a_time(e, energy * keV)
        assert events == pytest.approx(counts.sm["nu_mu"], rel=1e-10, abs=0)


@pytest.mark.parametrize("key", ["coherent-csi", "miner", "coherent-nai"])
def test_the_recoil_is_that_of_the_nuclide_that_needs_least(key: str) -> None:
    """Wherever it stands in the material."""
    e = replace(cevns.experiment(key), detector=READINGS["exact"])
    (recoil,) = events_above(e, [2 * keV]).recoil
    detector = IonisationDetector(threshold_ee=2 * keV)
    assert recoil == min(detector.on(n).kinks[0] for n in e.material.nuclides)
    e = replace(e, detector=READINGS["recoil"])
    assert events_above(e, [2 * keV]).recoil == [2 * keV]


def test_what_is_handed_on_and_what_comes_back() -> None:
    e = replace(cevns.experiment("conus"), detector=READINGS["recoil"])
    grid = np.array([[0.1, 0.2], [0.3, 50.0]]) * keV
    other = {"form_factor": lambda n: SymmetrizedFermi.from_rms(5.0), "neutron_form_factor": helm}
    found = events_above(e, grid, couplings=cevns.couplings.scheme("radiative_2005"), **other)
    assert found.sm["nu_e_bar"].shape == found.recoil.shape == (2, 2)
    assert found.sm["nu_e_bar"][1, 1] == 0
    alone = signal(
        replace(e, detector=replace(e.detector, threshold_nr=0.2 * keV)),
        couplings=cevns.couplings.scheme("radiative_2005"),
        **other,
    )
    assert found.sm["nu_e_bar"][0, 1] == pytest.approx(alone.sm["nu_e_bar"], rel=1e-10, abs=0)
    assert float(events_above(e, 0.2 * keV).recoil) == 0.2 * keV


def test_all_above_every_end_point() -> None:
    e = replace(cevns.experiment("conus"), detector=READINGS["recoil"])
    assert list(events_above(e, [20 * keV, 30 * keV]).sm["nu_e_bar"]) == [0, 0]


def test_what_has_no_threshold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"coherent-csi: .* is a PhotoelectronDetector"):
        events_above(cevns.experiment("coherent-csi"), [1 * keV])
    with pytest.raises(ValueError, match=r"thresholds.*write 5 \* keV"):
        events_above(cevns.experiment("conus"), [1 * keV, 5.0])
