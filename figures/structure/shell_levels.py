"""Single-particle levels of a nucleus: what the spin-orbit force does to the shells."""

import cevns
from cevns.nuclei.structure.masses import MAGIC
from cevns.nuclei.structure.paired import fill
from cevns.nuclei.structure.woods_saxon import BOHR_MOTTELSON, WoodsSaxon, orbitals
from figures.style import COLORS, SEQUENCE, Figure, apart, raised, styled


@styled
def draw(name: str = "132Xe") -> Figure:
    """Neutron levels without and with spin-orbit force, and the numbers that close shells."""
    nucleus = cevns.nuclide(name)
    figure = Figure(figsize=(5.2, 6.2))
    axes = figure.subplots()
    wells = (WoodsSaxon(spin_orbit=0), BOHR_MOTTELSON)
    without, whole = (orbitals(nucleus, "n", well) for well in wells)
    bound = [o for o in whole if o.energy < 0]
    start = {o.shell: o.energy for o in without}
    shown = [[o for o in without if o.shell in {b.shell for b in bound}], bound]
    for x, levels in enumerate(shown):
        for o in levels:
            color = SEQUENCE[1] if o.shell.twice_j > 2 * o.shell.l else SEQUENCE[0]
            color = SEQUENCE[6] if x == 0 else color
            axes.plot([x - 0.25, x + 0.25], [o.energy] * 2, color=color, lw=1.6)
    for o in shown[1]:
        axes.plot([0.25, 0.75], [start[o.shell], o.energy], color=COLORS["band"], lw=0.7)
    places = apart([o.energy for o in shown[1]], 1.2)
    for o, y in zip(shown[1], places, strict=True):
        axes.text(1.29, y, o.shell.label, va="center", fontsize=9.5)
    for number in MAGIC:
        if number < sum(o.shell.holds for o in shown[1]):
            axes.text(
                1.62, fill(shown[1], number, 1.0).fermi, f"{number}", va="center", weight="bold"
            )
    axes.set(
        xlim=(-0.35, 1.85),
        ylim=(-42, max(start[o.shell] for o in bound) + 1),
        ylabel=f"neutrons of {raised(nucleus)} [MeV]",
        xticks=(0, 1),
        xticklabels=("no spin-orbit", "with it"),
    )
    axes.grid(visible=False)
    return figure
