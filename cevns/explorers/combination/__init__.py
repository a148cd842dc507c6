"""Which moments several experiments exclude together."""

import itertools

from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.explorers.host import (
    EDITIONS,
    LEVELS,
    Explorer,
    Spec,
    choice,
    explorer,
    many,
    setups,
    slider,
)
from cevns.inference.counts import PRESCRIPTIONS, counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.judging import electron_and_muon, measured
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, PRESETS, ComplexArray
from cevns.neutrinos.moments import MOMENTS
from cevns.rates.signal import signal
from cevns.sources.beams import BEAMS


def _form(matrix: ComplexArray) -> Spec:
    return {"real": matrix.real.tolist(), "imag": matrix.imag.tolist()}


def _combinable(e: Experiment) -> Spec:
    counts = signal(e)
    record: Spec = {"sm": counts.sm_total}
    for beam in BEAMS:
        if beam == "all" or beam in counts.beams.values():
            n_e, n_mu = electron_and_muon(counts, beam, e.key)
            record[beam] = {"n_e": n_e, "n_mu": n_mu}
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
    return explorer(
        __name__,
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
            many("experiments", "experiments", setups()),
            choice("pair", "plane of", pairs),
            choice(
                "beam",
                "magnetic term at the SNS",
                {b: b for b in BEAMS},
                when={"experiments": [k for k in counts if k.startswith("coherent")]},
            ),
            choice(
                "phases",
                "phase between the two",
                {"fixed": "fixed", "profiled": "profiled", "averaged": "averaged"},
            ),
            slider("phase", "phase, if fixed", "π", 0, 2, 0.05, when={"phases": ["fixed"]}),
            choice("mixing", "mixing", EDITIONS),
            choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            choice("confidence_level", "confidence level", LEVELS),
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
