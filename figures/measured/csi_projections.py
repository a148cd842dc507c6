"""CsI data in bins of energy and time over what fits them best, the steady state taken off."""

import numpy as np
from matplotlib.axes import Axes

import cevns
from cevns.basics.checks import Array
from cevns.inference.measured.bin_tables import Axis
from cevns.inference.measured.mixtures import by_part
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins
from figures.style import COLORS, Figure, styled

STEADY = "steady_state"


def _panel(axes: Axes, axis: Axis, data: TemplateBins, parts: dict[str, Array]) -> None:
    """Draw events per unit along one axis."""
    widths, centres = np.diff(axis.edges), (axis.edges[1:] + axis.edges[:-1]) / 2

    def along(values: Array) -> Array:
        return np.bincount(axis.index, weights=values) / widths

    level = np.zeros_like(widths)
    others = sum((v for k, v in parts.items() if k not in ("sm", STEADY)), np.zeros(data.on.size))
    for values, color, hatch, label in (
        (others, COLORS["band"], "///", "neutrons"),
        (parts["sm"], COLORS["sm"], "", "Standard Model"),
    ):
        height = along(values)
        axes.bar(
            centres,
            height,
            widths,
            bottom=level,
            color=color,
            hatch=hatch,
            edgecolor="white",
            lw=0,
            label=label,
        )
        level = level + height
    axes.errorbar(
        centres,
        along(data.on - parts[STEADY]),
        np.sqrt(along(data.on) / widths),
        fmt="o",
        ms=4,
        lw=1.2,
        color=COLORS["data"],
        label="counted, less steady state",
    )
    axes.axhline(0, color="0.4", lw=0.8)


@styled
def draw(name: str = "coherent-csi@2021") -> Figure:
    """Both projections at the pulls that fit best."""
    data, table = cevns.dataset(name).moment_chi2, description(name).table
    assert isinstance(data, TemplateBins)
    assert table.energy is not None
    assert table.time is not None
    parts = by_part(data)
    figure = Figure(figsize=(5.2, 6.2))
    panels = figure.subplots(2)
    _panel(panels[0], table.energy, data, parts)
    _panel(panels[1], table.time, data, parts)
    panels[0].set(xlabel="photoelectrons", ylabel="events / PE", xlim=table.energy.edges[[0, -1]])
    panels[1].set(
        xlabel="time after the trigger [μs]",
        ylabel="events / μs",
        xlim=table.time.edges[[0, -1]],
    )
    panels[0].legend()
    return figure
