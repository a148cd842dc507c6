"""Recoil spectra of the reactor experiments, with the thresholds read for the talk's table."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.basics.units import day, eV, keV, mu10
from figures.style import COLORS, Figure, styled

TITLES = {
    "conus": "CONUS, Ge",
    "texono": "TEXONO, Ge",
    "connie": "CONNIE, Si",
    "miner": "MINER, 2Ge:1Si",
    "red100": "RED100, Xe",
}
SETUPS = {"current": "-", "future": ":"}


@styled
def draw(mu_nu: float = 1e-10) -> Figure:
    """Recoils per kilogram, day and keV, before efficiency."""
    T = np.geomspace(10, 5000, 500) * eV
    figure = Figure(figsize=(5.2, 6.8))
    panels = figure.subplots(3, 2, sharex=True, sharey=True)
    for axes, (key, title) in zip(panels.flat, TITLES.items(), strict=False):
        e = cevns.experiment(key)
        spectrum = cevns.recoil_spectrum(replace(e, mass=1.0, exposure=day), T)
        magnetic = spectrum.magnetic["nu_e_bar"] * (mu_nu / mu10) ** 2
        axes.plot(T / eV, spectrum.sm["nu_e_bar"] * keV, color=COLORS["sm"])
        axes.plot(T / eV, magnetic * keV, color=COLORS["magnetic"], ls="--")
        for setup, ls in SETUPS.items():
            setup_here = cevns.experiment(key, setup)
            thresholds = {n.Z: setup_here.detector.on(n).kinks[0] for n in e.material.nuclides}
            for threshold in thresholds.values():
                axes.axvline(threshold / eV, color=COLORS["total"], ls=ls, lw=1)
        axes.set_title(title, fontsize=10)
        axes.set(xscale="log", yscale="log", xlim=(10, 5000), ylim=(0.01, 1e4))
    key_panel = panels.flat[-1]
    key_panel.axis("off")
    key_panel.plot([], [], color=COLORS["sm"], label="Standard Model")
    label = rf"magnetic, $10^{{{round(np.log10(mu_nu))}}}\,\mu_B$"
    key_panel.plot([], [], color=COLORS["magnetic"], ls="--", label=label)
    for setup, ls in SETUPS.items():
        key_panel.plot([], [], color=COLORS["total"], lw=1, ls=ls, label=f"threshold, {setup}")
    key_panel.legend(loc="center")
    for axes in panels[:, 0]:
        axes.set_ylabel("per kg, day, keV")
    # the last panel is the legend: the one above it carries the ticks of its column
    panels[1, 1].tick_params(labelbottom=True)
    figure.supxlabel("recoil energy [eV]", fontsize=11)
    return figure
