"""Borexino's bound beside those of coherent scattering, in pairs of flavour-basis moments."""

import numpy as np

from cevns.catalogue import effective_moment_limits
from cevns.checks import Array
from cevns.forms import mixture_form, schur_complement
from cevns.mixing import DE_SALAS_2018_CP_CONSERVING, ComplexArray, Mixing
from cevns.oscillation import solar_probabilities
from cevns.rates import MU_REFERENCE
from cevns.regions import FLAVOR_MOMENTS, Choices, boundary
from cevns.solar import birthplace
from figures.borexino_regions import GROUPS, together
from figures.style import LINES, SEQUENCE, Figure, styled

PAIRS = (("Lambda_e", "Lambda_mu"), ("Lambda_e", "Lambda_tau"), ("Lambda_mu", "Lambda_tau"))
SYMBOLS = {"Lambda_e": "e", "Lambda_mu": r"\mu", "Lambda_tau": r"\tau"}


def solar_form(mixing: Mixing) -> ComplexArray:
    """Hermitian form of Borexino's effective moment in the flavour basis."""
    limit = effective_moment_limits()["borexino"]
    P_e1 = birthplace(limit.component).P_e1(limit.E_nu, mixing)
    U = mixing.matrix
    form: ComplexArray = U @ mixture_form(solar_probabilities(P_e1, mixing)) @ U.conj().T
    return form


def solar(pair: tuple[str, str], mixing: Mixing) -> tuple[Array, Array]:
    """Edge of the allowed moduli, all phases and the third moment free [1e-10 mu_B]."""
    G = schur_complement(solar_form(mixing), [FLAVOR_MOMENTS[name] for name in pair])
    angle = np.linspace(0, np.pi / 2, 181)
    a, b = np.cos(angle), np.sin(angle)
    seen = G[0, 0].real * a**2 + G[1, 1].real * b**2 - 2 * abs(G[0, 1]) * a * b
    radius = effective_moment_limits()["borexino"].mu_nu / MU_REFERENCE / np.sqrt(seen)
    return radius * a, radius * b


@styled
def draw(
    prescription: str = "talk", mixing: Mixing = DE_SALAS_2018_CP_CONSERVING, edge: float = 2.0
) -> Figure:
    """One panel a pair; one-parameter contours, everything else profiled."""
    groups = {name: together(*group, prescription) for name, group in GROUPS.items()}
    choices = Choices(mixing=mixing, others="profiled", phases="profiled")
    figure = Figure(figsize=(5.2, 11.0))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, PAIRS, strict=True):
        x, y = solar(pair, mixing)
        axes.fill(np.append(x, 0), np.append(y, 0), color="0.8")
        axes.plot(x, y, color="k", label="Borexino")
        for (name, group), ls, color in zip(groups.items(), LINES[1:], SEQUENCE, strict=False):
            found = boundary(group, pair, choices, parameters=1)
            edges = np.where(np.isinf(found.radius), 1e3 * MU_REFERENCE, found.radius)
            x, y = (edges * f(found.angle) / MU_REFERENCE for f in (np.cos, np.sin))
            axes.plot(x, y, ls=ls, color=color, label=name)
        first, second = (rf"$|\Lambda_{SYMBOLS[name]}|$" for name in pair)
        axes.set(
            xlabel=rf"{first} [$10^{{-10}}\,\mu_B$]",
            ylabel=rf"{second} [$10^{{-10}}\,\mu_B$]",
            xlim=(0, edge),
            ylim=(0, edge),
            aspect="equal",
        )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
