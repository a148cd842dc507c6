"""The proton's vector coupling for each flavour, and the constants of the other schemes."""

import numpy as np

from cevns.basics.constants import HBARC
from cevns.interactions.couplings import one_loop, radiative_2005, tree
from figures.style import LINES, SEQUENCE, Figure, styled

FLAVORS = {"nu_e": (r"$\nu_e$", 4), "nu_mu": (r"$\nu_\mu$", -13), "nu_tau": (r"$\nu_\tau$", 4)}
"""How each is written, and how far above its curve."""
BEAMS = {"reactors": (1, 15), "stopped pions": (20, 100)}  # momentum transfers [MeV]


@styled
def draw() -> Figure:
    """Draw the couplings from 1 to 100 MeV of momentum transfer."""
    figure = Figure()
    axes = figure.subplots()
    Q = np.geomspace(1, 100, 200)
    loops = one_loop()
    for (flavor, (label, above)), color, ls in zip(FLAVORS.items(), SEQUENCE, LINES, strict=False):
        axes.plot(Q, loops.at(flavor, Q / HBARC).g_pV, color=color, ls=ls)
        at_left = float(loops.at(flavor, Q[0] / HBARC).g_pV)
        axes.annotate(label, (Q[0], at_left), (4, above), textcoords="offset points", color=color)
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
