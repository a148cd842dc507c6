"""COHERENT's argon counts along each of three axes, without the steady state."""

import numpy as np
from matplotlib.axes import Axes

from cevns.basics.checks import Array
from cevns.inference.measured.mixtures import by_part
from cevns.inference.measured.registry import description, template_bins
from cevns.inference.measured.sizes import fitted_sizes
from figures.style import COLORS, SEQUENCE, Figure, styled

PARTS = {
    "beam_neutrons": ("beam-related neutrons", COLORS["band"], ""),
    "delayed_neutrons": ("delayed neutrons", SEQUENCE[4], "..."),
    "sm": ("coherent scattering", COLORS["sm"], "///"),
}
LABELS = (r"energy [keV$_\mathrm{ee}$]", "$F_{90}$", "time [μs]")


def _panel(axes: Axes, edges: Array, expected: dict[str, Array], counts: Array) -> None:
    centres, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    level = np.zeros(len(centres))
    for part, (label, color, hatch) in PARTS.items():
        look = {"color": color, "hatch": hatch, "edgecolor": "white", "lw": 0, "label": label}
        axes.bar(centres, expected[part], widths, bottom=level, **look)
        level = level + expected[part]
    rest = counts - expected["steady_state"]
    axes.errorbar(
        centres,
        rest,
        np.sqrt(counts),
        fmt="o",
        ms=4,
        lw=1.2,
        color=COLORS["data"],
        label="counts less steady state",
    )
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(ylabel="events", xlim=(edges[0], edges[-1]))


@styled
def draw(name: str = "coherent-lar@2020") -> Figure:
    """One panel an axis, over what fits best with the size of the signal free."""
    table = description(name).table
    fit = fitted_sizes(template_bins(name))
    expected = by_part(fit.bins, fit.pulls)
    figure = Figure(figsize=(5.2, 8.2))
    panels = figure.subplots(3)
    for i, (axes, label) in enumerate(zip(panels, LABELS, strict=True)):
        others = tuple(j for j in range(3) if j != i)
        parts = {k: v.reshape(table.shape).sum(axis=others) for k, v in expected.items()}
        counts = fit.bins.on.reshape(table.shape).sum(axis=others)
        _panel(axes, table.axes[i].edges, parts, counts)
        axes.set_xlabel(label)
    panels[0].legend()
    return figure
