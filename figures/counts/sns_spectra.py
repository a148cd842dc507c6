"""Energy spectra of the three neutrinos of a stopped pion."""

import numpy as np

from cevns.sources.spectra import Line, MichelSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest
from figures.style import COLORS, FLAVOR_LABELS, FLAVOR_LINES, Figure, styled


@styled
def draw() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    for component in pion_decay_at_rest(rate=1.0):
        flavor, spectrum = component.flavor, component.spectrum
        color, ls, label = COLORS[flavor], FLAVOR_LINES[flavor], FLAVOR_LABELS[flavor]
        if isinstance(spectrum, Line):  # all its area in one energy: an arrow, not a height
            axes.plot([spectrum.E_0, spectrum.E_0], [0, 0.0435], color=color, ls=ls, label=label)
            axes.plot(spectrum.E_0, 0.0435, marker="^", color=color)
        if isinstance(spectrum, MichelSpectrum):
            E = np.linspace(0, spectrum.E_max, 300)
            axes.plot(E, spectrum.density(E), color=color, ls=ls, label=label)
    axes.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel=r"$f(E_\nu)$ [1/MeV]",
        xlim=(0, 56),
        ylim=(0, 0.047),
    )
    axes.legend(loc="upper left")
    return figure
