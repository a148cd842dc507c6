"""Probability that a solar electron neutrino arrives as the lightest mass state."""

from typing import Final

import numpy as np

from cevns.inference.beam_forms import SOLAR_ENERGIES
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.oscillation import adiabatic_P_e1
from cevns.sources.solar import birthplace
from figures.style import LINES, SEQUENCE, SOLAR_LABELS, Figure, styled

WINDOW: Final = (0.599, 0.614)
"""What the printed 0.44 and 0.36 need with their rounding."""


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    E = np.geomspace(0.1, 16, 200)
    figure = Figure()
    axes = figure.subplots()
    axes.axhspan(*WINDOW, color="0.75", lw=0)
    axes.text(0.104, 0.555, "needed by the printed limits", color="0.3", fontsize=9)
    for i, n_e in enumerate((0, 40, 70, 100)):
        label = "vacuum" if n_e == 0 else rf"$n_e = {n_e}$"
        axes.plot(E, adiabatic_P_e1(E, n_e, mixing), ls=LINES[i], color=SEQUENCE[i], label=label)
    for marker, (source, energy) in zip("os^", SOLAR_ENERGIES.items(), strict=True):
        P = float(birthplace(source).P_e1(energy, mixing))
        axes.plot(energy, P, marker, color="k", ms=8, mfc="w", mew=1.6)
        above = 21 if source == "7Be" else 9  # clear of the line of the vacuum
        axes.annotate(
            SOLAR_LABELS[source],
            (energy, P),
            xytext=(6, above),
            textcoords="offset points",
            fontsize=12,
        )
    axes.set(
        xscale="log",
        xlabel=r"$E_\nu$ [MeV]",
        ylabel=r"$P_{e1}^{2\nu}$",
        xlim=(0.1, 16),
        ylim=(0, 0.8),
        xticks=[0.1, 1, 10],
        xticklabels=["0.1", "1", "10"],
    )
    axes.legend(title=r"$n_e$ in $N_A/\mathrm{cm}^3$", loc="lower left")
    return figure
