"""Files of a user's own, written where a test wants them."""

from pathlib import Path

import cevns
from cevns.experiments.experiment import Experiment

ORIGIN = 'provenance = "inferred"\nreference = "a test"\n'

EXPERIMENT = """
[experiment.mine.future]
source = "reactor"
thermal_power_GW = 3.9
material = "Ge"
mass_kg = 10
baseline_m = 17
exposure_days = 365
detector = { kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8 }
statistics = { kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }
"""


def write(folder: Path, toml: str, **tables: str) -> Path:
    """Write mine.toml and its tables, such as curve="..." into curve.csv."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    file = folder / "mine.toml"
    file.write_text(ORIGIN + toml, encoding="utf-8")
    return file


def load(folder: Path, toml: str, **tables: str) -> Experiment:
    """Return the only experiment of such a file."""
    (e,) = cevns.load_experiments(write(folder, toml, **tables)).values()
    return e


def changed(*pairs: tuple[str, str]) -> str:
    """EXPERIMENT with some text replaced, each of which is there."""
    text = EXPERIMENT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def detected(detector: str, statistics: str = "") -> str:
    """EXPERIMENT with another detector, and what was counted."""
    old = '{ kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8 }'
    text = changed((old, "{ " + detector + " }"))
    if statistics:
        old = '{ kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }'
        assert old in text
        text = text.replace(old, "{ " + statistics + " }")
    return text
