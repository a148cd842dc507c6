"""Between the least and the most favourable phases: limits on three equal moments."""

from typing import NamedTuple

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.combination import Combination
from cevns.inference.intervals import delta_chi2
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from figures.luminosity import DETECTORS
from figures.phase_maps import phased
from figures.style import SEQUENCE, Figure, styled

XI = np.linspace(0, 2 * np.pi, 181)
NAMES = DETECTORS["SNS"] | DETECTORS["reactor"]


class Range(NamedTuple):
    """Limits on the length of Lambda [1e-10 mu_B]."""

    least: float
    most: float
    averaged: float


def spread(
    combination: Combination,
    moduli: tuple[float, float, float] = (1, 1, 1),
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
) -> Range:
    """Smallest and largest limit over both phases, and with their interference averaged away."""
    directions = phased(np.array(moduli), *np.meshgrid(XI, XI))
    limits = direction_limit(combination, directions, mixing) / mu10
    # random signs leave the squares and kill the products, as an average over phases does
    m = np.array(moduli) / np.linalg.norm(moduli)
    shares = 1 - np.abs(mixing.matrix[:2]) ** 2
    x, y = shares @ m**2
    highest = combination.best_fit.chi2 + delta_chi2(0.90, 1)
    mean = float(np.sqrt(combination.reach(np.array([x]), np.array([y]), highest)[0]))
    return Range(float(limits.min()), float(limits.max()), mean)


def combinations() -> dict[str, Combination]:
    """Every current experiment, CsI with one beam too, and all experiments together."""
    counts = {}
    for key, name in NAMES.items():
        e = cevns.experiment(key)
        counts[name] = cevns.dataset(e).moment_chi2
        if key == "coherent-csi":
            beams = {
                f"{name} {beam}": cevns.dataset(e, beam=beam).moment_chi2
                for beam in ("prompt", "delayed")
            }
    alone = {name: Combination(counts=(count,)) for name, count in (beams | counts).items()}
    return alone | {"all together": Combination(counts=tuple(counts.values()))}


@styled
def draw() -> Figure:
    """A bar from the strongest to the weakest limit, a tick where phases are averaged."""
    figure = Figure(figsize=(5.2, 4.6))
    axes = figure.subplots()
    names = combinations()
    for y, (name, combination) in enumerate(names.items()):
        found = spread(combination)
        color = SEQUENCE[0] if name in NAMES.values() else SEQUENCE[1]
        axes.plot([found.least, found.most], [y, y], color=color, lw=7, solid_capstyle="butt")
        axes.plot(found.averaged, y, "|", color="k", ms=14)
        axes.annotate(
            f"{found.most / found.least:.1f}",
            (found.most, y),
            (6, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set(
        xscale="log",
        xlabel=r"limit on $|\Lambda|$, three equal moduli [$10^{-10}\,\mu_B$]",
        xlim=(1.3, 500),
        xticks=(2, 5, 10, 20, 50, 100, 200),
        yticks=range(len(names)),
        yticklabels=list(names),
        ylim=(len(names) - 0.5, -0.5),
    )
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(axis="y", visible=False)
    return figure
