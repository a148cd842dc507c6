"""Bounds from the Sun beside those of coherent scattering, in pairs of flavour-basis moments."""

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.regions import Choices
from cevns.neutrinos.hermitian import mixture_form, schur_complement
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, ComplexArray, Mixing
from cevns.neutrinos.moments import FLAVOR_MOMENTS
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import P_e1, birthplace
from figures.borexino_regions import GROUPS, XENONNT, contours, frame, together
from figures.style import Figure, styled

PAIRS = (("Lambda_e", "Lambda_mu"), ("Lambda_e", "Lambda_tau"), ("Lambda_mu", "Lambda_tau"))
SYMBOLS = {"Lambda_e": "e", "Lambda_mu": r"\mu", "Lambda_tau": r"\tau"}


def solar_form(P: float, mixing: Mixing) -> ComplexArray:
    """Hermitian form of a solar effective moment in the flavour basis."""
    U = mixing.matrix
    form: ComplexArray = U @ mixture_form(solar_probabilities(P, mixing)) @ U.conj().T
    return form


def solar(pair: tuple[str, str], mu_nu: float, form: ComplexArray) -> tuple[Array, Array]:
    """Edge of the allowed moduli, all phases and the third moment free [1e-10 mu_B]."""
    G = schur_complement(form, [FLAVOR_MOMENTS[name] for name in pair])
    angle = np.linspace(1e-9, np.pi / 2, 181)
    a, b = np.cos(angle), np.sin(angle)
    seen = G[0, 0].real * a**2 + G[1, 1].real * b**2 - 2 * abs(G[0, 1]) * a * b
    radius = mu_nu / mu10 / np.sqrt(seen)
    return radius * a, radius * b


@styled
def draw(prescription: str = "talk", mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    """One panel a pair; one-parameter contours, everything else profiled."""
    groups = {name: together(*group, prescription) for name, group in GROUPS.items()}
    choices = Choices(mixing=mixing, others="profiled", phases="profiled")
    borexino = effective_moment_limits()["borexino"]
    line = float(birthplace(borexino.component).P_e1(borexino.E_nu, mixing))
    suns = (
        ("Borexino 2017", borexino.mu_nu, line, "0.8"),
        ("XENONnT 2022", XENONNT, P_e1("pp", mixing), "0.55"),
    )
    figure = Figure(figsize=(5.2, 13.2))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, PAIRS, strict=True):
        for name, mu_nu, P, color in suns:
            x, y = solar(pair, mu_nu, solar_form(P, mixing))
            axes.fill(np.append(x, 1e-9), np.append(y, 1e-9), color=color, label=name, lw=0)
        contours(axes, pair, groups, choices)
        frame(axes, *(SYMBOLS[name] for name in pair))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
