"""How large a moment must be for magnetic scattering to dominate, and what is excluded."""

import math

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.inference.combination import Combination
from cevns.inference.intervals import delta_chi2
from figures.style import SEQUENCE, Figure, styled


def excluded(count: Combination) -> float:
    """Upper limit on an effective moment that all flavours share [mu_B]."""
    highest = count.best_fit.chi2 + delta_chi2(0.90, 1)
    return mu10 * math.sqrt(count.reach(np.ones(1), np.ones(1), highest)[0])


@styled
def draw(setup: str = "current") -> Figure:
    """One row an experiment: the moment of equal counts, and the limits of two prescriptions."""
    experiments = {key: e for (key, s), e in catalogue().items() if s == setup}
    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    for row, e in enumerate(experiments.values()):
        counts = cevns.signal(e)
        equal = mu10 * (counts.sm_total / counts.magnetic_total) ** 0.5
        limits = [
            excluded(Combination(counts=(cevns.dataset(e, prescription=p).moment_chi2,)))
            for p in ("profiled", "talk")
        ]
        axes.plot([limits[1], equal], [row, row], color="0.7", lw=1, zorder=1)
        labels = ("as many magnetic as SM events", "limit, profiled", "limit, talk")
        for value, marker, color, label in zip(
            (equal, *limits), "Do^", SEQUENCE, labels, strict=False
        ):
            style = {"color": color, "ls": "none", "ms": 7, "label": label if not row else None}
            axes.plot(value, row, marker, **style)
    borexino = effective_moment_limits()["borexino"].mu_nu
    axes.axvline(borexino, color="0.3", lw=1.2)
    axes.text(borexino * 0.9, -0.75, "Borexino", ha="right", va="center", color="0.3")
    axes.set(
        xscale="log",
        xlim=(5e-12, 1e-8),
        xlabel=r"effective moment [$\mu_B$]",
        yticks=range(len(experiments)),
        yticklabels=list(experiments),
        ylim=(len(experiments) - 0.5, -1.2),
    )
    axes.grid(axis="y", visible=False)
    figure.legend(loc="outside upper center", ncols=1)
    return figure
