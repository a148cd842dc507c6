"""What data on Earth allow of the two effective moments, in one plane."""

import numpy as np

from cevns.inference import world
from figures.style import LINES, SEQUENCE, Figure, styled

LEVEL = 4.605
"""Delta chi^2 of a region of two parameters at 90 %."""

GROUPS = ("CsI", "stopped pions", "Dresden-II", "CONUS+", "Earth")


@styled
def draw(nodes: int = 60) -> Figure:
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    mu = np.geomspace(0.5, 70, nodes)
    x, y = np.meshgrid(mu**2, mu**2)
    for j, group in enumerate(GROUPS):
        chi2 = world.chi2(world.GROUPS[group])
        delta = chi2.chi2_mu10(x, y) - chi2.best_fit.chi2
        color, line = SEQUENCE[j % len(SEQUENCE)], LINES[j % len(LINES)]
        axes.contour(mu, mu, delta, levels=[LEVEL], colors=[color], linestyles=[line])
        axes.plot([], [], ls=line, color=color, label=group)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"$\mu_e$ [$10^{-10}\,\mu_B$]",
        ylabel=r"$\mu_\mu$ [$10^{-10}\,\mu_B$]",
    )
    axes.legend(loc="lower left")
    return figure
