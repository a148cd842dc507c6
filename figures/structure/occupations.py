"""Occupations of the subshells of two paired nuclei."""

from collections.abc import Iterator

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.nuclei.structure.bcs import occupations
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.orbitals import Orbital
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled


@styled
def draw(names: tuple[str, str] = ("40Ar", "132Xe")) -> Figure:
    """Shares that are full against the energy from the chemical potential, over the law."""
    figure = Figure(figsize=(5.2, 5.2))
    panels = figure.subplots(2, 1, sharex=True)
    near = np.linspace(-11, 11, 401)
    for axes, name in zip(panels, names, strict=True):
        state = ground_state(cevns.nuclide(name))
        axes.step([near[0], 0, near[-1]], [1, 1, 0], color=COLORS["band"], lw=1)
        for i, (kind, word, marker) in enumerate((("p", "protons", "o"), ("n", "neutrons", "s"))):
            paired = state.paired(kind)
            law = occupations(near, 0.0, paired.gap).full
            axes.plot(near, law, color=SEQUENCE[i], ls=LINES[i], lw=1.2)
            e = np.array([o.energy for o in paired.orbitals]) - paired.chemical_potential
            whole = np.abs(e) < 0.98 * near[-1]  # none is cut by the frame
            axes.plot(e[whole], paired.v[whole] ** 2, marker, color=SEQUENCE[i], ms=5, label=word)
            for x, v2, label in _labels(paired.orbitals, e, paired.v**2):
                axes.annotate(
                    label,
                    (x, v2),
                    xytext=(9, 4) if x > 0 else (-9, -9),
                    ha="left" if x > 0 else "right",
                    textcoords="offset points",
                    fontsize=9.5,
                    color=SEQUENCE[i],
                )
        axes.set(ylabel="$v^2$", ylim=(-0.04, 1.1), xlim=(near[0], near[-1]))
        axes.set_title(raised(cevns.nuclide(name)), fontsize=11)
    panels[0].legend(loc="upper right")
    panels[1].set(xlabel=r"$e-\lambda$ [MeV]")
    return figure


def _labels(
    orbitals: tuple[Orbital, ...], e: Array, v2: Array
) -> Iterator[tuple[float, float, str]]:
    """Places of partly filled subshells and their labels, those at one place together."""
    partly = [k for k, x in enumerate(v2) if 0.04 < x < 0.96]
    while partly:
        here = [k for k in partly if e[k] - e[partly[0]] < 0.5]
        yield (
            float(e[here[0]]),
            float(v2[here[0]]),
            ", ".join(orbitals[k].shell.label for k in here),
        )
        partly = partly[len(here) :]
