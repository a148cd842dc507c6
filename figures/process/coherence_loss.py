"""What the size of the nuclei costs the first COHERENT run."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.nuclei.radii import helm, klein_nystrand, point_like
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

MODELS = {
    "point-like": (point_like, COLORS["band"], LINES[3]),
    "Helm": (helm, SEQUENCE[0], LINES[0]),
    "Klein-Nystrand": (klein_nystrand, SEQUENCE[2], LINES[2]),
}


@styled
def draw() -> Figure:
    """Counted recoils of the whole beam, with three form factors."""
    csi = cevns.experiment("coherent-csi")
    detector = csi.detector
    assert isinstance(detector, PhotoelectronDetector)
    T = np.linspace(1.001 * detector.kinks[0], 0.999 * detector.kinks[-1], 600)
    figure = Figure()
    axes = figure.subplots()
    for label, (model, color, ls) in MODELS.items():
        spectrum = cevns.recoil_spectrum(csi, T, form_factor=model)
        counted = spectrum.sm_total * detector.efficiency(T)
        events = cevns.signal(csi, form_factor=model).sm_total
        axes.plot(T / keV, counted * keV, color=color, ls=ls, label=f"{label}: {events:.0f}")
    axes.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel="events per keV",
        xlim=(5, 26),
        ylim=(0, None),
    )
    axes.legend(title="events, 6 to 30 PE")
    return figure
