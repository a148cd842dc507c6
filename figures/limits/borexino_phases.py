"""The Sun has no phases in the mass basis, a reactor none in the flavour basis."""

from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.neutrinos.curves import at_relative_phase
from cevns.neutrinos.hermitian import flavor_form, in_flavor_basis
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.beside_the_sun import suns
from figures.style import COLORS, Figure, styled

PHASES: Final = ((0.0, "-", "0"), (np.pi / 2, "--", r"$\pi/2$"), (np.pi, ":", r"$\pi$"))
"""Relative phase of the two moments, its line and its name."""


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Same effective moment for both, to compare shapes; the third moment is zero."""
    borexino = suns(mixing)["Borexino 2017"]
    mass = {"Sun": borexino.form(mixing), "reactor": flavor_form("nu_e", mixing)}
    flavor = {name: in_flavor_basis(form, mixing) for name, form in mass.items()}
    figure = Figure(figsize=(5.2, 9.2))
    panels = figure.subplots(2)
    for axes, forms, pair, names in (
        (panels[0], mass, (0, 1), ("1", "2")),
        (panels[1], flavor, (1, 2), (r"\mu", r"\tau")),
    ):
        for name, form in forms.items():
            for phase, ls, label in PHASES:
                curve = at_relative_phase(form, pair, phase, borexino.mu_nu / mu10)
                axes.plot(*curve, ls=ls, color=COLORS[name.lower()], label=f"{name}, {label}")
        axes.set(
            xlabel=rf"$|\Lambda_{names[0]}|$ [$10^{{-10}}\,\mu_B$]",
            ylabel=rf"$|\Lambda_{names[1]}|$ [$10^{{-10}}\,\mu_B$]",
            xlim=(0, 0.8),
            ylim=(0, 0.8),
            aspect="equal",
        )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, title="relative phase")
    return figure
