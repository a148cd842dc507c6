"""Delta chi-square against each transition moment: argon beside the first crystal."""

import numpy as np

import cevns
from cevns.inference.intervals import delta_chi2
from cevns.neutrinos.moments import MOMENTS
from figures.style import LINES, SEQUENCE, Figure, styled

DATA = {"coherent-lar@2020": "argon 2020", "coherent-csi@2017-bins": "CsI 2017, twelve bins"}


@styled
def draw() -> Figure:
    """One moment at a time, the others zero, each from its own minimum."""
    modulus = np.linspace(0, 60, 61)  # 1e-10 mu_B
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, sharex=True, sharey=True)
    for axes, (name, title) in zip(panels, DATA.items(), strict=True):
        data = cevns.dataset(name)
        chi2 = data.moment_chi2
        U = data.assumptions.mixing.matrix
        for moment, i in MOMENTS.items():
            x, y = (modulus**2 * (1 - abs(U[row, i]) ** 2) for row in (0, 1))
            profile = chi2.chi2_mu10(x, y) - chi2.best_fit.chi2
            label = rf"$|\Lambda_{moment[-1]}|$"
            axes.plot(modulus, profile, color=SEQUENCE[i], ls=LINES[i], label=label)
        axes.axhline(delta_chi2(0.90, 1), color="0.4", lw=0.8)
        axes.set(ylabel=r"$\Delta\chi^2$", ylim=(0, 8))
        axes.set_title(title, fontsize="medium", loc="left")
    panels[0].legend()
    panels[1].set(xlabel=r"$|\Lambda_i|$ [$10^{-10}\,\mu_B$]", xlim=(0, 60))
    return figure
