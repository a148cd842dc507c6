"""List the experiments."""

from argparse import Namespace
from typing import Any

from cevns.basics.units import day, keV
from cevns.commands import options
from cevns.commands.command import Answer, Command
from cevns.commands.options import known_experiments
from cevns.experiments.catalogue import catalogue
from cevns.experiments.experiment import Experiment

_HEADINGS = (
    "experiment",
    "setup",
    "source",
    "target",
    "mass/kg",
    "baseline/m",
    "exposure/days",
    "lowest recoil/keV (nuclear)",
)


def run(args: Namespace) -> Answer:
    """List the experiments with their setups."""
    rows: list[dict[str, Any]] = [
        {
            "experiment": key,
            "setup": setup,
            "source": e.source,
            "target": e.material.name,
            "mass_kg": e.mass,
            "baseline_m": e.baseline_m,
            "exposure_days": e.exposure / day,
            "lowest_recoil_keV_nr": _lowest(e) / keV,
        }
        for (key, setup), e in (known_experiments(args) or catalogue()).items()
    ]
    lines = ["{:<16} {:<8} {:<6} {:<8} {:>8} {:>10} {:>13}  {}".format(*_HEADINGS)]
    lines += [
        "{experiment:<16} {setup:<8} {source:<6} {target:<8} {mass_kg:8g} {baseline_m:10g} "
        "{exposure_days:13g}  {lowest_recoil_keV_nr:.3g}".format(**row)
        for row in rows
    ]
    return {"experiments": rows}, "\n".join(lines)


def _lowest(e: Experiment) -> float:
    """Smallest recoil that is counted; 0 if its efficiency comes down to nothing there."""
    lowest = min(e.detector.on(n).kinks[0] for n in e.material.nuclides)
    return lowest if lowest > 1e-6 * keV else 0.0


COMMAND = Command("experiments", "list the experiments", options.file, run)
"""``cevns experiments``."""
