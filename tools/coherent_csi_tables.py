"""Tables of the COHERENT CsI[Na] data: ``python tools/coherent_csi_tables.py 2017|2021 FOLDER``.

FOLDER holds the files of the collaboration's release. Of 2017, arXiv:1804.09459 and
doi:10.5281/zenodo.1228631, all text files. Of 2021, the ancillary files of arXiv:2110.07730v2. What
is written are numbers only: counts in bins, and shapes of backgrounds in the same bins. The SHA-256
of every file that was read stands in the header of what was made from it.
"""

import argparse
import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data"

PE_2017, US_2017 = np.arange(6.0, 31.0, 2.0), np.arange(0.0, 6.1, 0.5)
GWH = 7.47594
"""Exposure of 2017, in which its prompt neutrons are counted."""

PE_2021 = np.array([0.0, 8, 12, 16, 20, 24, 32, 40, 50, 60])
US_2021 = np.array([*np.arange(9) / 8, 2.0, 4.0, 6.0])
BEAM, INDUCED, STEADY = 18.4, 5.6, 1286.0
"""Events below 60 PE and 6 us that the collaboration expected of each background."""

RATE = 0.0494
"""Events lost to earlier ones in a microsecond [1/us], also of the steady state."""

PLATEAU = 0.52
"""Time after which they are lost [us]."""


def sums(folder: Path, names: Iterable[str]) -> str:
    """Header lines with the SHA-256 of files."""
    each = [(name, hashlib.sha256((folder / name).read_bytes()).hexdigest()) for name in names]
    return "\n".join(f"#   {name} sha256 {digest}" for name, digest in each)


def rows(pe: Array, us: Array, columns: Mapping[str, Array]) -> str:
    """Heading and one line a bin, energy slowest."""
    lines = ["lower_PE,upper_PE,lower_us,upper_us," + ",".join(columns)]
    for i, j in np.ndindex(len(pe) - 1, len(us) - 1):
        edges = (pe[i], pe[i + 1], us[j], us[j + 1])
        numbers = [*edges, *(values[i, j] for values in columns.values())]
        lines.append(",".join(f"{x:.6g}" for x in numbers))
    return "\n".join(lines) + "\n"


def write(name: str, header: str, body: str) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_text(header.strip() + "\n" + body, encoding="utf-8")


def binned(x: Array, y: Array, along_x: Array, along_y: Array, n: Array | None = None) -> Array:
    """Sum of the weights n, or of ones, in bins of x and y."""
    return np.histogram2d(x, y, (along_x, along_y), weights=n)[0]


def counts_2017(folder: Path, which: str) -> Array:
    """12 x 12 counts with the beam on; C or AC, half-integer centres of 2 PE and 0.5 us."""
    PE, us, n = np.loadtxt(folder / f"data_{which}_beamOn.txt", delimiter=",").T
    return binned(PE, us, PE_2017, US_2017, n)


def acceptance_2017(PE: Array) -> Array:
    """Central acceptance of the release, at bin centres of 1 PE."""
    step = np.where(PE < 5, 0.0, np.where(PE < 6, 0.5, 1.0))
    return np.asarray(step * 0.6655 / (1 + np.exp(-0.4942 * (PE - 10.8507))))


def factorised(counts: Array) -> Array:
    """Product of the two projections, with the same total."""
    return np.asarray(np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum())


def tables_2017(folder: Path) -> None:
    on, off = (counts_2017(folder, which) for which in ("coincidence", "anticoincidence"))
    PE, per_GWh = np.loadtxt(folder / "promptPDF.txt", delimiter=",").T
    energy = np.histogram(PE, PE_2017, weights=per_GWh * acceptance_2017(PE) * GWH)[0]
    us, share = np.loadtxt(folder / "arrivalTimePDF_promptNeutrons.txt", delimiter=",").T
    time = np.histogram(us, US_2017, weights=share)[0]
    source = "# source: COHERENT, Science 357 (2017) 1123; data release arXiv:1804.09459,\n"
    source += "#   doi:10.5281/zenodo.1228631"
    licence = "# licence: facts, no restriction known; no text of the release"
    columns = {
        "on": on,
        "off": off,
        "beam_neutrons": np.outer(energy, time),
        "steady_state": factorised(off),
    }
    used = [f"data_{w}_beamOn.txt" for w in ("coincidence", "anticoincidence")]
    used += ["promptPDF.txt", "arrivalTimePDF_promptNeutrons.txt"]
    header = f"""
# title: first COHERENT CsI[Na] result in bins of energy and time, beam on
# columns: edges of the bins in photoelectrons and in microseconds after the trigger; coincidence
#   (on) and anticoincidence (off) counts; prompt beam-related neutrons expected, known to 25 %;
#   steady state as the product of the two projections of the anticoincidence counts
{source}
# obtained: tools/coherent_csi_tables.py 2017; the neutron spectrum times acceptance at bin centres,
#   times 7.47594 GWh, times the share that arrives in each time bin. Made from
{sums(folder, used)}
{licence}
"""
    write("coherent-csi@2017.csv", header, rows(PE_2017, US_2017, columns))
    for beam in ("prompt", "delayed"):
        name = f"arrivalTimePDF_{beam}Neutrinos.txt"
        centre, share = np.loadtxt(folder / name, delimiter=",").T
        arrived = np.concatenate([[0.0], np.cumsum(share) / share.sum()])
        edges = np.concatenate([centre - 0.25, centre[-1:] + 0.25])
        header = f"""
# title: share of the {beam} neutrinos that has arrived in the first COHERENT CsI[Na] detector
# columns: time after the trigger in microseconds; fraction that has arrived by then
{source}
# obtained: tools/coherent_csi_tables.py 2017; sums of the release's shares in bins of 0.5 us, over
#   their total of {share.sum():.6f}. Made from
{sums(folder, [name])}
{licence}
"""
        body = "t_us,arrived\n" + "".join(
            f"{t:g},{y:.6g}\n" for t, y in zip(edges, arrived, strict=True)
        )
        write(f"coherent-csi@2017-{beam}-arrival.csv", header, body)


def kept(us: Array) -> Array:
    """Time efficiency of 2021."""
    return np.asarray(np.exp(-RATE * np.maximum(us - PLATEAU, 0.0)))


def counts_2021(folder: Path, name: str) -> Array:
    """9 x 11 counts of events below 60 PE and 6 us."""
    events = np.loadtxt(folder / name)
    inside = (events[:, 0] < PE_2021[-1]) & (events[:, 1] < US_2021[-1])
    return binned(events[inside, 0], events[inside, 1], PE_2021, US_2021)


def background_2021(folder: Path, key: str, total: float) -> tuple[Array, float]:
    """Shape of a neutron background with a total, and the total that the files themselves give."""
    PE, content = np.loadtxt(folder / f"{key}PE.txt").T
    us, n = np.loadtxt(folder / f"{key}Trec.txt").T
    energy = np.histogram(PE, PE_2021, weights=content / content.sum())[0]
    time = np.histogram(us, US_2021, weights=n * kept(us))[0]
    shape = np.outer(energy, time)
    return total * shape / shape.sum(), float(shape.sum())


def steady_2021(off: Array, time: Array) -> Array:
    """Steady state: energies as they were counted, times by a shape."""
    return STEADY * np.outer(off.sum(axis=1) / off.sum(), time / time.sum())


def tables_2021(folder: Path) -> None:
    on, off = (counts_2021(folder, f"dataBeamOn{which}.txt") for which in ("C", "AC"))
    beam, of_beam = background_2021(folder, "brn", BEAM)
    induced, of_induced = background_2021(folder, "nin", INDUCED)
    columns = {
        "on": on,
        "off": off,
        "beam_neutrons": beam,
        "induced_neutrons": induced,
        "steady_state": steady_2021(off, -np.diff(np.exp(-RATE * US_2021))),
        "steady_state_flat": steady_2021(off, np.diff(US_2021)),
        "steady_state_counted": steady_2021(off, off.sum(axis=0)),
    }
    used = [f"dataBeamOn{which}.txt" for which in ("C", "AC")]
    used += [f"{key}{axis}.txt" for key in ("brn", "nin") for axis in ("PE", "Trec")]
    header = f"""
# title: COHERENT CsI[Na], full data set, in bins of energy and time
# columns: edges of the bins in photoelectrons and in microseconds after the trigger; coincidence
#   (on) and anticoincidence (off) counts; beam-related neutrons ({BEAM:g} expected, known to
#   25 %), neutrino-induced neutrons ({INDUCED:g}, 36 %) and steady state ({STEADY:g}, 2.1 %), whose
#   energies are those of the anticoincidence counts and whose times fall as exp(-{RATE:g} t/us),
#   are flat, or are those of the anticoincidence counts
# source: COHERENT, Phys. Rev. Lett. 129 (2022) 081801; ancillary files of arXiv:2110.07730v2
# obtained: tools/coherent_csi_tables.py 2021; events with PE < 60 and t < 6 us. The times of
#   neutrons come without a time efficiency, which is applied: 1 up to {PLATEAU:g} us and
#   exp(-{RATE:g} (t/us - {PLATEAU:g})) after. Their energies come with the energy
#   efficiency. The files' own totals in these bins are {of_beam:.2f} and {of_induced:.2f}. Made
#   from
{sums(folder, used)}
# licence: facts, no restriction known; no text of the release
"""
    write("coherent-csi@2021.csv", header, rows(PE_2021, US_2021, columns))


RELEASES: Mapping[str, Callable[[Path], None]] = {"2017": tables_2017, "2021": tables_2021}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", choices=RELEASES)
    parser.add_argument("folder", type=Path, help="with the files of the release")
    given = parser.parse_args()
    RELEASES[given.release](given.folder)


if __name__ == "__main__":
    main()
