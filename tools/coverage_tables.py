"""Write the shipped table of coverage: a thousand repetitions of every row, by any workers.

    PYTHONPATH=. python tools/coverage_tables.py --workers dask
    PYTHONPATH=. python tools/coverage_tables.py --workers tcp://host:8786

What was computed before is taken from the cache, so that a run that was killed goes on. Rows that
the table has already stay as they are, unless all of it is wanted --anew, as when data moved.
"""

import argparse
import csv
import sys
from pathlib import Path

import cevns
from cevns.basics.units import mu10
from cevns.inference.choices import Choices
from cevns.inference.toys.coverage import coverage

FILE = Path(cevns.__file__).parent / "inference" / "data" / "coverage.csv"
HEADLINE = "coherent-csi@2021,coherent-lar@2020,coherent-ge@2026,conus-plus@2025,texono@2024"
ROWS = [
    ("coherent-csi@2017-bins", "zero", (0, 40)),
    ("coherent-csi@2017-bins", "profiled", (40,)),
    ("coherent-csi@2021", "zero", (21,)),
    (HEADLINE, "zero", (1.6,)),
    (HEADLINE, "profiled", (16,)),
]
"""Data, what the other moments do, and true moduli of Lambda_1 [1e-10 mu_B]."""

HEAD = """\
# title: coverage of 90 % limits on |Lambda_1|, one parameter, Delta chi^2 from the physical minimum
# columns: true modulus in 1e-10 mu_B; fractions of the repetitions with their standard errors, of a
#   true modulus not above its limit, in its interval, below all of it; Delta chi^2 that covers
#   90 %, with where 68 % of its repetitions are; Delta chi^2 of the true modulus in the first one
# others: zero, the other moments and phases; profiled, moments and phases, true as they fit best
# obtained: computed, by python tools/coverage_tables.py --workers dask
"""


def kept(toys: int, seed: int) -> dict[tuple[str, str, str], list[str]]:
    """Rows of the table by data, what is free, and modulus."""
    text = [x for x in FILE.read_text("utf-8").splitlines() if not x.startswith("#")]
    rows = list(csv.reader(text))[1:]
    return {(r[0], r[2], r[3]): r for r in rows if r[4:6] == [str(toys), str(seed)]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="1")
    parser.add_argument("--toys", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--anew", action="store_true")
    args = parser.parse_args()
    workers = int(args.workers) if args.workers.isdecimal() else args.workers
    names = [
        *("data", "moment", "others", "modulus_mu10", "toys", "seed"),
        *(f"{name}{end}" for name in ("limit", "interval", "from_below") for end in ("", "_error")),
        *("threshold", "threshold_low", "threshold_high", "first"),
    ]
    there = {} if args.anew or not FILE.exists() else kept(args.toys, args.seed)
    lines = []
    for data, others, moduli in ROWS:
        before = [there.get((data, others, str(one))) for one in moduli]
        if all(before):
            lines += before
            continue
        print(f"{data}, others {others}", file=sys.stderr)
        free = Choices(others="profiled", phases="profiled") if others != "zero" else Choices()
        found = coverage(
            cevns.combine(*data.split(",")),
            "Lambda_1",
            [mu10 * one for one in moduli],
            free,
            toys=args.toys,
            seed=args.seed,
            workers=workers,
            show=True,
        )
        for one, modulus in zip(found, moduli, strict=True):
            told = [*one.limit, *one.interval, *one.from_below, *one.threshold, one.delta_chi2[0]]
            shown = (f"{x:.6g}" for x in told)
            lines.append([data, "Lambda_1", others, modulus, args.toys, args.seed, *shown])
    with FILE.open("w", encoding="utf-8", newline="") as written:
        written.write(HEAD)
        csv.writer(written, lineterminator="\n").writerows([names, *lines])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
