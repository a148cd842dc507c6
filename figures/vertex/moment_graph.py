"""The moment matrix as a triangle: every side carries the moment of the opposite corner."""

from typing import Any

import numpy as np

from figures.style import COLORS, FLAVOR_LINES, FLAVORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    bases: dict[str, list[tuple[str, str, Any]]] = {  # names, colours and lines of the three
        "flavour basis": [(FLAVORS[f], COLORS[f], FLAVOR_LINES[f]) for f in FLAVORS],
        "mass basis": [(str(i + 1), SEQUENCE[i], LINES[i]) for i in range(3)],
    }
    angles = np.pi * np.array([1 / 2, 7 / 6, 11 / 6])
    corners = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    figure = Figure(figsize=(5.2, 2.7))
    for axes, (title, states) in zip(figure.subplots(1, 2), bases.items(), strict=True):
        for c, (name, color, ls) in enumerate(states):
            a, b = (c + 1) % 3, (c + 2) % 3
            axes.plot(*corners[[a, b]].T, color=color, ls=ls, lw=2.5)
            axes.text(
                *(-0.5 * corners[c]), rf"$\Lambda_{{{name}}}$", ha="center", va="center",
                fontsize=13, color=color, bbox={"fc": "white", "ec": "none", "pad": 2},
            )  # fmt: skip
        for corner, (name, _, _) in zip(corners, states, strict=True):
            axes.text(
                *corner, rf"$\nu_{{{name}}}$", ha="center", va="center", fontsize=13,
                bbox={"boxstyle": "circle,pad=0.25", "fc": "white", "ec": "0.4"},
            )  # fmt: skip
        axes.set(xlim=(-1.2, 1.2), ylim=(-0.85, 1.3), title=title, aspect="equal")
        axes.axis("off")
    return figure
