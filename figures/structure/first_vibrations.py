"""First 2+ and 3- of all targets: predicted and measured energies, and strengths."""

import numpy as np

import cevns
from cevns.nuclei.structure.measured import measured
from cevns.nuclei.structure.vibrations import vibrations
from figures.style import LINES, SEQUENCE, Figure, raised, styled

SHOWN = {(2, 1): ("$2^+$", "free_2p", "B_2p"), (3, -1): ("$3^-$", "free_3m", "B_3m")}


@styled
def draw() -> Figure:
    """Above, energies with the force of the dipoles; below, strengths over measured ones."""
    figure = Figure(figsize=(5.2, 5.4))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    table = vibrations()
    for i, (channel, (label, free, B)) in enumerate(SHOWN.items()):
        known = [(k, name) for k, name in enumerate(table) if channel in measured(name)]
        x = np.array([k for k, _ in known]) + 0.24 * (i - 0.5)
        squares = np.array([getattr(table[name], free) for _, name in known])
        energies = np.sqrt(np.maximum(squares, 0))
        color, mark = SEQUENCE[i], "os"[i]
        above.plot(x, energies, mark, mfc="none", color=color, label=f"{label}, QRPA")
        levels = [measured(name)[channel] for _, name in known]
        above.plot(x, [one.energy for one in levels], "_", ms=12, mew=2.4, color=color,
                   label=f"{label}, measured")  # fmt: skip
        ratio = [
            getattr(table[name], B) / one.strength
            for (_, name), one in zip(known, levels, strict=True)
        ]
        below.plot(x, ratio, mark, mfc="none", color=color)
    above.set(ylabel="energy of the first state [MeV]", ylim=(-0.4, 11.5))
    above.legend(ncols=2, fontsize=9)
    below.axhline(1, color="0.4", lw=0.8, ls=LINES[1])
    below.set(ylabel=r"$B(EJ)$ over measured", yscale="log", ylim=(0.05, 12))
    below.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    below.set_xticks(range(len(table)), [raised(cevns.nuclide(name)) for name in table])
    below.tick_params(axis="x", labelrotation=60)
    return figure
