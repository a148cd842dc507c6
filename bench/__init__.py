"""Speed and accuracy, as ratios in one run: ``python -m bench``."""

import json
import re
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"
"""The table last kept by ``make bench WRITE=1``."""


def kept() -> dict[str, Any]:
    """Return the kept table: machine, and rows with what, value, unit, aim, met."""
    return dict(json.loads(RESULTS.read_text(encoding="utf-8")))


_WRITTEN = {
    r"10\^(\d)": r"$10^\1$",
    r"chi\^2": r"$\\chi^2$",
    r"delta_CP": r"$\\delta_\\text{CP}$",
    r"T_max": r"$T_\\text{max}$",
    r"\b(sin2_theta_w|charge_radius|neutron_radius)\b": r"`\1`",
    r"^ +": "… ",  # belongs to the row above
    r" x ": " × ",
}


def line(row: dict[str, Any]) -> list[str]:
    """Write a row in MyST: what, value and aim with their unit, and whether it is met."""
    what = row["what"]
    for form, written in _WRITTEN.items():
        what = re.sub(form, written, what)
    sign, bound = row["aim"].split()
    unit = row["unit"].replace("x", "×")
    aim = f"{ {'<=': '≤', '>=': '≥'}[sign] }\u00a0{_number(float(bound), unit)}"
    return [what, _number(row["value"], unit), aim, "yes" if row["met"] else "missed"]


def _number(value: float, unit: str) -> str:
    """Write a number with two digits and its unit on one line."""
    if 0 < value < 1e-3:
        mantissa, exponent = f"{value:.2g}".split("e")
        power = rf"10^{{{int(exponent)}}}"
        return f"${power}$" if mantissa == "1" else rf"${mantissa}\times{power}$"
    text = f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
    return f"{text}\u00a0{unit}".strip("\u00a0")
