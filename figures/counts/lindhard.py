"""Lindhard's quenching factor, and two ways of going back from ionisation to recoil."""

import numpy as np

import cevns
from cevns.basics.units import eV, keV
from cevns.detectors.quenching import LINDHARD, recoil_energy
from figures.style import LINES, SEQUENCE, Figure, styled

TARGETS = {"Si": "28Si", "Ge": "74Ge", "Xe": "132Xe"}
PRINTED = {"Si": 28 * eV, "Ge": 100 * eV}


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 6.2))
    factor, inversion = figure.subplots(2, 1)
    T, T_ee = np.geomspace(0.02, 20, 300) * keV, np.geomspace(10, 1000, 200) * eV
    for (target, name), color, ls in zip(TARGETS.items(), SEQUENCE, LINES, strict=False):
        lindhard = LINDHARD(cevns.nuclide(name))
        factor.plot(T / keV, lindhard.factor(T), color=color, ls=ls, label=target)
        if target in PRINTED:
            for how, dashes, marker in (("exact", "-", "o"), ("shortcut", "--", "s")):
                label = f"{target}, {how}"
                ratio = recoil_energy(lindhard, T_ee, how) / T_ee
                inversion.plot(T_ee / eV, ratio, color=color, ls=dashes, label=label)
                printed = PRINTED[target]
                ratio = recoil_energy(lindhard, printed, how) / printed
                inversion.plot(printed / eV, ratio, marker=marker, color=color)
    factor.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel="quenching factor $Q(T)$",
        xscale="log",
        ylim=(0.05, 0.35),
    )
    factor.legend()
    inversion.set(
        xlabel=r"ionisation energy $T_\mathrm{ee}$ [eV]",
        ylabel=r"$T/T_\mathrm{ee}$",
        xscale="log",
        ylim=(3, 12),
    )
    inversion.legend(ncols=2)
    return figure
