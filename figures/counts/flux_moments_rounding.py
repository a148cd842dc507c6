"""Rounding errors of I_0 near the end point: differences of powers against two nodes."""

from fractions import Fraction

import numpy as np

from cevns.sources.michel_rounding import exact_share_above, share_above_by_powers
from cevns.sources.spectra import MichelSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest
from figures.style import COLORS, Figure, styled


@styled
def draw() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    distance = np.logspace(-8, -0.05, 160)
    for component in pion_decay_at_rest(rate=1.0)[1:]:
        spectrum, flavor = component.spectrum, component.flavor
        assert isinstance(spectrum, MichelSpectrum)
        E_min = spectrum.E_max * (1 - distance)
        truth = [exact_share_above(spectrum, float(E)) for E in E_min]
        ways = {
            "powers": [share_above_by_powers(spectrum, float(E)) for E in E_min],
            "two nodes": spectrum.moments(E_min)[0],
        }
        symbol = {"nu_e": r"$\nu_e$", "nu_mu_bar": r"$\bar\nu_\mu$"}[flavor]
        for (name, values), marker in zip(ways.items(), ("x", "o"), strict=True):
            error = [
                abs(float((Fraction(float(v)) - t) / t)) for v, t in zip(values, truth, strict=True)
            ]
            axes.plot(
                distance,
                np.maximum(error, 1e-17),
                color=COLORS[flavor],
                marker=marker,
                markersize=3,
                markerfacecolor="none",
                ls="none",
                label=f"{symbol}, {name}",
            )
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"distance to the end point, $1-E_\mathrm{min}/E_\mathrm{max}$",
        ylabel="relative error of $I_0$",
        ylim=(1e-17, 10),
    )
    axes.legend(loc="upper right")
    return figure
