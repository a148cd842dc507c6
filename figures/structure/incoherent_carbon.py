"""The 15.11 MeV state of 12C, its strength taken from beta decay."""

import numpy as np

from cevns.interactions import couplings
from cevns.interactions.incoherent import allowed, excitation, published
from cevns.interactions.incoherent.excited import excited_states
from cevns.interactions.incoherent.nucleon_currents import NucleonCurrents
from cevns.sources.stopped_pions import prompt_line_energy
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """All multipoles' shape, the long-wavelength limit, and KARMEN's point."""
    E = np.linspace(15.11, 55, 160)
    ft = [level.ft for level in allowed.MIRRORS.values()]
    strength = float(np.mean([allowed.isovector_strength(x, twice_J_parent=2) for x in ft]))
    state = allowed.scaled_to(
        allowed.strongest(excited_states("12C")), strength, energy=allowed.CARBON_LEVEL
    )
    parts = excitation.state_cross_section(state, E, NucleonCurrents.of(couplings.tree()))
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    for antineutrino, name, i in ((False, r"$\nu$", 0), (True, r"$\bar\nu$", 1)):
        sigma = parts.total(antineutrino=antineutrino) / 1e-42
        axes.plot(E, sigma, color=SEQUENCE[i], ls=LINES[i], label=name)
    flat = allowed.allowed_cross_section(E, allowed.CARBON_LEVEL, strength)
    axes.plot(E, flat / 1e-42, color="0.5", lw=1, ls=LINES[3], label="long wavelength")
    point = published.carbon()["nu_mu"]
    axes.errorbar(
        prompt_line_energy(),
        point.sigma / 1e-42,
        yerr=point.uncertainty / 1e-42,
        fmt="o",
        color=COLORS["data"],
        label=r"KARMEN, $\nu_\mu$",
    )
    axes.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel=r"$\sigma$ [$10^{-42}$ cm$^2$]",
        xlim=(15, 55),
        ylim=(0, 20),
    )
    axes.legend(loc="upper left")
    return figure
