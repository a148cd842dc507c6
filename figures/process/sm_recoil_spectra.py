"""Recoil spectra of mono-energetic neutrinos: energy by energy and target by target."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import sm
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.radii import helm, point_like
from cevns.sources.stopped_pions import prompt_line_energy
from figures.style import LINES, SEQUENCE, Figure, raised, styled


@styled
def draw(name: str = "133Cs") -> Figure:
    """Above, one nucleus at four energies; below, four nuclei at the prompt line."""
    figure = Figure(figsize=(5.2, 6.4))
    upper, lower = figure.subplots(2, 1)
    target = cevns.nuclide(name)
    T = np.linspace(0, 46, 600) * keV
    for E, color, ls in zip((10.0, 20.0, 30.0, 50.0), SEQUENCE, LINES, strict=False):
        for model, style in ((helm, {"label": f"{E:g} MeV"}), (point_like, {"lw": 0.8})):
            sigma = sm(T, E, target, couplings=tree(), form_factor=model(target))
            shown = np.where(sigma > 0, sigma, np.nan)
            upper.plot(T / keV, shown * keV / 1e-40, color=color, ls=ls, **style)
    upper.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel=r"$d\sigma/dT$ [$10^{-40}$ cm$^2$/keV]",
        xlim=(0, 46),
        ylim=(0, None),
    )
    upper.set_title(raised(target), fontsize=11)
    upper.legend(title=r"$E_\nu$")

    E = prompt_line_energy()
    for other, color, ls in zip(("133Cs", "74Ge", "40Ar", "28Si"), SEQUENCE, LINES, strict=False):
        n = cevns.nuclide(other)
        end = float(recoil_energy_max(E, n.mass))
        T = np.append(np.geomspace(0.3 * keV, 0.9999 * end, 400), [end, 1.0001 * end])
        sigma = sm(T, E, n, couplings=tree(), form_factor=helm(n))
        label = raised(n)
        lower.plot(T / keV, sigma * keV / 1e-40, color=color, ls=ls, label=label)
    lower.set(
        xlabel="recoil energy $T$ [keV]",
        ylabel=r"$d\sigma/dT$ [$10^{-40}$ cm$^2$/keV]",
        xscale="log",
        yscale="log",
        xlim=(0.3, 100),
        ylim=(1e-3, 60),
    )
    lower.set_title(rf"$E_\nu={E:.1f}$ MeV", fontsize=11)
    lower.legend(loc="lower left")
    return figure
