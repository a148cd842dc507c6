"""What the leading-order cross section gets wrong, in shape and in total."""

import numpy as np

import cevns
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import sm, sm_leading_order, sm_total
from cevns.interactions.kinematics import recoil_energy_max
from cevns.interactions.totals import sm_total_leading_order
from cevns.nuclei.radii import point_like
from figures.style import LINES, SEQUENCE, Figure, raised, styled

NUCLIDES = ("28Si", "40Ar", "74Ge", "133Cs")


@styled
def draw(E_nu: float = 52.8) -> Figure:
    """Above, the difference at one energy [MeV]; below, the total cross section's error."""
    figure = Figure(figsize=(5.2, 5.4))
    upper, lower = figure.subplots(2, 1)
    energies = np.linspace(1, 55, 40)
    for name, color, ls in zip(NUCLIDES, SEQUENCE, LINES, strict=False):
        n = cevns.nuclide(name)
        F = point_like(n)
        x = np.linspace(0, 1, 400)
        T = x * float(recoil_energy_max(E_nu, n.mass))
        both = [f(T, E_nu, n, couplings=tree(), form_factor=F) for f in (sm_leading_order, sm)]
        label = raised(n)
        excess = 1e3 * (both[0] - both[1]) / both[1][0]
        upper.plot(x, excess, color=color, ls=ls, label=label)

        total = sm_total_leading_order(energies, n, couplings=tree(), form_factor=F)
        exact = sm_total(energies, n, couplings=tree(), form_factor=F)
        lower.plot(energies, 1e3 * (total / exact - 1), color=color, ls=ls)
    upper.set(
        xlabel=r"$T/T_\mathrm{max}$",
        ylabel="excess [‰ of value at $T=0$]",
        xlim=(0, 1),
        ylim=(0, None),
    )
    upper.set_title(rf"shape, at $E_\nu={E_nu:g}$ MeV", fontsize=11)
    upper.legend()
    lower.set(
        xlabel=r"neutrino energy $E_\nu$ [MeV]",
        ylabel="excess [‰]",
        xlim=(0, 55),
        ylim=(0, None),
    )
    lower.set_title("total cross section", fontsize=11)
    return figure
