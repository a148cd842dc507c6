"""One pair of moduli, one confidence level: what the choice for everything else does."""

from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import Choices, boundary, direction_limit
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.talk.collection import together
from figures.planes import FREE, LABELS, UNIT, outline
from figures.style import LINES, SEQUENCE, Figure, styled

PAIR: Final = ("Lambda_1", "Lambda_2")
CHOICES: Final = {
    r"$\Lambda_3=0$, $\zeta_i=0$": Choices(),
    r"$\Lambda_3=0$, $\zeta_2=\pi$": Choices(phases=(0, np.pi, 0)),
    r"$\Lambda_3=0$, phases averaged": Choices(phases="averaged"),
    r"$\Lambda_3=0$, phases profiled": Choices(phases="profiled"),
    r"$\Lambda_3$ and phases profiled": FREE,
}
COMBINATIONS: Final = {  # as many independent numbers as data sets
    ("coherent-csi",): ("CsI[Na], measured", 75),
    ("coherent-csi", "conus"): ("with CONUS, expected", 55),
}


@styled
def draw() -> Figure:
    """CsI above, with a reactor below; the star has a moment in nu_e's own direction only."""
    figure = Figure(figsize=(5.2, 9.4))
    for axes, (keys, (title, end)) in zip(figure.subplots(2), COMBINATIONS.items(), strict=True):
        combination = together(*keys).moment_chi2
        for i, (name, choices) in enumerate(CHOICES.items()):
            curve = outline(boundary(combination, PAIR, choices, directions=721))
            width = 2.6 if choices is FREE else 1.6
            axes.plot(*curve, color=SEQUENCE[i], ls=LINES[i], lw=width, label=name)
        unseen = NUFIT_6_1.matrix[0].conj()  # Lambda_e alone, in the mass basis
        length = direction_limit(combination, unseen, parameters=len(keys)) / mu10
        x, y, _ = length * np.abs(unseen)
        axes.plot(x, y, "*", ms=13, color="k", ls="none", label=r"$\Lambda_e$ alone, at its limit")
        axes.set(xlim=(0, end), ylim=(0, end), xlabel=f"{LABELS[PAIR[0]]} {UNIT}")
        axes.set(ylabel=f"{LABELS[PAIR[1]]} {UNIT}")
        axes.set_title(title, fontsize="medium", loc="left")
        axes.set_box_aspect(0.8)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
