"""The charge radii of two flavours of one count: a ring."""

from figures.regions import RADIUS, STANDARD_MODEL, both, legend
from figures.style import Figure, styled


@styled
def draw() -> Figure:
    """One plane, the Standard Model at its origin."""
    figure = Figure(figsize=(5.2, 5.4))
    axes = figure.subplots()
    both(axes, ("charge_radius", "nu_e"), ("charge_radius", "muon"))
    axes.plot(0, 0, label="Standard Model", **STANDARD_MODEL)
    axes.set(xlim=(-108, 52), ylim=(-86, 30))
    axes.set_xlabel(rf"radius of $\nu_e$ {RADIUS}")
    axes.set_ylabel(rf"radius of $\nu_\mu$, $\bar\nu_\mu$ {RADIUS}")
    legend(figure, axes)
    return figure
