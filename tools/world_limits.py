"""Write the limits of all measured data together: ``python tools/world_limits.py [ROW...]``.

One line a row of `cevns.inference.world.rows` in
``cevns/inference/measured/data/world-limits.csv``; with names of rows only those are computed
again. All of it takes about a quarter of an hour on two cores. Nothing of a release is needed but
what the package ships.
"""

import csv
import math
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import numpy as np

from cevns.inference import regions
from cevns.inference.choices import Choices
from cevns.inference.dataset import CombinedData
from cevns.inference.intervals import StandardModelExcludedError
from cevns.inference.limits import Options
from cevns.inference.many_forms import states_of
from cevns.inference.measured_set import MeasuredSet
from cevns.inference.world import assembled, rows
from cevns.inference.world_tables import COLUMNS

OUT = Path(__file__).parents[1] / "cevns" / "inference" / "measured" / "data" / "world-limits.csv"
HEADER = """\
# title: limits of measured data on transition moments, each set, together, and with choices changed
# columns: row; chi^2 without moments and the least; limits at 90 % C.L. [mu_B] on the effective
#   moments of nu_e and nu_mu with the other zero and with the other free (nan where the data see a
#   mixture of mass states), and on |Lambda_i| with the others zero and with everything else free
#   (nan where the data exclude the Standard Model, so that there is no upper limit)
# source: computed from the data sets of this folder, whose sources are in their descriptions
# obtained: tools/world_limits.py; provenance: computed
# licence: facts, no restriction known
"""
FREE: Options = {"others": "profiled", "phases": "profiled"}
ALONE: Options = {}


def of_flavors(data: MeasuredSet | CombinedData) -> list[float]:
    """Limits on the effective moments of nu_e and nu_mu, with the other zero and free."""
    chi2 = data.table
    if states_of(chi2):
        return [math.nan] * 4
    # |Lambda_mu| with the others zero is mu_e; Lambda_tau only adds to both
    return [
        regions.limit(chi2, moment, Choices(others=others, phases="profiled"))
        for others in ("zero", "profiled")
        for moment in ("Lambda_mu", "Lambda_e")
    ]


def line(name: str) -> list[float]:
    """Compute all columns of a row."""
    data = assembled(rows()[name])
    chi2 = data.moment_chi2
    zeros = [np.zeros(())] * (2 + len(states_of(chi2)))
    sm = float(chi2.chi2_mu10(*zeros))
    try:
        three = [data.limit(f"Lambda_{i}", **how) for how in (ALONE, FREE) for i in (1, 2, 3)]
    except StandardModelExcludedError:
        three = [math.nan] * 6
    return [sm, min(sm, chi2.best_fit.chi2), *of_flavors(data), *three]


def known() -> dict[str, list[str]]:
    """Lines that are there, by row."""
    if not OUT.exists():
        return {}
    text = [one for one in OUT.read_text(encoding="utf-8").splitlines() if one[:1] != "#"]
    return {row: cells for row, *cells in list(csv.reader(text))[1:]}


def main(asked: list[str]) -> None:
    """Compute and write rows, each as soon as it is there."""
    heading = ["row", *(column for columns in COLUMNS.values() for column in columns)]
    lines = known()
    with ProcessPoolExecutor(2) as pool:
        asked_for = {pool.submit(line, name): name for name in asked or rows()}
        for done in as_completed(asked_for):
            name = asked_for[done]
            lines[name] = [f"{x:.6g}" for x in done.result()]
            print(name, *lines[name], flush=True)
            with OUT.open("w", encoding="utf-8", newline="") as file:
                file.write(HEADER)
                writer = csv.writer(file, lineterminator="\n")
                writer.writerows([heading, *([row, *lines[row]] for row in rows() if row in lines)])


if __name__ == "__main__":
    main(sys.argv[1:])
