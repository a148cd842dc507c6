"""Profiles of chi-square of one count against three parameters, and the intervals they allow."""

import numpy as np

import cevns
from figures.style import LINES, SEQUENCE, Figure, styled

PANELS = {
    "sin2_theta_w": (None, r"weak mixing angle $\sin^2\theta_W$", (-0.65, 0.5)),
    "charge_radius": (
        "muon",
        r"charge radius of $\nu_\mu$ and $\bar\nu_\mu$ [$10^{-32}$ cm$^2$]",
        (-85, 30),
    ),
    "neutron_radius": (None, "rms radius of the neutrons [fm]", (1.6, 8.5)),
}


@styled
def draw() -> Figure:
    """One panel a parameter: direct and mirror minima, pieces of the interval shaded."""
    count = cevns.dataset("coherent-csi@2017-count")
    figure = Figure(figsize=(5.2, 7.2))
    panels = figure.subplots(3)
    for axes, (quantity, (flavor, label, ends)) in zip(panels, PANELS.items(), strict=True):
        found = count.fit(quantity, flavor)
        level = found.chi2_min + found.delta_chi2
        x = np.linspace(*ends, 401)
        impossible = (x < 0) & (quantity == "sin2_theta_w")
        for where, line in ((~impossible, LINES[0]), (impossible, LINES[3])):
            axes.plot(x[where], found.chi2(x[where]), ls=line, color=SEQUENCE[0])
        axes.axhline(level, color="0.4", lw=0.8)
        for low, high in found.intervals:
            low, high = ends[0] if low is None else low, ends[1] if high is None else high
            axes.fill_between([low, high], level, color=SEQUENCE[0], alpha=0.2, lw=0)
        for best in found.best:
            mark = "o" if best.kind == "direct" else "D"
            axes.plot(best.value, best.chi2, mark, color=SEQUENCE[0 if mark == "o" else 1])
            if mark == "D":
                axes.annotate(
                    "mirror",
                    (best.value, best.chi2),
                    (0, 48),
                    textcoords="offset points",
                    ha="center",
                    arrowprops={"arrowstyle": "-", "shrinkB": 5},
                )
        axes.set(xlabel=label, ylabel=r"$\chi^2$", xlim=ends, ylim=(-0.3, 8))
    return figure
