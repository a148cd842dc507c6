"""What a link to the book is shown with: its title beside its main figure, 1200 by 630 pixels."""

from typing import Final

from figures.bars import bars
from figures.style import Figure, styled

DPI: Final = 150
TITLE = "Neutrino transition\nmagnetic moments\nwith CEvNS"
SUBTITLE = "A book that computes:\nevery formula derived,\nevery number in the page"
KEY = (
    "Measured (filled) and expected (open):\none moment at a time (circles)\n"
    "and everything else free (squares)"
)


@styled
def draw() -> Figure:
    """Words on the left; on the right limits, measured and expected, alone and free."""
    figure = Figure(figsize=(1200 / DPI, 630 / DPI))
    words, axes = figure.subplots(1, 2, width_ratios=(0.95, 1))
    words.axis("off")
    words.text(0.04, 0.93, TITLE, size=19, weight="bold", va="top", linespacing=1.3)
    words.text(0.04, 0.58, SUBTITLE, size=13, color="0.2", va="top", linespacing=1.4)
    words.text(0.04, 0.02, KEY, size=9.5, color="0.3", va="bottom", linespacing=1.4)
    bars(axes, "current")
    return figure
