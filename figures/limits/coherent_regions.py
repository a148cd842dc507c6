"""Regions in pairs of moduli for the detectors at the SNS."""

from dataclasses import replace

from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.regions import boundary
from cevns.talk.collection import names, together
from figures.planes import FREE, PAIRS, each_alone, fill, outline, panels, same_scale
from figures.style import Figure, styled


@styled
def draw(assumptions: Assumptions = RECOMMENDED) -> Figure:
    """Each detector as a line, all together filled; everything not shown is profiled."""
    free = replace(FREE, mixing=assumptions.mixing)
    figure = Figure(figsize=(5.2, 8.2))
    rows = panels(figure, ("current", "future"))
    for column, setup in enumerate(("current", "future")):
        alone = {
            name: together(key, setup=setup, assumptions=assumptions)
            for key, name in names("sns").items()
        }
        four = together("sns", setup=setup, assumptions=assumptions)
        for row, pair in zip(rows, PAIRS, strict=True):
            axes = row[column]
            highest = each_alone(axes, pair, alone, free)
            curve = outline(boundary(four.moment_chi2, pair, free))
            fill(axes, curve, color="0.8", label="all four")
            axes.plot(*curve, color="k", lw=1)
            same_scale(axes, 1.05 * highest)
    figure.legend(*rows[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure
