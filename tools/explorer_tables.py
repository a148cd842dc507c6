"""Write chi^2 of measured data for the explorer of regions: ``python tools/explorer_tables.py``.

Data at the SNS have a pull of its flux in common, so each of their combinations has a table of its
own; to reactors chi^2 only adds. Written is ``cevns/explorers/data/measured_chi2.csv``. It takes
some minutes. Nothing of a release is needed but what the package ships.
"""

import csv
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from pathlib import Path

import numpy as np

from cevns.explorers.combination import MEASURED, TABLE
from cevns.inference.lookup import combine
from cevns.inference.tabulated import tabulated
from cevns.inference.world import SNS

OUT = Path(__file__).parents[1] / "cevns" / "explorers" / "data" / "measured_chi2.csv"
HEADER = """\
# title: chi^2 of measured data as a function of the effective moments squared
# columns: data, those with a pull in common together; scales and ends of mu_e^2 and of mu_mu^2
#   [mu10^2, mu10 = 1e-10 mu_B], none of mu_mu^2 for data that see electron flavour alone;
#   information on (mu_e^2, mu_mu^2) at the Standard Model [mu10^-4]; chi^2 above its least, all
#   pulls profiled, at mu^2 = scale sinh(k/K arsinh(end/scale)), k = 0 ... K: lines of even mu_e^2,
#   parted by semicolons
# source: computed from the measured data sets of the package, under its recommended assumptions
# obtained: tools/explorer_tables.py; provenance: computed
# licence: facts, no restriction known
"""
NODES = 25
DEPTH = 16.0
"""More than the largest threshold, so that data may disagree a little."""

CHECKED = 1e-5
"""Error that a table may have, in units of 1 + Delta chi^2."""


def groups() -> list[tuple[str, ...]]:
    """Return what has a table: all combinations at the SNS, and reactors one by one."""
    at_sns = [name for name in MEASURED if name in SNS]
    together = [some for k in range(1, 4) for some in combinations(at_sns, k)]
    return together + [(name,) for name in MEASURED if name not in at_sns]


def line(names: tuple[str, ...]) -> tuple[str, ...]:
    """One table."""
    chi2 = combine(*names).moment_chi2
    table = tabulated(chi2, nodes=NODES, depth=DEPTH, tolerance=CHECKED, rays=41, checks=400)
    axes = [(scale, end) for scale, end in zip(table.scales, table.ends, strict=True)]
    e, mu = (s * np.sinh(np.linspace(0, 1, NODES) * np.arcsinh(end / s)) for s, end in axes)
    (ee, em), (_, mm) = chi2.information
    seen = axes if mm > 0 else axes[:1]
    values = chi2.chi2_mu10(e[:, None], mu[None, : NODES if mm > 0 else 1]) - chi2.best_fit.chi2
    sizes = [f"{value:.6g}" for axis in seen for value in axis] + [""] * (4 - 2 * len(seen))
    rows = (" ".join(f"{value:.5f}" for value in row) for row in values)
    told = (f"{value:.6g}" for value in (ee, em, mm))
    return " + ".join(names), *sizes, *told, "; ".join(rows)


def main() -> None:
    """Compute and write all tables."""
    with ProcessPoolExecutor(2) as pool:
        done = list(pool.map(line, groups()))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TABLE)
        writer.writerows(done)


if __name__ == "__main__":
    main()
