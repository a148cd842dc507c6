"""Published values of the weak mixing angle below the Z pole, and that of the first CEvNS data."""

from typing import Final

import cevns
from cevns.basics.constants import SIN2_THETA_W_LOW_ENERGY, SIN2_THETA_W_Z_POLE
from cevns.experiments.published_angles import published_angles
from figures.style import LINES, SEQUENCE, Figure, styled

SIGNS: Final = {"nu_e": r"$\nu_e$", " nu ": r" $\nu$ "}
"""How what the table spells out is written."""


@styled
def draw() -> Figure:
    """One row each, ours on top; two lines are what the Standard Model has at both ends."""
    fit = cevns.dataset("coherent-csi@2017-count").fit("sin2_theta_w", confidence_level=0.6827)
    found = published_angles()
    labels = ["CEvNS on CsI, 2017\none count: ours"]
    for one in found.values():
        text = f"{one.process}\n{one.year}, {one.scale}"
        for plain, sign in SIGNS.items():
            text = text.replace(plain, sign)
        labels.append(text)

    figure = Figure(figsize=(5.2, 5.6))
    axes = figure.subplots()
    rows = [(fit.value, *fit.errors), *((p.value, p.down, p.up) for p in found.values())]
    for i, (value, down, up) in enumerate(rows):
        color, marker = (SEQUENCE[1], "s") if i == 0 else (SEQUENCE[0], "o")
        axes.errorbar(value, -i, xerr=[[down], [up]], fmt=marker, color=color, capsize=3)
    for i, (s, where) in enumerate(
        ((SIN2_THETA_W_LOW_ENERGY, r"SM at $Q=0$"), (SIN2_THETA_W_Z_POLE, r"SM at the $Z$ pole"))
    ):
        axes.axvline(s, ls=LINES[i + 1], color=SEQUENCE[2 + i], label=where, zorder=1)
    axes.set(xlabel=r"$\sin^2\theta_W$", yticks=[-i for i in range(len(rows))], xlim=(0.14, 0.3))
    axes.set_yticklabels(labels, fontsize=10)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
