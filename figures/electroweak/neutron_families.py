"""Four families of form factors at one rms radius, as recoils see them."""

import numpy as np

import cevns
from cevns.interactions.kinematics import momentum_transfer
from cevns.nuclei.charge_radii import charge_radius
from cevns.nuclei.families import FAMILIES
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

NAMES = {
    "symmetrized_fermi": "symmetrised Fermi",
    "klein_nystrand": "Klein-Nystrand",
    "harmonic_oscillator": "harmonic oscillator",
}


@styled
def draw() -> Figure:
    """F^2 of each family over that of Helm, and the window of the count."""
    cs = cevns.nuclide("133Cs")
    rms = charge_radius(cs)
    kinks = cevns.experiment("coherent-csi").detector.on(cs).kinks
    window = momentum_transfer(np.array([kinks[0], kinks[-1]]), cs.mass)
    Q = np.linspace(0, 0.5, 201)
    helm = FAMILIES["helm"].of_rms(rms, cs.N)(Q) ** 2
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    axes.axvspan(*window, color=COLORS["band"], alpha=0.2, lw=0)
    axes.text(window[0] + 0.005, 3.6, "6 to 30 PE", fontsize=10)
    for i, (name, label) in enumerate(NAMES.items()):
        ratio = FAMILIES[name].of_rms(rms, cs.N)(Q) ** 2 / helm
        axes.plot(Q, 100 * (ratio - 1), ls=LINES[i], color=SEQUENCE[i], label=label)
    axes.axhline(0, color="0.4", lw=0.8)
    axes.set(
        xlabel="$Q$ [fm$^{-1}$]",
        ylabel="$F^2$ over Helm's, less 1 [%]",
        xlim=(0, 0.5),
        ylim=(-0.5, 6),
    )
    axes.legend(loc="upper left")
    return figure
