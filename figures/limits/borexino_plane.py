"""Terrestrial effective moments that the Sun still allows, and what each beam excludes."""

from cevns.basics.units import mu10
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.regions import effective_moment_boundary
from cevns.neutrinos.curves import most_seen
from cevns.neutrinos.hermitian import flavor_form, seen_alone
from cevns.talk.beside_the_sun import groups, suns
from figures.planes import SUN_SHADES, logarithmic, shade, trace
from figures.style import LINES, Figure, styled


@styled
def draw(assumptions: Assumptions = RECOMMENDED) -> Figure:
    mixing = assumptions.mixing
    figure = Figure(figsize=(5.2, 6.0))
    axes = figure.subplots()
    electron, muon = (flavor_form(f, mixing) for f in ("nu_e", "nu_mu"))
    for (name, sun), color in zip(suns(mixing).items(), SUN_SHADES, strict=True):
        curve = most_seen(seen_alone(sun.form(mixing)), electron, muon, sun.mu_nu / mu10)
        shade(axes, curve, name, color)
    terrestrial = groups(assumptions).items()
    for (name, data), ls in zip(terrestrial, LINES[1:], strict=False):
        found = effective_moment_boundary(data.moment_chi2, parameters=1)
        trace(axes, found, name, ls)
    logarithmic(axes, r"$\mu_e$", r"$\mu_\mu$")
    figure.legend(loc="outside upper center", ncols=2)
    return figure
