"""Effective moment of every beam for one transition moment at a time, in two editions."""

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.hermitian import flavor_form, mixture_form
from cevns.neutrinos.mixing import DE_SALAS_2018, NUFIT_6_1, ComplexArray, Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import birthplace
from figures.solar_pe1 import MARKED
from figures.style import Figure, styled


def forms(mixing: Mixing) -> dict[str, ComplexArray]:
    """Hermitian form of every beam; SNS mixtures weighted by their counts in CsI[Na]."""
    counts = cevns.signal(cevns.experiment("coherent-csi"))
    weights = {"delayed": ("nu_e", "nu_mu_bar"), "all": tuple(counts.magnetic)}
    beams = {
        "reactor": flavor_form("nu_e_bar", mixing),
        "SNS prompt": flavor_form("nu_mu", mixing),
    }
    for beam, flavors in weights.items():
        total = sum(counts.magnetic[f] for f in flavors)
        beams[f"SNS {beam}"] = matrix_from_signal(counts, mixing, beam) / total
    for source, (E, _) in MARKED.items():
        P = birthplace(source).P_e1(E, mixing)
        beams[f"solar {source}"] = mixture_form(solar_probabilities(P, mixing))
    return beams


def table(mixing: Mixing) -> dict[str, Array]:
    """mu_nu / |Lambda_i| of every beam, one moment at a time."""
    return {beam: np.sqrt(np.diag(form).real) for beam, form in forms(mixing).items()}


def _pretty(beam: str) -> str:
    kind, _, source = beam.partition(" ")
    return f"{kind} {MARKED[source][1] if source in MARKED else source}".strip()


@styled
def draw() -> Figure:
    figure = Figure(figsize=(5.2, 4.0))
    panels = figure.subplots(1, 2, sharey=True)
    for axes, mixing, title in zip(
        panels, (DE_SALAS_2018, NUFIT_6_1), ("de Salas 2018", "NuFIT 6.1"), strict=True
    ):
        values = table(mixing)
        grid = np.array(list(values.values()))
        image = axes.imshow(grid, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(grid):
            color = "k" if value > 0.55 else "w"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=color)
        axes.set_xticks(range(3), [rf"$|\Lambda_{i}|$" for i in (1, 2, 3)])
        axes.set_yticks(range(len(values)), [_pretty(beam) for beam in values])
        axes.set_title(title)
        axes.grid(False)
    figure.colorbar(image, ax=panels, label=r"$\mu_\nu\,/\,|\Lambda_i|$", shrink=0.8)
    return figure
