"""What is left of the plane of Lambda_1 and Lambda_2 once mu_e, mu_mu or both are known small."""

import numpy as np

from cevns.basics.checks import Array
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from figures.style import SEQUENCE, Figure, styled


def third(form: Array, L1: Array, L2: Array) -> tuple[Array, Array]:
    """Centre of the range of real Lambda_3 with mu^2 <= 1, and its half-width squared.

    A negative square says that no Lambda_3 will do.
    """
    b = form[0, 2] * L1 + form[1, 2] * L2
    c = form[0, 0] * L1**2 + 2 * form[0, 1] * L1 * L2 + form[1, 1] * L2**2 - 1
    return -b / form[2, 2], (b / form[2, 2]) ** 2 - c / form[2, 2]


@styled
def draw(mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    grid = np.linspace(-2.5, 2.5, 251)
    L1, L2 = np.meshgrid(grid, grid)
    forms = [flavor_form(f, mixing).real for f in ("nu_e", "nu_mu")]
    (centre_e, square_e), (centre_mu, square_mu) = (third(form, L1, L2) for form in forms)
    widths = np.sqrt(np.maximum(square_e, 0)) + np.sqrt(np.maximum(square_mu, 0))
    overlap = widths - np.abs(centre_e - centre_mu)  # of the two ranges of Lambda_3
    both = np.minimum(overlap, np.minimum(square_e, square_mu))

    figure = Figure(figsize=(5.2, 4.8))
    axes = figure.subplots()
    for i, (alone, name) in enumerate(((square_e, r"$\nu_e$"), (square_mu, r"$\nu_\mu$"))):
        axes.contourf(L1, L2, alone, [0, np.inf], colors=[SEQUENCE[i]], alpha=0.2)
        axes.contour(L1, L2, alone, [0], colors=[SEQUENCE[i]], linestyles=["-", "--"][i])
        along = mixing.matrix[i, :2].real
        x, y = 2.1 * along / np.linalg.norm(along)
        axes.text(x, y, name, color=SEQUENCE[i], fontsize=15, ha="center", va="center")
    axes.contourf(L1, L2, both, [0, np.inf], colors=[SEQUENCE[2]], alpha=0.6)
    axes.contour(L1, L2, both, [0], colors=["k"])
    axes.set(aspect="equal", xlabel=r"$\Lambda_1\,/\,\mu_0$", ylabel=r"$\Lambda_2\,/\,\mu_0$")
    return figure
