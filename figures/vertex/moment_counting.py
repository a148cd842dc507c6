"""Which neutrino turns into which: nine Dirac moments, three Majorana ones."""

from typing import Final

from matplotlib.axes import Axes

from figures.style import COLORS, FLAVOR_LINES, FLAVORS, Figure, styled

HEIGHTS: Final = (2.0, 1.0, 0.0)


def _nodes(axes: Axes, x: float, labels: list[str]) -> None:
    for y, label in zip(HEIGHTS, labels, strict=True):
        axes.text(
            x, y, label, ha="center", va="center", fontsize=12,
            bbox={"boxstyle": "circle,pad=0.25", "fc": "white", "ec": "0.4"},
        )  # fmt: skip


def _arrow(axes: Axes, a: int, b: int, color: str, ls: object) -> None:
    """From a flavour on the left to one on the right, short of both names."""
    style = {"arrowstyle": "-|>", "color": color, "ls": ls, "lw": 1.8, "shrinkA": 16, "shrinkB": 17}
    axes.annotate("", (1, HEIGHTS[b]), (0, HEIGHTS[a]), arrowprops=style)


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 3.9))
    dirac, majorana = figure.subplots(1, 2)
    _nodes(dirac, 0, [rf"$\nu_{{{n} L}}$" for n in FLAVORS.values()])
    _nodes(dirac, 1, [rf"$\nu_{{{n} R}}$" for n in FLAVORS.values()])
    _nodes(majorana, 0, [rf"$\nu_{{{n}}}$" for n in FLAVORS.values()])
    _nodes(majorana, 1, [rf"$\bar\nu_{{{n}}}$" for n in FLAVORS.values()])
    for a in range(3):
        for b in range(3):
            _arrow(dirac, a, b, COLORS["total"] if a == b else "0.5", "-")
            if a != b:
                unused = list(FLAVORS)[3 - a - b]  # the flavour that takes no part
                _arrow(majorana, a, b, COLORS[unused], FLAVOR_LINES[unused])
    for flavor, name in FLAVORS.items():
        color, ls = COLORS[flavor], FLAVOR_LINES[flavor]
        majorana.plot([], [], color=color, ls=ls, label=rf"$\pm\Lambda_{{{name}}}$")
    dirac.plot([], [], color=COLORS["total"], label="diagonal")
    dirac.plot([], [], color="0.5", label="transition")
    for axes, title in ((dirac, "Dirac: 9"), (majorana, "Majorana: 3")):
        axes.set(xlim=(-0.25, 1.25), ylim=(-0.45, 2.45), title=title)
        axes.axis("off")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=3, columnspacing=1.0,
                    handlelength=1.5)  # fmt: skip
    return figure
