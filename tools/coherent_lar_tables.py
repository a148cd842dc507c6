"""Tables of COHERENT's first liquid argon data: ``python tools/coherent_lar_tables.py RELEASE``.

RELEASE is the folder of the files of the data release, doi:10.5281/zenodo.3903810. They are not
part of this package: their numbers go into three CSV tables beside the description of the data
set, and a file that is not the one of the release is refused.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data"

MD5 = {
    "CENNS10AnlAEfficiency.txt": "77139f1bb79dcf972a3a0ecc28a4a8f5",
    "bkgpdf.txt": "ccc2df245a004a644cd04317d07b35df",
    "brnpdf+1sigBRNTimingMean.txt": "edf00a561d1f934d3e8bef2c401e8d91",
    "brnpdf+1sigEnergy.txt": "2ad879a7302d8ca2e25ef1e192f88183",
    "brnpdf-1sigBRNTimingMean.txt": "937c7c0f53aff94600ed7dfffb69de8b",
    "brnpdf-1sigEnergy.txt": "ea7dd87225a19fe75f28d3dec00e7441",
    "brnpdf.txt": "7ccf0fdc0d0010d2c6570d620816e4df",
    "brnpdfBRNTimingWidthSyst.txt": "5050ef987d122fae43eeef27b86ec1b2",
    "cevnspdf+1sigF90.txt": "0237a293b243b371459bcb19bc2fa116",
    "cevnspdf-1sigF90.txt": "b9bd9500b0c84b851f0d38e4869cad0f",
    "cevnspdf.txt": "5601234e03bc9bbd01066591629e72c0",
    "cevnspdfCEvNSTimingMeanSyst.txt": "24455c1cd2acf4f359cf0942deb7b29b",
    "datanobkgsub.txt": "4346ec521e91a7227b2e34ff8f3c269b",
    "delbrnpdf.txt": "5d57e91a773f03368d149dc5739b6a01",
}
"""Checksums of the files of the release, as its record gives them."""

SHAPE = (12, 8, 10)
"""Bins of energy, F90 and time."""

TOTALS = {
    "on": 3752,
    "released": 128,
    "beam_neutrons": 497,
    "delayed_neutrons": 33,
    "steady_state": 3152,
}
"""What the release says, to a thousandth of an event."""

COLUMNS = {
    "on": "datanobkgsub.txt",
    "steady_state": "bkgpdf.txt",
    "beam_neutrons": "brnpdf.txt",
    "delayed_neutrons": "delbrnpdf.txt",
    "released": "cevnspdf.txt",
    "beam_neutrons_energy_down": "brnpdf-1sigEnergy.txt",
    "beam_neutrons_energy_up": "brnpdf+1sigEnergy.txt",
    "beam_neutrons_mean_down": "brnpdf-1sigBRNTimingMean.txt",
    "beam_neutrons_mean_up": "brnpdf+1sigBRNTimingMean.txt",
    "beam_neutrons_width": "brnpdfBRNTimingWidthSyst.txt",
    "released_f90_down": "cevnspdf-1sigF90.txt",
    "released_f90_up": "cevnspdf+1sigF90.txt",
    "released_mean": "cevnspdfCEvNSTimingMeanSyst.txt",
}

SOURCE = """\
# source: COHERENT, Phys. Rev. Lett. 126 (2021) 012002; data release arXiv:2006.12659,
#   doi:10.5281/zenodo.3903810, Analysis A of CENNS-10
# obtained: python tools/coherent_lar_tables.py RELEASE, which checks the files by their MD5
# licence: that of the record was not seen; numbers only, which are facts
"""

BINS = """\
# title: first COHERENT argon result: counts and templates in bins of energy, F90 and time
# columns: edges of the bins in keV of electron equivalent, of F90 (shape), and in us after the
#   trigger; counts; expected steady state, beam-related neutrons, delayed ones, and coherent
#   scattering as released, for 6.12 GWh; then the neutrons and the coherent scattering with one
#   thing changed by a standard deviation, down and up, or where the release has but one, by that
# derived: edges, from centres 10 keV, 0.05 and 0.5 us apart; those of the neutrons whose mean time
#   is up sum to 523.7 in the release and are normalised to 497 like all others
"""

F90 = """\
# title: shares of nuclear recoils in bins of F90, first COHERENT argon data; {said}
# columns: edges of the bins of energy in keV of electron equivalent, and of F90; the share
# derived: the release's coherent scattering summed over time and divided by its sum over F90.
#   Where F90 is a standard deviation down or up it is divided by the same, nominal sum, once the
#   release's normalisation of both to 128 events is undone: above 20 keV as many recoils are
#   accepted, whatever F90 is (inferred). Above 50 keV, where the release has no coherent
#   scattering, the shares are those from 40 to 50 keV (inferred)
"""

SAID = {
    "released": "as expected",
    "released_f90_down": "F90 a standard deviation down",
    "released_f90_up": "F90 a standard deviation up",
}

EFFICIENCY = """\
# title: efficiency of the first COHERENT argon analysis for nuclear recoils
# columns: measured energy in keV of electron equivalent; efficiency
# derived: beyond 39.75 keV, where the release ends, its last value is kept (inferred)
"""


def numbers(folder: Path, name: str) -> Array:
    """Read a file of the release, once it is the one that was published."""
    content = (folder / name).read_bytes()
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != MD5[name]:
        raise SystemExit(f"{name}: MD5 {found}, and that of the release is {MD5[name]}")
    return np.loadtxt(folder / name)


def edges(centres: Array) -> Array:
    """Return the edges of equal bins around their centres."""
    width = centres[1] - centres[0]
    return np.append(centres - width / 2, centres[-1] + width / 2)


def binned(folder: Path) -> tuple[list[Array], dict[str, Array]]:
    """Edges of the three axes, and all columns as arrays over them."""
    found, axes = {}, None
    for column, name in COLUMNS.items():
        table = numbers(folder, name)
        axes = table[:, :3] if axes is None else axes
        if not np.array_equal(table[:, :3], axes):
            raise SystemExit(f"{name}: other bins than in {next(iter(COLUMNS.values()))}")
        found[column] = table[:, 3].reshape(SHAPE)
    assert axes is not None
    grid = axes.reshape(*SHAPE, 3)
    centres = grid[:, 0, 0, 0], grid[0, :, 0, 1], grid[0, 0, :, 2]
    for column, total in TOTALS.items():
        if abs(found[column].sum() - total) > 1e-3:
            raise SystemExit(f"{column} sums to {found[column].sum():g}, expected {total}")
    found["beam_neutrons_mean_up"] = found["beam_neutrons_mean_up"] * (
        497 / found["beam_neutrons_mean_up"].sum()
    )
    return [edges(c) for c in centres], found


def bins_table(axes: list[Array], columns: dict[str, Array]) -> str:
    """Return the table of counts and templates."""
    names = [f"{end}_{of}" for of in ("keV_ee", "shape", "us") for end in ("lower", "upper")]
    lines = []
    for place in np.ndindex(*SHAPE):
        ends = [f"{axis[i + k]:.12g}" for axis, i in zip(axes, place, strict=True) for k in (0, 1)]
        values = [f"{columns[name][place]:.7g}" for name in columns]
        lines.append(",".join([*ends, *values]))
    return BINS + SOURCE + "\n".join([",".join([*names, *columns]), *lines]) + "\n"


def shares(columns: dict[str, Array]) -> dict[str, Array]:
    """Shares of F90 by energy: as released, and down and up with their normalisation undone."""
    by_energy = {
        name: columns[name].sum(axis=2)
        for name in ("released", "released_f90_down", "released_f90_up")
    }
    nominal = by_energy["released"].sum(axis=1)
    some = nominal > 0.01
    sure = some & (np.arange(len(nominal)) >= 2)
    found = {}
    for name, events in by_energy.items():
        kept = events[sure].sum() / nominal[sure].sum()
        share = events / np.where(some, kept * nominal, 1.0)[:, None]
        share[~some] = share[some][-1]
        found[name] = share
    return found


def f90_table(axes: list[Array], found: Array, said: str) -> str:
    """Return a table of the shares of F90."""
    energy, f90 = axes[0], axes[1]
    lines = ["lower_keV_ee,upper_keV_ee,lower_shape,upper_shape,share"]
    for b, k in np.ndindex(*found.shape):
        ends = (energy[b], energy[b + 1], f90[k], f90[k + 1])
        lines.append(",".join(f"{x:.12g}" for x in ends) + f",{found[b, k]:.6g}")
    return F90.format(said=said) + SOURCE + "\n".join(lines) + "\n"


def efficiency_table(folder: Path) -> str:
    """Return the table of the efficiency."""
    table = numbers(folder, "CENNS10AnlAEfficiency.txt")
    rows = [(E, efficiency) for E, _, efficiency in table]
    rows.append((200.0, rows[-1][1]))
    lines = ["E_keV_ee,efficiency", *(f"{E:g},{efficiency:g}" for E, efficiency in rows)]
    return EFFICIENCY + SOURCE + "\n".join(lines) + "\n"


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", type=Path, help="folder with the files of the release")
    folder = parser.parse_args().release
    axes, columns = binned(folder)
    OUT.mkdir(parents=True, exist_ok=True)
    written = {
        "coherent-lar@2020": bins_table(axes, columns),
        "coherent-lar@2020-efficiency": efficiency_table(folder),
    }
    for name, share in shares(columns).items():
        part = name.removeprefix("released").replace("_f90_", "-")
        written[f"coherent-lar@2020-f90{part}"] = f90_table(axes, share, SAID[name])
    for name, text in written.items():
        (OUT / f"{name}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
