"""Dipole strength of argon: quasiparticle pairs, and states with the force between them."""

import numpy as np

import cevns
from cevns.nuclei.structure.excitations import excitations
from cevns.nuclei.structure.measured import giant_dipole
from cevns.nuclei.structure.sum_rules import dipole_charges, folded, multipole_elements
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

WIDTH = 3.0  # MeV


@styled
def draw() -> Figure:
    """B(E1) about the centre of mass, each state a Lorentz curve, and as sticks below."""
    figure = Figure()
    axes = figure.subplots()
    nuclide = cevns.nuclide("40Ar")
    states = excitations(nuclide, J_max=3)
    modes = states.modes[1, -1]
    elements = multipole_elements(modes.pairs, states.table, dipole_charges(nuclide.Z, nuclide.N))
    shown = {
        "pairs": (modes.pairs.energies, (elements * modes.pairs.weights(+1)) ** 2),
        "QRPA": (modes.energies, modes.reduced(elements, +1) ** 2),
    }
    E = np.linspace(0, 35, 351)
    for i, (label, (energies, strengths)) in enumerate(shown.items()):
        curve = folded(E, energies, strengths, WIDTH)
        axes.plot(E, curve, ls=LINES[i], color=SEQUENCE[i], label=label)
        bottom = -0.2 * (i + 1)
        axes.vlines(energies, bottom, bottom + 0.18 * strengths / strengths.max(), SEQUENCE[i])
    axes.axvline(giant_dipole(nuclide.A), color=COLORS["band"], ls=":", lw=1.4)
    axes.set(
        xlabel="excitation energy [MeV]",
        ylabel=r"$B(E1)$ per energy [$e^2\,$fm$^2$/MeV]",
        xlim=(0, 35),
        ylim=(-0.42, 1.85),
    )
    axes.legend(loc="upper right")
    return figure
