"""Regions in pairs of moduli with everything else profiled: reactors, SNS, and together."""

import numpy as np

from cevns.inference.regions import boundary
from cevns.talk.collection import together
from figures.planes import FREE, PAIRS, fill, outline, panels, same_scale
from figures.style import COLORS, Figure, styled


@styled
def draw() -> Figure:
    """Reactors alone never end; together with the SNS they do."""
    figure = Figure(figsize=(5.2, 8.0))
    groups = {"SNS": ("sns",), "r": ("reactor",), "all": ("sns", "reactor")}
    rows = panels(figure, ("current", "future"))
    for column, setup in enumerate(("current", "future")):
        data = {name: together(*what, setup=setup).moment_chi2 for name, what in groups.items()}
        for row, pair in zip(rows, PAIRS, strict=True):
            axes = row[column]
            curves = {
                name: outline(boundary(one, pair, FREE, directions=721))
                for name, one in data.items()
            }
            reactors = {"color": COLORS["reactor"], "label": "five reactors (no end)"}
            axes.plot(*curves["SNS"], color=COLORS["sns"], label="SNS, four detectors")
            axes.plot(*curves["r"], ls="--", **reactors)
            fill(axes, curves["all"], color="0.8", label="together")
            axes.plot(*curves["all"], color=COLORS["together"], lw=1)
            same_scale(axes, 1.15 * float(np.max(curves["SNS"])))
    figure.legend(*rows[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
