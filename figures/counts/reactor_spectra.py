"""Antineutrino spectra of the fissioning isotopes and of the whole reactor."""

import numpy as np

from cevns.sources.reactor import (
    E_JOIN,
    E_TOP,
    ISOTOPES,
    fission_spectrum,
    low_energy_spectrum,
    reactor_spectrum,
)
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

LABELS = {
    "235U": r"$^{235}$U",
    "238U": r"$^{238}$U",
    "239Pu": r"$^{239}$Pu",
    "241Pu": r"$^{241}$Pu",
}
IBD_THRESHOLD = 1.806  # MeV, of inverse beta decay on the proton


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 5.6))
    spectra, ratios = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    low, high = np.linspace(0.05, E_JOIN, 400), np.linspace(E_JOIN, E_TOP, 200)
    for isotope, color, ls in zip(ISOTOPES, SEQUENCE, LINES, strict=False):
        # two lines, so that the step where table and fit meet is not drawn as a slope
        spectra.plot(low, low_energy_spectrum(low, isotope), color=color, ls=ls)
        spectra.plot(
            high, fission_spectrum(high, isotope), color=color, ls=ls, label=LABELS[isotope]
        )
        if isotope != "238U":  # Huber gives none
            ratio = fission_spectrum(high, isotope, "huber") / fission_spectrum(high, isotope)
            ratios.plot(high, ratio, color=color, ls=ls)
    total = reactor_spectrum()
    for E in (low, np.nextafter(high, 9)[:-1]):
        label = "reactor" if E is low else None
        spectra.plot(E, total.total * total.density(E), color=COLORS["total"], lw=1, label=label)
    spectra.axvline(IBD_THRESHOLD, color=COLORS["band"], lw=1)
    spectra.text(IBD_THRESHOLD + 0.08, 5, "inverse β decay", fontsize=9)
    spectra.set(
        ylabel=r"$\bar\nu_e$ per MeV and fission", yscale="log", ylim=(3e-4, 9), xlim=(0, E_TOP)
    )
    spectra.legend(loc="upper right", ncols=2)
    ratios.axhline(1, color=COLORS["band"], lw=1)
    ratios.set(
        xlabel=r"antineutrino energy $E_\nu$ [MeV]", ylabel="Huber / Mueller", ylim=(0.93, 1.09)
    )
    return figure
