"""How often limits from measured data hold what is true, by a thousand repeated experiments."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.toys.shipped import shipped_coverage
from cevns.inference.world import GROUPS
from figures.style import SEQUENCE, Figure, styled

LABELS = {
    "coherent-csi@2017-bins": "CsI 2017, 12 bins",
    "coherent-csi@2021": "CsI 2021",
    ",".join(GROUPS["on Earth"].data): "all on Earth",
    ",".join(GROUPS["all"].data): "all with the Sun",
}
FREE = {"zero": "alone", "profiled": "all free"}


@styled
def draw() -> Figure:
    """Coverage of upper limits and of intervals, a row for every truth of the shipped table."""
    rows = shipped_coverage()
    figure = Figure(figsize=(6.4, 4.4))
    axes = figure.subplots()
    y = np.arange(len(rows))[::-1]
    for shift, marker, color, label in (
        (0.12, "o", SEQUENCE[0], "truth below the limit"),
        (-0.12, "s", SEQUENCE[1], "truth in the interval"),
    ):
        parts = [one.limit if marker == "o" else one.interval for one in rows]
        value, error = 100 * np.array(parts).T
        axes.errorbar(value, y + shift, xerr=error, fmt=marker, color=color, label=label)
    axes.axvline(90, ls=":", color=SEQUENCE[6])
    axes.set_yticks(
        y,
        [f"{LABELS[one.data]}: {one.modulus / mu10:g}, {FREE[one.others]}" for one in rows],
    )
    axes.set_xlabel("coverage [%]")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.legend(loc="upper center", bbox_to_anchor=(0.3, 1.16), ncols=2)
    return figure
