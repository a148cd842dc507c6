"""Incoherent cross section of 40Ar beside the literature and beside coherent scattering."""

import numpy as np

import cevns
from cevns.interactions import couplings
from cevns.interactions.cross_sections import sm_total
from cevns.interactions.incoherent.published import argon
from cevns.interactions.incoherent.tables import incoherent_table
from cevns.nuclei.radii import helm
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Neutrinos and antineutrinos; a band of axial couplings; the published table as points."""
    E = np.linspace(10, 60, 201)
    table, nuclide = incoherent_table("40Ar"), cevns.nuclide("40Ar")
    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    coherent = sm_total(E, nuclide, couplings=couplings.tree(), form_factor=helm(nuclide))
    axes.plot(E, coherent, color=SEQUENCE[6], label="coherent")
    low, high = (table.cross_section(E, quenching=q) for q in (0.7, 1.0))
    axes.fill_between(
        E, low, high, color=COLORS["band"], alpha=0.3, lw=0, label=r"$\nu$, $q$ = 0.7 to 1"
    )
    for antineutrino, name, i in ((False, r"$\nu$", 0), (True, r"$\bar\nu$", 1)):
        sigma = table.cross_section(E, antineutrino=antineutrino, quenching=0.8)
        axes.plot(E, sigma, color=SEQUENCE[i], ls=LINES[i], label=rf"{name}, $q=0.8$")
    points = {"color": COLORS["data"], "ms": 4, "clip_on": False}
    axes.plot(*argon(), "o", label="SNOwGLoBES table", **points)
    axes.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel=r"$\sigma$ [cm$^2$]",
        yscale="log",
        xlim=(10, 60),
        ylim=(3e-44, 1e-38),
    )
    axes.legend(loc="lower right")
    return figure
