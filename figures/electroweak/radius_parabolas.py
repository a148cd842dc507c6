"""Events of the first COHERENT data against a charge radius, and the counts they allow."""

import numpy as np

import cevns
from cevns.inference.fits.ask import problem
from cevns.inference.intervals import delta_chi2
from figures.style import COLORS, FLAVOR_LINES, LINES, Figure, styled

WHOSE = {  # who has the radius, in its colour and line
    "nu_e": (r"$\nu_e$", COLORS["nu_e"], FLAVOR_LINES["nu_e"]),
    "muon": (r"$\nu_\mu$, $\bar\nu_\mu$", COLORS["nu_mu"], FLAVOR_LINES["nu_mu"]),
    "all": ("all three", COLORS["total"], LINES[0]),
}


@styled
def draw() -> Figure:
    """One parabola for each flavour that has the radius, over the band of allowed counts."""
    data = cevns.dataset("coherent-csi@2017-count")
    radius = np.linspace(-85, 28, 227)
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    for flavor, (label, color, ls) in WHOSE.items():
        events = problem(data, [("charge_radius", flavor)])[0].events(radius)[0]
        axes.plot(radius, events, color=color, ls=ls, label=label)
    counts = np.linspace(1, 400, 4000)
    chi2 = problem(data, ["sin2_theta_w"])[0].judge.chi2(counts[None])
    allowed = counts[chi2 <= delta_chi2(0.90, 1)]
    axes.axhspan(allowed[0], allowed[-1], color="0.88", zorder=0)
    axes.text(-83, allowed[0] + 7, "90 % C.L.", color="0.3", fontsize=10)
    axes.plot(0, events[np.argmin(np.abs(radius))], "ko", ms=6, zorder=3)
    axes.annotate(
        "Standard Model", (0, 171), (-42, 292), fontsize=10, arrowprops={"arrowstyle": "-"}
    )
    axes.set(xlim=(-85, 28), ylim=(0, 330), ylabel="events")
    axes.set_xlabel(r"charge radius on top of the Standard Model [$10^{-32}\,\mathrm{cm}^2$]")
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure
