"""Which entries of the four vertex form factors are free, for three Dirac or Majorana neutrinos."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from figures.style import SEQUENCE, Figure, styled

NAMES: Final = ("charge $f_Q$", "magnetic $f_M$", "electric $f_E$", "anapole $f_A$")
KINDS: Final = {
    "R": (SEQUENCE[0], "white", "real"),
    "I": (SEQUENCE[4], "black", "imaginary"),
    "C": (SEQUENCE[1], "white", "complex"),
    "0": ("white", "black", "forbidden"),
    "": ("0.85", "black", "mirror image"),
}
WORTH: Final = {"R": 1, "I": 1, "C": 2, "0": 0, "": 0}


def _grid(axes: Axes, diagonal: str, above: str) -> int:
    """Draw a matrix and return how many real numbers it holds."""
    kinds = [[diagonal, above, above], ["", diagonal, above], ["", "", diagonal]]
    for row, line in enumerate(kinds):
        for column, kind in enumerate(line):
            face, ink, _ = KINDS[kind]
            axes.add_patch(Rectangle((column, 2 - row), 1, 1, fc=face, ec="0.4", lw=1))
            axes.text(column + 0.5, 2.5 - row, kind, ha="center", va="center", color=ink)
    axes.set(xlim=(-0.05, 3.05), ylim=(-0.05, 3.05), aspect="equal", xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.grid(visible=False)
    return sum(WORTH[kind] for line in kinds for kind in line)


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 3.8))
    dirac, majorana = figure.subplots(2, 4)
    for i, name in enumerate(NAMES):
        number = _grid(dirac[i], "R", "C")
        dirac[i].set_title(f"{name}\n{number}", fontsize=10)
        number = _grid(majorana[i], *("RR" if i == 3 else "0I"))
        majorana[i].set_title(f"{number}", fontsize=10)
    dirac[0].set_ylabel("Dirac")
    majorana[0].set_ylabel("Majorana")
    handles = [
        Rectangle((0, 0), 1, 1, fc=face, ec="0.4", label=f"{kind} {word}".strip())
        for kind, (face, _, word) in KINDS.items()
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, handlelength=1)
    return figure
