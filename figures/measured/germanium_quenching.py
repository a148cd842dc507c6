"""Quenching factors of germanium: Lindhard's, with binding, and as measured."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.detectors.quenching import LindhardModel, QuenchingModel
from cevns.detectors.quenching_models import published_quenching
from figures.style import LINES, SEQUENCE, Figure, styled

MODELS: dict[str, QuenchingModel] = {
    "iron filter (Fef)": published_quenching("iron_filter_2022"),
    "photoneutrons (YBe)": published_quenching("photoneutron_2022"),
    "Lindhard, $k=0.162$": LindhardModel(0.162),
    "with binding, formula": published_quenching("bound_formula_2020"),
    "with binding": published_quenching("bound_2020"),
}


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 6.4))
    factors, energies = figure.subplots(2, 1)
    nuclide = cevns.nuclide("74Ge")
    T = np.geomspace(0.03, 4.5, 400) * keV
    for (label, model), color, ls in zip(MODELS.items(), SEQUENCE, LINES, strict=False):
        E = model(nuclide)(T)
        factors.plot(T / keV, E / T, color=color, ls=ls, label=label)
        energies.plot(T / keV, E / keV, color=color, ls=ls)
    factors.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel="quenching factor $Q(T)$",
        xscale="log",
        ylim=(0, 0.45),
    )
    factors.xaxis.set_major_formatter("{x:g}")
    figure.legend(loc="outside upper center", ncols=2)
    energies.axhline(0.2, color="0.4", lw=0.8)
    energies.text(0.03, 0.208, "threshold of\nDresden-II", fontsize="small")
    energies.axvline(1.86, color="0.4", lw=0.8, ls=":")
    energies.text(1.79, 0.02, "largest recoil\nof 8 MeV", fontsize="small", ha="right")
    energies.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel=r"ionisation $E_\mathrm{ee}$ [keV]",
        xlim=(0, 2.4),
        ylim=(0, 0.5),
    )
    return figure
