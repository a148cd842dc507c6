"""Bounds from the Sun beside those of coherent scattering, in pairs of flavour-basis moments."""

from itertools import combinations

from cevns.basics.units import mu10
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.regions import Choices
from cevns.neutrinos.curves import at_worst_phases
from cevns.neutrinos.hermitian import in_flavor_basis
from cevns.neutrinos.moments import FLAVOR_MOMENTS
from cevns.talk.beside_the_sun import groups, suns
from figures.planes import LABELS, SUN_SHADES, contours, logarithmic, shade
from figures.style import Figure, styled


@styled
def draw(assumptions: Assumptions = RECOMMENDED) -> Figure:
    """One panel a pair; one-parameter contours, everything else profiled."""
    mixing = assumptions.mixing
    terrestrial = groups(assumptions)
    choices = Choices(mixing=mixing, others="profiled", phases="profiled")
    figure = Figure(figsize=(5.2, 11.2))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, combinations(FLAVOR_MOMENTS, 2), strict=True):
        indices = [FLAVOR_MOMENTS[name] for name in pair]
        for (name, sun), color in zip(suns(mixing).items(), SUN_SHADES, strict=True):
            form = in_flavor_basis(sun.form(mixing), mixing)
            shade(axes, at_worst_phases(form, indices, sun.mu_nu / mu10), name, color)
        contours(axes, pair, terrestrial, choices)
        logarithmic(axes, *(LABELS[name] for name in pair))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
