"""A dipole as a scalar field, and its three vector fields: along, across, around."""

import numpy as np

from cevns.nuclei.structure.fields import scalar, vector
from figures.style import SEQUENCE, Figure, styled


@styled
def draw(kappa: float = 0.45) -> Figure:
    """M_1, its gradient, the curl of M_11 and M_11 itself, of M = 0, in the plane of x and z."""
    figure = Figure(figsize=(5.2, 5.4))
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    x, z, places = _plane(30)
    M = np.real(scalar(1, 0, kappa, places))
    panels[0, 0].contourf(x, z, M, np.linspace(-0.25, 0.25, 11), cmap="PuOr")
    panels[0, 0].set_title("$M_1$")

    x, z, places = _plane(10)
    up, same, down = (vector(1, L, 0, kappa, places) for L in (2, 1, 0))
    along = np.real(np.sqrt(2 / 3) * up + np.sqrt(1 / 3) * down)
    across = np.real(-np.sqrt(1 / 3) * up + np.sqrt(2 / 3) * down)
    titles = r"$\nabla M_1/\kappa$", r"$-i\,\nabla\times\mathbf{M}_{11}/\kappa$"
    arrows = {"scale": 2.6, "width": 0.011, "pivot": "mid", "headwidth": 4, "minlength": 0.4}
    places_of_arrows = (panels[0, 1], along, titles[0]), (panels[1, 0], across, titles[1])
    for (axes, field, title), color in zip(places_of_arrows, SEQUENCE, strict=False):
        axes.quiver(x, z, field[0], field[2], color=color, **arrows)
        axes.set_title(title)

    through = np.imag(same[1])
    for sign, marker in ((through > 0, "o"), (through < 0, "x")):
        size = 350 * np.abs(through[sign])
        panels[1, 1].scatter(x[sign], z[sign], s=size, marker=marker, color=SEQUENCE[2], lw=1.2)
    panels[1, 1].set_title(r"$\mathbf{M}_{11}$, through the plane")
    for axes in panels.flat:
        axes.set(xlim=(-6.8, 6.8), ylim=(-6.8, 6.8))
        axes.set_aspect("equal")
        axes.grid(visible=False)
    for axes in panels[1]:
        axes.set_xlabel("$x$ [fm]")
    for axes in panels[:, 0]:
        axes.set_ylabel("$z$ [fm]")
    return figure


def _plane(points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordinates in the plane y = 0, and places; of an even number none is the origin."""
    x, z = np.meshgrid(*2 * (np.linspace(-6, 6, points),))
    return x, z, np.array([x, np.zeros_like(x), z])
