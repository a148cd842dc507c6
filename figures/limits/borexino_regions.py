"""Bounds from the Sun beside those of coherent scattering, in pairs of mass-basis moments."""

from itertools import combinations

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.regions import Choices
from cevns.neutrinos.effective import moduli_seen_by_mixture
from cevns.neutrinos.moments import MOMENTS
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.talk.beside_the_sun import groups, suns
from figures.planes import LABELS, SUN_SHADES, contours, logarithmic, shade
from figures.style import Figure, styled


@styled
def draw(others: str = "zero", assumptions: Assumptions = RECOMMENDED) -> Figure:
    """One panel a pair; one-parameter contours, the third moment zero or free, phases free."""
    mixing = assumptions.mixing
    terrestrial = groups(assumptions)
    choices = Choices(mixing=mixing, others=others, phases="profiled")
    angle = np.linspace(1e-9, np.pi / 2, 181)
    figure = Figure(figsize=(5.2, 11.2))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, combinations(MOMENTS, 2), strict=True):
        first, second = (MOMENTS[name] for name in pair)
        for (name, sun), color in zip(suns(mixing).items(), SUN_SHADES, strict=True):
            # no off-diagonal elements: profiling the third moment changes nothing
            ends = moduli_seen_by_mixture(sun.mu_nu, solar_probabilities(sun.P_e1, mixing)) / mu10
            shade(axes, (ends[first] * np.cos(angle), ends[second] * np.sin(angle)), name, color)
        contours(axes, pair, terrestrial, choices)
        logarithmic(axes, *(LABELS[name] for name in pair))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
