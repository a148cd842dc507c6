"""How fast sensitivity comes back around a blind direction."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.blind import tilted_from_blind
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.collection import together
from figures.planes import REACTOR_AND_SNS
from figures.style import COLORS, LINES, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Limit on the length of Lambda against its angle to the direction a reactor cannot see."""
    angle = np.geomspace(1e-3, np.pi / 2, 120)
    tilted = tilted_from_blind(angle, mixing)
    figure = Figure()
    axes = figure.subplots()
    kinds = "reactor", "sns", "together"
    for (title, keys), ls, kind in zip(REACTOR_AND_SNS.items(), LINES, kinds, strict=False):
        limits = direction_limit(together(*keys).moment_chi2, tilted, mixing) / mu10
        axes.plot(np.degrees(angle), limits, ls=ls, color=COLORS[kind], label=title)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="angle to the blind direction [degrees]",
        ylabel=r"limit on $|\vec\Lambda|$ [$10^{-10}\,\mu_B$]",
        ylim=(1, 3e3),
        xlim=(0.06, 90),
    )
    axes.legend()
    return figure
