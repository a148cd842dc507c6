"""What 40Ar is excited to: energies and multipoles."""

import numpy as np

from cevns.interactions import couplings
from cevns.interactions.incoherent import excitation
from cevns.interactions.incoherent.excited import excited_states
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from figures.style import LINES, SEQUENCE, Figure, styled

ENERGY, WIDTH = 40.0, 1.0
SHOWN = ("1+", "2-", "1-", "2+")


@styled
def draw() -> Figure:
    """Cross section of neutrinos of 40 MeV per excitation energy, folded with Lorentzians."""
    omega = np.linspace(0, 36, 361)
    nucleons = NucleonCurrents.of(couplings.tree())
    states = [t for t in excited_states("40Ar") if t.energy < ENERGY]
    names = [excitation.multipole(t.J, t.parity) for t in states]
    energies = np.array([t.energy for t in states])
    sigma = np.array(
        [
            float(excitation.state_cross_section(t, ENERGY, nucleons).total(quenching=0.8))
            for t in states
        ]
    )
    figure = Figure()
    axes = figure.subplots()
    total = excitation.folded(omega, energies, sigma, WIDTH)
    axes.fill_between(omega, total / 1e-42, color="0.85", lw=0, label="all")
    for i, name in enumerate(SHOWN):
        own = np.array([one == name for one in names])
        curve = excitation.folded(omega, energies[own], sigma[own], WIDTH)
        label = f"${name[0]}^{name[1]}$"
        axes.plot(omega, curve / 1e-42, color=SEQUENCE[i], ls=LINES[i], label=label)
    axes.set(
        xlabel=r"excitation energy $\omega$ [MeV]",
        ylabel=r"$d\sigma/d\omega$ [$10^{-42}$ cm$^2$/MeV]",
        xlim=(0, 36),
        ylim=(0, None),
    )
    axes.legend(loc="upper right")
    return figure
