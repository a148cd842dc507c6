"""Planes of two parameters of one count, drawn alike: what it allows, and the talk's outline."""

from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

import cevns
from cevns.basics.checks import Array
from cevns.inference.fits.ask import Asked
from cevns.inference.fits.outlines import Ring
from cevns.inference.fits.plane import Region
from figures.style import SEQUENCE, Figure

RADIUS: Final = r"[$10^{-32}\,\mathrm{cm}^2$]"
MOMENT: Final = r"[$10^{-10}\,\mu_B$]"
STANDARD_MODEL: Final = {"marker": "*", "ms": 12, "color": "k", "ls": "", "zorder": 4}
FILLED: Final = "90 %, one number measured (2.71)"
DASHED: Final = "as for two numbers (4.61), talk's assumptions"


def outline(ring: Ring) -> Path:
    """One closed path, its holes wound the other way."""
    parts = [ring.outer, *ring.holes]
    return Path.make_compound_path(*(Path(_closed(part), closed=True) for part in parts))


def _closed(points: Array) -> Array:
    return points if np.array_equal(points[0], points[-1]) else np.vstack([points, points[:1]])


def show(axes: Axes, region: Region, **style: Any) -> None:
    """Draw every ring of a region."""
    for ring in region.rings:
        axes.add_patch(PathPatch(outline(ring), **style))


def both(axes: Axes, x: Asked, y: Asked) -> None:
    """One count with one degree of freedom, filled; the talk's assumptions with two, dashed."""
    count = "coherent-csi@2017-count"
    color = {"facecolor": SEQUENCE[5], "edgecolor": SEQUENCE[0], "alpha": 0.55, "lw": 1.8}
    show(axes, cevns.dataset(count).region(x, y), label=FILLED, **color)
    talk = cevns.dataset(count, assumptions=cevns.TALK).region(x, y, parameters=2)
    show(axes, talk, fill=False, edgecolor=SEQUENCE[1], ls="--", lw=1.8, label=DASHED)


def legend(figure: Figure, axes: Axes) -> None:
    """One line an entry above all panels, each entry once."""
    found = dict(zip(*axes.get_legend_handles_labels()[::-1], strict=True))
    figure.legend(found.values(), found, loc="outside upper center")
