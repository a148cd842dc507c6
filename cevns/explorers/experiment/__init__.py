"""What an experiment would see, and exclude."""

import math
from dataclasses import replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.units import day, keV
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ExpectedCount, ObservedCount
from cevns.explorers.host import (
    UNIT,
    Explorer,
    Spec,
    choice,
    explorer,
    logarithmic,
    rounded,
    setups,
    slider,
    stops,
)
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.intervals import delta_chi2
from cevns.inference.judging import measured
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.flavors import FLAVORS
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING
from cevns.nuclei.materials import material
from cevns.rates.signal import recoil_spectrum, signal
from cevns.rates.thresholds import events_above
from cevns.sources.beams import BEAMS, Isotropic

_TARGETS: Final = ("CsI", "Ge", "Ar", "NaI", "Si", "Xe", "2Ge:1Si")

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


def _above(example: Experiment, detector: Detector, target: str, thresholds: Array) -> Spec:
    """Events above each threshold, and the smallest recoil that reaches it."""
    counts = events_above(_unit_experiment(example, target, detector), thresholds, nodes=12)
    return {
        "sm": {f: rounded(n) for f, n in counts.sm.items()},
        "magnetic": {f: rounded(n) for f, n in counts.magnetic.items()},
        "recoil": rounded(counts.recoil),
    }


def _accepted(example: Experiment, target: str, stops: int) -> Spec:
    """Events with the acceptance of an experiment, the same wherever the slider stands."""
    one = _unit_experiment(example, target, example.detector)
    counts = signal(one)
    recoil = min(one.detector.on(n).kinks[0] for n in one.material.nuclides)
    return {
        "sm": {f: [rounded(n)] * stops for f, n in counts.sm.items()},
        "magnetic": {f: [rounded(n)] * stops for f, n in counts.magnetic.items()},
        "recoil": [rounded(recoil)] * stops,
    }


def _target(example: Experiment, target: str, thresholds: Array) -> Spec:
    """Spectrum of a target in the beam of an experiment, and counts for every kind of threshold."""
    one = _unit_experiment(example, target, _LOW)
    E_max = max(c.spectrum.E_max for c in example.components)
    reach = max(float(recoil_energy_max(E_max, n.mass)) for n in one.material.nuclides)
    T = np.geomspace(_LOW.threshold_nr, reach, 60)
    spectra = recoil_spectrum(one, T)
    ionisation = IonisationDetector(threshold_ee=_LOW.threshold_nr)
    return {
        "T": rounded(T),
        "sm": {f: rounded(v, 4) for f, v in spectra.sm.items()},
        "magnetic": {f: rounded(v, 4) for f, v in spectra.magnetic.items()},
        "nuclear": _above(example, _LOW, target, thresholds),
        **{
            inversion: _above(example, replace(ionisation, inversion=inversion), target, thresholds)
            for inversion in INVERSIONS
        },
    }


def _preset(e: Experiment) -> Spec:
    """Return the state of the controls that is this experiment, with expected data."""
    detector, measurement = e.detector, measured(e)
    if isinstance(detector, IonisationDetector):
        reading, threshold = detector.inversion, detector.threshold_ee
    elif isinstance(detector, ThresholdDetector):
        reading, threshold = "nuclear", detector.threshold_nr
    else:
        reading, threshold = "acceptance", e.detector.on(e.material.nuclides[0]).kinks[0]
    if isinstance(measurement, ExpectedCount):
        sigma = {"sigma_stat": measurement.sigma_stat, "sigma_sys": measurement.sigma_sys}
    else:
        # as much variance as the data have, for a count that is the expected one
        assert isinstance(measurement, ObservedCount)
        variance = measurement.variance
        sigma = {
            "sigma_stat": rounded(variance / signal(e).sm_total - 1, 3),
            "sigma_sys": measurement.sigma_signal,
        }
    (emitted,) = {c.intensity.rate for c in e.components if isinstance(c.intensity, Isotropic)}
    return {
        "source": "sns" if e.source == "sns" else "reactor",
        "target": e.material.name,
        "rate": rounded(emitted, 6),
        "baseline": e.baseline_m,
        "mass": e.mass,
        "exposure": e.exposure / day,
        "reading": reading,
        "threshold": rounded(threshold / keV, 6),
        "efficiency": getattr(detector, "plateau", 1.0),
        **sigma,
    }


def experiment() -> Explorer:
    """Explore counts, spectrum and limits of an experiment, starting from any of the talk's.

    Returns
    -------
    Explorer
        source, target, mass, threshold (nuclear recoil or ionisation), efficiency, baseline,
        exposure and uncertainties; expected data
    """
    table = catalogue()
    presets = {f"{key} {setup}": _preset(e) for (key, setup), e in table.items()}
    csi = table["coherent-csi", "current"]
    used = {name: [p[name] for p in presets.values()] for name in presets["conus current"]}
    thresholds = logarithmic(0.01, 30, 9, used["threshold"])
    energies = np.array(thresholds) * keV
    sources = {
        name: {"targets": {t: _target(example, t, energies) for t in _TARGETS}}
        for name, example in (("sns", csi), ("reactor", table["conus", "current"]))
    }
    sources["sns"]["targets"]["CsI"]["acceptance"] = _accepted(csi, "CsI", len(thresholds))
    U = DE_SALAS_2018_CP_CONSERVING.matrix
    start = presets["conus current"] | {"prescription": "profiled", "mu_nu": 1.0, "beam": "all"}
    return explorer(
        __name__,
        "What would an experiment see, and exclude?",
        {
            "sources": sources,
            "thresholds": thresholds,
            "weights": {
                f: rounded(1 - np.abs(U[row]) ** 2, 12)
                for f, row in FLAVORS.items()
                if not f.startswith("nu_tau")
            },
            "beams": {
                beam: [c.flavor for c in csi.components if beam in ("all", c.beam)]
                for beam in BEAMS
            },
            "chi2": delta_chi2(0.90, 1),
        },
        [
            choice("preset", "start from", setups(), presets=presets, departs=True),
            choice(
                "source",
                "source",
                {"sns": "stopped pions", "reactor": "reactor"},
                presets={
                    "sns": {"rate": presets["coherent-csi current"]["rate"]},
                    "reactor": {"rate": presets["conus current"]["rate"]},
                },
            ),
            choice("beam", "magnetic term", {b: b for b in BEAMS}, when={"source": ["sns"]}),
            stops(
                "rate",
                "neutrinos emitted (each flavour)",
                "1/s",
                logarithmic(1e13, 1e22, 4, used["rate"]),
            ),
            choice("target", "target", {t: t for t in _TARGETS}),
            stops("mass", "mass", "kg", logarithmic(0.1, 1e5, 4, used["mass"])),
            stops("baseline", "baseline", "m", logarithmic(1, 100, 10, used["baseline"])),
            stops("exposure", "exposure", "days", logarithmic(10, 1e4, 6, used["exposure"])),
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
        start | {"preset": "conus current"},
    )
