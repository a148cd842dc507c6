"""Form factors of paired nuclei over those of Helm."""

import numpy as np

import cevns
from cevns.basics.constants import HBARC, M_MU
from cevns.nuclei.radii import bcs_neutrons, bcs_protons, charge_helm, skin_helm
from cevns.nuclei.structure.ground_state import ground_state
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled


@styled
def draw(names: tuple[str, ...] = ("40Ar", "74Ge", "132Xe")) -> Figure:
    """Above, protons, with one charge radius; below, neutrons; thin, with the well's functions."""
    figure = Figure(figsize=(5.2, 6.0))
    upper, lower = figure.subplots(2, 1, sharex=True)
    Q = np.linspace(0, 0.55, 111)
    for i, name in enumerate(names):
        one = cevns.nuclide(name)
        own = ground_state(one, radial="woods_saxon")
        style = {"color": SEQUENCE[i], "ls": LINES[i]}
        for axes, kind, paired, helm in (
            (upper, "p", bcs_protons, charge_helm),
            (lower, "n", bcs_neutrons, skin_helm),
        ):
            beside = helm(one)(Q)
            axes.plot(Q, 100 * (paired(one)(Q) - beside), label=raised(one), **style)
            axes.plot(Q, 100 * (own.form_factor(kind)(Q) - beside), lw=0.9, alpha=0.7, **style)
    for axes, word in ((upper, "protons"), (lower, "neutrons")):
        axes.axhline(0, color="0.4", lw=0.8)
        axes.axvspan(M_MU / HBARC, 0.55, color=COLORS["band"], alpha=0.2, lw=0)
        axes.set(ylabel=f"$F$ less Helm's, {word} [%]", xlim=(0, 0.55))
    upper.legend(loc="upper left")
    lower.set(xlabel="$Q$ [fm$^{-1}$]")
    return figure
