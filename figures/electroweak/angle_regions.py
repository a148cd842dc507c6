"""The weak mixing angle of one count against a moment, and against the neutron radius."""

import cevns
from cevns.basics.constants import SIN2_THETA_W_LOW_ENERGY
from cevns.nuclei import radii
from figures.regions import MOMENT, STANDARD_MODEL, both, legend
from figures.style import Figure, styled


@styled
def draw() -> Figure:
    """A moment of all flavours above, the neutron radius below."""
    figure = Figure(figsize=(5.2, 7.6))
    upper, lower = figure.subplots(2)
    both(upper, "sin2_theta_w", "magnetic_moment")
    upper.plot(SIN2_THETA_W_LOW_ENERGY, 0, label="Standard Model", clip_on=False, **STANDARD_MODEL)
    upper.set(xlim=(0, 0.5), ylim=(0, 66), ylabel=rf"moment of all flavours {MOMENT}")
    both(lower, "sin2_theta_w", "neutron_radius")
    sizes = [radii.skin_helm(cevns.nuclide(name)).moments.rms for name in ("133Cs", "127I")]
    lower.plot(SIN2_THETA_W_LOW_ENERGY, sum(sizes) / 2, **STANDARD_MODEL)
    lower.set(xlim=(0, 0.8), ylim=(1, 12), ylabel="neutron rms radius [fm]")
    for axes in (upper, lower):
        axes.set_xlabel(r"$\sin^2\theta_W$")
    legend(figure, upper)
    return figure
