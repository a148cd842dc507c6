"""The printed closed forms in 32 conventions: where they give the flavour-basis moments."""

import itertools
from collections.abc import Callable
from typing import Final

import numpy as np
from matplotlib.patches import Rectangle

from cevns import closed_forms
from cevns.checks import Array
from cevns.mixing import MixingArrays, pmns
from cevns.moments import moment_matrix, moment_vector
from figures.style import Figure, styled

PLACEMENTS: Final = ("U^T lambda U", "U^dagger lambda U*")
SIGNS: Final = tuple(itertools.product((1, -1), repeat=4))
"""With which delta, xi_1, xi_2 and xi_3 enter."""

FORMS: Final[dict[str, tuple[Callable[..., Array], int]]] = {
    "reactor": (closed_forms.reactor, 0),
    "prompt": (closed_forms.sns_prompt, 1),
    "delayed nu_e": (closed_forms.sns_delayed_nu_e, 0),
    "delayed nu_mu_bar": (closed_forms.sns_delayed_nu_mu_bar, 1),
}
"""Closed form and row of the mixing matrix."""

LABELS: Final = ("reactor", "prompt", r"del. $\nu_e$", r"del. $\bar\nu_\mu$")


def errors(points: int = 400, seed: int = 1) -> Array:
    """Largest error over random points in units of |Lambda|^2, shape (2, 16, 4).

    Axes: placement, signs, closed form. The judge is the flavour basis, which needs no mixing
    matrix: mu_alpha^2 = |Lambda|^2 - |Lambda_alpha|^2.
    """
    rng = np.random.default_rng(seed)
    s12, s13, s23 = rng.uniform(0, 1, (3, points))
    angles = MixingArrays(s12, s13, s23, rng.uniform(-np.pi, np.pi, points))
    flavor = rng.normal(size=(points, 3)) + 1j * rng.normal(size=(points, 3))
    size = np.sum(np.abs(flavor) ** 2, axis=-1)
    found = np.empty((len(PLACEMENTS), len(SIGNS), len(FORMS)))
    for p, placement in enumerate(PLACEMENTS):
        U = pmns(angles) if placement == PLACEMENTS[0] else pmns(angles).conj()
        mass = moment_vector(np.swapaxes(U, -1, -2) @ moment_matrix(flavor) @ U)
        xi = closed_forms.phase_differences(np.angle(mass))
        for s, signs in enumerate(SIGNS):
            read = angles._replace(delta_CP=signs[0] * np.asarray(angles.delta_CP))
            for f, (closed, row) in enumerate(FORMS.values()):
                wrong = closed(np.abs(mass), xi * signs[1:], read)
                right = size - np.abs(flavor[:, row]) ** 2
                found[p, s, f] = np.max(np.abs(wrong - right) / size)
    return found


@styled
def draw() -> Figure:
    found = errors()
    figure = Figure(figsize=(5.2, 4.4))
    panels = figure.subplots(2, 1, sharex=True)
    names = (r"$U^T\lambda\,U$", r"$U^\dagger\lambda\,U^*$")
    for axes, table, name in zip(panels, found, names, strict=True):
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
    panels[1].set_xlabel(r"signs of $\delta_{CP},\ \xi_1,\ \xi_2,\ \xi_3$, from top to bottom")
    figure.colorbar(grid, ax=panels, label=r"largest error / $|\Lambda|^2$")
    return figure
