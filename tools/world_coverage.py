"""Write what repeated experiments say of the limits of all data on Earth: the shipped table.

``python tools/world_coverage.py FILE...``, where the files are what these commands print, with H
for the names of the data of the row "on Earth" of `cevns.inference.world.GROUPS`::

    python -m cevns toys coverage H --truth 1.6 --toys 1000 --json --workers dask
    python -m cevns toys coverage H --truth 16 --others profiled --phases profiled \
        --toys 1000 --json --workers dask

The first takes about two minutes on one core, the second six; the shipped row of the second is of
the 880 repetitions that were kept when it was stopped.
"""

import csv
import json
import sys
from pathlib import Path

OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data" / "world-coverage.csv"
HEADER = """\
# title: coverage at 90 % of limits on |Lambda_1| of all measured data on Earth
# columns: what is done with the others; true modulus [mu_B]; repetitions; their seed; fractions
#   (with errors) in which the truth is not above its limit, in its interval, below all of it; Delta
#   chi^2 with which the interval would cover
# source: computed from the data sets of this folder, whose sources are in their descriptions
# obtained: tools/world_coverage.py; provenance: computed
# licence: facts, no restriction known
"""
PARTS = ("limit", "interval", "from_below")
NAMES = [
    *("others", "modulus_muB", "toys", "seed"),
    *(f"{part}{end}" for part in PARTS for end in ("", "_error")),
    "threshold",
]


def main(files: list[str]) -> None:
    """Read what the commands printed, and write the table."""
    lines = []
    for file in files:
        told = json.loads(Path(file).read_text(encoding="utf-8"))
        others = "profiled" if told["free"] else "zero"
        for row in told["coverage"]:
            shares = [f"{x:.5g}" for part in PARTS for x in row[part]]
            ends = [f"{row['threshold'][0]:.4g}"]
            size = f"{row['truth'] * 1e-10:g}"
            lines.append([others, size, told["toys"], told["seed"], *shares, *ends])
    with OUT.open("w", encoding="utf-8", newline="") as written:
        written.write(HEADER)
        csv.writer(written, lineterminator="\n").writerows([NAMES, *lines])


if __name__ == "__main__":
    main(sys.argv[1:])
