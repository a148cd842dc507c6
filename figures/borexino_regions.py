"""Borexino's bound beside those of coherent scattering, in pairs of mass-basis moments."""

from itertools import combinations

import numpy as np

import cevns
from cevns.catalogue import catalogue, effective_moment_limits
from cevns.checks import Array
from cevns.combination import Combination, flavor_count_of
from cevns.limits import MOMENTS
from cevns.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.rates import MU_REFERENCE
from cevns.regions import Choices, boundary
from figures.style import LINES, SEQUENCE, Figure, styled

GROUPS = {
    "reactors, current": ("reactor", "current"),
    "reactors, future": ("reactor", "future"),
    "SNS, future": ("sns", "future"),
}


def together(source: str, setup: str, prescription: str) -> Combination:
    """Every experiment of a source, each with its own nuisance."""
    return Combination(
        counts=tuple(
            flavor_count_of(cevns.signal(e), e, prescription=prescription)
            for (_, s), e in catalogue().items()
            if (e.source, s) == (source, setup)
        )
    )


def solar(pair: tuple[str, str], mixing: Mixing) -> tuple[Array, Array]:
    """Quarter ellipse of Borexino's limit, the third moment being zero [1e-10 mu_B]."""
    ends = effective_moment_limits()["borexino"].limits(mixing) / MU_REFERENCE
    angle = np.linspace(0, np.pi / 2, 91)
    first, second = (ends[MOMENTS[name]] for name in pair)
    return first * np.cos(angle), second * np.sin(angle)


@styled
def draw(
    prescription: str = "talk", mixing: Mixing = DE_SALAS_2018_CP_CONSERVING, edge: float = 1.8
) -> Figure:
    """One panel a pair; one-parameter contours, the phase between the two profiled."""
    groups = {name: together(*group, prescription) for name, group in GROUPS.items()}
    choices = Choices(mixing=mixing, phases="profiled")
    figure = Figure(figsize=(5.2, 11.0))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, combinations(MOMENTS, 2), strict=True):
        x, y = solar(pair, mixing)
        axes.fill(np.append(x, 0), np.append(y, 0), color="0.8")
        axes.plot(x, y, color="k", label="Borexino")
        for (name, group), ls, color in zip(groups.items(), LINES[1:], SEQUENCE, strict=False):
            found = boundary(group, pair, choices, parameters=1)
            axes.plot(*(v / MU_REFERENCE for v in found.curve), ls=ls, color=color, label=name)
        first, second = (rf"$|\Lambda_{MOMENTS[name] + 1}|$" for name in pair)
        axes.set(
            xlabel=rf"{first} [$10^{{-10}}\,\mu_B$]",
            ylabel=rf"{second} [$10^{{-10}}\,\mu_B$]",
            xlim=(0, edge),
            ylim=(0, edge),
            aspect="equal",
        )
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
