"""Rebuild cevns/nuclei/data/nuclides.csv: ``python tools/build_nuclides.py``."""

from pathlib import Path

import periodictable

OUT = Path(__file__).parents[1] / "cevns" / "nuclei" / "data" / "nuclides.csv"
URANIUM = {234: 0.000054, 235: 0.007204, 238: 0.992742}
"""Atom fractions that periodictable leaves out, of the same CIAAW table."""
HEADER = f"""\
# title: natural isotopes of every element that has any
# columns: name; Z; mass number A; mass of the neutral atom in u; atom fraction in nature
# source of masses: AME2020, W. J. Huang et al., Chinese Phys. C 45 (2021) 030002 and
#   M. Wang et al., Chinese Phys. C 45 (2021) 030003, doi:10.1088/1674-1137/abddaf
# source of abundances: CIAAW 2021, T. Prohaska et al., Pure Appl. Chem. 94 (2022) 573
# obtained: tools/build_nuclides.py with periodictable {periodictable.__version__}
# licence: facts, no restriction known
name,Z,A,atomic_mass_u,abundance
"""


def natural() -> dict[str, dict[int, float]]:
    """Atom fractions by element and mass number, renormalised to sum to exactly 1."""
    found = {}
    for element in periodictable.elements:
        given = {A: element[A].abundance for A in element.isotopes if element[A].abundance > 0}
        shares = URANIUM if element.symbol == "U" else given
        if element.number and shares:
            total = sum(shares.values())
            found[element.symbol] = {A: share / total for A, share in shares.items()}
    return found


def rows() -> list[str]:
    """One line for each natural isotope, by Z and A."""
    return [
        f"{A}{symbol},{getattr(periodictable, symbol).number},{A},"
        f"{getattr(periodictable, symbol)[A].mass:.12g},{share:.8g}"
        for symbol, shares in natural().items()
        for A, share in shares.items()
    ]


if __name__ == "__main__":
    OUT.write_text(HEADER + "\n".join(rows()) + "\n", encoding="utf-8")
