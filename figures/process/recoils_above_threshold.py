"""Recoils above threshold from the stopped-pion beam, target by target."""

from dataclasses import replace

import numpy as np

import cevns
from cevns.basics.units import day, keV
from cevns.rates.thresholds import counting_all, events_above
from figures.style import LINES, SEQUENCE, Figure, styled

TARGETS = ("CsI", "Xe", "Ge", "Ar", "NaI", "Si")


@styled
def draw(points: int = 60) -> Figure:
    """Recoils per kilogram and day at the place of the first COHERENT detector."""
    csi = replace(cevns.experiment("coherent-csi"), mass=1.0)
    thresholds = np.geomspace(0.2, 150, points) * keV
    E_max = max(c.spectrum.E_max for c in csi.components)
    figure = Figure()
    axes = figure.subplots()
    for target, color, ls in zip(TARGETS, SEQUENCE, LINES, strict=False):
        material = cevns.material(target)
        ends = [
            cevns.interactions.kinematics.recoil_energy_max(E_max, n.mass)
            for n in material.nuclides
        ]
        T = thresholds[thresholds < max(ends)]
        counts = events_above(counting_all(replace(csi, material=material)), T)
        per_day = counts.sm_total / (csi.exposure / day)
        axes.plot(T / keV, per_day, color=color, ls=ls, label=target)
    axes.set(
        xlabel="threshold [keV of recoil]",
        ylabel=r"recoils per kg and day",
        xscale="log",
        yscale="log",
        xlim=(0.2, 150),
        ylim=(1e-3, 0.5),
    )
    axes.legend(loc="lower left", ncols=2)
    return figure
