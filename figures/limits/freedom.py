"""Limits on each moment with the others at zero, and with everything else free."""

from figures.bars import FAR, band, bars
from figures.style import Figure, styled


@styled
def draw(setups: tuple[str, ...] = ("current", "future")) -> Figure:
    """One panel a setup; filled marks are measured, open ones expected."""
    figure = Figure(figsize=(5.2, 0.6 + 3.5 * len(setups)))
    panels = figure.subplots(len(setups), sharex=True, squeeze=False)[:, 0]
    for axes, setup in zip(panels, setups, strict=True):
        bars(axes, setup)
        axes.set_title(f"{setup} setups", loc="left", fontsize="medium")
    for axes in panels[:-1]:
        axes.set_xlabel("")
    band(panels[0], -0.75, 0.8 * FAR)
    return figure
