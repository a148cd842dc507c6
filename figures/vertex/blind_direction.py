"""Effective moments over all directions of a real Lambda: one beam, and two together."""

from typing import Any, Final

import numpy as np
from matplotlib.patches import Ellipse
from matplotlib.patheffects import withStroke

from cevns.basics.checks import Array
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from figures.style import Figure, styled

WRITING: Final[dict[str, Any]] = {
    "fontsize": 12,
    "path_effects": [withStroke(linewidth=2.5, foreground="white")],
}


def _sphere(longitude: Array, latitude: Array) -> Array:
    """Directions (..., 3): Lambda_1 in the centre of the map, Lambda_3 at the north pole."""
    x = np.cos(latitude) * np.cos(longitude)
    y = np.cos(latitude) * np.sin(longitude)
    return np.stack([x, y, np.sin(latitude)], axis=-1)


def _hammer(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    """Hammer's equal-area map of the sphere onto an ellipse with half-axes 2 and 1.

    Done by hand: matplotlib's own map projections make a file of this figure of 14 MB.
    """
    root = np.sqrt(1 + np.cos(latitude) * np.cos(longitude / 2))
    return 2 * np.cos(latitude) * np.sin(longitude / 2) / root, np.sin(latitude) / root


def _on_map(direction: Array) -> tuple[Array, Array]:
    return _hammer(np.arctan2(direction[1], direction[0]), np.arcsin(direction[2]))


@styled
def draw(mixing: Mixing = NUFIT_6_1.real) -> Figure:
    longitude, latitude = np.meshgrid(np.linspace(-1, 1, 121) * np.pi, np.linspace(-1, 1, 61))
    latitude = latitude * np.pi / 2
    Lambda = _sphere(longitude, latitude)
    electron, muon = (effective_squared(Lambda, f, mixing) for f in ("nu_e", "nu_mu"))
    panels = (
        (r"$\mu_e^2$: a beam of $\nu_e$", electron, 0, r"$\nu_e$"),
        (
            r"$(\mu_e^2+\mu_\mu^2)\,/\,2$: with a beam of $\nu_\mu$",
            (electron + muon) / 2,
            2,
            r"$\nu_\tau$",
        ),
    )
    figure = Figure(figsize=(5.2, 5.8))
    levels = np.linspace(0, 1, 11)
    for axes, (title, mu2, row, name) in zip(figure.subplots(2, 1), panels, strict=True):
        filled = axes.contourf(*_hammer(longitude, latitude), mu2, levels, cmap="cividis")
        axes.add_patch(Ellipse((0, 0), 4, 2, fill=False, lw=1.2))
        for i in range(0, 121, 20):  # meridians and parallels, every 60 and 30 degrees
            axes.plot(*_hammer(longitude[:, i], latitude[:, i]), color="0.7", lw=0.4)
        for i in range(0, 61, 10):
            axes.plot(*_hammer(longitude[i], latitude[i]), color="0.7", lw=0.4)
        for sign, label in ((1, name), (-1, "$-$" + name)):
            x, y = _on_map(sign * mixing.matrix[row].real)
            axes.plot(x, y, "w*", ms=13, mec="k")
            axes.annotate(label, (x, y), (9, 4), textcoords="offset points", **WRITING)
        for i, (axis, shift) in enumerate(zip(np.eye(3), (-15, -15, 3), strict=True), 1):
            x, y = _on_map(axis)
            axes.plot(x, y, "wo", ms=4, mec="k", clip_on=False)
            axes.annotate(
                rf"$\Lambda_{i}$", (x, y), (-8, shift), textcoords="offset points", **WRITING
            )
        axes.set_title(title, pad=14)
        axes.set(aspect="equal", xlim=(-2.05, 2.05), ylim=(-1.05, 1.1))
        axes.axis("off")
    figure.colorbar(filled, ax=figure.axes, shrink=0.7, label=r"in units of $|\Lambda|^2$")
    return figure
