"""Regions in pairs of moduli for the detectors at the SNS, and tools for all such figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.inference.combination import Combination
from cevns.inference.regions import Boundary, Choices, boundary
from figures.luminosity import DETECTORS
from figures.style import LINES, SEQUENCE, Figure, styled

PAIRS: Final = (("Lambda_1", "Lambda_2"), ("Lambda_1", "Lambda_3"), ("Lambda_2", "Lambda_3"))
"""What is drawn, one panel each."""

LABELS: Final = {
    f"Lambda_{i}": rf"$|\Lambda_{{{symbol}}}|$"
    for i, symbol in {**{str(i): str(i) for i in (1, 2, 3)}, "e": "e", "mu": r"\mu"}.items()
}
"""How moduli are written on axes."""

UNIT: Final = r"[$10^{-10}\,\mu_B$]"
"""Of every axis."""

OUTSIDE: Final = 1e4
"""Beyond every axis: where the outline of an unbounded region is led [1e-10 mu_B]."""

FREE: Final = Choices(others="profiled", phases="profiled")
"""Nothing is assumed of what is not on the axes."""


def combine(
    keys: Sequence[str],
    setup: str = "current",
    *,
    beam: str = "all",
    prescription: str = "profiled",
) -> Combination:
    """Experiments of the catalogue together, nuisances separate."""
    experiments = (cevns.experiment(key, setup) for key in keys)
    return Combination(
        counts=tuple(
            cevns.dataset(e, beam=beam, prescription=prescription).moment_chi2 for e in experiments
        )
    )


def outline(found: Boundary, farthest: float) -> tuple[Array, Array]:
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
    alone: Mapping[str, Combination],
    choices: Choices,
    directions: int = 181,
    **style: Any,
) -> float:
    """One outline a detector, by name; returns how far the farthest goes along an axis."""
    highest = 0.0
    for i, (name, one) in enumerate(alone.items()):
        curve = outline(boundary(one, pair, choices, directions=directions), OUTSIDE)
        axes.plot(*curve, color=SEQUENCE[i], ls=LINES[i], label=name, **style)
        highest = max(highest, *map(np.max, curve))
    return highest


def same_scale(axes: Axes, highest: float) -> None:
    """Let both axes run from zero to the same end, with the same ticks."""
    axes.set(xlim=(0, highest), ylim=(0, highest))
    axes.set_xticks(axes.get_yticks())
    axes.set_xlim(0, highest)


@styled
def draw(prescription: str = "profiled") -> Figure:
    """Each detector as a line, all together filled; everything not shown is profiled."""
    figure = Figure(figsize=(5.2, 8.2))
    detectors = DETECTORS["SNS"]
    rows = panels(figure, ("current", "future"))
    for column, setup in enumerate(("current", "future")):
        alone = {
            name: combine([key], setup, prescription=prescription)
            for key, name in detectors.items()
        }
        together = combine(list(detectors), setup, prescription=prescription)
        for row, pair in zip(rows, PAIRS, strict=True):
            axes = row[column]
            highest = each_alone(axes, pair, alone, FREE)
            curve = outline(boundary(together, pair, FREE), OUTSIDE)
            fill(axes, curve, color="0.8", label="all four")
            axes.plot(*curve, color="k", lw=1)
            same_scale(axes, 1.05 * highest)
    figure.legend(*rows[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure
