"""Write the tables of xenonnt-8b@2026: ``python tools/xenonnt_tables.py PATH``.

PATH is where the release lies (XENONnT/cevns_data_release, doi:10.5281/zenodo.20576156, CC BY 4.0)
with its HDF5 templates written out as CSV: for each science run N ``srN_events.csv``,
``srN_binning.yaml``, ``srN_background_templates_81bins.csv`` and ``srN_mono_nominal_81bins.csv``,
and ``efficiency_total.csv``. What is made of them:

- the 81 bins of each run one after the other, 243 in all, flattened as the templates are;
- events sorted into bins; backgrounds times the exposure of their run;
- the response to recoils of one energy, times the share of the exposure of its run, so that it is
  that of one detector with all of the exposure;
- by how much the light yield or the charge yield at +-1 sigma changes it, from the sums over the
  bins of a run: all bins of a run by one factor at each energy.
"""

import csv
import hashlib
import sys
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data"
EXPOSURE = {"sr0": 1.174398, "sr1": 2.342593, "sr2": 3.249665}
"""Tonne years of the science runs, as the release's notebook has them."""

AXES = ("cs2", "s2_shadow_s2_time_shadow_quantile", "s1_bdt_score", "s2_bdt_score")
YIELDS = {"light": "tly", "charge": "tqy"}

SOURCE = """\
# source: XENON collaboration, data release of arXiv:2604.06002, doi:10.5281/zenodo.20576156
# obtained: tools/xenonnt_tables.py, of files with the checksum (SHA-256) {checksum}
# licence: CC BY 4.0; numbers were summed, scaled and rearranged
"""


def checksum(folder: Path) -> str:
    """Checksum of all files that are read, in the order of their names."""
    found = hashlib.sha256()
    for path in sorted([*folder.glob("sr?_*"), folder / "efficiency_total.csv"]):
        found.update(path.read_bytes())
    return found.hexdigest()


def edges(folder: Path, run: str) -> dict[str, list[float]]:
    """Edges of the bins along each of the four axes."""
    found: dict[str, list[float]] = {}
    for line in (folder / f"{run}_binning.yaml").read_text(encoding="utf-8").splitlines():
        if line.startswith("- "):
            found[list(found)[-1]].append(float(line[2:]))
        elif line.strip():
            found[line.strip().rstrip(":")] = []
    return found


def counts(folder: Path, run: str) -> np.ndarray:
    """Events in each of the 81 bins of a run."""
    with (folder / f"{run}_events.csv").open(encoding="utf-8") as file:
        events = [[float(row[axis]) for axis in AXES] for row in csv.DictReader(file)]
    bins = [edges(folder, run)[axis] for axis in AXES]
    found, _ = np.histogramdd(np.array(events), bins=bins)
    if found.sum() != len(events):
        raise ValueError(f"{run}: {len(events) - found.sum():.0f} events outside of all bins")
    return found.ravel()


def backgrounds(folder: Path, run: str) -> dict[str, np.ndarray]:
    """Expected background events in each bin of a run, by kind."""
    with (folder / f"{run}_background_templates_81bins.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: EXPOSURE[run] * np.array(row[2:], dtype=float) for row in rows}


def response(folder: Path, run: str) -> tuple[np.ndarray, np.ndarray]:
    """Recoil energies [keV], and the fraction counted in each bin, (energies, 81)."""
    table = np.genfromtxt(folder / f"{run}_mono_nominal_81bins.csv", delimiter=",", skip_header=1)
    return table[:, 0], table[:, 1:]


def factors(folder: Path, changed: str) -> np.ndarray:
    """By how much a yield changes the efficiency of each run, shape (energies, runs)."""
    table = np.genfromtxt(
        folder / "efficiency_total.csv", delimiter=",", names=True, deletechars=""
    )
    return np.stack(
        [table[f"{run}_{changed}"] / table[f"{run}_nominal"] for run in EXPOSURE], axis=-1
    )


def write(name: str, title: str, folder: Path, head: list[str], rows: list[str]) -> None:
    """Write one table with its header."""
    header = f"# title: {title}\n" + SOURCE.format(checksum=checksum(folder))
    text = header + ",".join(head) + "\n" + "\n".join(rows) + "\n"
    (OUT / name).write_text(text, encoding="utf-8")


def main(folder: Path) -> None:
    """Write all tables."""
    rows, at = [], 0
    for k, run in enumerate(EXPOSURE):
        on, behind = counts(folder, run), backgrounds(folder, run)
        for b in range(len(on)):
            ac = ["0"] * len(EXPOSURE)
            ac[k] = f"{behind['ac'][b]:.7g}"
            rows.append(
                f"{at},{at + 1},{k},{on[b]:.0f},{','.join(ac)},"
                f"{behind['er'][b]:.7g},{behind['rg'][b]:.7g}"
            )
            at += 1
    head = ["lower_bin", "upper_bin", "run", "on", *(f"ac_{run}" for run in EXPOSURE)]
    told = "; ".join(
        f"{run}: "
        + ", ".join(
            f"{axis} {' '.join(f'{x:g}' for x in edges(folder, run)[axis])}" for axis in AXES
        )
        for run in EXPOSURE
    )
    title = (
        "events of XENONnT by bin, and expected backgrounds: accidental coincidences of each run, "
        "electron recoils, neutrons\n# bins: 81 for each run, 27 i + 9 j + 3 k + l with edges of "
        + told
    )
    write("xenonnt-8b@2026.csv", title, folder, [*head, "er", "neutrons"], rows)
    T, _ = response(folder, "sr0")
    total = sum(EXPOSURE.values())
    eff = np.concatenate([response(folder, run)[1] * EXPOSURE[run] / total for run in EXPOSURE], 1)
    title = (
        "fraction of recoils counted in each bin, of all recoils during all runs "
        f"({total:.6f} tonne years)"
    )
    cells = [f"{T[i]:g}," + ",".join(f"{x:.4g}" for x in eff[i]) for i in range(len(T))]
    names = ["T_keV_nr", *(f"bin_{b}" for b in range(eff.shape[1]))]
    write("xenonnt-8b@2026-response.csv", title, folder, names, cells)
    for name, symbol in YIELDS.items():
        for sign, word in (("-1", "down"), ("+1", "up")):
            factor = factors(folder, f"{symbol}{sign}")
            cells = [f"{T[i]:g}," + ",".join(f"{x:.5g}" for x in factor[i]) for i in range(len(T))]
            title = f"{name} yield at {sign} sigma: by how much the efficiency of each run changes"
            write(
                f"xenonnt-8b@2026-{name}-{word}.csv", title, folder, ["T_keV_nr", *EXPOSURE], cells
            )
    print(f"{sum(counts(folder, run).sum() for run in EXPOSURE):.0f} events in {at} bins")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
