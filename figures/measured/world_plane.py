"""What data on Earth allow of the two effective moments, in one plane."""

import numpy as np

from cevns.inference import world
from figures.style import LINES, SEQUENCE, Figure, styled

LEVEL = 4.605
"""Delta chi^2 of a region of two parameters at 90 %."""

GROUPS = ("CsI", "stopped pions", "Dresden-II", "CONUS+", "Earth")


@styled
def draw(rays: int = 61) -> Figure:
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    share = np.concatenate([[0.0], 1 / (1 + np.exp(np.linspace(12, -12, rays))), [1.0]])
    for j, group in enumerate(GROUPS):
        chi2 = world.chi2(world.GROUPS[group])
        far = chi2.reach(1 - share, share, chi2.best_fit.chi2 + LEVEL)
        far = np.where(np.isfinite(far), far, 1e9)
        color, line = SEQUENCE[j % len(SEQUENCE)], LINES[j % len(LINES)]
        mu_e, mu_mu = np.sqrt(far * (1 - share)), np.sqrt(far * share)
        axes.plot(
            np.maximum(mu_e, 1e-3), np.maximum(mu_mu, 1e-3), ls=line, color=color, label=group
        )
    axes.set(
        xscale="log",
        yscale="log",
        xlim=(0.5, 70),
        ylim=(0.5, 70),
        xlabel=r"$\mu_e$ [$10^{-10}\,\mu_B$]",
        ylabel=r"$\mu_\mu$ [$10^{-10}\,\mu_B$]",
    )
    axes.legend(loc="lower left")
    return figure
