"""Everything but one modulus free: what can be reached, its frontier, and the limit."""

from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import effective_moment_boundary
from cevns.neutrinos.curves import least_seen
from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.collection import together
from figures.planes import fill, outline
from figures.style import LINES, SEQUENCE, Figure, styled

THETA: Final = np.radians(np.concatenate([np.linspace(-40, 0, 60), np.linspace(0, 130, 900)]))
"""Directions in which to look for the least; both effective moments count from 0 to 90 degrees."""

PANELS: Final = {
    ("coherent-csi",): ("CsI[Na], measured", 5200, 4200),
    ("coherent-csi", "conus"): ("with CONUS, expected", 32, 4200),
}
"""By combination: its name and the ends of both axes."""


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """What |Lambda_1| can reach at half its limit, at it, and beyond, and what is allowed."""
    Lambda = least_seen(flavor_form("nu_e", mixing), flavor_form("nu_mu", mixing), THETA)
    curve = [effective_squared(Lambda, f, mixing) for f in ("nu_e", "nu_mu")]
    figure = Figure(figsize=(5.2, 7.6))
    for axes, (keys, (title, x_end, y_end)) in zip(figure.subplots(2), PANELS.items(), strict=True):
        data = together(*keys, mixing=mixing)
        found = effective_moment_boundary(data.moment_chi2, parameters=1, directions=2001)
        x, y = outline(found)
        fill(axes, (x**2, y**2), color="0.8", label=r"allowed, $\Delta\chi^2<2.71$")
        largest = data.limit("Lambda_1", others="profiled", phases="profiled") / mu10
        for i, part in enumerate((0.7, 1.0, 1.2)):
            e, mu = ((part * largest) ** 2 * c for c in curve)
            label = rf"$|\Lambda_1|={part * largest:.1f}$"
            axes.plot(e, mu, color=SEQUENCE[i], ls=LINES[i], label=label)
        axes.set(xlim=(0, x_end), ylim=(0, 1.35 * y_end))  # room for the legend
        axes.set_title(title, fontsize="medium", loc="left")
        axes.set(
            xlabel=r"$\mu_e^2$ [$10^{-20}\,\mu_B^2$]", ylabel=r"$\mu_\mu^2$ [$10^{-20}\,\mu_B^2$]"
        )
        axes.legend(loc="upper right", frameon=True, framealpha=0.9)
    return figure
