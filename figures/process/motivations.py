"""What CEvNS probes, at the part of the reaction where each question sits."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes

from figures.style import COLORS, Figure, styled

INK: Final = "#333333"
ROLES: Final = {  # fill, edge and line width of a box
    "aim": ("#F9DCCB", COLORS["magnetic"], 2.6),
    "treated": ("#D6E8F5", COLORS["sm"], 1.4),
    "beyond": ("white", "#777777", 1.0),
}
QUESTIONS: Final = (  # centre, role, part of the reaction, what is asked there
    (
        1.75,
        10.3,
        "treated",
        "source",
        "stopped pions, the Sun,\nreactors (monitoring),\nsupernovae",
    ),
    (1.75, 7.6, "beyond", "on the way", "sterile neutrinos"),
    (
        6.9,
        10.3,
        "aim",
        "neutrino vertex",
        "magnetic moments $\\Lambda_1,\\Lambda_2,\\Lambda_3$,\ncharge radius",
    ),
    (2.35, 5.1, "treated", "exchanged boson", "weak mixing angle\nat low energy"),
    (7.75, 5.1, "beyond", "a new boson?", "non-standard inter-\nactions, light mediators"),
    (2.35, 0.9, "treated", "nucleus", "coherence, form factor,\nneutron radius"),
    (7.75, 0.9, "beyond", "recoil", "floor of dark-matter searches,\nneutrinos inside supernovae"),
)


def _line(axes: Axes, start: tuple[float, float], end: tuple[float, float], width: float) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 14, "lw": width, "color": INK}
    axes.annotate("", end, start, arrowprops={**style, "shrinkA": 0, "shrinkB": 6})


@styled
def draw() -> Figure:
    """The reaction as a diagram, time running to the right, the questions around it."""
    figure = Figure(figsize=(5.2, 6.0))
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(0, 11.4))
    axes.axis("off")

    upper, lower = (5.0, 7.2), (5.0, 3.0)
    _line(axes, (1.75, 8.8), upper, 1.6)
    _line(axes, upper, (8.6, 8.3), 1.6)
    _line(axes, (1.6, 2.3), lower, 3.2)
    _line(axes, lower, (8.6, 2.3), 3.2)
    y = np.linspace(lower[1], upper[1], 300)
    wave = np.sin(2 * np.pi * 9 * (y - lower[1]) / (upper[1] - lower[1]))
    axes.plot(lower[0] + 0.17 * wave, y, color=INK, lw=1.4)
    axes.plot([upper[0], 6.2], [upper[1], 9.5], color=COLORS["magnetic"], ls=":")
    axes.plot([lower[0], 3.2], [lower[1], 1.6], color=COLORS["sm"], ls=":")
    axes.plot(*upper, "o", ms=12, color=COLORS["magnetic"], zorder=3)
    axes.plot(*lower, "o", ms=12, color=COLORS["sm"], zorder=3)
    for x, height, name in ((3.9, 8.1, r"$\nu$"), (7.3, 8.2, r"$\nu$"), (3.0, 3.0, "$A$")):
        axes.text(x, height, name, ha="center", va="center", fontsize=14)
    axes.text(7.3, 3.0, "$A$", ha="center", va="center", fontsize=14)

    for x, height, role, part, asked in QUESTIONS:
        fill, edge, width = ROLES[role]
        title = part.replace(" ", r"\ ")
        axes.text(
            x,
            height,
            rf"$\bf{{{title}}}$" + "\n" + asked,
            ha="center",
            va="center",
            fontsize=9.5,
            linespacing=1.25,
            bbox={"boxstyle": "round,pad=0.4", "fc": fill, "ec": edge, "lw": width},
        )
    return figure
