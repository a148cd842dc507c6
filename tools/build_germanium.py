"""Write the tables of the Dresden-II measurement from its release.

The release is two text files, ancillary to arXiv:2202.09672: ``data_release.txt`` (ionisation
energy in keV; rate with the reactor on and its error; rate with it off and its error, in counts
for 10 eV, the detector and a day) and ``QF_Fef_YBe.txt`` (recoil energy in keV; two quenching
factors). Their folder is the argument:

    python tools/build_germanium.py FOLDER

What is written are numbers in tables of our own. The quenching factors are thinned: a row that a
straight line between its neighbours gives to 2e-5 is left out.
"""

import hashlib
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent / "cevns"
CHECKSUMS = {
    "data_release.txt": "5b8b37749f0d32a3e5daebc24ab9c636a920e61eac8f093c78f0af0d3cf535dc",
    "QF_Fef_YBe.txt": "a53ff7708b474b036e43b9173365bc2cb21e68d47c4a75176b2476000a704f93",
}
SOURCE = """\
# source: J. Colaresi et al. (Dresden-II), Phys. Rev. Lett. 129 (2022) 211802, arXiv:2202.09672,
#   ancillary files
# obtained: tools/build_germanium.py, from {name} with the SHA-256
#   {checksum}
# licence: no licence is stated with the files; measured numbers only
"""


def released(folder: Path, name: str) -> np.ndarray:
    """Return the numbers of a file, and say so if it is another than the one known."""
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != CHECKSUMS[name]:
        print(f"{name}: not the file that the shipped tables were made of")
    return np.loadtxt(folder / name)


def thinned(x: np.ndarray, y: np.ndarray, tolerance: float = 2e-5) -> list[int]:
    """Rows that are needed for straight lines between them to give all others."""
    kept, start = [0], 0
    while start < len(x) - 1:
        end = len(x) - 1
        while end > start + 1:
            line = np.interp(x[start : end + 1], x[[start, end]], y[[start, end]])
            if np.abs(line - y[start : end + 1]).max() <= tolerance:
                break
            end -= 1
        kept.append(end)
        start = end
    return kept


def write(path: Path, title: str, columns: str, name: str, head: str, rows: list[str]) -> None:
    """Write one table with its header."""
    source = SOURCE.format(name=name, checksum=CHECKSUMS[name])
    lines = [f"# title: {title}", f"# columns: {columns}", *source.splitlines(), head, *rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {len(rows)} rows")


def main(folder: Path) -> None:
    """Write all tables."""
    factors = released(folder, "QF_Fef_YBe.txt")
    for column, key, how in (
        (1, "iron_filter", "with neutrons through an iron filter (Fef)"),
        (2, "photoneutron", "with photoneutrons of 88Y and beryllium (YBe)"),
    ):
        T, Q = factors[:, 0], factors[:, column]
        write(
            ROOT / "detectors" / "data" / f"ge_{key}_2022.csv",
            f"quenching factor of germanium, measured {how}",
            "recoil energy in keV; quenching factor, linear between the rows",
            "QF_Fef_YBe.txt",
            "T_keV_nr,quenching_factor",
            [f"{T[i]:g},{Q[i]:g}" for i in thinned(T, Q)],
        )
    rates = released(folder, "data_release.txt")
    write(
        ROOT / "inference" / "measured" / "data" / "dresden-ii@2022.csv",
        "ionisation spectrum of Dresden-II with the reactor on and off",
        "bin edges in keV; counts in the bin, the detector and a day, and their errors",
        "data_release.txt",
        "lower_keV_ee,upper_keV_ee,on,on_error,off,off_error",
        [
            f"{row[0] - 0.005:.2f},{row[0] + 0.005:.2f}," + ",".join(f"{x:g}" for x in row[1:])
            for row in rates
        ],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
