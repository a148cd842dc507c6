"""Write the binding energies of atomic electrons from the tables of xraydb.

    python tools/build_binding_energies.py xraydb.sqlite

The file is in the package xraydb (4.5.8: ``pip download --no-deps xraydb``, and unpack it); its
edges are those of W. T. Elam, B. D. Ravel and J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121.
Shells are filled from the inside, in the order of the table; an electron for which no edge is
given is bound with zero energy.
"""

import sqlite3
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "cevns" / "interactions" / "data"
PLACES = {"1": 2, "2": 2, "3": 4, "4": 4, "5": 6, "6": 6, "7": 8}
HEADER = """\
# title: binding energies of the electrons of atoms
# columns: atomic number; shell; electrons in it; energy in eV, zero where no edge is tabulated
# source: W. T. Elam, B. D. Ravel and J. R. Sieber, Radiat. Phys. Chem. 63 (2002) 121
# obtained: tools/build_binding_energies.py with xraydb 4.5.8; shells filled from the inside, which
#   for outer electrons need not be as in the atom, and less so in a crystal
# licence: public domain
Z,shell,electrons,energy_eV"""


def main(file: str) -> None:
    """Write the table."""
    tables = sqlite3.connect(file)
    rows = []
    for Z, element in tables.execute("select atomic_number, element from elements order by 1"):
        if Z > 92:
            break
        left = Z
        edges = tables.execute(
            "select iupac_symbol, absorption_edge from xray_levels where element=?", (element,)
        )
        for shell, energy in edges:
            n = min(left, 2 if shell == "K" else PLACES[shell[1]])
            if n and energy > 0:
                rows.append(f"{Z},{shell},{n},{energy:g}")
                left -= n
        if left:
            rows.append(f"{Z},outer,{left},0")
    path = TARGET / "binding_energies.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    print(f"{path}: {len(rows)} rows")


if __name__ == "__main__":
    main(sys.argv[1])
