"""When coherent scattering comes, at small and at large energies: prompt and delayed apart."""

import numpy as np

from cevns.inference.measured.registry import description, template_bins
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

SLICES = {r"0 to 10 keV$_\mathrm{ee}$": slice(0, 1), r"20 to 40 keV$_\mathrm{ee}$": slice(2, 4)}


@styled
def draw(name: str = "coherent-lar@2020") -> Figure:
    """Two slices of energy: with flavours, and as the release has it, of the same size."""
    table = description(name).table
    bins = template_bins(name)
    released = table.column("released").reshape(table.shape).sum(axis=1)
    ours = bins.parts["sm"].reshape(table.shape).sum(axis=1)
    neutrons = bins.parts["beam_neutrons"].reshape(table.shape).sum(axis=1)
    edges = table.axes[2].edges
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, sharex=True)
    for axes, (title, rows) in zip(panels, SLICES.items(), strict=True):
        mine, theirs, n = (one[rows].sum(axis=0) for one in (ours, released, neutrons))
        axes.stairs(
            mine, edges, baseline=None, color=COLORS["sm"], lw=2, label="prompt and delayed apart"
        )
        axes.stairs(
            theirs * mine.sum() / theirs.sum(),
            edges,
            baseline=None,
            color=SEQUENCE[1],
            ls=LINES[1],
            lw=2,
            label="released template, scaled",
        )
        axes.stairs(
            n * np.max(mine) / np.max(n),
            edges,
            baseline=None,
            color=COLORS["band"],
            ls=LINES[3],
            lw=1.5,
            label="neutrons, to the same height",
        )
        axes.set(ylabel="events / 0.5 μs", ylim=(0, None))
        axes.set_title(title, fontsize="medium", loc="left")
    panels[0].legend()
    panels[1].set(xlabel="time [μs]", xlim=(edges[0], edges[-1]))
    return figure
