"""What one transition moment gives each component of a stopped-pion beam, against delta_CP."""

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.neutrinos.mixing import DE_SALAS_2018, Mixing, MixingArrays, pmns
from figures.style import COLORS, FLAVOR_LINES, Figure, styled


def shares(flavor_row: int, mixing: Mixing, delta: Array) -> Array:
    """1 - |U_alpha,i|^2 for every delta, shape (..., 3): mu^2 / |Lambda_i|^2."""
    angles = MixingArrays(mixing.sin2_12, mixing.sin2_13, mixing.sin2_23, delta)
    return 1 - np.abs(pmns(angles)[..., flavor_row, :]) ** 2


@styled
def draw(experiment: str = "coherent-csi", mixing: Mixing = DE_SALAS_2018) -> Figure:
    counts = cevns.signal(cevns.experiment(experiment)).magnetic
    weight = counts["nu_e"] / (counts["nu_e"] + counts["nu_mu_bar"])
    delta = np.linspace(0, 2 * np.pi, 181)
    muon, electron = (shares(row, mixing, delta) for row in (1, 0))
    delayed = weight * electron + (1 - weight) * muon

    figure = Figure(figsize=(5.2, 6.4))
    panels = figure.subplots(3, 1, sharex=True)
    for i, axes in enumerate(panels):
        for values, flavor, label in (
            (muon, "nu_mu", r"$\nu_\mu$ or $\bar\nu_\mu$"),
            (electron, "nu_e", r"$\nu_e$"),
        ):
            axes.plot(
                delta / np.pi,
                values[:, i],
                color=COLORS[flavor],
                ls=FLAVOR_LINES[flavor],
                label=label,
            )
        axes.plot(delta / np.pi, delayed[:, i], color=COLORS["total"], label="delayed beam")
        axes.axvline(mixing.delta_CP / np.pi, color="0.5", lw=0.8)
        axes.set(ylabel=rf"$\mu_\nu^2\,/\,|\Lambda_{i + 1}|^2$", ylim=(0, 1.05), xlim=(0, 2))
    panels[2].legend(ncols=3, loc="lower center")
    panels[2].set_xlabel(r"$\delta_\mathrm{CP}/\pi$")
    return figure
