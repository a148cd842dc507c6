"""Probability that a solar electron neutrino arrives as the lightest mass state."""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.checks import Array
from cevns.mixing import DE_SALAS_2018, Mixing
from cevns.oscillation import adiabatic_P_e1
from cevns.tables import read_csv
from figures.style import LINES, SEQUENCE, Figure, styled

SOURCES: Final = {"pp": "pp", "Be7": r"$^7$Be", "B8": r"$^8$B"}
ENERGIES: Final = {"pp": 0.267, "Be7": 0.862, "B8": 10.0}
"""Mean of the pp spectrum, main 7Be line, and a 8B energy well above any threshold [MeV]."""

WINDOW: Final = (0.599, 0.614)
"""What the printed 0.44 and 0.36 need with their rounding."""


class Birthplace(NamedTuple):
    """Electron density [N_A/cm^3] at each radius, and the share of neutrinos born there."""

    density: Array
    share: Array

    @property
    def mean_density(self) -> float:
        return float(self.density @ self.share)

    def P_e1(self, E_nu: ArrayLike, mixing: Mixing) -> Array:
        """Two-flavour probability averaged over where the neutrinos are born."""
        E = np.asarray(E_nu, dtype=float)[..., None]
        averaged: Array = adiabatic_P_e1(E, self.density, mixing) @ self.share
        return averaged


def birthplace(source: str) -> Birthplace:
    """Production of ``"pp"``, ``"Be7"`` or ``"B8"`` neutrinos in the B16-GS98 solar model."""
    columns = ("radius", "log10_electron_density", *SOURCES)
    rows = read_csv(Path(__file__).parent / "solar_model.csv", dict.fromkeys(columns, float))
    table = {name: np.array([row[name] for row in rows], dtype=float) for name in columns}
    # Equal steps, and production vanishes at both ends: the trapezoidal rule is the plain sum.
    return Birthplace(10 ** table["log10_electron_density"], table[source] / table[source].sum())


@styled
def draw(mixing: Mixing = DE_SALAS_2018) -> Figure:
    E = np.geomspace(0.1, 16, 200)
    figure = Figure()
    axes = figure.subplots()
    axes.axhspan(*WINDOW, color="0.75", lw=0)
    axes.text(0.104, 0.555, "needed by the printed limits", color="0.3", fontsize=9)
    for i, n_e in enumerate((0, 40, 70, 100)):
        label = "vacuum" if n_e == 0 else rf"$n_e = {n_e}$"
        axes.plot(E, adiabatic_P_e1(E, n_e, mixing), ls=LINES[i], color=SEQUENCE[i], label=label)
    for marker, (source, label) in zip("os^", SOURCES.items(), strict=True):
        P = float(birthplace(source).P_e1(ENERGIES[source], mixing))
        axes.plot(ENERGIES[source], P, marker, color="k", ms=8, mfc="w", mew=1.6)
        axes.annotate(
            label, (ENERGIES[source], P), xytext=(6, 9), textcoords="offset points", fontsize=12
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
