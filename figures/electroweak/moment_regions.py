"""Moments of one count in planes: against each other, and against a charge radius."""

from figures.regions import MOMENT, RADIUS, STANDARD_MODEL, both, legend
from figures.style import Figure, styled


@styled
def draw() -> Figure:
    """Moments of two flavours above, radius and moment of the muon flavour below."""
    figure = Figure(figsize=(5.2, 7.6))
    upper, lower = figure.subplots(2)
    both(upper, ("magnetic_moment", "nu_e"), ("magnetic_moment", "muon"))
    upper.set(xlim=(0, 92), ylim=(0, 66))
    upper.set_xlabel(rf"moment of $\nu_e$ {MOMENT}")
    both(lower, ("charge_radius", "muon"), ("magnetic_moment", "muon"))
    lower.set(xlim=(-82, 25), ylim=(0, 75))
    lower.set_xlabel(rf"radius of $\nu_\mu$, $\bar\nu_\mu$ {RADIUS}")
    for axes in (upper, lower):
        axes.plot(0, 0, label="Standard Model", clip_on=False, **STANDARD_MODEL)
        axes.set_ylabel(rf"moment of $\nu_\mu$, $\bar\nu_\mu$ {MOMENT}")
    legend(figure, upper)
    return figure
