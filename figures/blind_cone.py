"""How fast sensitivity comes back around a blind direction."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from figures.coherent_regions import combine
from figures.phase_maps import EXPERIMENTS
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Limit on the length of Lambda against its angle to the direction a reactor cannot see."""
    blind = mixing.matrix[0].conj()
    across = mixing.matrix[1].conj()  # any direction at right angles
    angle = np.geomspace(1e-3, np.pi / 2, 120)
    tilted = np.cos(angle)[:, None] * blind + np.sin(angle)[:, None] * across
    figure = Figure()
    axes = figure.subplots()
    for (title, keys), ls, color in zip(EXPERIMENTS.items(), LINES, SEQUENCE, strict=False):
        limits = direction_limit(combine(keys), tilted, mixing) / mu10
        axes.plot(np.degrees(angle), limits, ls=ls, color=color, label=title)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="angle to the blind direction [degrees]",
        ylabel=r"limit on $|\Lambda|$ [$10^{-10}\,\mu_B$]",
        ylim=(1, 3e3),
        xlim=(0.06, 90),
    )
    axes.legend()
    return figure
