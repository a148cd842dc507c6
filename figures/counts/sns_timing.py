"""Arrival times of prompt and delayed neutrinos after the beam pulse."""

from typing import Final

import numpy as np

from cevns.sources.arrival import PROMPT_BIN, PROMPT_SHARES, delayed_density
from figures.style import COLORS, Figure, styled

MICROSECOND: Final = 1e-6


@styled
def draw() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    edges = np.arange(len(PROMPT_SHARES) + 1) * PROMPT_BIN / MICROSECOND
    axes.stairs(
        np.array(PROMPT_SHARES) / PROMPT_BIN * MICROSECOND,
        edges,
        color=COLORS["nu_mu"],
        ls="-.",
        lw=1.8,
        label=r"prompt $\nu_\mu$",
    )
    t = np.linspace(0, 12, 600)
    delayed = delayed_density(t * MICROSECOND) * MICROSECOND
    axes.plot(t, delayed, color=COLORS["nu_e"], label=r"delayed $\nu_e$ and $\bar\nu_\mu$")
    axes.axvline(6, color=COLORS["band"], ls="--")
    axes.text(6.15, 1.0, "end of the\nanalysis window")
    axes.set(
        xlabel=r"time after the trigger [μs]",
        ylabel="neutrinos [1/μs]",
        yscale="log",
        xlim=(0, 12),
        ylim=(1e-3, 3),
    )
    axes.legend(loc="upper right", bbox_to_anchor=(1, 0.84))
    return figure
