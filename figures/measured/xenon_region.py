"""Two moduli by what beams on Earth, the Sun in xenon, and both allow, all else free."""

import cevns
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.regions import boundary
from figures.planes import FREE, LABELS, UNIT, fill, outline
from figures.style import COLORS, LINES, Figure, styled

EARTH = ("conus-plus@2025", "coherent-csi@2017-bins")
SUN = ("xenonnt-8b@2026", "lz-8b@2025")
DATA = {
    "earth": ("CONUS+ and CsI 2017", EARTH),
    "sun": ("XENONnT and LZ", SUN),
    "together": ("all four", (*EARTH, *SUN)),
}


def _table(names: tuple[str, ...]) -> MomentChi2:
    """Several data sets as one chi^2, tabulated."""
    found: MomentChi2 = cevns.combine(*names).table
    return found


@styled
def draw(directions: int = 37) -> Figure:
    """Regions at 90 % for two parameters in the plane of the first two moduli."""
    figure = Figure(figsize=(5.2, 5.6))
    axes = figure.subplots()
    for i, (kind, (label, names)) in enumerate(DATA.items()):
        pair = ("Lambda_1", "Lambda_2")
        found = boundary(_table(names), pair, FREE, parameters=2, directions=directions)
        curve = outline(found)
        if kind == "together":
            fill(axes, curve, color=COLORS[kind], alpha=0.3, lw=0)
        axes.plot(*curve, ls=LINES[i], color=COLORS[kind], label=label)
    axes.set(xlabel=f"{LABELS['Lambda_1']} {UNIT}", ylabel=f"{LABELS['Lambda_2']} {UNIT}")
    axes.set(xlim=(0, 45), ylim=(0, 45))
    axes.set_box_aspect(1)
    figure.legend(loc="outside upper center")
    return figure
