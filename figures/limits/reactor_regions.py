"""Regions in pairs of moduli for reactors: each detector, and where nothing bounds them."""

import numpy as np

from cevns.inference.regions import Choices, boundary
from cevns.talk.collection import names, together
from figures.planes import FREE, PAIRS, each_alone, fill, outline, panels, same_scale
from figures.style import Figure, styled

TWO = Choices(phases="profiled")


@styled
def draw(prescription: str = "profiled") -> Figure:
    """Lines: third moment zero, phases profiled. Band: third moment profiled, unbounded."""
    figure = Figure(figsize=(5.2, 8.4))
    rows = panels(figure, ("current", "future"))
    for column, setup in enumerate(("current", "future")):
        alone = {
            name: together(key, setup=setup, prescription=prescription)
            for key, name in names("reactor").items()
        }
        five = together("reactor", setup=setup, prescription=prescription)
        for row, pair in zip(rows, PAIRS, strict=True):
            axes = row[column]
            highest = each_alone(axes, pair, alone, TWO, directions=721, lw=1.4)
            band = boundary(five.moment_chi2, pair, FREE, directions=721)
            fill(axes, outline(band), color="0.85", label="all five, third moment free")
            same_scale(axes, 1.05 * highest)
            for angle in band.unbounded:
                end = 0.97 * highest * np.array([np.cos(angle), np.sin(angle)])
                end *= min(1.0, 0.97 * highest / end.max())
                axes.annotate("", end, 0.85 * end, arrowprops={"arrowstyle": "->", "lw": 1.2})
    figure.legend(*rows[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
