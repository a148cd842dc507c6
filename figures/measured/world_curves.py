"""Two moments at once: regions of their moduli, and their relative phase."""

from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.world import CURVES
from cevns.inference.world_tables import world_curves
from figures.style import COLORS, LINES, Figure, styled

PAIRS: Final = ("12", "13", "23")
UNIT: Final = r"[$10^{-10}\,\mu_B$]"


@styled
def draw() -> Figure:
    """A pair of moments a row; left its region, phases profiled, right its modulus by phase."""
    figure = Figure(figsize=(5.2, 8.4))
    panels = figure.subplots(3, 2)
    table = world_curves()
    for (left, right), pair in zip(panels, PAIRS, strict=True):
        for group, kind, line in zip(CURVES, ("sns", "earth", "together"), LINES, strict=False):
            region, phase = (table[kind, group, pair] for kind in ("region", "phase"))
            angle, far = np.radians(region.angle), region.modulus / mu10
            style = {"color": COLORS[kind], "ls": line, "label": group}
            left.plot(far * np.cos(angle), far * np.sin(angle), **style)
            right.plot(phase.angle, phase.modulus / mu10, **style)
        i, j = pair[0], pair[1]
        left.set(
            xlabel=rf"$|\Lambda_{i}|$ {UNIT}",
            ylabel=rf"$|\Lambda_{j}|$ {UNIT}",
            xscale="log",
            yscale="log",
            xlim=(0.1, 50),
            ylim=(0.1, 50),
        )
        right.set(
            xlabel=rf"$\zeta_{j}-\zeta_{i}$ [°]",
            ylabel=rf"$|\Lambda_{i}|=|\Lambda_{j}|$ {UNIT}",
            yscale="log",
            ylim=(0.4, 40),
            xticks=(0, 90, 180, 270, 360),
        )
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure
