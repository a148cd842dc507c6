"""Magnetic over Standard Model recoils at a reactor: high at both ends, low in the middle."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.basics.units import eV
from cevns.sources.reactor import E_TOP
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

TARGETS = {"Si": "connie", "Ge": "conus", "Xe": "red100"}


@styled
def draw() -> Figure:
    T = np.geomspace(3, 5000, 800) * eV
    figure = Figure()
    axes = figure.subplots()
    tree = cevns.couplings.tree()
    for (target, key), color, ls in zip(TARGETS.items(), SEQUENCE, LINES, strict=False):
        e = replace(cevns.experiment("conus"), material=cevns.material(target))
        spectrum = cevns.recoil_spectrum(e, T)
        sm, magnetic = spectrum.sm["nu_e_bar"], spectrum.magnetic["nu_e_bar"]
        common = max(e.material.nuclides, key=lambda n: n.abundance)
        # near the last end point rarer isotopes take over one by one: leave that out
        seen = 0.99 * cevns.kinematics.recoil_energy_max(E_TOP, common.mass) > T
        ratio = magnetic[seen] / sm[seen]
        axes.plot(T[seen] / eV, ratio, color=color, ls=ls, label=target)
        crossing = cevns.cross_sections.crossing_recoil_energy(common, mu_nu=1e-10, couplings=tree)
        axes.plot(T / eV, crossing / T, color=color, lw=0.7, alpha=0.6)
        for setup, marker in (("current", "o"), ("future", "s")):
            detector = cevns.experiment(key, setup).detector
            threshold = detector.on(common).kinks[0]
            axes.plot(threshold / eV, np.interp(threshold, T[seen], ratio), marker, color=color)
    axes.axhline(1, color=COLORS["band"], lw=1)
    axes.set(
        xlabel="recoil energy $T$ [eV]",
        ylabel=r"magnetic / SM at $10^{-10}\,\mu_B$",
        xscale="log",
        yscale="log",
        xlim=(3, 5000),
        ylim=(0.01, 10),
    )
    axes.legend()
    return figure
