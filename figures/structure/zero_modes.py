"""Lowest omega^2 of three vibrations of argon as the force grows."""

import numpy as np

import cevns
from cevns.nuclei.structure.excitations import excitations, lowest_square
from cevns.nuclei.structure.residual import MIGDAL
from figures.style import LINES, SEQUENCE, Figure, styled

SHOWN = {(1, -1): "$1^-$", (2, 1): "$2^+$", (3, -1): "$3^-$"}


@styled
def draw() -> Figure:
    """One line a spin, a dot where the chapter stops on it."""
    figure = Figure()
    axes = figure.subplots()
    states = excitations(cevns.nuclide("40Ar"), J_max=3)
    f_ex = np.linspace(-0.6, -2.4, 61)
    for i, (channel, label) in enumerate(SHOWN.items()):
        square = lowest_square(states.modes[channel].pairs, states.table, MIGDAL)
        axes.plot(-f_ex, [square(f) for f in f_ex], ls=LINES[i], color=SEQUENCE[i], label=label)
        chosen = states.forces[channel].f_ex
        axes.plot(-chosen, square(chosen), "o", color=SEQUENCE[i])
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(
        xlabel=r"attraction at the surface, $-f_{\rm ex}$",
        ylabel=r"lowest $\omega^2$ [MeV$^2$]",
        xlim=(0.6, 2.4),
        ylim=(-30, 60),
    )
    axes.legend(loc="upper right")
    return figure
