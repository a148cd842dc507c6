"""Which pairs of effective moments Majorana moments of unit length can have."""

import itertools

import numpy as np

from cevns.neutrinos.effective import effective_squared
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.neutrinos.moments import to_mass_basis
from figures.style import LINES, SEQUENCE, Figure, styled

MASS, FLAVOR = ("1", "2", "3"), ("e", r"\mu", r"\tau")


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """The triangle, its corners, one mass-basis moment at a time, and pairs of equal moduli."""
    figure = Figure(figsize=(5.2, 5.4))
    axes = figure.subplots()
    flavors = to_mass_basis(np.eye(3), mixing.matrix)
    corners = [effective_squared(flavors, f, mixing) for f in ("nu_e", "nu_mu")]
    axes.fill(*corners, color="0.93", zorder=0)
    axes.fill(*corners, fill=False, color="0.4", lw=1)
    shifts = ((6, 7), (7, 5), (6, 7))
    for x, y, name, shift in zip(*corners, FLAVOR, shifts, strict=True):
        axes.plot(x, y, "s", color="k", clip_on=False)
        axes.annotate(rf"$\Lambda_{name}$", (x, y), shift, textcoords="offset points")

    single = [effective_squared(np.eye(3), f, mixing) for f in ("nu_e", "nu_mu")]
    shifts = ((-22, 7), (5, -18), (9, -14))
    for x, y, name, shift in zip(*single, MASS, shifts, strict=True):
        axes.plot([0, 1.2 * x], [0, 1.2 * y], ":", color="0.5", lw=1, zorder=1)
        axes.plot(x, y, "o", color="k")
        axes.annotate(rf"$\Lambda_{name}$", (x, y), shift, textcoords="offset points")

    phase = np.exp(1j * np.linspace(0, 2 * np.pi, 181))[:, None]
    for n, (i, j) in enumerate(itertools.combinations(range(3), 2)):
        Lambda = (np.eye(3)[i] + phase * np.eye(3)[j]) / np.sqrt(2)
        curve = [effective_squared(Lambda, f, mixing) for f in ("nu_e", "nu_mu")]
        label = rf"$|\Lambda_{i + 1}|=|\Lambda_{j + 1}|$, any phase"
        axes.plot(*curve, color=SEQUENCE[n], ls=LINES[n], label=label)
    axes.set(
        xlabel=r"$\mu_e^2\,/\,|\vec\Lambda|^2$",
        ylabel=r"$\mu_\mu^2\,/\,|\vec\Lambda|^2$",
        xlim=(0, 1.12),
        ylim=(0, 1.12),
    )
    axes.set_aspect("equal")
    figure.legend(loc="outside upper center")
    return figure
