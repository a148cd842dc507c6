"""The printed closed forms in 32 conventions: where they give the flavour-basis moments."""

import numpy as np
from matplotlib.patches import Rectangle

from cevns.talk.readings import SIGNS, reading_errors
from figures.style import Figure, styled

LABELS = ("reactor", "prompt", r"del. $\nu_e$", r"del. $\bar\nu_\mu$")


@styled
def draw() -> Figure:
    errors = reading_errors()
    figure = Figure(figsize=(5.2, 4.4))
    panels = figure.subplots(2, 1, sharex=True)
    names = (r"$U^T\lambda\,U$", r"$U^\dagger\lambda\,U^*$")
    for axes, table, name in zip(panels, errors, names, strict=True):
        grid = axes.imshow(table.T, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        holds = np.argwhere(table < 1e-9)
        axes.plot(*holds.T, "wo", ms=5, mec="k")
        for column in np.flatnonzero((table < 1e-9).all(axis=1)):
            axes.add_patch(Rectangle((column - 0.5, -0.5), 1, 4, fill=False, ec="#D55E00", lw=2.5))
        axes.set_yticks(range(4), LABELS)
        axes.set_title(r"$\tilde\lambda = $" + name)
        axes.grid(False)
    signs = ["\n".join("+" if s > 0 else "−" for s in row) for row in SIGNS]
    panels[1].set_xticks(range(16), signs)
    panels[1].set_xlabel(
        r"signs of $\delta_\mathrm{CP},\ \xi_1,\ \xi_2,\ \xi_3$, from top to bottom"
    )
    figure.colorbar(grid, ax=panels, label=r"largest error / $|\Lambda|^2$")
    return figure
