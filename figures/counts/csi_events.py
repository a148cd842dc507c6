"""Counts against the effective moment, for each beam that may carry it."""

import numpy as np

import cevns
from cevns.sources.beams import BEAMS
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    csi = cevns.dataset("coherent-csi")
    mu = np.linspace(0, 8e-9, 200)
    figure = Figure()
    axes = figure.subplots()
    for i, beam in enumerate(BEAMS):
        events = csi.signal.events(mu, beam)
        axes.plot(mu / 1e-9, events, color=SEQUENCE[i], ls=LINES[i], label=beam)
    seen, error = csi.counting.excess, np.sqrt(csi.counting.variance)
    axes.axhspan(seen - error, seen + error, color=COLORS["band"], alpha=0.25, lw=0)
    axes.axhline(seen, color=COLORS["band"])
    axes.text(0.1, seen - 6, "observed, statistical error", va="top")
    axes.set(
        xlabel=r"effective moment $\mu_\nu$ [$10^{-9}\,\mu_B$]",
        ylabel="events in 6 to 30 PE",
        xlim=(0, 8),
        ylim=(90, 800),
    )
    axes.legend(title="magnetic term on", loc="upper left")
    return figure
