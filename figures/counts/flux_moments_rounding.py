"""Rounding errors of I_0 near the end point: differences of powers against two nodes."""

from fractions import Fraction

import numpy as np

from cevns.sources.spectra import MichelSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest
from figures.style import COLORS, Figure, styled


def exact(spectrum: MichelSpectrum, E_min: float) -> Fraction:
    """I_0 of the same floating-point inputs in rational arithmetic, without any rounding."""
    a, b = Fraction(spectrum.a), Fraction(spectrum.b)
    lower, upper = Fraction(E_min), Fraction(spectrum.E_max)
    return a * (upper**3 - lower**3) / 3 + b * (upper**4 - lower**4) / 4


def difference_of_powers(spectrum: MichelSpectrum, E_min: float) -> float:
    """I_0 as the textbook antiderivative at both ends."""
    a, b, upper = spectrum.a, spectrum.b, spectrum.E_max
    return (a * upper**3 / 3 + b * upper**4 / 4) - (a * E_min**3 / 3 + b * E_min**4 / 4)


@styled
def draw() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    distance = np.logspace(-8, -0.05, 160)
    for component in pion_decay_at_rest(rate=1.0)[1:]:
        spectrum, flavor = component.spectrum, component.flavor
        assert isinstance(spectrum, MichelSpectrum)
        E_min = spectrum.E_max * (1 - distance)
        truth = [exact(spectrum, float(E)) for E in E_min]
        ways = {
            "powers": [difference_of_powers(spectrum, float(E)) for E in E_min],
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
