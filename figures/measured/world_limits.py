"""Limits of all measured data on each moment, and what electrons and stars say beside them."""

import math
from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.experiments.published_moments import plasmon_bounds
from cevns.inference.world_tables import world_limits
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.talk.beside_the_sun import suns
from figures.style import SEQUENCE, Figure, plain_ticks, styled

ROWS: Final = {
    "SNS": "SNS: CsI, argon, germanium",
    "reactors": "reactors: CONUS+, TEXONO",
    "Sun": r"Sun, $^8$B: XENONnT, LZ",
    "on Earth": "SNS and reactors",
    "all": "all that agree",
    "all, Dresden-II by the iron filter": "and Dresden-II, iron filter",
}
"""Rows of the table, and how they are written."""

NEAR, FAR = 0.008, 100.0
"""Edges; at the right one arrows mean unbounded [1e-10 mu_B]."""


@styled
def draw() -> Figure:
    """Circles: one moment at a time; squares: everything else free; diamonds: from electrons."""
    figure = Figure(figsize=(5.2, 7.2))
    axes = figure.subplots()
    table, ticks = world_limits(), []
    for row, (key, title) in enumerate(ROWS.items()):
        found = table[key]
        axes.text(0.016, 4 * row - 0.75, title, va="center", weight="bold")
        for i, color in enumerate(SEQUENCE[:3]):
            y = 4 * row + i
            ticks.append(y)
            alone, free = found.alone[i] / mu10, found.free[i] / mu10
            axes.plot([alone, min(free, FAR)], [y, y], color=color, lw=2)
            axes.plot(alone, y, "o", color=color, ms=7)
            marker, at = ("s", free) if math.isfinite(free) else (">", 0.85 * FAR)
            axes.plot(at, y, marker, color=color, ms=7)
    row = len(ROWS)
    for name, sun in suns(NUFIT_6_1).items():
        axes.text(0.9 * FAR, 4 * row - 0.75, f"{name}, electrons", va="center", ha="right")
        limits = sun.mu_nu / mu10 / np.sqrt(np.diag(sun.form(NUFIT_6_1)).real)
        for i, color in enumerate(SEQUENCE[:3]):
            ticks.append(4 * row + i)
            axes.plot(limits[i], 4 * row + i, "D", color=color, mfc="white", ms=6)
        row += 1
    star = next(iter(plasmon_bounds().values()))
    axes.axvline(star.length / mu10, color="0.4", lw=0.9, ls="--")
    axes.text(1.1 * star.length / mu10, 4 * row - 2, "red giants", color="0.3", rotation=90)
    axes.set(
        xscale="log",
        xlim=(NEAR, FAR),
        ylim=(4 * row - 1, -1.6),
        yticks=ticks,
        yticklabels=[rf"$|\Lambda_{i % 4 + 1}|$" for i in ticks],
        xlabel=r"limit, 90 % C.L. [$10^{-10}\,\mu_B$]",
    )
    plain_ticks(axes.xaxis, (0.01, 0.1, 1, 10, 100))
    axes.grid(axis="y", visible=False)
    return figure
