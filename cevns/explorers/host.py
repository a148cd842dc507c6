"""Explorers: sliders that answer in a notebook and, without a kernel, in the rendered book.

Each carries what the package computed and a short script with the algebra that is left; the
same script runs in both places. They need anywidget, the rest of the package does not.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final

import anywidget
import numpy as np
import traitlets

from cevns.basics.units import day, keV, mu10
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ExpectedCount, ObservedCount
from cevns.inference.counts import PRESCRIPTIONS, counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.judging import measured
from cevns.inference.lookup import dataset
from cevns.inference.sensitivity import sensitivity_matrix
from cevns.interactions.couplings import tree
from cevns.interactions.electromagnetic import magnetic_coefficients
from cevns.interactions.kinematics import momentum_transfer, recoil_energy_max
from cevns.interactions.standard_model import sm_coefficients
from cevns.neutrinos.flavors import FLAVORS
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, PRESETS, ComplexArray, Mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei.form_factors import FormFactor, Helm, KleinNystrand, SymmetrizedFermi
from cevns.nuclei.materials import material
from cevns.nuclei.nuclides import nuclide
from cevns.nuclei.radii import helm, point_like
from cevns.rates.signal import recoil_spectrum, signal
from cevns.sources.beams import BEAMS, Isotropic
from cevns.sources.solar import P_e1

_Spec = dict[str, Any]
"""One control: name, label, kind, and its range, values or options."""

_FRONTEND: Final = files("cevns.explorers") / "frontend"

_UNIT: Final = "10⁻¹⁰ μ_B"

_EDITIONS: Final = {
    "de_salas_2018": "de Salas 2018",
    "de_salas_2018_cp_conserving": "de Salas 2018, δ = 0",
    "de_salas_2020": "de Salas 2020",
    "nufit_6_0": "NuFIT 6.0",
    "nufit_6_1": "NuFIT 6.1",
}

LEVELS: Final = {"0.683": "68.3 %", "0.90": "90 %", "0.95": "95 %", "0.9973": "99.73 %"}


class Explorer(anywidget.AnyWidget):
    """Controls, a readout and figures, drawn by a script from precomputed data.

    ``state`` is what the reader chose, by control; ``readout`` what the script made of it. Both
    follow the page in a live notebook, so that a cell below can use them.
    """

    _esm = ""
    _css = (_FRONTEND / "explorer.css").read_text(encoding="utf-8")
    name = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    controls: Any = traitlets.List().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    readout = traitlets.Dict().tag(sync=True)


def _explorer(name: str, title: str, data: _Spec, controls: list[_Spec], state: _Spec) -> Explorer:
    script = "\n".join(
        (_FRONTEND / f"{part}.js").read_text(encoding="utf-8") for part in ("explorer", name)
    )
    return Explorer(_esm=script, name=name, title=title, data=data, controls=controls, state=state)


def _range(
    name: str, label: str, unit: str, low: float, high: float, step: float, **more: object
) -> _Spec:
    limits = {"min": low, "max": high, "step": step}
    return {"kind": "range", "name": name, "label": label, "unit": unit} | limits | more


def _values(name: str, label: str, unit: str, values: Sequence[float]) -> _Spec:
    """Make a slider that stops at given values only."""
    return {"kind": "range", "name": name, "label": label, "unit": unit, "values": list(values)}


def _choice(name: str, label: str, options: Mapping[str, str], **more: object) -> _Spec:
    pairs = [[value, text] for value, text in options.items()]
    return {"kind": "choice", "name": name, "label": label, "options": pairs} | more


def _rounded(values: object, digits: int = 7) -> Any:
    """Plain lists with as many digits as a page needs."""
    array = np.asarray(values, dtype=float)
    if array.ndim:
        return [_rounded(v, digits) for v in array]
    return float(f"{float(array):.{digits}g}")


def _logarithmic(
    low: float, high: float, per_decade: int, extra: Sequence[float] = ()
) -> list[float]:
    """Values with two digits, evenly spaced in their logarithm, and some that must be there."""
    n = round(per_decade * math.log10(high / low)) + 1
    return sorted({float(f"{v:.2g}") for v in np.geomspace(low, high, n)} | set(map(float, extra)))


def _setups() -> dict[str, str]:
    """Name every setup of the catalogue as a reader would, by key and setup."""
    return {
        f"{key} {setup}": f"{key.split('-')[0].upper()} {e.material.name}, {setup}"
        for (key, setup), e in catalogue().items()
    }


_NUCLIDES: Final = ("40Ar", "23Na", "28Si", "74Ge", "127I", "132Xe", "133Cs")

_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_RMS_MODELS: Final[Mapping[str, Callable[[float], FormFactor]]] = {
    "Helm": Helm.from_rms,
    "symmetrised Fermi": SymmetrizedFermi.from_rms,
    "Klein-Nystrand": KleinNystrand.from_rms,
}

_RADII: Final = (-20.0, -15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0)


def cross_section() -> Explorer:
    """Explore the Standard Model and magnetic cross sections of one nucleus.

    Returns
    -------
    Explorer
        target, neutrino energy, effective moment, form-factor model and radius; the recoil
        energies at which the two terms cross
    """
    E_top = 53.0
    lightest = min(map(nuclide, _NUCLIDES), key=lambda n: n.mass)
    T_keV = _rounded(np.geomspace(1e-3, recoil_energy_max(E_top, lightest.mass) / keV, 100), 3)
    T = np.array(T_keV) * keV
    targets = {}
    for name in _NUCLIDES:
        nucleus = nuclide(name)
        Q = momentum_transfer(T, nucleus.mass)
        rms = math.sqrt(helm(nucleus).moments.R2)
        F = {
            label: [_rounded(from_rms(rms * (1 + r / 100))(Q) ** 2, 5) for r in _RADII]
            for label, from_rms in _RMS_MODELS.items()
        }
        F["point-like"] = [[1.0] * len(T_keV)] * len(_RADII)
        # without form factor the coefficients are straight lines in T
        low, high = (
            sm_coefficients(t, nucleus, couplings=tree(), form_factor=point_like(nucleus))
            for t in (0.0, 1.0)
        )
        magnetic = magnetic_coefficients(1.0, nucleus, mu_nu=mu10, form_factor=point_like(nucleus))
        targets[name] = {
            "mass": nucleus.mass,
            "F2": F,
            "sm": [[float(a), float(b - a)] for a, b in zip(low, high, strict=True)],
            "magnetic": float(magnetic[0]),
        }
    return _explorer(
        "cross_section",
        "Which term wins, and where?",
        {"T": T_keV, "nuclides": targets, "radii": list(_RADII)},
        [
            _choice("nuclide", "target", {name: name.translate(_RAISED) for name in _NUCLIDES}),
            _range("E_nu", "neutrino energy", "MeV", 1, E_top, 0.5),
            _values("mu_nu", "effective moment", _UNIT, [0, *_logarithmic(0.01, 100, 8)]),
            _choice("form_factor", "form factor", {k: k for k in (*_RMS_MODELS, "point-like")}),
            _values("radius", "change of the rms radius", "%", _RADII),
            _values("T", "marked recoil energy", "keV", T_keV),
        ],
        {
            "nuclide": "40Ar",
            "E_nu": 30,
            "mu_nu": 10,
            "form_factor": "Helm",
            "radius": 0,
            "T": min(T_keV, key=lambda t: abs(t - 1.5)),
        },
    )


def _edition(mixing: Mixing) -> _Spec:
    P = P_e1("7Be", mixing)
    c2_13 = 1 - mixing.sin2_13
    angles = {name: getattr(mixing, name) for name in ("sin2_12", "sin2_13", "sin2_23")}
    return angles | {"solar": [c2_13 * P, c2_13 * (1 - P), mixing.sin2_13]}


def moments() -> Explorer:
    """Explore the effective moments of every beam for any three complex moments.

    Returns
    -------
    Explorer
        moduli and phases, delta_CP and mixing edition; both bases, what each beam sees, and
        the blind part
    """
    phases = {name: {"delta": round(m.delta_CP / math.pi, 4)} for name, m in PRESETS.items()}
    return _explorer(
        "moments",
        "What does each beam see of the transition moments?",
        {
            "editions": {name: _edition(m) for name, m in PRESETS.items()},
            "flavors": ["nu_e", "nu_mu", "nu_tau"],
        },
        [
            *(_range(name, f"|Λ{'₁₂₃'[i]}|", _UNIT, 0, 10, 0.1) for name, i in MOMENTS.items()),
            _range("zeta_1", "phase ζ₁ of Λ₁ (ζ₃ = 0)", "π", 0, 2, 0.05),
            _range("zeta_2", "phase ζ₂ of Λ₂", "π", 0, 2, 0.05),
            _choice("mixing", "mixing angles (sets δ too)", _EDITIONS, presets=phases),
            _range("delta", "Dirac phase δ", "π", 0, 2, 0.01),
            _choice(
                "beam",
                "picture for a beam of",
                {"nu_e": "electron neutrinos", "nu_mu": "muon neutrinos"},
            ),
        ],
        {
            "Lambda_1": 5,
            "Lambda_2": 4,
            "Lambda_3": 3,
            "zeta_1": 0,
            "zeta_2": 0,
            "mixing": DE_SALAS_2018_CP_CONSERVING.name,
            "delta": 0,
            "beam": "nu_e",
        },
    )


_TARGETS: Final = ("CsI", "Ge", "Ar", "NaI", "Si", "Xe", "2Ge:1Si")

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


def _counts(example: Experiment, target: str, detectors: Sequence[Detector]) -> _Spec:
    """Events above each threshold, zero where none can reach it."""
    flavors = [c.flavor for c in example.components]
    sm: dict[str, list[float]] = {f: [] for f in flavors}
    magnetic: dict[str, list[float]] = {f: [] for f in flavors}
    recoil = []
    nuclides = material(target).nuclides
    for detector in detectors:
        recoil.append(_rounded(min(detector.on(n).kinks[0] for n in nuclides)))
        try:
            counts = signal(_unit_experiment(example, target, detector))
        except ValueError:  # the threshold lies above every end point
            for f in flavors:
                sm[f].append(0.0)
                magnetic[f].append(0.0)
            continue
        for f in flavors:
            sm[f].append(_rounded(counts.sm[f]))
            magnetic[f].append(_rounded(counts.magnetic[f]))
    return {"sm": sm, "magnetic": magnetic, "recoil": recoil}


def _source(example: Experiment, thresholds: Sequence[float], csi: Experiment) -> _Spec:
    E_max = max(c.spectrum.E_max for c in example.components)
    targets = {}
    for target in _TARGETS:
        heaviest_reach = max(
            float(recoil_energy_max(E_max, n.mass)) for n in material(target).nuclides
        )
        T = np.geomspace(1e-5, heaviest_reach, 60)
        one = _unit_experiment(example, target, ThresholdDetector(threshold_nr=1e-5))
        spectra = recoil_spectrum(one, T)
        targets[target] = {
            "T": _rounded(T),
            "sm": {f: _rounded(v, 4) for f, v in spectra.sm.items()},
            "magnetic": {f: _rounded(v, 4) for f, v in spectra.magnetic.items()},
            "nuclear": _counts(
                example, target, [ThresholdDetector(threshold_nr=t * keV) for t in thresholds]
            ),
            **{
                inversion: _counts(
                    example,
                    target,
                    [
                        IonisationDetector(threshold_ee=t * keV, inversion=inversion)
                        for t in thresholds
                    ],
                )
                for inversion in INVERSIONS
            },
        }
        if target == "CsI" and example.source == csi.source:
            targets[target]["acceptance"] = _counts(
                example, target, [csi.detector] * len(thresholds)
            )
    return {"targets": targets}


def _preset(e: Experiment) -> _Spec:
    """Return the state of the controls that is this experiment, with expected data."""
    detector, statistics = e.detector, measured(e)
    if isinstance(detector, IonisationDetector):
        reading, threshold = detector.inversion, detector.threshold_ee
    elif isinstance(detector, ThresholdDetector):
        reading, threshold = "nuclear", detector.threshold_nr
    else:
        reading, threshold = "acceptance", e.detector.on(e.material.nuclides[0]).kinks[0]
    if isinstance(statistics, ExpectedCount):
        sigma = {"sigma_stat": statistics.sigma_stat, "sigma_sys": statistics.sigma_sys}
    else:
        # as much variance as the data have, for a count that is the expected one
        variance = counting(statistics, 1.0).variance
        sigma = {
            "sigma_stat": _rounded(variance / signal(e).sm_total - 1, 3),
            "sigma_sys": statistics.sigma_signal,
        }
    return {
        "source": "sns" if e.source == "sns" else "reactor",
        "target": e.material.name,
        "rate": _rounded(e.components[0].intensity.rate, 6),
        "baseline": e.baseline_m,
        "mass": e.mass,
        "exposure": e.exposure / day,
        "reading": reading,
        "threshold": _rounded(threshold / keV, 6),
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
    thresholds = _logarithmic(0.01, 30, 9, used["threshold"])
    U = DE_SALAS_2018_CP_CONSERVING.matrix
    start = presets["conus current"] | {"prescription": "profiled", "mu_nu": 1.0, "beam": "all"}
    return _explorer(
        "experiment",
        "What would an experiment see, and exclude?",
        {
            "sources": {
                "sns": _source(csi, thresholds, csi),
                "reactor": _source(table["conus", "current"], thresholds, csi),
            },
            "thresholds": thresholds,
            "weights": {
                f: _rounded(1 - np.abs(U[row]) ** 2, 12)
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
            _choice("preset", "start from", _setups(), presets=presets, departs=True),
            _choice(
                "source",
                "source",
                {"sns": "stopped pions", "reactor": "reactor"},
                presets={
                    "sns": {"rate": presets["coherent-csi current"]["rate"]},
                    "reactor": {"rate": presets["conus current"]["rate"]},
                },
            ),
            _choice("beam", "magnetic term", {b: b for b in BEAMS}, when={"source": ["sns"]}),
            _values(
                "rate",
                "neutrinos emitted (each flavour)",
                "1/s",
                _logarithmic(1e13, 1e22, 4, used["rate"]),
            ),
            _choice("target", "target", {t: t for t in _TARGETS}),
            _values("mass", "mass", "kg", _logarithmic(0.1, 1e5, 4, used["mass"])),
            _values("baseline", "baseline", "m", _logarithmic(1, 100, 10, used["baseline"])),
            _values("exposure", "exposure", "days", _logarithmic(10, 1e4, 6, used["exposure"])),
            _choice("reading", "threshold of", _READINGS),
            _values("threshold", "threshold", "keV", thresholds),
            _range("efficiency", "efficiency", "", 0.05, 1, 0.05),
            _values(
                "sigma_stat",
                "background over signal",
                "",
                sorted({0.0, *_logarithmic(0.05, 10, 6, used["sigma_stat"])}),
            ),
            _range(
                "sigma_sys",
                "systematic uncertainty",
                "",
                0,
                0.5,
                0.01,
                when={"prescription": [p for p in PRESCRIPTIONS if p != "statistical"]},
            ),
            _choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            _values("mu_nu", "effective moment drawn", _UNIT, _logarithmic(0.01, 100, 8)),
        ],
        start | {"preset": "conus current"},
    )


def statistics() -> Explorer:
    """Explore the chi^2 of one count with its pulls, starting from the first COHERENT data.

    Returns
    -------
    Explorer
        the count, the uncertainties, the exposure and the confidence level; with the pulls
        profiled, and at zero
    """
    csi = catalogue()["coherent-csi", "current"]
    count = csi.measurement
    assert isinstance(count, ObservedCount)
    H = sensitivity_matrix(csi, DE_SALAS_2018_CP_CONSERVING)
    return _explorer(
        "statistics",
        "What do the pulls do to a limit?",
        {
            "sm": signal(csi).sm_total,
            "per_moment": float(H[0, 0].real),
            "prompt_neutrons": count.prompt_neutrons,
            "steady_state": count.steady_state,
            "thresholds": {level: delta_chi2(float(level), 1) for level in LEVELS},
        },
        [
            _range("observed", "observed events", "", 60, 300, 1),
            _values("exposure", "exposure, times", "", _logarithmic(1, 1000, 8)),
            _range("sigma_signal", "uncertainty of the signal", "", 0, 0.4, 0.01),
            _range("sigma_background", "uncertainty of the background", "", 0, 0.5, 0.01),
            _choice("confidence_level", "confidence level", LEVELS),
            _range("Lambda_1", "moment looked at, |Λ₁|", _UNIT, 0, 150, 1),
        ],
        {
            "Lambda_1": 40,
            "observed": count.observed,
            "exposure": 1,
            "sigma_signal": count.sigma_signal,
            "sigma_background": count.sigma_background,
            "confidence_level": "0.90",
        },
    )


def _form(matrix: ComplexArray) -> _Spec:
    return {"real": matrix.real.tolist(), "imag": matrix.imag.tolist()}


def _combinable(e: Experiment) -> _Spec:
    counts = signal(e)
    record: _Spec = {"sm": counts.sm_total}
    for beam in BEAMS:
        if beam == "all" or beam in counts.beams.values():
            one = dataset(e, beam=beam).moment_chi2
            record[beam] = {"n_e": one.n_e, "n_mu": one.n_mu}
    for prescription in PRESCRIPTIONS:
        judged = counting(measured(e), counts.sm_total, prescription)
        record[prescription] = {
            "excess": judged.excess,
            "variance": judged.fixed_variance,
            "sigma": judged.sigma_signal,
            "free": judged.pull_free_signal,
        }
    return record


def combination() -> Explorer:
    """Explore the region of two moduli that a choice of experiments allows, the third being zero.

    Returns
    -------
    Explorer
        experiments, beams, phases, prescription and confidence level, two parameters
    """
    counts = {f"{key} {setup}": _combinable(e) for (key, setup), e in catalogue().items()}
    pairs = {
        ",".join(pair): " and ".join(f"|Λ{'₁₂₃'[MOMENTS[name]]}|" for name in pair)
        for pair in itertools.combinations(MOMENTS, 2)
    }
    return _explorer(
        "combination",
        "Which moments do experiments exclude together?",
        {
            "counts": counts,
            "forms": {
                name: {"e": _form(flavor_form("nu_e", m)), "mu": _form(flavor_form("nu_mu", m))}
                for name, m in PRESETS.items()
            },
            "thresholds": {level: delta_chi2(float(level), 2) for level in LEVELS},
        },
        [
            {
                "kind": "many",
                "name": "experiments",
                "label": "experiments",
                "options": [list(pair) for pair in _setups().items()],
            },
            _choice("pair", "plane of", pairs),
            _choice(
                "beam",
                "magnetic term at the SNS",
                {b: b for b in BEAMS},
                when={"experiments": [k for k in counts if k.startswith("coherent")]},
            ),
            _choice(
                "phases",
                "phase between the two",
                {"fixed": "fixed", "profiled": "profiled", "averaged": "averaged"},
            ),
            _range("phase", "phase, if fixed", "π", 0, 2, 0.05, when={"phases": ["fixed"]}),
            _choice("mixing", "mixing", _EDITIONS),
            _choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            _choice("confidence_level", "confidence level", LEVELS),
        ],
        {
            "experiments": ["coherent-csi current", "conus current"],
            "pair": "Lambda_1,Lambda_2",
            "beam": "all",
            "phases": "profiled",
            "phase": 0,
            "mixing": DE_SALAS_2018_CP_CONSERVING.name,
            "prescription": "profiled",
            "confidence_level": "0.90",
        },
    )
