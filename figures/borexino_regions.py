"""Bounds from the Sun beside those of coherent scattering, in pairs of mass-basis moments."""

from collections.abc import Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.combination import Combination
from cevns.inference.regions import Boundary, Choices, boundary
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.sources.solar import P_e1
from cevns.talk.closed_forms import solar_moduli
from figures.style import LINES, SEQUENCE, Figure, styled

LineStyle = str | tuple[int, tuple[int, ...]]

GROUPS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = MappingProxyType(
    {
        "CsI, first data": (("coherent-csi",), "current"),
        "reactors, current": (("reactor",), "current"),
        "SNS, future": (("sns",), "future"),
        "reactors, future": (("reactor",), "future"),
        "both, future": (("sns", "reactor"), "future"),
    }
)
"""Sources or experiments, and setup: what is combined, each count with its own nuisance."""

XENONNT: Final = 6.4e-12
"""XENON Collaboration, Phys. Rev. Lett. 129 (2022) 161805, 90 % C.L. [mu_B]."""

NEVER: Final = 1e6
"""Stands for an infinite radius, far outside every panel."""


def together(names: tuple[str, ...], setup: str, prescription: str) -> Combination:
    """Every experiment that is named, or whose source is, in one setup."""
    return Combination(
        counts=tuple(
            cevns.dataset(e, prescription=prescription).moment_chi2
            for (key, s), e in catalogue().items()
            if (e.source in names or key in names) and s == setup
        )
    )


def solar_limits(mixing: Mixing) -> dict[str, Array]:
    """One at a time, by experiment [1e-10 mu_B]: XENONnT's is of pp neutrinos."""
    return {
        "Borexino 2017": effective_moment_limits()["borexino"].limits(mixing) / mu10,
        "XENONnT 2022": solar_moduli(XENONNT, P_e1("pp", mixing), mixing) / mu10,
    }


def edge(found: Boundary) -> tuple[Array, Array]:
    """Curve on logarithmic axes [1e-10 mu_B]: zeros stay finite, what never ends leaves."""
    endless = np.isinf(found.radius)
    radius = np.where(endless, NEVER, found.radius / mu10)
    x = radius * np.maximum(np.cos(found.angle), 1e-9)
    y = radius * np.maximum(np.sin(found.angle), 1e-9)
    if endless[0]:  # it runs along an axis
        y[0] = y[1]
    if endless[-1]:
        x[-1] = x[-2]
    return x, y


def frame(axes: Axes, first: str, second: str) -> None:
    """Logarithmic axes, equal in both directions."""
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=rf"$|\Lambda_{{{first}}}|$ [$10^{{-10}}\,\mu_B$]",
        ylabel=rf"$|\Lambda_{{{second}}}|$ [$10^{{-10}}\,\mu_B$]",
        xlim=(0.03, 100),
        ylim=(0.03, 100),
        aspect="equal",
    )


def trace(axes: Axes, found: Boundary, name: str, ls: LineStyle, color: str) -> None:
    """One contour; the combination lies on other curves in places: broad, behind them."""
    if name.startswith("both"):
        axes.plot(*edge(found), color=color, label=name, lw=5, alpha=0.5, zorder=1.5)
    else:
        axes.plot(*edge(found), ls=ls, color=color, label=name)


def contours(
    axes: Axes, pair: tuple[str, str], groups: Mapping[str, Combination], choices: Choices
) -> None:
    """One-parameter contours of each group."""
    for (name, group), ls, color in zip(groups.items(), LINES[1:], SEQUENCE, strict=False):
        trace(axes, boundary(group, pair, choices, parameters=1), name, ls, color)


@styled
def draw(
    others: str = "zero",
    prescription: str = "talk",
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
) -> Figure:
    """One panel a pair; one-parameter contours, the third moment zero or free, phases free."""
    groups = {name: together(*group, prescription) for name, group in GROUPS.items()}
    choices = Choices(mixing=mixing, others=others, phases="profiled")
    angle = np.linspace(1e-9, np.pi / 2, 181)
    figure = Figure(figsize=(5.2, 13.2))
    panels = figure.subplots(3)
    for axes, pair in zip(panels, combinations(MOMENTS, 2), strict=True):
        first, second = (MOMENTS[name] for name in pair)
        for (name, ends), color in zip(solar_limits(mixing).items(), ("0.8", "0.55"), strict=True):
            # no off-diagonal elements: profiling the third moment changes nothing
            x, y = ends[first] * np.cos(angle), ends[second] * np.sin(angle)
            axes.fill(np.append(x, 1e-9), np.append(y, 1e-9), color=color, label=name, lw=0)
        contours(axes, pair, groups, choices)
        frame(axes, str(first + 1), str(second + 1))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure
