"""Delta chi^2 of the neutron radius: the first data and the talk's two scenarios."""

import numpy as np

import cevns
from cevns.talk.electroweak import printed
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

SETS = {
    "coherent-csi@2017-count": "2017, one count",
    "coherent-csi@2017-bins": "2017, twelve bins",
    "coherent-csi@scenario-1": "scenario I, expected",
    "coherent-csi@scenario-2": "scenario II, expected",
}


NAMES = ("phase I", "scenario I", "scenario II")
"""Rows of the slide, in its order."""


@styled
def draw() -> Figure:
    """One curve a data set under the talk's assumptions; its printed errors at the level of one."""
    figure = Figure(figsize=(5.2, 5.0))
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    radii = np.linspace(1.6, 8.4, 341)
    for i, (name, label) in enumerate(SETS.items()):
        fit = cevns.dataset(name, assumptions=cevns.TALK).fit("neutron_radius")
        delta = fit.chi2(radii) - fit.chi2_min
        axes.plot(radii, delta, ls=LINES[i], color=SEQUENCE[i], label=label)
    for level in (1.0, 2.71):
        axes.axhline(level, color="0.4", lw=0.8)
        axes.text(8.36, level + 0.08, f"{level:g}", ha="right", fontsize=10)
    rows = [one.numbers for one in printed() if one.provenance == "printed"][: len(NAMES)]
    for row, (value, up, down) in enumerate(rows):
        below.errorbar(
            value, -row, xerr=[[down], [up]], fmt="o", color=SEQUENCE[(0, 2, 3)[row]], capsize=3
        )
        below.text(1.7, -row, NAMES[row], va="center")
    below.set(xlabel="neutron rms radius $R_n$ [fm]", ylim=(-2.6, 0.6), yticks=[])
    below.set_title("printed", fontsize="medium", loc="left")
    axes.axvline(4.8, color=COLORS["band"], ls=":", lw=1.4)
    axes.set(ylabel=r"$\Delta\chi^2$", ylim=(0, 6), xlim=(1.6, 8.4))
    figure.legend(loc="outside upper center", ncols=2)
    return figure
