"""What one transition moment gives each component of a stopped-pion beam, against delta_CP."""

import numpy as np

import cevns
from cevns.neutrinos.hermitian import flavor_form, seen_alone
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.rates.signal import shares
from figures.style import COLORS, FLAVOR_LINES, Figure, styled


@styled
def draw(experiment: str = "coherent-csi", mixing: Mixing = NUFIT_6_1) -> Figure:
    counts = cevns.dataset(experiment).signal
    weight = shares({f: counts.magnetic[f] for f in counts.in_beam("delayed")})["nu_e"]
    delta = np.linspace(0, 2 * np.pi, 181)
    turned = mixing.turned(delta)
    muon, electron = (seen_alone(flavor_form(f, turned)) for f in ("nu_mu", "nu_e"))
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
    handles = panels[2].get_legend_handles_labels()
    figure.legend(*handles, loc="outside upper center", ncols=3)
    panels[2].set_xlabel(r"$\delta_\mathrm{CP}/\pi$")
    return figure
