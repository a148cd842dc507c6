"""Limits on the three moments from every group of data, one at a time and with all else free."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference import world
from figures.style import SEQUENCE, Figure, styled

GROUPS = (
    "CsI",
    "stopped pions",
    "Dresden-II",
    "CONUS+",
    "the Sun in xenon",
    "Earth",
    "all",
)
"""From the top."""


@styled
def draw() -> Figure:
    figure = Figure(figsize=(6.4, 3.6))
    panels = figure.subplots(1, 3, sharey=True)
    y = np.arange(len(GROUPS))[::-1]
    rows = [world.row(group) for group in GROUPS]
    for i, axes in enumerate(panels):
        alone = np.array([row.alone[i] for row in rows]) / mu10
        free = np.array([row.free[i] for row in rows]) / mu10
        axes.hlines(y, alone, np.where(np.isfinite(free), free, 60), color="0.75", lw=1)
        axes.plot(alone, y, "o", color=SEQUENCE[0], label="one at a time")
        bounded = np.isfinite(free)
        axes.plot(free[bounded], y[bounded], "s", mfc="white", color=SEQUENCE[1], label="all free")
        axes.plot(np.full((~bounded).sum(), 60), y[~bounded], ">", color="0.75", label="unbounded")
        axes.set(xscale="log", xlim=(0.6, 70), ylim=(-0.6, len(y) - 0.4))
        axes.set_xlabel(rf"$|\Lambda_{i + 1}|$ [$10^{{-10}}\,\mu_B$]")
        axes.set_yticks(y, GROUPS)
    panels[1].legend(loc="upper center", bbox_to_anchor=(0.3, 1.2), ncol=3)
    return figure
