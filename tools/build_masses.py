"""Rebuild cevns/nuclei/data/mass_excesses.csv: ``python tools/build_masses.py``."""

from pathlib import Path

import periodictable

from cevns.basics.constants import ATOMIC_MASS_UNIT
from cevns.nuclei.nuclides import isotopes

OUT = Path(__file__).parents[1] / "cevns" / "nuclei" / "data" / "mass_excesses.csv"
TARGETS = ("C", "O", "Si", "S", "Ar", "Ca", "Ti", "Fe", "Ge", "Xe", "W", "Pb")
"""Elements of targets whose even-even isotopes have a paired ground state."""
ALSO = ((12, 12),)
"""Z and N of nuclides of others: 24Mg."""
HEADER = f"""\
# title: mass excesses of even-even nuclides of targets, of 24Mg, and of their neighbours
# columns: Z; N; mass excess of the neutral atom in keV
# source: AME2020, W. J. Huang et al., Chinese Phys. C 45 (2021) 030002 and
#   M. Wang et al., Chinese Phys. C 45 (2021) 030003, doi:10.1088/1674-1137/abddaf
# obtained: tools/build_masses.py with periodictable {periodictable.__version__}
# licence: facts, no restriction known
Z,N,mass_excess_keV
"""


def wanted() -> list[tuple[int, int]]:
    """Z and N of every nuclide that a gap of an even-even one needs, up to two steps away."""
    even = (n for symbol in TARGETS for n in isotopes(symbol) if n.unpaired == (0, 0))
    centres = {(n.Z, n.N) for n in even} | set(ALSO)
    steps = range(-2, 3)
    found = {(Z + d, N) for Z, N in centres for d in steps}
    return sorted(found | {(Z, N + d) for Z, N in centres for d in steps})


def rows() -> list[str]:
    """One line for each nuclide that has a mass."""
    out = []
    for Z, N in wanted():
        element = periodictable.elements[Z]
        if Z + N in element.isotopes:
            excess = (element[Z + N].mass - (Z + N)) * ATOMIC_MASS_UNIT * 1e3
            out.append(f"{Z},{N},{excess:.2f}")
        else:
            print(f"no mass: Z = {Z}, N = {N}")
    return out


if __name__ == "__main__":
    OUT.write_text(HEADER + "\n".join(rows()) + "\n", encoding="utf-8")
