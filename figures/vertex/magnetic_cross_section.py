"""Standard Model, magnetic and total recoil spectra of one energy, and where they cross."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import magnetic, sm
from cevns.interactions.crossings import crossing_recoil_energies
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.radii import helm
from figures.style import COLORS, LINES, Figure, raised, styled

PANELS = (("133Cs", 30.0, (1e-9, 3e-9)), ("74Ge", 4.0, (1e-10, 4e-10)))


@styled
def draw() -> Figure:
    """Two nuclei, each at an energy of its source and with two moments."""
    figure = Figure(figsize=(5.2, 6.4))
    for axes, (name, E, moments) in zip(figure.subplots(2, 1), PANELS, strict=True):
        n = cevns.nuclide(name)
        F, T_max = helm(n), float(recoil_energy_max(E, n.mass))
        T = np.geomspace(1e-3, 0.9999, 500) * T_max
        weak = sm(T, E, n, couplings=tree(), form_factor=F)
        axes.plot(T / keV, weak * keV, color=COLORS["sm"], label="Standard Model")
        for mu, ls in zip(moments, (LINES[3], LINES[1]), strict=True):
            flip = magnetic(T, E, n, mu_nu=mu, form_factor=F)
            exponent = int(np.floor(np.log10(mu)))
            label = rf"$\mu_\nu={mu / 10**exponent:.0f}\times10^{{{exponent}}}\,\mu_B$"
            axes.plot(T / keV, flip * keV, color=COLORS["magnetic"], ls=ls, label=label)
            axes.plot(T / keV, (weak + flip) * keV, color=COLORS["total"], ls=ls, lw=1)
            crossing = np.array(crossing_recoil_energies(n, E, mu_nu=mu, couplings=tree()))
            height = magnetic(crossing, E, n, mu_nu=mu, form_factor=F)
            axes.plot(crossing / keV, height * keV, "o", color=COLORS["total"], ms=5)
        axes.plot([], [], color=COLORS["total"], lw=1, label="sum")
        top = float(weak[0]) * keV
        axes.set(
            xscale="log",
            yscale="log",
            xlim=(T[0] / keV, 1.3 * T_max / keV),
            ylim=(1e-3 * top, 30 * top),
            ylabel=r"$d\sigma/dT$ [cm$^2$/keV]",
        )
        axes.set_title(rf"{raised(n)}, $E_\nu={E:g}$ MeV", fontsize=11)
        axes.legend(loc="lower left")
    axes.set_xlabel("recoil energy $T$ [keV]")
    return figure
