"""Acceptance of the CsI selection, with its window, in photoelectrons and recoil energy."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

import cevns
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from figures.style import COLORS, Figure, styled


@styled
def draw() -> Figure:
    detector = cevns.experiment("coherent-csi").detector
    assert isinstance(detector, PhotoelectronDetector)
    figure = Figure()
    axes = figure.subplots()
    n = np.linspace(0, 36, 3601)
    axes.plot(n, detector.acceptance(n), color=COLORS["sm"])
    axes.axvspan(detector.lower, detector.upper, color=COLORS["band"], alpha=0.2, lw=0)
    axes.text(18, 0.04, "analysis window", ha="center")
    axes.axhline(detector.acceptance.plateau, color=COLORS["band"], ls=":")
    axes.text(0.4, detector.acceptance.plateau + 0.01, "plateau $a$")
    axes.plot(
        detector.acceptance.midpoint,
        detector.acceptance.plateau / 2,
        marker="o",
        color=COLORS["sm"],
    )
    axes.text(
        detector.acceptance.midpoint + 0.8, detector.acceptance.plateau / 2, "$x_0$", va="center"
    )
    axes.set(
        xlabel="photoelectrons $n$",
        ylabel=r"acceptance $\mathcal{A}(n)$",
        xlim=(0, 36),
        ylim=(0, 0.75),
    )
    per_keV = detector.light_yield * keV

    def to_keV(n: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(n, dtype=float) / per_keV

    def to_photoelectrons(T: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(T, dtype=float) * per_keV

    top = axes.secondary_xaxis("top", functions=(to_keV, to_photoelectrons))
    top.set_xlabel("mean recoil energy $T = n/Y$ [keV]")
    return figure
