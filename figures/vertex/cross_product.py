"""The cross-product picture for real vectors: the area that Lambda and the state span."""

from typing import Any

import numpy as np

from cevns.basics.checks import Array
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from figures.style import COLORS, SEQUENCE, Figure, styled


@styled
def draw(
    Lambda: tuple[float, float, float] = (0.05, 0.7, 0.85),
    mixing: Mixing = NUFIT_6_1.real,
) -> Figure:
    """Real Lambda in the mass basis, and the electron flavour of a real mixing matrix."""
    L, nu = np.array(Lambda), mixing.matrix[0].real
    cross, unseen = np.cross(nu, L), (L @ nu) * nu  # the sign of a product does not matter
    figure = Figure(figsize=(5.2, 4.6))
    axes: Any = figure.add_subplot(projection="3d")  # its methods have no stubs

    def vector(v: Array, color: str, label: str, shift: tuple[float, float, float]) -> None:
        axes.quiver(0, 0, 0, *v, color=color, lw=2.4, arrow_length_ratio=0.1)
        axes.text(*(v + shift), label, color=color, fontsize=14, ha="center")

    for i, end in enumerate(1.15 * np.eye(3), 1):
        axes.plot(*np.stack([0 * end, end]).T, color="0.6", lw=1)
        axes.text(*(1.08 * end), str(i), color="0.4", ha="center", va="center")
    corners = np.array([[0 * L, L], [nu, L + nu]])
    axes.plot_surface(*np.moveaxis(corners, -1, 0), color=SEQUENCE[5], alpha=0.3, shade=False)
    axes.plot(*np.stack([L, unseen]).T, color="0.35", ls=":", lw=1.8)
    vector(nu, COLORS["nu_e"], r"$\vec\nu$", (0.05, 0.05, -0.13))
    vector(L, SEQUENCE[0], r"$\vec\Lambda$", (0, 0, 0.08))
    vector(cross, SEQUENCE[6], r"$\vec\Lambda\times\vec\nu$", (0.0, 0.0, 0.09))
    axes.plot(*np.stack([0 * L, unseen]).T, color=SEQUENCE[1], lw=5, alpha=0.7, zorder=10)
    axes.text(*(0.6 * unseen - (0, 0, 0.13)), r"$|\Lambda_e|$", color=SEQUENCE[1], fontsize=13)
    axes.text(*(0.55 * (L + nu)), r"area $\mu_\nu$", fontsize=12, ha="center")
    axes.set(xlim=(-0.3, 1.1), ylim=(-0.5, 1.3), zlim=(-0.2, 1.1))
    axes.set_box_aspect((1.4, 1.8, 1.3), zoom=1.2)
    axes.view_init(elev=22, azim=-37)
    axes.set_axis_off()
    return figure
