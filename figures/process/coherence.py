"""The N^2 law, and how the finite size of the nucleus bends it."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import sm_total
from cevns.interactions.totals import n_squared_law
from cevns.nuclei.nuclides import calculated_spins
from cevns.nuclei.radii import helm
from figures.style import SEQUENCE, Figure, styled

MARKERS = ("o", "s", "^")


@styled
def draw(energies: tuple[float, float, float] = (10.0, 30.0, 50.0)) -> Figure:
    """Every natural isotope from carbon on, at three neutrino energies [MeV]."""
    couplings = replace(tree(), spins=calculated_spins)
    nuclides = [n for n in cevns.nuclides.nuclides().values() if n.Z >= 6]
    N = np.array([n.N for n in nuclides])
    line = np.geomspace(5, 150, 50)
    figure = Figure(figsize=(5.2, 5.2))
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
    for E, marker, color in zip(energies, MARKERS, SEQUENCE, strict=False):
        sigma = np.array(
            [float(sm_total(E, n, couplings=couplings, form_factor=helm(n))) for n in nuclides]
        )
        upper.plot(line, n_squared_law(E, line), color=color, lw=1, ls="--")
        style = {"ls": "", "marker": marker, "color": color, "ms": 3, "mew": 0.7, "mfc": "none"}
        upper.plot(N, sigma, label=rf"$E_\nu={E:g}$ MeV", **style)
        lower.plot(N, sigma / n_squared_law(E, N), **style)
    upper.set(xscale="log", yscale="log", ylabel=r"$\sigma$ [cm$^2$]")
    upper.legend(loc="upper left")
    lower.set(
        xlabel="neutrons in the nucleus, $N$",
        ylabel=r"$\sigma\,/\,(G_F^2N^2E_\nu^2/4\pi)$",
        ylim=(0, 1.05),
    )
    ticks = (6, 10, 20, 40, 80, 120)
    lower.set_xticks(ticks, labels=[f"{t}" for t in ticks], minor=False)
    lower.set_xticks([], minor=True)
    return figure
