"""Moments a reactor may lose, in the plane of the Dirac phase and a phase of the moments."""

from typing import Final

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patheffects import withStroke

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.phases import phased
from cevns.talk.collection import together
from figures.style import Figure, styled

PANELS: Final = {
    "CONUS alone, expected": ("conus",),
    "with CsI, measured": ("coherent-csi", "conus"),
}
LEVELS: Final = (10, 15, 20, 30, 50, 100, 200)


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Moduli in the ratio of the |U_ei| and xi_3 = 0; colour is the limit on the length."""
    turn = np.linspace(0, 2, 121)
    delta, xi_2 = np.meshgrid(np.pi * turn, np.pi * turn)
    angles = mixing.turned(delta)
    directions = phased(np.abs(mixing.matrix[0]), xi_2, np.zeros_like(xi_2))
    figure = Figure(figsize=(5.2, 9.0))
    panels = figure.subplots(2, sharex=True)
    for axes, (title, keys) in zip(panels, PANELS.items(), strict=True):
        limits = direction_limit(together(*keys).moment_chi2, directions, angles) / mu10
        largest = float(limits.max())
        top = f"{largest:.3g}" if np.isfinite(largest) else r"$\infty$, on the diagonal"
        axes.set_title(f"{title}: {limits.min():.3g} to {top}", loc="left", fontsize="medium")
        drawn = np.minimum(limits, 1e6)  # a contour cannot be drawn around infinity
        filled = axes.contourf(
            turn, turn, drawn, LEVELS, cmap="cividis", norm=LogNorm(10, 200), extend="max"
        )
        lines = axes.contour(turn, turn, drawn, LEVELS[1:], colors="w", linewidths=0.7)
        chosen = (15, 30, 100) if np.isinf(largest) else (15, 20, 30)
        for label in axes.clabel(lines, chosen, fmt="%.3g"):
            label.set_path_effects([withStroke(linewidth=2.5, foreground="0.2")])
        axes.set(ylabel=r"$\xi_2/\pi$", aspect="equal")
        axes.grid(visible=False)
    bar = figure.colorbar(
        filled,
        ax=list(panels),
        location="bottom",
        label=r"limit on $|\vec\Lambda|$ [$10^{-10}\,\mu_B$]",
    )
    bar.set_ticks(LEVELS, labels=[str(level) for level in LEVELS])
    panels[-1].set_xlabel(r"$\delta_\mathrm{CP}/\pi$")
    return figure
