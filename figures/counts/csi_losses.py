"""Recoils in the CsI crystal and what is left of them after window and acceptance."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from figures.style import COLORS, LINES, Figure, styled


@styled
def draw() -> Figure:
    experiment = cevns.experiment("coherent-csi")
    detector = experiment.detector
    assert isinstance(detector, PhotoelectronDetector)
    lower, upper = detector.kinks[0], detector.kinks[-1]
    T = np.linspace(0.02, 40, 2000) * keV
    recoils = cevns.recoil_spectrum(experiment, T).sm_total
    inside = (lower <= T) & (upper >= T)
    figure = Figure()
    axes = figure.subplots()
    axes.plot(T / keV, recoils * keV, color=COLORS["total"], label="all recoils")
    axes.plot(
        T[inside] / keV,
        (recoils * keV)[inside],
        color=COLORS["band"],
        lw=4,
        alpha=0.6,
        label="in the window",
    )
    counted = recoils * detector.efficiency(T) * keV
    axes.plot(T / keV, counted, color=COLORS["sm"], ls=LINES[1], label="counted")
    axes.fill_between(T / keV, counted, color=COLORS["sm"], alpha=0.25, lw=0)
    axes.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel="recoils per keV",
        xlim=(0, 40),
        ylim=(0, 180),
    )
    axes.legend()
    return figure
