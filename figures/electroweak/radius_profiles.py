"""Delta chi-squared of charge radii: one flavour alone, and with the other one free."""

import numpy as np

import cevns
from cevns.inference.intervals import delta_chi2
from figures.style import LINES, SEQUENCE, Figure, styled

PANELS = {
    r"radius of $\nu_\mu$ and $\bar\nu_\mu$": ("muon", "nu_e", r"$\nu_e$"),
    r"radius of $\nu_e$": ("nu_e", "muon", r"$\nu_\mu$"),
}


@styled
def draw() -> Figure:
    """Two panels; what lies below the threshold is allowed."""
    data = cevns.dataset("coherent-csi@2017-count")
    radius = np.linspace(-100, 45, 581)
    threshold = delta_chi2(0.90, 1)
    figure = Figure(figsize=(5.2, 5.6))
    panels = figure.subplots(2, sharex=True, sharey=True)
    for axes, (title, (flavor, other, symbol)) in zip(panels, PANELS.items(), strict=True):
        alone = data.fit("charge_radius", flavor)
        free = data.fit("charge_radius", flavor, free=("charge_radius", other))
        for i, (fit, label) in enumerate(
            ((alone, f"that of {symbol} as it is"), (free, f"that of {symbol} free"))
        ):
            profile = fit.chi2(radius) - fit.chi2_min
            axes.plot(radius, profile, color=SEQUENCE[i], ls=LINES[i], label=label)
        axes.axhline(threshold, color="0.4", lw=0.8)
        axes.text(-28, threshold + 0.1, f"{threshold:.2f}", color="0.3", ha="center")
        axes.axvline(0, color="0.6", lw=0.8, ls=":")
        axes.set(ylim=(0, 7.8), xlim=(-100, 45), ylabel=r"$\Delta\chi^2$")
        axes.set_title(title, fontsize="medium", loc="left")
        axes.legend(loc="upper center")
    panels[-1].set_xlabel(r"on top of the Standard Model [$10^{-32}\,\mathrm{cm}^2$]")
    return figure
