"""Drawing in planes of two moduli, or of two effective moments: outlines, fillings, panels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.inference.dataset import CombinedData
from cevns.inference.regions import Boundary, Choices, boundary
from cevns.neutrinos.mixing import NUFIT_6_1
from figures.style import COLORS, LINES, SEQUENCE, Figure

LineStyle = str | tuple[int, tuple[int, ...]]

PAIRS: Final = (("Lambda_1", "Lambda_2"), ("Lambda_1", "Lambda_3"), ("Lambda_2", "Lambda_3"))
"""What is drawn, one panel each."""

LABELS: Final = {
    f"Lambda_{i}": rf"$|\Lambda_{{{symbol}}}|$"
    for i, symbol in {
        **{str(i): str(i) for i in (1, 2, 3)},
        "e": "e",
        "mu": r"\mu",
        "tau": r"\tau",
    }.items()
}
"""How moduli are written on axes."""

UNIT: Final = r"[$10^{-10}\,\mu_B$]"
"""Of every axis."""

OUTSIDE: Final = 1e4
"""Beyond every axis: where the outline of an unbounded region is led [1e-10 mu_B]."""

NEVER: Final = 1e6
"""Stands for an infinite radius on logarithmic axes, far outside every panel."""

CP_CONSERVING: Final = replace(NUFIT_6_1, name="nufit_6_1, delta_CP = 0", delta_CP=0.0)
"""Angles of today with a Dirac phase of zero: all phases of the moments count from zero."""

FREE: Final = Choices(others="profiled", phases="profiled")
"""Nothing is assumed of what is not on the axes."""


REACTOR_AND_SNS: Final = {
    "reactor (CONUS), expected": ("conus",),
    "SNS (CsI), measured": ("coherent-csi",),
    "both": ("coherent-csi", "conus"),
}
"""One experiment of each kind and the two together, by title: keys."""


def outline(found: Boundary, farthest: float = OUTSIDE) -> tuple[Array, Array]:
    """Curve of a boundary [1e-10 mu_B]; what never ends runs to ``farthest``, out of the axes."""
    radius = np.minimum(found.radius / mu10, farthest)
    return radius * np.cos(found.angle), radius * np.sin(found.angle)


def fill(axes: Axes, curve: tuple[Array, Array], **style: Any) -> None:
    """Fill between a curve and the axes."""
    axes.fill(np.append(curve[0], 0.0), np.append(curve[1], 0.0), **style)


def panels(figure: Figure, titles: Sequence[str]) -> list[list[Axes]]:
    """One column of square panels for each title, one row for each pair, with labelled axes."""
    rows = figure.subplots(3, len(titles), squeeze=False)
    for axes, title in zip(rows[0], titles, strict=True):
        axes.set_title(title, fontsize="medium", loc="left")
    for row, (first, second) in zip(rows, PAIRS, strict=True):
        row[0].set_ylabel(f"{LABELS[second]} {UNIT}")
        for axes in row:
            axes.set_xlabel(f"{LABELS[first]} {UNIT}", labelpad=1)
            axes.set_box_aspect(1)
    return [list(row) for row in rows]


def each_alone(
    axes: Axes,
    pair: tuple[str, str],
    alone: Mapping[str, CombinedData],
    choices: Choices,
    directions: int = 181,
    **style: Any,
) -> float:
    """One outline a detector, by name; returns how far the farthest goes along an axis."""
    highest = 0.0
    for i, (name, one) in enumerate(alone.items()):
        curve = outline(boundary(one.moment_chi2, pair, choices, directions=directions))
        axes.plot(*curve, color=SEQUENCE[i], ls=LINES[i], label=name, **style)
        highest = max(highest, *map(np.max, curve))
    return highest


def same_scale(axes: Axes, highest: float) -> None:
    """Let both axes run from zero to the same end, with the same ticks."""
    axes.set(xlim=(0, highest), ylim=(0, highest))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def edge(found: Boundary) -> tuple[Array, Array]:
    """Curve on logarithmic axes [1e-10 mu_B]: zeros stay finite, what never ends leaves."""
    endless = np.isinf(found.radius)
    radius = np.where(endless, NEVER, found.radius / mu10)
    x = radius * np.maximum(np.cos(found.angle), 1e-9)
    y = radius * np.maximum(np.sin(found.angle), 1e-9)
    if endless[0]:  # it runs along an axis
        y[0] = y[1]
    if endless[-1]:
        x[-1] = x[-2]
    return x, y


def logarithmic(axes: Axes, first: str, second: str) -> None:
    """Logarithmic axes, equal in both directions, each labelled with what is on it."""
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=f"{first} {UNIT}",
        ylabel=f"{second} {UNIT}",
        xlim=(0.03, 100),
        ylim=(0.03, 100),
        aspect="equal",
    )


SUN_SHADES: Final = ("#A6DCCB", "#5DBF9F")
"""For two limits of the Sun, the weaker one first: lighter shades of its colour."""


def shade(axes: Axes, curve: tuple[Array, Array], name: str, color: str) -> None:
    """Fill between a curve and logarithmic axes."""
    axes.fill(np.append(curve[0], 1e-9), np.append(curve[1], 1e-9), color=color, label=name, lw=0)


def source_color(name: str) -> str:
    """Colour of experiments that are put together, by the first word of their name."""
    kinds = {"reactors": "reactor", "both": "earth"}
    return COLORS[kinds.get(name.partition(" ")[0], "sns")]


def trace(axes: Axes, found: Boundary, name: str, ls: LineStyle) -> None:
    """One contour, broad if measured; the combination lies on others in places: behind them."""
    color = source_color(name)
    if name.startswith("both"):
        axes.plot(*edge(found), color=color, label=name, lw=5, alpha=0.5, zorder=1.5)
    elif name.endswith("measured"):
        axes.plot(*edge(found), ls="-", color=color, label=name, lw=3)
    else:
        axes.plot(*edge(found), ls=ls, color=color, label=name)


def contours(
    axes: Axes, pair: tuple[str, str], groups: Mapping[str, CombinedData], choices: Choices
) -> None:
    """One-parameter contours of each group."""
    for (name, group), ls in zip(groups.items(), LINES[1:], strict=False):
        found = boundary(group.moment_chi2, pair, choices, parameters=1)
        trace(axes, found, name, ls)
