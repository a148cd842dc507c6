"""Write the shipped table of coverage: a thousand repetitions of a row, by any workers.

    PYTHONPATH=. python tools/coverage_tables.py --workers dask
    PYTHONPATH=. python tools/coverage_tables.py --workers tcp://host:8786

A row is what ``cevns toys coverage`` says of its data, and is written as soon as it is there. Rows
that the table has stay as they are, unless all of it is wanted --anew, as when data moved. What was
computed before is taken from the cache, so that a run that was killed goes on in the middle of a
row. The last column says how long a repetition takes on one core: a fifth of a second where all of
the measured data are fitted, and half a second with the Sun.
"""

import argparse
import csv
import sys
from pathlib import Path
from typing import NamedTuple

import cevns
from cevns.basics.units import mu10
from cevns.inference.choices import Choices
from cevns.inference.toys.coverage import coverage
from cevns.inference.world import GROUPS

FILE = Path(cevns.__file__).parent / "inference" / "data" / "coverage.csv"
EARTH, ALL = (",".join(GROUPS[group].data) for group in ("on Earth", "all"))
MOMENT, SEED = "Lambda_1", 1
FREE = {"zero": Choices(), "profiled": Choices(others="profiled", phases="profiled")}
"""What the other moments do, and the phases with them."""


class Row(NamedTuple):
    """Data, what the other moments do, the true modulus [1e-10 mu_B], and how many repetitions."""

    data: str
    others: str
    modulus: float
    toys: int = 1000

    @property
    def key(self) -> list[str]:
        """How its line begins."""
        return [self.data, MOMENT, self.others, f"{self.modulus:g}", str(self.toys), str(SEED)]


ROWS = [
    Row("coherent-csi@2017-bins", "zero", 0),
    Row("coherent-csi@2017-bins", "zero", 40),
    Row("coherent-csi@2017-bins", "profiled", 40),
    Row("coherent-csi@2021", "zero", 21),
    Row(EARTH, "zero", 1.6),
    Row(EARTH, "profiled", 16),
    Row(ALL, "zero", 1.6, 400),
    Row(ALL, "profiled", 6.4, 400),
]
PARTS = ("limit", "interval", "from_below")
NAMES = [
    *("data", "moment", "others", "modulus_mu10", "toys", "seed"),
    *(f"{part}{end}" for part in PARTS for end in ("", "_error")),
    *("threshold", "threshold_low", "threshold_high", "first", "cpu_ms"),
]
HEAD = """\
# title: coverage of 90 % limits on |Lambda_1|, one parameter, Delta chi^2 from the physical minimum
# columns: true modulus in 1e-10 mu_B; fractions of the repetitions with their standard errors, of a
#   true modulus not above its limit, in its interval, below all of it; Delta chi^2 that covers
#   90 %, with where 68 % of its repetitions are; Delta chi^2 of the true modulus in the first one;
#   what one of them takes, on average [CPU ms]
# others: zero, the other moments and phases; profiled, moments and phases, true as they fit best
# obtained: computed, by python tools/coverage_tables.py --workers dask
"""


def known() -> list[list[str]]:
    """Return the lines of the table, without its heading."""
    if not FILE.exists():
        return []
    text = [one for one in FILE.read_text("utf-8").splitlines() if one[:1] != "#"]
    return list(csv.reader(text))[1:]


def computed(row: Row, workers: int | str) -> list[str]:
    """Repeat the experiments of a row, and return its line."""
    (found,) = coverage(
        cevns.combine(*row.data.split(",")),
        MOMENT,
        [mu10 * row.modulus],
        FREE[row.others],
        toys=row.toys,
        seed=SEED,
        workers=workers,
        show=True,
    )
    parts = [x for part in PARTS for x in getattr(found, part)]
    told = [*parts, *found.threshold, found.delta_chi2[0]]
    return [*row.key, *(f"{x:.6g}" for x in told), f"{1e3 * found.cpu / row.toys:.3g}"]


def main() -> int:
    """Compute what is missing, and write what there is after every row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--anew", action="store_true")
    args = parser.parse_args()
    workers = int(args.workers) if args.workers.isdecimal() else args.workers
    before = [] if args.anew else known()
    lines = {tuple(row.key): line for row in ROWS for line in before if line[:6] == row.key}
    for row in ROWS:
        if tuple(row.key) not in lines:
            print(*row.key, file=sys.stderr)
            lines[tuple(row.key)] = computed(row, workers)
        there = [lines[tuple(one.key)] for one in ROWS if tuple(one.key) in lines]
        with FILE.open("w", encoding="utf-8", newline="") as written:
            written.write(HEAD)
            csv.writer(written, lineterminator="\n").writerows([NAMES, *there])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
