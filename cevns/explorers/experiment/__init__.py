"""What an experiment would see, and exclude."""

import math
from dataclasses import replace
from statistics import NormalDist
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.units import day, keV
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ExpectedCount
from cevns.explorers.host import (
    ASSUMPTIONS,
    EDITIONS,
    UNIT,
    Explorer,
    Spec,
    assumptions,
    choice,
    explorer,
    logarithmic,
    nuclear_words,
    rounded,
    setups,
    slider,
    stops,
)
from cevns.inference.assumptions import SETS, Assumptions
from cevns.inference.counts import FEW, PRESCRIPTIONS
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import delta_chi2
from cevns.inference.lookup import dataset
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.materials import material
from cevns.rates.signal import NuclearModel, recoil_spectrum, signal
from cevns.rates.thresholds import events_above
from cevns.sources.beams import BEAMS, FLUX_RANGE, Isotropic
from cevns.sources.reactor import ReactorSpectrum, fissions_per_second

_TARGETS: Final = ("CsI", "Ge", "Ar", "NaI", "Si", "Xe", "2Ge:1Si")

_PER_SECOND: Final = 1e14
"""Neutrinos of each flavour from stopped pions are counted in so many a second."""

_LOW: Final = ThresholdDetector(threshold_nr=0.01 * keV)

_READINGS: Final = {
    "nuclear": "nuclear recoil",
    "exact": "ionisation, exact inversion",
    "shortcut": "ionisation, the talk's shortcut",
    "acceptance": "COHERENT's acceptance (CsI only)",
}


def _unit_experiment(example: Experiment, target: str, detector: Detector) -> Experiment:
    """One kilogram for a day at 1 m, with one neutrino of each flavour per cm^2 and second."""
    rate = 4 * math.pi * 100.0**2
    return replace(
        example,
        key=f"{example.source} on {target}",
        components=tuple(replace(c, intensity=Isotropic(rate)) for c in example.components),
        material=material(target),
        mass=1.0,
        baseline_m=1.0,
        exposure=1.0 * day,
        detector=detector,
    )


def _above(one: Experiment, detector: Detector, thresholds: Array, nuclear: NuclearModel) -> Spec:
    """Events above each threshold, and the smallest recoil that reaches it."""
    counts = events_above(replace(one, detector=detector), thresholds, nodes=12, **nuclear)
    return {
        "sm": {f: rounded(n) for f, n in counts.sm.items()},
        "magnetic": {f: rounded(n) for f, n in counts.magnetic.items()},
        "recoil": rounded(counts.recoil),
    }


def _accepted(example: Experiment, target: str, stops: int, nuclear: NuclearModel) -> Spec:
    """Events with the acceptance of an experiment, the same wherever the slider stands."""
    one = _unit_experiment(example, target, example.detector)
    counts = signal(one, **nuclear)
    recoil = min(one.detector.on(n).kinks[0] for n in one.material.nuclides)
    return {
        "sm": {f: [rounded(n)] * stops for f, n in counts.sm.items()},
        "magnetic": {f: [rounded(n)] * stops for f, n in counts.magnetic.items()},
        "recoil": [rounded(recoil)] * stops,
    }


def _acceptance(csi: Experiment) -> Spec:
    """Return the entries of the detector of a file that has an experiment's acceptance."""
    detector = csi.detector
    assert isinstance(detector, PhotoelectronDetector)
    curve = detector.acceptance
    assert isinstance(curve, LogisticAcceptance)
    return {
        "light_yield_PE_per_keV_nr": rounded(detector.light_yield * keV, 12),
        "acceptance_plateau": curve.plateau,
        "acceptance_slope_per_PE": curve.slope,
        "acceptance_midpoint_PE": curve.midpoint,
        "acceptance_steps_PE": list(curve.steps),
        "window_lower_PE": detector.lower,
        "window_upper_PE": detector.upper,
    }


def _target(example: Experiment, target: str, thresholds: Array, nuclear: NuclearModel) -> Spec:
    """Spectrum of a target in the beam of an experiment, and counts for every kind of threshold."""
    one = _unit_experiment(example, target, _LOW)
    E_max = max(c.spectrum.E_max for c in example.components)
    reach = max(float(recoil_energy_max(E_max, n.mass)) for n in one.material.nuclides)
    T = np.geomspace(_LOW.threshold_nr, reach, 60)
    spectra = recoil_spectrum(one, T, **nuclear)
    ionisation = IonisationDetector(threshold_ee=_LOW.threshold_nr)
    return {
        "T": rounded(T),
        "sm": {f: rounded(v, 4) for f, v in spectra.sm.items()},
        "magnetic": {f: rounded(v, 4) for f, v in spectra.magnetic.items()},
        "nuclear": _above(one, _LOW, thresholds, nuclear),
        **{
            inversion: _above(one, replace(ionisation, inversion=inversion), thresholds, nuclear)
            for inversion in INVERSIONS
        },
    }


def _under(under: Assumptions, sns: Experiment, reactor: Experiment, thresholds: Array) -> Spec:
    """Count with every target at both sources, and say what each beam sees of each moment."""
    sources = {
        name: {t: _target(example, t, thresholds, under.nuclear) for t in _TARGETS}
        for name, example in (("sns", sns), ("reactor", reactor))
    }
    sources["sns"]["CsI"]["acceptance"] = _accepted(sns, "CsI", len(thresholds), under.nuclear)
    unseen = np.abs(under.mixing.matrix) ** 2
    return {
        "sources": sources,
        "weights": {
            f: rounded(1 - unseen[row], 12)
            for f, row in FLAVORS.items()
            if not f.startswith("nu_tau")
        },
        "told": f"{nuclear_words(under)}, mixing {EDITIONS[under.mixing.name]}",
    }


def _per_gigawatt(reactor: Experiment) -> float:
    """Antineutrinos that a reactor emits in a second for each GW of thermal power."""
    (core,) = reactor.components
    assert isinstance(core.spectrum, ReactorSpectrum)
    return fissions_per_second(1.0, core.spectrum.fuel) * core.spectrum.total


def _preset(data: DataSet) -> Spec:
    """Return the state of the controls that is this experiment, with the count it expects."""
    e, detector, measurement = data.experiment, data.experiment.detector, data.measurement
    assert isinstance(measurement, ExpectedCount)
    if isinstance(detector, IonisationDetector):
        reading, threshold = detector.inversion, detector.threshold_ee
    elif isinstance(detector, ThresholdDetector):
        reading, threshold = "nuclear", detector.threshold_nr
    else:
        reading, threshold = "acceptance", detector.on(e.material.nuclides[0]).kinks[0]
    (emitted,) = {c.intensity.rate for c in e.components if isinstance(c.intensity, Isotropic)}
    pions = e.source == "sns"
    strength = emitted / _PER_SECOND if pions else emitted / _per_gigawatt(e)
    return {
        "source": "sns" if pions else "reactor",
        "target": e.material.name,
        "neutrinos" if pions else "power": rounded(strength, 4),
        "baseline": e.baseline_m,
        "mass": e.mass,
        "exposure": e.exposure / day,
        "reading": reading,
        "threshold": rounded(threshold / keV, 6),
        "efficiency": getattr(detector, "plateau", 1.0),
        "sigma_stat": rounded(measurement.sigma_stat, 3),
        "sigma_sys": measurement.sigma_sys,
    }


def experiment() -> Explorer:
    """Explore counts, spectrum and expected limits, starting from any experiment of the talk's.

    Returns
    -------
    Explorer
        assumptions, source, target, mass, threshold (nuclear recoil or ionisation), efficiency,
        baseline, exposure and uncertainties; expected data
    """
    table = catalogue()
    expected = {f"{key} {setup}": dataset(e).expected() for (key, setup), e in table.items()}
    presets = {name: _preset(data) for name, data in expected.items()}
    csi = table["coherent-csi", "current"]
    used = {
        name: [p[name] for p in presets.values() if name in p]
        for name in ("power", "neutrinos", *presets["conus current"])
    }
    thresholds = logarithmic(0.01, 30, 9, used["threshold"])
    both = (csi, table["conus", "current"], np.array(thresholds) * keV)
    start = presets["coherent-csi current"] | presets["conus current"]
    start |= {"prescription": "profiled", "mu_nu": 1.0, "beam": "all"}
    return explorer(
        __name__,
        "What would an experiment see, and exclude?",
        {
            "assumptions": {name: _under(SETS[name], *both) for name in ASSUMPTIONS},
            "observed": any(data.observed for data in expected.values()),
            "thresholds": thresholds,
            "acceptance": _acceptance(csi),
            "highest_flux": FLUX_RANGE["at_most"],
            "emitted": {
                "neutrinos": _PER_SECOND,
                "power": rounded(_per_gigawatt(table["conus", "current"]), 10),
            },
            "beams": {
                beam: [c.flavor for c in csi.components if beam in ("all", c.beam)]
                for beam in BEAMS
            },
            "chi2": delta_chi2(0.90, 1),
            "few": FEW,
            "z68": NormalDist().inv_cdf(0.84),
        },
        [
            choice("preset", "start from", setups(), presets=presets, departs=True),
            assumptions("prescription"),
            choice("source", "source", {"sns": "stopped pions", "reactor": "reactor"}),
            choice("beam", "magnetic term", {b: b for b in BEAMS}, when={"source": ["sns"]}),
            stops(
                "power",
                "thermal power of the reactor",
                "GW",
                logarithmic(0.001, 10, 4, used["power"]),
                when={"source": ["reactor"]},
            ),
            stops(
                "neutrinos",
                "neutrinos of each flavour",
                "10¹⁴/s",
                logarithmic(0.1, 100, 6, used["neutrinos"]),
                when={"source": ["sns"]},
            ),
            choice("target", "target", {t: t for t in _TARGETS}),
            stops("mass", "mass", "kg", logarithmic(0.1, 1e5, 4, used["mass"])),
            stops(
                "baseline", "baseline", "m", logarithmic(1, 100, 10, used["baseline"]), typed=True
            ),
            stops(
                "exposure",
                "exposure",
                "days",
                logarithmic(10, 1e4, 6, used["exposure"]),
            ),
            choice("reading", "threshold of", _READINGS),
            stops("threshold", "threshold", "keV", thresholds),
            slider("efficiency", "efficiency", "", 0.05, 1, 0.05),
            stops(
                "sigma_stat",
                "background over signal",
                "",
                sorted({0.0, *logarithmic(0.05, 10, 6, used["sigma_stat"])}),
            ),
            slider(
                "sigma_sys",
                "systematic uncertainty",
                "",
                0,
                0.5,
                0.01,
                when={"prescription": [p for p in PRESCRIPTIONS if p != "statistical"]},
            ),
            choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            stops("mu_nu", "effective moment drawn", UNIT, logarithmic(0.01, 100, 8)),
        ],
        start | {"preset": "conus current", "assumptions": "recommended"},
        [
            ("fig-reactor-recoils", key.upper(), presets[name] | {"preset": name})
            for name in presets
            for key in [name.partition(" ")[0]]
            if name.endswith("current") and presets[name]["source"] == "reactor"
        ],
    )
