"""The Sun has no phases in the mass basis, a reactor none in the flavour basis."""

from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.neutrinos.hermitian import flavor_form, mixture_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, ComplexArray, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import birthplace
from figures.style import SEQUENCE, Figure, styled

PHASES: Final = ((0.0, "-", "0"), (np.pi / 2, "--", r"$\pi/2$"), (np.pi, ":", r"$\pi$"))
"""Relative phase of the two moments, its line and its name."""


def curve(
    form: ComplexArray, pair: tuple[int, int], phase: float, mu: float
) -> tuple[Array, Array]:
    """Moduli at which two moments with this relative phase are seen as an effective ``mu``."""
    i, j = pair
    angle = np.linspace(0, np.pi / 2, 361)
    a, b = np.cos(angle), np.sin(angle)
    cross = 2 * (form[i, j] * np.exp(1j * phase)).real * a * b
    seen = form[i, i].real * a**2 + form[j, j].real * b**2 + cross
    with np.errstate(divide="ignore"):
        radius = mu / np.sqrt(np.maximum(seen, 0))
    return radius * a, radius * b


@styled
def draw(mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    """Same effective moment for both, to compare shapes; the third moment is zero."""
    borexino = effective_moment_limits()["borexino"]
    P = birthplace(borexino.component).P_e1(borexino.E_nu, mixing)
    mu, U = borexino.mu_nu / mu10, mixing.matrix
    mass = {
        "Sun": mixture_form(solar_probabilities(P, mixing)),
        "reactor": flavor_form("nu_e", mixing),
    }
    flavor = {name: U @ form @ U.conj().T for name, form in mass.items()}
    figure = Figure(figsize=(5.2, 9.2))
    panels = figure.subplots(2)
    for axes, forms, pair, names in (
        (panels[0], mass, (0, 1), ("1", "2")),
        (panels[1], flavor, (1, 2), (r"\mu", r"\tau")),
    ):
        for (name, form), color in zip(forms.items(), SEQUENCE, strict=False):
            for phase, ls, label in PHASES:
                x, y = curve(form, pair, phase, mu)
                axes.plot(x, y, ls=ls, color=color, label=f"{name}, {label}")
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
