"""Which multipoles matter at which energy."""

import numpy as np

from cevns.interactions.incoherent.tables import incoherent_table
from figures.style import LINES, SEQUENCE, Figure, styled

SHOWN = ("1+", "2-", "1-", "2+", "3+")


@styled
def draw() -> Figure:
    """Shares of the cross section of 40Ar and 132Xe."""
    E = np.linspace(10, 60, 101)
    figure = Figure(figsize=(5.2, 5.4))
    panels = figure.subplots(2, 1, sharex=True)
    for axes, name, written in zip(
        panels, ("40Ar", "132Xe"), (r"$^{40}$Ar", r"$^{132}$Xe"), strict=True
    ):
        table = incoherent_table(name)
        total = table.cross_section(E, quenching=0.8)
        for i, multipole in enumerate(SHOWN):
            share = table.cross_section(E, quenching=0.8, multipole=multipole) / total
            label = f"${multipole[0]}^{multipole[1]}$"
            axes.plot(E, share, color=SEQUENCE[i], ls=LINES[i], label=label)
        axes.text(58, 0.88, written, ha="right")
        axes.set(ylabel="share", xlim=(10, 60), ylim=(0, 1))
    panels[1].set_xlabel(r"neutrino energy $E_\nu$ [MeV]")
    panels[0].legend(loc="upper right", bbox_to_anchor=(1, 0.9), ncols=2)
    return figure
