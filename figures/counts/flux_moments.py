"""The three flux moments of each component against the recoil energy they serve."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.interactions.kinematics import neutrino_energy_min
from cevns.sources.stopped_pions import pion_decay_at_rest
from figures.style import COLORS, FLAVOR_LABELS, FLAVOR_LINES, Figure, styled


@styled
def draw(target: str = "133Cs") -> Figure:
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(3, 1, sharex=True)
    T = np.linspace(0.01, 48, 1500) * keV
    E_min = neutrino_energy_min(T, cevns.nuclide(target).mass)
    for component in pion_decay_at_rest(rate=1.0):
        flavor = component.flavor
        for k, (axes, I_k) in enumerate(
            zip(panels, component.spectrum.moments(E_min), strict=True)
        ):
            axes.plot(
                T / keV,
                I_k * 100**k,
                color=COLORS[flavor],
                ls=FLAVOR_LINES[flavor],
                label=FLAVOR_LABELS[flavor],
            )
    for axes, label in zip(
        panels, ("$I_0$", r"$100\,I_1$ [1/MeV]", r"$10^4\,I_2$ [1/MeV$^2$]"), strict=True
    ):
        axes.set(ylabel=label)
        axes.set_ylim(bottom=0)
    panels[0].legend()
    panels[-1].set(
        xlabel=f"recoil energy $T$ of $^{{{target[:3]}}}${target[3:]} [keV]", xlim=(0, 48)
    )
    return figure
