"""Form factors where neutrinos see them, and further out where only electrons do."""

import numpy as np

import cevns
from cevns.basics.constants import HBARC, M_MU
from cevns.nuclei.radii import FormFactorModel, helm, klein_nystrand, symmetrized_fermi
from cevns.sources.reactor import E_TOP
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled

MODELS: dict[str, FormFactorModel] = {
    "Helm": helm,
    "symmetrised Fermi": symmetrized_fermi,
    "Klein-Nystrand": klein_nystrand,
}


@styled
def draw(names: tuple[str, str] = ("133Cs", "40Ar")) -> Figure:
    """Above, squared, with the reach of each source; below, in logarithms, with the minima."""
    figure = Figure(figsize=(5.2, 6.2))
    upper, lower = figure.subplots(2, 1)
    near, far = np.linspace(0, 0.7, 300), np.linspace(0, 3, 1500)
    for name in names:
        target = cevns.nuclide(name)
        for (label, model), color, ls in zip(MODELS.items(), SEQUENCE, LINES, strict=False):
            F = model(target)
            shown = label if name == names[0] else None
            upper.plot(near, F(near) ** 2, color=color, ls=ls, label=shown)
            if name == names[0]:
                lower.plot(far, np.abs(F(far)), color=color, ls=ls)
        shift = (8, 6) if name == names[1] else (-44, -22)
        upper.annotate(
            raised(target),
            (0.3, float(helm(target)(0.3)) ** 2),
            xytext=shift,
            textcoords="offset points",
        )
    # the largest momentum transfer is very nearly twice the neutrino energy
    for E, text in ((E_TOP, "reactor"), (M_MU / 2, "SNS")):
        upper.axvspan(0, 2 * E / HBARC, color=COLORS["band"], alpha=0.15, lw=0)
        upper.text(2 * E / HBARC, 1.02, text, ha="right", va="bottom", fontsize=10)
    upper.set(ylabel="$F^2(Q)$", xlim=(0, 0.7), ylim=(0, 1), xlabel="$Q$ [fm$^{-1}$]")
    upper.legend()
    lower.axvspan(0, M_MU / HBARC, color=COLORS["band"], alpha=0.15, lw=0)
    lower.text(M_MU / HBARC, 1.3, "SNS", ha="right", va="bottom", fontsize=10)
    lower.set(
        xlabel="$Q$ [fm$^{-1}$]",
        ylabel="$|F(Q)|$",
        yscale="log",
        xlim=(0, 3),
        ylim=(1e-6, 1),
    )
    return figure
