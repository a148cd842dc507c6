"""What is left of the plane of Lambda_1 and Lambda_2 once mu_e, mu_mu or both are known small."""

import numpy as np

from cevns.neutrinos.curves import both_allowed, third_moment
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from figures.style import COLORS, FLAVOR_LINES, FLAVORS, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1.real) -> Figure:
    grid = np.linspace(-2.5, 2.5, 251)
    L1, L2 = np.meshgrid(grid, grid)
    alone = {
        flavor: third_moment(flavor_form(flavor, mixing).real, L1, L2)
        for flavor in ("nu_e", "nu_mu")
    }
    both = both_allowed(alone["nu_e"], alone["nu_mu"])

    figure = Figure(figsize=(5.2, 4.8))
    axes = figure.subplots()
    for row, (flavor, left) in enumerate(alone.items()):
        color, ls = COLORS[flavor], FLAVOR_LINES[flavor]
        axes.contourf(L1, L2, left.squared, [0, np.inf], colors=[color], alpha=0.2)
        axes.contour(L1, L2, left.squared, [0], colors=[color], linestyles=[ls])
        along = mixing.matrix[row, :2].real
        x, y = 2.1 * along / np.linalg.norm(along)
        name = rf"$\nu_{FLAVORS[flavor]}$"
        axes.text(x, y, name, color=color, fontsize=15, ha="center", va="center")
    axes.contourf(L1, L2, both, [0, np.inf], colors=[SEQUENCE[0]], alpha=0.5)
    axes.contour(L1, L2, both, [0], colors=["k"])
    axes.set(aspect="equal", xlabel=r"$\Lambda_1\,/\,\mu_0$", ylabel=r"$\Lambda_2\,/\,\mu_0$")
    return figure
