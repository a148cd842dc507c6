"""Efficiency against recoil energy with and without photoelectron fluctuations."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.response import Response
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    detector = cevns.experiment("coherent-csi").detector
    assert isinstance(detector, PhotoelectronDetector)
    figure = Figure()
    axes = figure.subplots()
    T = np.linspace(0, 40, 1601) * keV
    recipes: dict[str, Response] = {"at the mean": detector, "Poisson-smeared": smeared(detector)}
    for i, (name, one) in enumerate(recipes.items()):
        axes.plot(T / keV, one.matrix(T), color=SEQUENCE[i], ls=LINES[i], label=name)
    axes.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel=r"efficiency $\varepsilon(T)$",
        xlim=(0, 40),
        ylim=(0, 0.82),
    )
    axes.legend(loc="upper right")
    return figure
