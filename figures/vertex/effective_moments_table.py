"""Effective moment of every beam for one transition moment at a time, in two editions."""

import numpy as np

import cevns
from cevns.inference.beam_forms import beam_forms
from cevns.neutrinos.hermitian import seen_alone
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1
from figures.style import SOLAR_LABELS, Figure, styled


def _pretty(beam: str) -> str:
    kind, _, source = beam.partition(" ")
    return f"{kind} {SOLAR_LABELS.get(source, source)}".strip()


@styled
def draw() -> Figure:
    counts = cevns.dataset("coherent-csi").signal
    figure = Figure(figsize=(5.2, 4.0))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, mixing, title in zip(
        panels, (DE_SALAS_2018, NUFIT_6_1), ("de Salas 2018", "NuFIT 6.1"), strict=True
    ):
        forms = beam_forms(counts, mixing)
        grid = np.sqrt([seen_alone(form) for form in forms.values()])
        image = axes.imshow(grid, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(grid):
            color = "k" if value > 0.55 else "w"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=color)
        axes.set_xticks(range(3), [rf"$|\Lambda_{i}|$" for i in (1, 2, 3)])
        axes.set_yticks(range(len(forms)), [_pretty(beam) for beam in forms])
        axes.set_title(title)
        axes.grid(False)
    figure.colorbar(image, ax=panels, label=r"$\mu_\nu\,/\,|\Lambda_i|$", shrink=0.8)
    return figure
