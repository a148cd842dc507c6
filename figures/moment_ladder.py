"""Published limits on effective moments beside those this book computes."""

import math
from typing import NamedTuple

import numpy as np

import cevns
from cevns.combination import Combination, flavor_count
from cevns.rates import MU_REFERENCE
from cevns.statistics import delta_chi2
from figures.style import SEQUENCE, Figure, styled


class Published(NamedTuple):
    """A limit at 90 % C.L. on an effective moment [mu_B]."""

    name: str
    mu_nu: float
    kind: str


PUBLISHED = (
    Published("GEMMA 2012, reactor", 2.9e-11, "electrons"),
    Published("Borexino 2017, Sun", 2.8e-11, "electrons"),
    Published("XENONnT 2022, Sun", 6.4e-12, "electrons"),
    Published("CONUS 2026, reactor", 5.18e-11, "reactor germanium"),
)
"""A. G. Beda et al., Adv. High Energy Phys. 2012, 350150; Borexino, Phys. Rev. D 96 (2017)
091103; XENON, Phys. Rev. Lett. 129 (2022) 161805; CONUS, arXiv:2605.22815."""

COMPUTED = (
    ("coherent-csi", "current"),
    ("conus", "current"),
    ("connie", "current"),
    ("connie", "future"),
)


def excluded(key: str, setup: str, prescription: str) -> float:
    """Upper limit on an effective moment that all flavours share [mu_B]."""
    e = cevns.experiment(key, setup)
    one = Combination(counts=(flavor_count(e, prescription=prescription),))
    highest = one.best_fit.chi2 + delta_chi2(0.90, 1)
    return MU_REFERENCE * math.sqrt(one.reach(np.ones(1), np.ones(1), highest)[0])


@styled
def draw() -> Figure:
    """Published limits as dots, ours as bars from the talk's prescription to the profiled one."""
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    names = []
    for y, limit in enumerate(sorted(PUBLISHED, key=lambda p: p.mu_nu)):
        color = SEQUENCE[1] if limit.kind == "electrons" else SEQUENCE[2]
        axes.plot(limit.mu_nu, y, "o", color=color, ms=8)
        names.append(limit.name)
    for y, (key, setup) in enumerate(reversed(COMPUTED), len(PUBLISHED)):
        ends = [excluded(key, setup, p) for p in ("talk", "profiled")]
        axes.plot(ends, [y, y], color=SEQUENCE[0], lw=3)
        axes.plot(ends, [y, y], "|", color=SEQUENCE[0], ms=14, mew=3)
        names.append(f"{key}, {setup}")
    axes.set(
        xscale="log",
        xlabel=r"90 % C.L. limit on an effective moment [$\mu_B$]",
        yticks=range(len(names)),
        yticklabels=names,
        ylim=(len(names) - 0.5, -0.5),
        xlim=(3e-12, 8e-9),
    )
    axes.grid(axis="y", visible=False)
    return figure
