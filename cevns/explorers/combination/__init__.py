"""Which moments several experiments exclude together."""

import itertools
from typing import Final

from cevns.basics.csv_tables import read_csv, shipped
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
from cevns.inference.world import HEADLINE, SNS
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import PRESETS, ComplexArray
from cevns.neutrinos.moments import MOMENTS
from cevns.sources.beams import BEAMS

MEASURED: Final = {
    "coherent-csi@2021": "COHERENT CsI, 2021",
    "coherent-lar@2020": "COHERENT Ar, 2020",
    "coherent-ge@2026": "COHERENT Ge, 2026",
    "conus-plus@2025": "CONUS+ Ge, 2025",
    "texono@2024": "TEXONO Ge, 2024",
    "dresden-ii@2022": "Dresden-II Ge, 2022",
}
"""What was measured in bins at a terrestrial source, by data set; those at the SNS first."""

_COUNTED: Final = "coherent-csi current"
"""The first count: its events are among those of the bins of 2021."""


_SIZES: Final = ("e_scale", "e_end", "mu_scale", "mu_end")

TABLE: Final[dict[str, type]] = {
    "data": str,
    **dict.fromkeys((f"{name}_mu10" for name in _SIZES), str),
    **dict.fromkeys(("information_ee", "information_em", "information_mm"), float),
    "delta_chi2": str,
}
"""Columns of the table of chi^2, a table a line."""


def _tables() -> dict[str, Spec]:
    """Read chi^2 of measured data: every combination at the SNS, reactors one by one."""
    found: dict[str, Spec] = {}
    for line in read_csv(shipped("explorers", "measured_chi2.csv"), TABLE):
        sizes = [float(text) if (text := str(line[f"{name}_mu10"])) else None for name in _SIZES]
        found[str(line["data"])] = {
            "scales": sizes[::2],
            "ends": sizes[1::2],
            "information": [line[f"information_{name}"] for name in ("ee", "em", "mm")],
            "rows": [list(map(float, row.split())) for row in str(line["delta_chi2"]).split(";")],
        }
    return found


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
    """Explore the region of two moduli that a choice of data allows.

    Returns
    -------
    Explorer
        plans, the first count and measured bins; the third moment zero or free, assumptions one
        by one, degrees of freedom and confidence level
    """
    table = {f"{key} {setup}": e for (key, setup), e in catalogue().items()}
    counts = {
        name: {key: _combinable(e, SETS[name]) for key, e in table.items()} for name in ASSUMPTIONS
    }
    labels = {
        name: f"{text} (observed)" if counts["recommended"][name]["observed"] else text
        for name, text in setups().items()
    }
    labels |= {name: f"{text} (measured)" for name, text in MEASURED.items()}
    kinds = {key: "sns" if e.source == "sns" else "reactor" for key, e in table.items()}
    kinds |= {name: "sns" if name in SNS else "reactor" for name in MEASURED}
    sns = [key for key in table if kinds[key] == "sns"]
    now = [key for key in table if key.endswith("current")]
    groups = {
        "measured": [name for name in MEASURED if name in HEADLINE],
        "reactors": [key for key in now if key not in sns],
        "SNS": [key for key in now if key in sns],
        "all": now,
        "all in future": [key for key in table if key.endswith("future")],
    }
    pairs = {
        ",".join(pair): " and ".join(f"|Λ{'₁₂₃'[MOMENTS[name]]}|" for name in pair)
        for pair in itertools.combinations(MOMENTS, 2)
    }
    free = {"third": "free", "phases": "profiled"}
    return explorer(
        __name__,
        "Which moments do experiments exclude together?",
        {
            "counts": counts,
            "forms": {
                name: {
                    "e": _form(flavor_form("nu_e", m)),
                    "mu": _form(flavor_form("nu_mu", m)),
                    "U": [[[u.real, u.imag] for u in row] for row in m.matrix.tolist()],
                }
                for name, m in PRESETS.items()
            },
            "thresholds": {
                level: [delta_chi2(float(level), k) for k in (1, 2)] for level in LEVELS
            },
            "tables": _tables(),
            "measured": MEASURED,
            "kinds": kinds,
            "editions": EDITIONS,
            "told": {name: nuclear_words(SETS[name]) for name in ASSUMPTIONS},
        },
        [
            many(
                "experiments",
                "data",
                labels,
                groups=[[told, names] for told, names in groups.items()],
                excludes={"coherent-csi@2021": [_COUNTED]},
            ),
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
            choice(
                "third",
                "third moment",
                {"zero": "zero", "free": "free, with all phases"},
                when={"phases": ["profiled"]},
            ),
            assumptions("mixing", "prescription", "flux"),
            choice("mixing", "mixing", EDITIONS),
            choice("prescription", "prescription", {p: p for p in PRESCRIPTIONS}),
            choice(
                "flux",
                "uncertainty of the SNS flux",
                {"shared": "shared by its counts", "separate": "separate for every count"},
                when={
                    "experiments": [*sns, *SNS],
                    "prescription": [p for p in PRESCRIPTIONS if p != "statistical"],
                },
            ),
            choice(
                "parameters",
                "degrees of freedom",
                {"measured": "as many as are measured", "1": "one", "2": "two"},
            ),
            choice("confidence_level", "confidence level", LEVELS),
        ],
        {
            "experiments": ["coherent-csi current", "conus current"],
            "pair": "Lambda_1,Lambda_2",
            "beam": "all",
            "phases": "profiled",
            "phase": 0,
            "third": "zero",
            "assumptions": RECOMMENDED.name,
            "mixing": RECOMMENDED.mixing.name,
            "prescription": RECOMMENDED.prescription,
            "flux": RECOMMENDED.flux,
            "parameters": "measured",
            "confidence_level": "0.90",
        },
        [
            ("fig-comb-together", "now", free | {"experiments": groups["all"]}),
            ("fig-comb-together", "in future", free | {"experiments": groups["all in future"]}),
            ("fig-comb-choices", "third zero", {}),
            ("fig-comb-choices", "all free", free),
            ("fig-all-curves", "on Earth", {"experiments": groups["measured"]}),
        ],
    )
