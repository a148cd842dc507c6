"""Pairing in carbon: how strong the force must be before there is any."""

import numpy as np

import cevns
from cevns.nuclei.structure.bcs import solve
from cevns.nuclei.structure.masses import gap, hole_and_particle
from cevns.nuclei.structure.woods_saxon import moved, orbitals
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Lowest quasiparticle energy and Delta against G, for two distances of the last subshells."""
    carbon = cevns.nuclide("12C")
    well = orbitals(carbon, "n")
    last, first = hole_and_particle(carbon, "n")
    measured = moved(well, {"0p3/2": last, "0p1/2": first})
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    axes.axvspan(20, 28, color=COLORS["band"], alpha=0.2, lw=0)
    axes.text(24, 8.3, "other nuclei", ha="center", va="top", fontsize=10)
    GA = np.linspace(1, 66, 261)
    for i, (levels, word) in enumerate(((well, "spacing of the well"), (measured, "measured"))):
        states = [solve(levels, 6, strength=x / 12) for x in GA]
        color, ls, label = SEQUENCE[i], LINES[i], rf"$E_\mathrm{{min}}$, {word}"
        axes.plot(GA, [s.lowest for s in states], color=color, ls=ls, label=label)
        axes.plot(GA, [s.gap for s in states], color=color, ls=ls, lw=0.9)
    axes.axhline(gap(carbon, "n"), color="0.3", lw=0.9, ls=":")
    axes.text(1, gap(carbon, "n") + 0.1, "gap of the masses", fontsize=10)
    axes.set(xlabel="$G\\,A$ [MeV]", ylabel="energy [MeV]", xlim=(0, 66), ylim=(0, 8.5))
    axes.legend(loc="upper right")
    return figure
