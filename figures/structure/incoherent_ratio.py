"""Incoherent over coherent scattering, nuclide by nuclide."""

import numpy as np

import cevns
from cevns.interactions import couplings
from cevns.interactions.cross_sections import sm_total
from cevns.interactions.incoherent.tables import incoherent_table
from cevns.nuclei.radii import helm
from cevns.sources.stopped_pions import prompt_line_energy
from figures.style import LINES, SEQUENCE, Figure, raised, styled

SHOWN = ("16O", "28Si", "40Ar", "56Fe", "74Ge", "132Xe")


@styled
def draw() -> Figure:
    """Ratio of total cross sections of neutrinos, axial coupling times 0.8."""
    E = np.linspace(4, 55, 206)
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    for i, name in enumerate(SHOWN):
        nuclide = cevns.nuclide(name)
        sigma = incoherent_table(name).cross_section(E, quenching=0.8)
        coherent = sm_total(E, nuclide, couplings=couplings.tree(), form_factor=helm(nuclide))
        ratio = np.where(sigma > 0, sigma / coherent, np.nan)
        axes.plot(E, ratio, color=SEQUENCE[i], ls=LINES[i], label=raised(nuclide))
    axes.axvspan(4, 8, color="0.9", lw=0)
    axes.text(4.3, 2.2e-2, "reactor", fontsize=10)
    axes.axvline(prompt_line_energy(), color="0.6", lw=0.8)
    axes.text(prompt_line_energy() + 0.5, 5e-2, r"$\nu_\mu$ line", fontsize=10)
    axes.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel="incoherent / coherent",
        yscale="log",
        xlim=(4, 55),
        ylim=(1e-7, 0.1),
    )
    axes.legend(loc="lower right", ncols=2)
    return figure
