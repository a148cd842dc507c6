"""Limits on three equal moments in the plane of their two phase differences."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import Mixing
from cevns.neutrinos.phases import phased
from cevns.talk.collection import together
from figures.planes import CP_CONSERVING, REACTOR_AND_SNS
from figures.style import Figure, styled


@styled
def draw(moduli: tuple[float, float, float] = (1, 1, 1), mixing: Mixing = CP_CONSERVING) -> Figure:
    """One panel an experiment; colour and contours are the limit on the length of Lambda."""
    xi = np.linspace(0, 2 * np.pi, 73)
    directions = phased(moduli, *np.meshgrid(xi, xi))
    figure = Figure(figsize=(5.2, 10.4))
    panels = figure.subplots(3, sharex=True)
    for axes, (title, keys) in zip(panels, REACTOR_AND_SNS.items(), strict=True):
        limits = direction_limit(together(*keys).moment_chi2, directions, mixing) / mu10
        low, high = float(limits.min()), float(limits.max())
        image = axes.pcolormesh(xi / np.pi, xi / np.pi, limits, cmap="cividis", rasterized=True)
        lines = axes.contour(
            xi / np.pi, xi / np.pi, limits, levels=MaxNLocator(3).tick_values(low, high), colors="w"
        )
        rings = [r for path in lines.get_paths() for r in path.to_polygons(closed_only=False)]
        middles = [ring[len(ring) // 2] for ring in rings]
        # far enough inside for a label to be read whole
        places = [place for place in middles if (np.abs(place - 1) < 0.8).all()]
        for label in axes.clabel(lines, fmt="%.3g", manual=places):
            label.set_path_effects([withStroke(linewidth=2.5, foreground="0.2")])
        axes.set_title(f"{title}: {low:.3g} to {high:.3g}", loc="left", fontsize="medium")
        axes.set(ylabel=r"$\xi_3/\pi$", aspect="equal")
        axes.grid(visible=False)
        figure.colorbar(image, ax=axes, label=r"limit on $|\vec\Lambda|$ [$10^{-10}\,\mu_B$]")
    panels[-1].set_xlabel(r"$\xi_2/\pi$")
    return figure
