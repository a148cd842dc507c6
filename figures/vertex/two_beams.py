"""What is left of the plane of Lambda_1 and Lambda_2 once mu_e, mu_mu or both are known small."""

import numpy as np

from cevns.neutrinos.curves import both_allowed, third_moment
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from figures.style import SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1.real) -> Figure:
    grid = np.linspace(-2.5, 2.5, 251)
    L1, L2 = np.meshgrid(grid, grid)
    forms = [flavor_form(f, mixing).real for f in ("nu_e", "nu_mu")]
    electron, muon = (third_moment(form, L1, L2) for form in forms)
    both = both_allowed(electron, muon)

    figure = Figure(figsize=(5.2, 4.8))
    axes = figure.subplots()
    for i, (alone, name) in enumerate(((electron, r"$\nu_e$"), (muon, r"$\nu_\mu$"))):
        axes.contourf(L1, L2, alone.squared, [0, np.inf], colors=[SEQUENCE[i]], alpha=0.2)
        axes.contour(L1, L2, alone.squared, [0], colors=[SEQUENCE[i]], linestyles=["-", "--"][i])
        along = mixing.matrix[i, :2].real
        x, y = 2.1 * along / np.linalg.norm(along)
        axes.text(x, y, name, color=SEQUENCE[i], fontsize=15, ha="center", va="center")
    axes.contourf(L1, L2, both, [0, np.inf], colors=[SEQUENCE[2]], alpha=0.6)
    axes.contour(L1, L2, both, [0], colors=["k"])
    axes.set(aspect="equal", xlabel=r"$\Lambda_1\,/\,\mu_0$", ylabel=r"$\Lambda_2\,/\,\mu_0$")
    return figure
