"""Effective moment of a reactor beam over its two phases, for two choices of the moduli."""

import numpy as np

from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.phase_plane import reactor_in_phase_plane
from figures.style import Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    phase = np.linspace(-1, 1, 121)
    x, y = np.meshgrid(phase, phase)
    panels = {
        "equal moduli": np.ones(3) / np.sqrt(3),
        r"moduli $\propto |U_{ei}|$": np.abs(mixing.matrix[0]),
    }
    figure = Figure(figsize=(5.2, 6.6))
    for axes, (title, moduli) in zip(
        figure.subplots(2, 1, sharex=True), panels.items(), strict=True
    ):
        mu2 = reactor_in_phase_plane(moduli, np.pi * x, np.pi * y, mixing)
        filled = axes.contourf(x, y, mu2, np.linspace(0, 1, 11), cmap="cividis")
        axes.contour(x, y, mu2, filled.levels, colors="k", linewidths=0.4)
        lowest = np.unravel_index(mu2.argmin(), mu2.shape)
        axes.plot(x[lowest], y[lowest], "w*", ms=13, mec="k")
        axes.set(ylabel=r"$(\delta_\mathrm{CP}-\xi_1)/\pi$", title=title, aspect="equal")
        axes.grid(False)
    figure.colorbar(filled, ax=figure.axes, label=r"$\mu_\nu^2\,/\,|\Lambda|^2$", shrink=0.7)
    figure.axes[1].set_xlabel(r"$(\delta_\mathrm{CP}-\xi_2)/\pi$")
    return figure
