"""Effective moments over all directions of a real Lambda: one beam, and two together."""

from typing import Any, Final

import numpy as np
from matplotlib.patheffects import withStroke

from cevns.checks import Array
from cevns.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.moments import effective_squared
from figures.style import Figure, styled

WRITING: Final[dict[str, Any]] = {
    "fontsize": 12,
    "path_effects": [withStroke(linewidth=2.5, foreground="white")],
}


def on_map(direction: Array) -> tuple[float, float]:
    """Longitude and latitude [rad]: Lambda_3 is the pole, Lambda_1 the origin."""
    return float(np.arctan2(direction[1], direction[0])), float(np.arcsin(direction[2]))


@styled
def draw(mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    longitude, latitude = np.meshgrid(
        np.linspace(-np.pi, np.pi, 121), np.linspace(-np.pi / 2, np.pi / 2, 61)
    )
    Lambda = np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude),
         np.sin(latitude)], axis=-1,
    )  # fmt: skip
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
    figure = Figure(figsize=(5.2, 6.2))
    for n, (title, mu2, row, name) in enumerate(panels, 1):
        axes: Any = figure.add_subplot(2, 1, n, projection="mollweide")
        filled = axes.contourf(longitude, latitude, mu2, np.linspace(0, 1, 11), cmap="cividis")
        for sign, label in ((1, name), (-1, "$-$" + name)):
            x, y = on_map(sign * mixing.matrix[row].real)
            axes.plot(x, y, "w*", ms=13, mec="k")
            axes.annotate(label, (x, y), (9, 4), textcoords="offset points", **WRITING)
        for i, axis in enumerate(np.eye(3)[:2], 1):
            axes.plot(*on_map(axis), "wo", ms=4, mec="k")
            axes.annotate(
                rf"$\Lambda_{i}$", on_map(axis), (-8, -15), textcoords="offset points", **WRITING
            )
        axes.set_title(title, pad=10)
        axes.set_xticklabels([])
        axes.set_yticklabels([])
    figure.colorbar(filled, ax=figure.axes, shrink=0.7, label=r"in units of $|\Lambda|^2$")
    return figure
