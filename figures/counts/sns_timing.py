"""Arrival times of prompt and delayed neutrinos after the beam pulse."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from figures.style import COLORS, Figure, styled

MUON_LIFETIME: Final = 2.197  # microseconds, PDG
# Share of the prompt neutrinos in the first three half microseconds; COHERENT, arXiv:1804.09459
PROMPT_SHARES: Final = (0.065, 0.909, 0.026)
BIN: Final = 0.5  # microseconds


def delayed_density(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Muon decays after pions that decay evenly within each bin [1/microsecond]."""
    tau, total = MUON_LIFETIME, np.zeros_like(t)
    for i, share in enumerate(PROMPT_SHARES):
        since_start, since_stop = t - i * BIN, t - (i + 1) * BIN
        growth = np.exp(-np.clip(since_stop, 0, None) / tau)
        decay = np.exp(-np.clip(since_start, 0, None) / tau)
        total += share / BIN * (growth - decay)
    return total


@styled
def draw() -> Figure:
    figure = Figure()
    axes = figure.subplots()
    edges = np.arange(len(PROMPT_SHARES) + 1) * BIN
    axes.stairs(
        np.array(PROMPT_SHARES) / BIN,
        edges,
        color=COLORS["nu_mu"],
        ls="-.",
        lw=1.8,
        label=r"prompt $\nu_\mu$",
    )
    t = np.linspace(0, 12, 600)
    axes.plot(
        t, delayed_density(t), color=COLORS["nu_e"], label=r"delayed $\nu_e$ and $\bar\nu_\mu$"
    )
    axes.axvline(6, color=COLORS["band"], ls="--")
    axes.text(6.15, 1.0, "end of the\nanalysis window")
    axes.set(
        xlabel=r"time after the trigger [μs]",
        ylabel="neutrinos [1/μs]",
        yscale="log",
        xlim=(0, 12),
        ylim=(1e-3, 3),
    )
    axes.legend(loc=(0.14, 0.05))
    return figure
