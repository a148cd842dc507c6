"""Rebuild what is shipped of nuclear structure: ``python tools/structure_tables.py [table ...]``.

Tables are small and take a minute; tests compute them again and compare.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import incoherent_tables

from cevns.basics.kept import progress
from cevns.nuclei.nuclides import nuclides
from cevns.nuclei.structure.excitations import excitations
from cevns.nuclei.structure.vibrations import Vibrations, summary

DATA = Path(__file__).parents[1] / "cevns"
VIBRATING = (
    "12C", "16O", "28Si", "40Ar", "40Ca", "48Ca", "48Ti", "56Fe", "72Ge", "74Ge", "132Xe",
)  # fmt: skip


def vibrations() -> tuple[str, str]:
    """Levels and sum rules of QRPA."""
    lines = [
        "# title: vibrations of even-even nuclei in QRPA",
        "# columns: as of cevns.nuclei.structure.vibrations.Vibrations; MeV, MeV^2, e^2 fm^(2J)",
        "# source: computed: excitations(nuclide, J_max=3) with its defaults",
        "# obtained: tools/structure_tables.py vibrations",
        "# licence: as the package",
        ",".join(("nuclide", *Vibrations._fields)),
    ]
    for name in progress(VIBRATING, "vibrations"):
        numbers = summary(excitations(nuclides()[name], J_max=3))
        lines.append(",".join((name, *(f"{x:.6g}" for x in numbers))))
    return "nuclei/data/vibrations.csv", "\n".join(lines) + "\n"


TABLES: dict[str, Callable[[], tuple[str, str]]] = {
    "vibrations": vibrations,
    **incoherent_tables.TABLES,
}

if __name__ == "__main__":
    for table in sys.argv[1:] or TABLES:
        place, text = TABLES[table]()
        (DATA / place).write_text(text, encoding="utf-8")
