"""Rebuild cevns/nuclei/data/nuclides.csv: ``python tools/build_nuclides.py``."""

from pathlib import Path

import periodictable

ELEMENTS = (
    "C",
    "O",
    "F",
    "Na",
    "Al",
    "Si",
    "S",
    "Cl",
    "Ar",
    "Ca",
    "Ti",
    "Fe",
    "Ge",
    "I",
    "Xe",
    "Cs",
    "W",
    "Pb",
)
OUT = Path(__file__).parents[1] / "cevns" / "nuclei" / "data" / "nuclides.csv"
HEADER = f"""\
# title: natural isotopes of elements used, or proposed, as CEvNS targets
# columns: name; Z; mass number A; mass of the neutral atom in u; atom fraction in nature
# source of masses: AME2020, W. J. Huang et al., Chinese Phys. C 45 (2021) 030002 and
#   M. Wang et al., Chinese Phys. C 45 (2021) 030003, doi:10.1088/1674-1137/abddaf
# source of abundances: CIAAW 2021, T. Prohaska et al., Pure Appl. Chem. 94 (2022) 573
# obtained: tools/build_nuclides.py with periodictable {periodictable.__version__}
# licence: facts, no restriction known
name,Z,A,atomic_mass_u,abundance
"""


def rows() -> list[str]:
    """One line for each natural isotope; abundances renormalised to sum to exactly 1."""
    out = []
    for symbol in ELEMENTS:
        element = getattr(periodictable, symbol)
        natural = [element[A] for A in element.isotopes if element[A].abundance > 0]
        total = sum(i.abundance for i in natural)
        out += [
            f"{i.isotope}{symbol},{i.number},{i.isotope},{i.mass:.12g},{i.abundance / total:.8g}"
            for i in natural
        ]
    return out


if __name__ == "__main__":
    OUT.write_text(HEADER + "\n".join(rows()) + "\n", encoding="utf-8")
