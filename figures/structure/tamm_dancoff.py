"""The octupole of oxygen as the force grows: Tamm-Dancoff and RPA."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.nuclei.structure.excitations import QUANTA
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.measured import measured
from cevns.nuclei.structure.mesh import mesh
from cevns.nuclei.structure.pairs import pairs
from cevns.nuclei.structure.qrpa import qrpa, tamm_dancoff
from cevns.nuclei.structure.residual import MIGDAL, contact
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """The lowest 3- against f_ex, where it is real."""
    figure = Figure()
    axes = figure.subplots()
    oxygen = ground_state(cevns.nuclide("16O"), radial="woods_saxon", quanta=QUANTA)
    both = (oxygen.protons, oxygen.neutrons)
    those, table = pairs(*both, 3, -1), mesh(*both)
    f_ex = np.linspace(0, -3, 61)
    forces = [contact(those, table, replace(MIGDAL, f_ex=f)) for f in f_ex]
    for i, (solve, label) in enumerate(((tamm_dancoff, "Tamm-Dancoff"), (qrpa, "RPA"))):
        squares = np.array([solve(those, force).squares[0] for force in forces])
        stable = squares > 0
        lowest = np.sqrt(squares[stable])
        axes.plot(-f_ex[stable], lowest, ls=LINES[i], color=SEQUENCE[i], label=label)
    level = measured("16O")[3, -1].energy
    axes.axhline(level, color=COLORS["band"], ls=":", lw=1.4)
    axes.text(2.98, level + 0.2, r"measured, $^{16}$O", ha="right", fontsize=10)
    axes.set(
        xlabel=r"attraction at the surface, $-f_{\rm ex}$",
        ylabel=r"energy of the lowest $3^-$ [MeV]",
        xlim=(0, 3),
        ylim=(0, 14),
    )
    axes.legend(loc="lower left")
    return figure
