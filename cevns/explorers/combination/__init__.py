"""Which moments several experiments exclude together."""

import itertools

from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment
from cevns.explorers.host import (
    ASSUMPTIONS,
    EDITIONS,
    LEVELS,
    Explorer,
    Spec,
    assumptions,
    choice,
    explorer,
    many,
    nuclear_words,
    setups,
    slider,
)
from cevns.inference.assumptions import RECOMMENDED, SETS, Assumptions
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.intervals import delta_chi2
from cevns.inference.judging import electron_and_muon
from cevns.inference.lookup import dataset
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import PRESETS, ComplexArray
from cevns.neutrinos.moments import MOMENTS
from cevns.sources.beams import BEAMS


def _form(matrix: ComplexArray) -> Spec:
    return {"real": matrix.real.tolist(), "imag": matrix.imag.tolist()}


def _combinable(e: Experiment, under: Assumptions) -> Spec:
    data = dataset(e, assumptions=under)
    counts = data.signal
    record: Spec = {
        "sm": counts.sm_total,
        "source": e.source,
        "flux": e.flux_uncertainty,
        "observed": data.observed,
    }
    for beam in BEAMS:
        if beam == "all" or beam in counts.beams.values():
            n_e, n_mu = electron_and_muon(counts, beam, e.key)
            record[beam] = {"n_e": n_e, "n_mu": n_mu}
    for prescription in PRESCRIPTIONS:
        judged = data.under(prescription=prescription).counting
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
        experiments, assumptions one by one, and confidence level; as many parameters as
        combinations of the moments are measured
    """
    table = {f"{key} {setup}": e for (key, setup), e in catalogue().items()}
    counts = {
        name: {key: _combinable(e, SETS[name]) for key, e in table.items()} for name in ASSUMPTIONS
    }
    labels = {
        name: f"{text} (observed)" if counts["recommended"][name]["observed"] else text
        for name, text in setups().items()
    }
    sns = [key for key, e in table.items() if e.source == "sns"]
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
            "thresholds": {
                level: [delta_chi2(float(level), k) for k in (1, 2)] for level in LEVELS
            },
            "editions": EDITIONS,
            "told": {name: nuclear_words(SETS[name]) for name in ASSUMPTIONS},
        },
        [
            many("experiments", "experiments", labels),
            choice("pair", "plane of", pairs),
            choice(
                "beam", "magnetic term at the SNS", {b: b for b in BEAMS}, when={"experiments": sns}
            ),
            choice(
                "phases",
                "phase between the two",
                {"fixed": "fixed", "profiled": "profiled", "averaged": "averaged"},
            ),
            slider("phase", "phase, if fixed", "π", 0, 2, 0.05, when={"phases": ["fixed"]}),
            assumptions("mixing", "prescription", "flux"),
            choice("mixing", "mixing", EDITIONS),
            choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            choice(
                "flux",
                "uncertainty of the SNS flux",
                {"shared": "shared by its counts", "separate": "separate for every count"},
                when={
                    "experiments": sns,
                    "prescription": [p for p in PRESCRIPTIONS if p != "statistical"],
                },
            ),
            choice("confidence_level", "confidence level", LEVELS),
        ],
        {
            "experiments": ["coherent-csi current", "conus current"],
            "pair": "Lambda_1,Lambda_2",
            "beam": "all",
            "phases": "profiled",
            "phase": 0,
            "assumptions": RECOMMENDED.name,
            "mixing": RECOMMENDED.mixing.name,
            "prescription": RECOMMENDED.prescription,
            "flux": RECOMMENDED.flux,
            "confidence_level": "0.90",
        },
    )
