"""Why one term likes to scatter backwards and the other cannot."""

import numpy as np
from matplotlib.axes import Axes

from figures.style import COLORS, LINES, Figure, styled


def _arrow(axes: Axes, x: float, y: float, dx: float, color: str, width: float) -> None:
    style = {"arrowstyle": "-|>", "color": color, "lw": width, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (x + dx, y), (x, y), arrowprops=style)


def _row(axes: Axes, y: float, spin_out: float, text: str, color: str) -> None:
    """Neutrino in from the left, nucleus at rest; neutrino out to the left."""
    _arrow(axes, 0.2, y, 1.2, COLORS["total"], 1.6)
    _arrow(axes, 1.0, y - 0.17, -0.5, color, 3)
    _arrow(axes, 5.0, y, -1.2, COLORS["total"], 1.6)
    _arrow(axes, 4.4 - 0.25 * spin_out, y - 0.17, 0.5 * spin_out, color, 3)
    for x in (1.9, 5.5):
        axes.plot(x, y - 0.05, "o", ms=14, color=COLORS["band"])
    _arrow(axes, 5.85, y - 0.05, 0.7, COLORS["band"], 1.6)
    axes.text(2.95, y - 0.05, "→", ha="center", va="center", fontsize=14)
    axes.text(0.2, y + 0.16, text, fontsize=11, va="bottom")


@styled
def draw() -> Figure:
    """Above, momentum (thin) and spin (thick) in backward scattering; below, all angles."""
    figure = Figure(figsize=(5.2, 5.2))
    upper, lower = figure.subplots(2, 1, height_ratios=(1, 1.3))
    upper.set_axis_off()
    upper.set(xlim=(0, 6.8), ylim=(-0.4, 1.45))
    _row(upper, 0.9, 1, "vector current keeps the helicity: spin turns round", COLORS["sm"])
    _row(upper, 0.0, -1, "magnetic moment flips it: spin is conserved", COLORS["magnetic"])

    cosine = np.linspace(-1, 0.98, 500)
    lower.plot(cosine, (1 + cosine) / 2, color=COLORS["sm"], label="Standard Model")
    lower.plot(cosine, 0.5 / (1 - cosine), color=COLORS["magnetic"], ls=LINES[1], label="magnetic")
    lower.set(
        xlabel=r"$\cos\theta$ of the neutrino",
        ylabel=r"$d\sigma/d\cos\theta$ [arbitrary]",
        xlim=(-1, 1),
        ylim=(0, 2),
        xticks=(-1, -0.5, 0, 0.5, 1),
    )
    lower.legend(loc="upper left")
    return figure
