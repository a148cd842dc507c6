"""Limits on pairs of equal moments against the one phase difference each pair has."""

from typing import Final

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.inference.combination import Combination
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import (
    DE_SALAS_2018_CP_CONSERVING,
    Angles,
    ComplexArray,
    Mixing,
    MixingArrays,
)
from figures.style import LINES, SEQUENCE, Figure, styled

PAIRS: Final = {1: (2, 1), 2: (2, 0), 3: (0, 1)}
"""xi_1 = zeta_3 - zeta_2 and so on: the moment that turns, and the one that does not."""

BEAMS: Final = {
    "reactor (CONUS)": ("conus", "all"),
    "SNS, prompt (CsI)": ("coherent-csi", "prompt"),
    "SNS, all (CsI)": ("coherent-csi", "all"),
}


def pair(which: int, xi: Array) -> ComplexArray:
    """Two equal moments of length one together, the third zero, at phase differences xi."""
    turning, still = PAIRS[which]
    directions = np.zeros((*xi.shape, 3), dtype=np.complex128)
    directions[..., turning] = np.exp(1j * xi)
    directions[..., still] = 1
    unit: ComplexArray = directions / np.sqrt(2)
    return unit


def limits(combination: Combination, which: int, xi: Array, mixing: Angles) -> Array:
    """Limits on the length of Lambda [1e-10 mu_B], of the pair that knows this xi."""
    return direction_limit(combination, pair(which, xi), mixing) / mu10


@styled
def draw(mixing: Mixing = DE_SALAS_2018_CP_CONSERVING) -> Figure:
    """One panel a pair; lines at the phase of the mixing, bands over a full turn of it."""
    xi = np.linspace(0, 2 * np.pi, 121)
    turn = np.linspace(0, 2 * np.pi, 49)[:, None]
    turned = MixingArrays(mixing.sin2_12, mixing.sin2_13, mixing.sin2_23, turn)
    figure = Figure(figsize=(5.2, 8.2))
    panels = figure.subplots(3, sharex=True, sharey=True)
    for i, (label, (key, beam)) in enumerate(BEAMS.items()):
        one = Combination(counts=(cevns.dataset(key, beam=beam).moment_chi2,))
        for axes, (which, (a, b)) in zip(panels, PAIRS.items(), strict=True):
            curve = limits(one, which, xi, mixing)
            band = limits(one, which, xi, turned)
            axes.fill_between(
                xi / np.pi, band.min(axis=0), band.max(axis=0), color=SEQUENCE[i], alpha=0.25, lw=0
            )
            axes.plot(xi / np.pi, curve, ls=LINES[i], color=SEQUENCE[i], label=label)
            first, second = sorted((a + 1, b + 1))
            axes.set_title(
                rf"$|\Lambda_{first}|=|\Lambda_{second}|$, $\Lambda_{which}=0$",
                loc="left",
                fontsize="medium",
            )
            axes.set(xlabel=rf"$\xi_{which}/\pi$", yscale="log")
    for axes in panels:
        axes.set(xlim=(0, 2), ylim=(3, 220), yticks=(5, 10, 20, 50, 100, 200))
        axes.xaxis.set_tick_params(labelbottom=True)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
    panels[1].set_ylabel(r"90 % C.L. limit on $|\Lambda|$ [$10^{-10}\,\mu_B$]")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
