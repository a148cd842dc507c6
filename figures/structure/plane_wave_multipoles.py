"""A plane wave put together from spherical waves, multipole by multipole."""

from math import pi, sqrt

import numpy as np
from matplotlib.patches import Circle

import cevns
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.structure.fields import scalar
from figures.style import Figure, styled

STEPS = (0, 1, 2, 4)
INSTANT = pi / 4
"""A phase at which even and odd multipoles are seen: at 0 the odd ones are imaginary."""


@styled
def draw(kappa: float = 0.45, name: str = "40Ar") -> Figure:
    """One instant in a plane through the centre, up to J = 0, 1, 2, 4; the nucleus as a circle."""
    figure = Figure(figsize=(5.2, 4.9))
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    side = np.linspace(-10, 10, 48)  # an even number: never the origin
    z, x = np.meshgrid(side, side)
    places = np.array([x, np.zeros_like(x), z])
    radius = sqrt(5 / 3) * charge_radius(cevns.nuclide(name))
    levels = np.linspace(-1.5, 1.5, 11)
    for axes, top in zip(panels.flat, STEPS, strict=True):
        wave = sum(
            1j**J * sqrt(4 * pi * (2 * J + 1)) * scalar(J, 0, kappa, places) for J in range(top + 1)
        )
        seen = np.real(np.exp(-1j * INSTANT) * wave)
        drawn = axes.contourf(z, x, seen, levels, cmap="PuOr", extend="both")
        axes.add_patch(Circle((0, 0), radius, fill=False, color="k", lw=1.5))
        axes.set_title(f"$J \\leq {top}$" if top else "$J = 0$", fontsize=11)
        axes.set_aspect("equal")
        axes.grid(visible=False)
    for axes in panels[-1]:
        axes.set_xlabel("$z$ [fm]")
    for axes in panels[:, 0]:
        axes.set_ylabel("$x$ [fm]")
    figure.colorbar(drawn, ax=panels, shrink=0.8, label="wave", ticks=[-1, 0, 1])
    return figure
