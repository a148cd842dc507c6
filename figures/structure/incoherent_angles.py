"""Where neutrinos go: coherent scattering forward, incoherent backward."""

import numpy as np

import cevns
from cevns.interactions import couplings
from cevns.interactions.cross_sections import sm
from cevns.interactions.incoherent import excitation
from cevns.interactions.incoherent.excited import excited_states
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.nuclei.radii import helm
from figures.style import LINES, SEQUENCE, Figure, styled

ENERGY = 40.0
SHOWN = ("1+", "2-", "1-")


@styled
def draw() -> Figure:
    """Cross sections per solid angle of 40Ar, for neutrinos and antineutrinos of 40 MeV."""
    cos = -np.cos(np.linspace(0, np.pi, 91))  # close where cross sections vanish
    nucleons = NucleonCurrents.of(couplings.tree())
    sums = {name: [np.zeros_like(cos), np.zeros_like(cos)] for name in SHOWN}
    for state in excited_states("40Ar"):
        name = excitation.multipole(state.J, state.parity)
        if name in sums:
            part = excitation.differential_cross_section(state, ENERGY, cos, nucleons)
            for antineutrino in (False, True):
                sums[name][antineutrino] += part.total(antineutrino=antineutrino, quenching=0.8)
    argon = cevns.nuclide("40Ar")
    T = ENERGY**2 * (1 - cos) / (argon.mass + ENERGY * (1 - cos))
    elastic = sm(T, ENERGY, argon, couplings=couplings.tree(), form_factor=helm(argon))
    elastic *= (ENERGY - T) ** 2 / (2 * np.pi * argon.mass)
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    axes.plot(cos, elastic, color=SEQUENCE[6], label="coherent")
    for i, (name, (nu, antinu)) in enumerate(sums.items()):
        label = f"${name[0]}^{name[1]}$"
        axes.plot(cos, nu, color=SEQUENCE[i], ls=LINES[i], label=label)
        axes.plot(cos, antinu, color=SEQUENCE[i], ls=LINES[i], lw=0.8)
    axes.set(
        xlabel=r"cosine of the scattering angle, $\cos\theta$",
        ylabel=r"$d\sigma/d\Omega$ [cm$^2$/sr]",
        yscale="log",
        xlim=(-1, 1),
        ylim=(1e-44, 1e-39),
        xticks=(-1, -0.5, 0, 0.5, 1),
    )
    axes.text(0.98, 6e-42, r"thick $\nu$, thin $\bar\nu$", ha="right", fontsize=10)
    axes.legend(loc="lower left", bbox_to_anchor=(0.03, 0))
    return figure
