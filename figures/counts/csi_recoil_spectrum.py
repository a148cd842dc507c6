"""Recoil spectra of the stopped-pion beam on CsI: Standard Model and magnetic."""

import numpy as np

import cevns
from cevns.basics.units import keV, mu10
from cevns.detectors.photoelectrons import PhotoelectronDetector
from figures.style import COLORS, FLAVOR_LABELS, FLAVOR_LINES, Figure, styled


@styled
def draw(mu_nu: float = 4e-9) -> Figure:
    experiment = cevns.experiment("coherent-csi")
    detector = experiment.detector
    assert isinstance(detector, PhotoelectronDetector)
    window = np.array(detector.kinks) / keV
    T = np.geomspace(0.1, 47, 800) * keV
    spectrum = cevns.recoil_spectrum(experiment, T)
    figure = Figure(figsize=(5.2, 5.4))
    panels = figure.subplots(2, 1, sharex=True, sharey=True)
    scale = (mu_nu / mu10) ** 2
    titles = ("Standard Model", rf"magnetic, $\mu_\nu={mu_nu / 1e-9:g}\times10^{{-9}}\,\mu_B$")
    parts = (
        (spectrum.sm, spectrum.sm_total, 1.0),
        (spectrum.magnetic, spectrum.magnetic_total, scale),
    )
    for axes, (part, total, times), title in zip(panels, parts, titles, strict=True):
        axes.axvspan(window[0], window[-1], color=COLORS["band"], alpha=0.2, lw=0)
        for flavor, N in part.items():
            axes.plot(
                T / keV,
                times * N * keV,
                color=COLORS[flavor],
                ls=FLAVOR_LINES[flavor],
                label=FLAVOR_LABELS[flavor],
            )
        axes.plot(T / keV, times * total * keV, color=COLORS["total"], lw=1, label="sum")
        axes.set_title(title, fontsize=11)
        axes.set(ylabel="recoils per keV")
    panels[0].legend(loc="lower left")
    panels[1].set(
        xlabel="recoil energy $T$ [keV]",
        xscale="log",
        yscale="log",
        xlim=(0.1, 50),
        ylim=(0.3, 1e4),
    )
    return figure
