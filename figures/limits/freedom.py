"""Limits on each moment with the others at zero, and with everything else free."""

from figures.bars import LIMIT, bars
from figures.style import Figure, styled


@styled
def draw(prescription: str = "profiled", setups: tuple[str, ...] = ("current", "future")) -> Figure:
    """One panel a setup."""
    figure = Figure(figsize=(5.2, 0.6 + 2.7 * len(setups)))
    panels = figure.subplots(len(setups), sharex=True, squeeze=False)[:, 0]
    for axes, setup in zip(panels, setups, strict=True):
        bars(axes, setup, prescription)
        axes.set_title(f"{setup} setups", loc="left", fontsize="medium")
    panels[-1].set_xlabel(LIMIT)
    return figure
