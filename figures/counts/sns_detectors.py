"""Recoil spectra of COHERENT's detectors per kilogram and year, with their thresholds."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.basics.units import keV, mu10, year
from figures.style import COLORS, Figure, styled

TITLES = {
    "coherent-hpge": "HPGe, 22 m",
    "coherent-lar": "LAr, 29 m",
    "coherent-nai": "NaI[Tl], 28 m",
    "coherent-csi": "CsI[Na], 19.3 m",
}
SETUPS = {"current": "-", "future": ":"}


@styled
def draw(mu_nu: float = 2e-9) -> Figure:
    """Recoils of all flavours per kilogram, year and keV, before efficiency."""
    T = np.geomspace(0.3, 270, 700) * keV
    figure = Figure(figsize=(5.2, 6.2))
    panels = figure.subplots(2, 2, sharex=True, sharey=True)
    for axes, (key, title) in zip(panels.flat, TITLES.items(), strict=True):
        e = replace(cevns.experiment(key), mass=1.0, exposure=year)
        spectrum = cevns.recoil_spectrum(e, T)
        scale = (mu_nu / mu10) ** 2
        axes.plot(T / keV, spectrum.sm_total * keV, color=COLORS["sm"], label="SM")
        axes.plot(
            T / keV,
            scale * spectrum.magnetic_total * keV,
            color=COLORS["magnetic"],
            ls="--",
            label="magnetic",
        )
        for setup, ls in SETUPS.items():
            detector = cevns.experiment(key, setup).detector
            threshold = detector.on(e.material.nuclides[0]).kinks[0]
            axes.axvline(threshold / keV, color=COLORS["total"], ls=ls, lw=1, label=setup)
        axes.set_title(title, fontsize=10)
        axes.set(xscale="log", yscale="log", xlim=(0.3, 270), ylim=(2e-3, 100))
    for axes in panels[:, 0]:
        axes.set_ylabel("per kg, year, keV")
    handles = panels[0, 0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=4, handlelength=1.6)
    figure.supxlabel("recoil energy [keV]", fontsize=11)
    return figure
