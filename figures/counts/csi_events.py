"""Counts against the effective moment, for each beam that may carry it."""

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.experiments.measurement import ObservedCount
from cevns.sources.beams import BEAMS
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    experiment = cevns.experiment("coherent-csi")
    counts, data = cevns.signal(experiment), experiment.measurement
    assert isinstance(data, ObservedCount)
    mu = np.linspace(0, 8e-9, 200)
    figure = Figure()
    axes = figure.subplots()
    for i, beam in enumerate(BEAMS):
        carried = sum(
            N for flavor, N in counts.magnetic.items() if beam in ("all", counts.beams[flavor])
        )
        axes.plot(
            mu / 1e-9,
            counts.sm_total + carried * (mu / mu10) ** 2,
            color=SEQUENCE[i],
            ls=LINES[i],
            label=beam,
        )
    seen = data.observed - data.prompt_neutrons
    error = np.sqrt(data.observed + data.prompt_neutrons + 2 * data.steady_state)
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
