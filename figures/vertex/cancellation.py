"""Error of two ways to compute the same effective moment, towards the blind direction."""

from typing import Final

import numpy as np

from cevns.neutrinos.blind import cancellation_errors
from cevns.neutrinos.mixing import NUFIT_6_1
from figures.style import SEQUENCE, Figure, styled

WAYS: Final = ("difference", "cross product")


@styled
def draw() -> Figure:
    angles = np.logspace(-12, 0, 97)
    errors = cancellation_errors(angles, NUFIT_6_1.real)
    figure = Figure()
    axes = figure.subplots()
    for i, (values, name) in enumerate(zip(errors.T, WAYS, strict=True)):
        seen = np.maximum(values, 1e-17)  # an exact result has no place on a log scale
        fill = SEQUENCE[i] if i == 0 else "none"
        axes.loglog(angles, seen, "os"[i], ms=4, color=SEQUENCE[i], mfc=fill, label=name)
    axes.loglog(
        angles, 1e-16 / angles**2, color="0.4", ls="--", lw=1.2, label=r"$10^{-16}/\theta^2$"
    )
    axes.loglog(angles, 1e-16 / angles, color="0.4", ls=":", lw=1.2, label=r"$10^{-16}/\theta$")
    axes.axhline(1, color="k", lw=0.8)
    axes.set_xlabel(r"angle $\theta$ between $\vec\Lambda$ and the blind direction")
    axes.set(ylabel=r"relative error of $\mu_\nu^2$", ylim=(3e-18, 1e9), xlim=(1e-12, 2))
    axes.legend()
    return figure
