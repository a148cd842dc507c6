"""How far each limit of the talk's table is from ours, beyond the rounding of the print."""

import numpy as np
from matplotlib.ticker import Formatter

from cevns.experiments.catalogue import written
from cevns.talk import limits_table
from figures.style import Figure, styled


def _named(row: limits_table.Row) -> str:
    """Name a row as a reader would: CsI[Na] prompt; CONUS, future."""
    beam = {"sns-prompt": " prompt", "sns-delayed": " delayed"}.get(row.source, "")
    setup = "" if row.setup == "current" else f", {row.setup}"
    return written(row.experiment) + beam + setup


@styled
def draw() -> Figure:
    """A heat map: a row for each row of the table and setup, a column for each moment."""
    rows = [row for row in limits_table.rows() if row.talk is not None]
    per_cent = 100 * np.array([row.beyond_rounding for row in rows])
    figure = Figure(figsize=(5.2, 8.4))
    axes = figure.subplots()
    image = axes.imshow(per_cent, cmap="PuOr_r", vmin=-4, vmax=4, aspect="auto")
    for (y, x), value in np.ndenumerate(per_cent):
        text = Formatter.fix_minus(f"{value:+.1f}") if abs(value) >= 0.05 else "0"
        axes.text(x, y, text, ha="center", va="center", color="w" if abs(value) > 3 else "k")
    axes.set(
        yticks=range(len(rows)),
        yticklabels=[_named(row) for row in rows],
        xticks=range(3),
        xticklabels=[rf"$|\Lambda_{i}|$" for i in (1, 2, 3)],
    )
    axes.grid(visible=False)
    axes.tick_params(length=0, labeltop=True)
    figure.colorbar(image, label="ours over printed, beyond rounding [%]", location="bottom")
    return figure
