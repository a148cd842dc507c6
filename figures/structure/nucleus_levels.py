"""Levels of protons and neutrons near the Fermi energy, and how full pairing leaves them."""

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.nuclei.structure.bcs import occupations
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.paired import Paired
from figures.style import COLORS, LINES, SEQUENCE, Figure, apart, raised, styled


@styled
def draw(name: str = "40Ar") -> Figure:
    """One panel for the nucleons of each kind."""
    target = cevns.nuclide(name)
    state = ground_state(target)
    figure = Figure(figsize=(5.2, 4.2))
    for axes, kind, paired in zip(
        figure.subplots(1, 2, sharey=True),
        ("protons", "neutrons"),
        (state.protons, state.neutrons),
        strict=True,
    ):
        _panel(axes, paired)
        axes.set_title(f"{raised(target)}, {kind}", fontsize=11)
        axes.set(xlim=(0, 1.45), ylim=(-28, 2), xlabel="occupation $v^2$", xticks=[0, 0.5, 1])
    figure.axes[0].set_ylabel("energy [MeV]")
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _panel(axes: Axes, paired: Paired) -> None:
    shown = [
        (one.energy, v**2, one.shell.label)
        for one, v in zip(paired.orbitals, paired.v, strict=True)
        if -28 < one.energy < 1
    ]
    energies = np.array([energy for energy, _, _ in shown])
    axes.barh(energies, [v2 for _, v2, _ in shown], height=0.5, color=SEQUENCE[0])
    axes.hlines(energies, 0, 1, color=COLORS["band"], lw=0.8)
    e = paired.chemical_potential + np.linspace(-8, 8, 200)
    full = occupations(e, paired.chemical_potential, paired.gap).full
    axes.plot(full, e, color=SEQUENCE[1], ls=LINES[1], lw=1.4, label="$v^2$ at any energy")
    at = paired.chemical_potential
    axes.hlines(at, 0, 1, color=COLORS["total"], ls=LINES[3], lw=1, label=r"$\lambda$")
    for (energy, _, label), height in zip(shown, apart(energies, 1.3), strict=True):
        axes.plot([1, 1.08], [energy, height], color=COLORS["band"], lw=0.8)
        axes.text(1.1, height, label, va="center", fontsize=9)
