"""Rebuild the small tables of nuclear structure.

``python tools/structure_tables.py [TABLE ...] [--nuclide NAME ...]`` writes those named, or all;
a bar shows how far it is, and excited states are kept on disk for the next time.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from cevns.basics.checks import Array
from cevns.interactions import couplings, incoherent
from cevns.interactions.excited import excited_states
from cevns.interactions.incoherent_tables import TABULATED
from cevns.interactions.nucleon_currents import NucleonCurrents
from cevns.interactions.parts import Parts
from cevns.nuclei.structure.cache import progress

ROOM = Path(__file__).parents[1] / "cevns" / "interactions" / "data"
CM2 = 1e-42

ENERGIES = np.concatenate([np.arange(0.25, 12, 0.25), np.arange(12.0, 61.0)])
"""Neutrino energies of the tables [MeV]."""

SMALLEST = 1e-8
"""What is below in all columns is left out [1e-42 cm^2]."""

INCOHERENT = """\
# title: incoherent neutral-current cross sections of {name} by multipole
# columns: neutrino energy in MeV; multipole; what multiplies 1, q^2 and q, in 1e-42 cm^2, if the
#   axial coupling is q times that of a free nucleon: vector, axial, and their interference, which
#   is added for neutrinos and subtracted for antineutrinos
# source: this package: BCS in a Woods-Saxon well, QRPA with Migdal's force, multipoles of
#   one-body currents with tree couplings; J up to 4, below 1e-50 cm^2 left out
# obtained: python tools/structure_tables.py incoherent --nuclide {name}
# licence: that of this package
E_nu_MeV,multipole,vector,axial,interference
"""


def currents() -> NucleonCurrents:
    """What the tables assume of a nucleon."""
    return NucleonCurrents.of(couplings.tree())


def incoherent_rows(parts: Mapping[str, Parts], E_nu: Array) -> Iterator[str]:
    """Lines of a table; the first energy is the last at which nothing happens."""
    arrays = {name: np.array(part) / CM2 for name, part in parts.items()}
    seen = {name: (np.abs(a) > SMALLEST).any(axis=0) for name, a in arrays.items()}
    first = int(np.argmax(np.any(list(seen.values()), axis=0)))
    nothing = E_nu[first - 1]
    yield f"{nothing:g},{next(iter(parts))},0,0,0"
    for i in range(first, E_nu.size):
        for name, a in arrays.items():
            if seen[name][i]:
                yield f"{E_nu[i]:g},{name}," + ",".join(f"{x:.5g}" for x in a[:, i])


def write_incoherent(names: list[str]) -> None:
    for name in progress(names, "incoherent cross sections"):
        parts = incoherent.cross_sections(excited_states(name, show=True), ENERGIES, currents())
        text = INCOHERENT.format(name=name) + "\n".join(incoherent_rows(parts, ENERGIES)) + "\n"
        (ROOM / f"incoherent_{name}.csv").write_text(text, encoding="utf-8")


TABLES: dict[str, Callable[[list[str]], None]] = {"incoherent": write_incoherent}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="*", choices=[*TABLES, []], help="which; all by default")
    parser.add_argument("--nuclide", action="append", choices=TABULATED, help="all by default")
    given = parser.parse_args()
    for table in given.table or TABLES:
        TABLES[table](given.nuclide or list(TABULATED))
