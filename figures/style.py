"""One look for every figure, and how it reaches the page.

A module of a part reads::

    @styled
    def draw() -> Figure:
        figure = Figure()
        axes = figure.subplots()
        ...
        return figure
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib import figure
from matplotlib.axis import Axis
from matplotlib.ticker import NullFormatter

from cevns.basics.checks import Array
from cevns.nuclei.nuclides import Nuclide

# 5.2 inches shrink to a phone's 375 px with the text still at about 10 px.
# Typed Any: matplotlib's stubs list every key, and know neither cycler nor custom dicts.
STYLE: Final[Any] = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.figsize": (5.2, 3.6),
    "font.size": 11,
    "grid.alpha": 0.3,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "svg.hashsalt": "cevns",  # the same drawing gives the same file
}

styled = mpl.rc_context(STYLE)
"""Decorator for ``draw``: the style holds while it runs and leaks nowhere."""

SEQUENCE: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's colour-blind-safe colours."""

LINES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 2)))
"""Line styles to go with them: no figure needs colour to be read."""

COLORS: Final = {
    "sm": SEQUENCE[0],
    "magnetic": SEQUENCE[1],
    "total": SEQUENCE[6],
    "nu_mu": SEQUENCE[2],
    "nu_e": SEQUENCE[3],
    "nu_mu_bar": SEQUENCE[5],
    "nu_tau": SEQUENCE[4],
    "data": SEQUENCE[6],
    "band": "#999999",
    "reactor": SEQUENCE[0],
    "sns": SEQUENCE[1],
    "sun": SEQUENCE[2],
    "earth": SEQUENCE[4],
    "together": SEQUENCE[6],
}
"""What keeps its colour throughout the book.

Where neutrinos come from: a reactor, the SNS, the Sun; both kinds on Earth beside the Sun; and
everything that a figure puts together.
"""

FLAVOR_LINES: Final = {"nu_mu": "-.", "nu_e": "--", "nu_mu_bar": ":", "nu_tau": "-"}
"""Line styles to go with the flavours."""

FLAVORS: Final = {"nu_e": "e", "nu_mu": r"\mu", "nu_tau": r"\tau"}
"""The three flavours in the order of a matrix's rows, and how each is written as an index."""

FLAVOR_LABELS: Final = {
    "nu_mu": r"$\nu_\mu$ (prompt)",
    "nu_e": r"$\nu_e$ (delayed)",
    "nu_mu_bar": r"$\bar\nu_\mu$ (delayed)",
}
"""Legend entries of the stopped-pion beam."""


SOLAR_LABELS: Final = {"pp": "pp", "7Be": r"$^7$Be", "8B": r"$^8$B"}
"""How components of the Sun are written."""


class Figure(figure.Figure):
    """A figure that shows itself in a notebook as SVG, sharp at any zoom.

    Without pyplot there is no display backend to configure, no figure left open and none
    shown twice.
    """

    def svg(self) -> str:
        """Return the drawing, the same text for the same figure."""
        buffer = io.StringIO()
        with mpl.rc_context(STYLE):
            self.draw_without_rendering()  # places of axes with a fixed aspect settle at the second
            self.savefig(buffer, format="svg", metadata={"Date": None})
        return buffer.getvalue()

    _repr_svg_ = svg


LIMIT_TICKS: Final = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
"""Limits worth a number on a logarithmic axis [1e-10 mu_B]."""


def plain_ticks(axis: Axis, at: tuple[float, ...]) -> None:
    """Label a logarithmic axis with plain numbers, where they are inside its range."""
    lower, upper = sorted(axis.get_view_interval())
    inside = [x for x in at if lower <= x <= upper]
    axis.set_ticks(inside, [f"{x:g}" for x in inside])
    axis.set_minor_formatter(NullFormatter())


def apart(places: Sequence[float] | Array, gap: float) -> Array:
    """Move sorted places until neighbours keep a distance, as little as possible each."""
    moved = np.array(places, dtype=float)
    for _ in range(200):
        for i in range(len(moved) - 1):
            missing = gap - (moved[i + 1] - moved[i])
            if missing > 0:
                moved[i] -= missing / 2
                moved[i + 1] += missing / 2
    return moved


def raised(nuclide: Nuclide) -> str:
    """Name of a nuclide with its mass number raised."""
    return rf"$^{{{nuclide.A}}}${nuclide.name.lstrip('0123456789')}"


def bare(name: str) -> str:
    """Name of a detector without its dopant: CsI of CsI[Na]."""
    return name.partition("[")[0]
