"""F90 of nuclear recoils in argon and of what is there all the time, energy by energy."""

import numpy as np

from cevns.detectors.pulse_shape import PulseShapeDetector
from cevns.inference.measured.registry import description, template_bins
from figures.style import Figure, styled

SHOWN = 6
"""Bins of energy: above, there is no coherent scattering."""


@styled
def draw(name: str = "coherent-lar@2020") -> Figure:
    """Two maps with the same shades: every row of bins of energy sums to one."""
    table = description(name).table
    energy, f90 = (axis.edges for axis in table.axes[:2])
    detector = description(name).experiment.detector
    assert isinstance(detector, PulseShapeDetector)
    steady = template_bins(name).parts["steady_state"].reshape(table.shape)
    always = steady.sum(axis=2)
    maps = {
        "nuclear recoils": detector.shapes.shares,
        "steady state": always / always.sum(axis=1, keepdims=True),
    }
    figure = Figure(figsize=(5.2, 3.6))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (title, share) in zip(panels, maps.items(), strict=True):
        shade = axes.pcolormesh(
            energy[: SHOWN + 1], f90, share[:SHOWN].T, cmap="cividis", vmin=0, vmax=0.45
        )
        for b, k in np.argwhere(share[:SHOWN] >= 0.095):
            x, y = (energy[b] + energy[b + 1]) / 2, (f90[k] + f90[k + 1]) / 2
            dark = share[b, k] < 0.22
            axes.text(
                x,
                y,
                f"{share[b, k]:.1f}".lstrip("0"),
                color="white" if dark else "black",
                fontsize=9,
                ha="center",
                va="center",
            )
        axes.grid(visible=False)
        axes.set(xlabel=r"energy [keV$_\mathrm{ee}$]")
        axes.set_title(title, fontsize="medium", loc="left")
    panels[0].set_ylabel("$F_{90}$")
    figure.colorbar(shade, ax=panels, label="share of the energy bin", shrink=0.9)
    return figure
