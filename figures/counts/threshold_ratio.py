"""Magnetic over Standard Model events against threshold, as measured and scaled to one curve."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.basics.constants import M_MU
from cevns.basics.units import keV
from cevns.interactions import couplings
from cevns.nuclei.materials import pure
from cevns.rates.thresholds import counting_all, events_above
from figures.style import LINES, SEQUENCE, Figure, styled

NUCLIDES = {
    "23Na": r"$^{23}$Na",
    "40Ar": r"$^{40}$Ar",
    "74Ge": r"$^{74}$Ge",
    "127I": r"$^{127}$I",
    "133Cs": r"$^{133}$Cs",
}


@styled
def draw(points: int = 160) -> Figure:
    figure = Figure(figsize=(5.2, 6.2))
    plain, scaled = figure.subplots(2, 1)
    tree = couplings.tree()
    for (name, label), color, ls in zip(NUCLIDES.items(), SEQUENCE, LINES, strict=False):
        nuclide = cevns.nuclide(name)
        T_max = float(cevns.kinematics.recoil_energy_max(M_MU / 2, nuclide.mass))
        fraction = np.geomspace(1e-3, 0.8, points)
        e = replace(cevns.experiment("coherent-hpge"), material=pure(nuclide))
        above = events_above(counting_all(e), fraction * T_max)
        R = above.magnetic_total / above.sm_total
        plain.plot(fraction * T_max / keV, R, color=color, ls=ls, label=label)
        charges = (couplings.vector_charge(nuclide, tree) / nuclide.Z) ** 2
        scaled.plot(fraction, R * charges, color=color, ls=ls)
    plain.set(xlabel="threshold [keV of recoil]", ylabel=r"$N_\mathrm{mag}/N_\mathrm{SM}$")
    scaled.set(
        xlabel="threshold / end point of the delayed spectra",
        ylabel=r"$(Q_V/Z)^2\,N_\mathrm{mag}/N_\mathrm{SM}$",
    )
    for axes in (plain, scaled):
        axes.set(xscale="log", yscale="log")
    plain.legend(ncols=2)
    return figure
