"""The proton's vector coupling for each flavour, and the constants of the other schemes."""

import numpy as np

from cevns.basics.constants import HBARC
from cevns.interactions.couplings import one_loop, radiative_2005, tree
from figures.style import COLORS, FLAVOR_LINES, FLAVORS, Figure, styled

ABOVE = {"nu_e": 4, "nu_mu": -13, "nu_tau": 4}
"""How far above its curve each flavour is written."""
BEAMS = {"reactors": (1, 15), "stopped pions": (20, 100)}  # momentum transfers [MeV]


@styled
def draw() -> Figure:
    """Draw the couplings from 1 to 100 MeV of momentum transfer."""
    figure = Figure()
    axes = figure.subplots()
    Q = np.geomspace(1, 100, 200)
    loops = one_loop()
    for flavor, index in FLAVORS.items():
        coupling, color = np.asarray(loops.at(flavor, Q / HBARC).g_pV), COLORS[flavor]
        axes.plot(Q, coupling, color=color, ls=FLAVOR_LINES[flavor])
        axes.annotate(
            rf"$\nu_{index}$",
            (Q[0], coupling[0]),
            (4, ABOVE[flavor]),
            textcoords="offset points",
            color=color,
        )
    for name, g in (("radiative_2005", radiative_2005()), ("tree", tree())):
        axes.axhline(g.g_pV, color="#555555", ls=":", lw=1.2)
        place = (2.5, g.g_pV)
        axes.annotate(name, place, (0, 4), textcoords="offset points", fontsize=10)
    for name, (low, high) in BEAMS.items():
        axes.axvspan(low, high, color="#999999", alpha=0.15, lw=0)
        axes.text(np.sqrt(low * high), 0.0395, name, ha="center", fontsize=10)
    axes.set(
        xscale="log",
        xlim=(Q[0], Q[-1]),
        ylim=(0.021, 0.041),
        xlabel="momentum transfer $Q$ [MeV]",
        ylabel="vector coupling $g_p^V$ of the proton",
    )
    return figure
