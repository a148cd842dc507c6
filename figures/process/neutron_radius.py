"""Events in the first COHERENT run against the neutron radius, protons held fixed."""

import numpy as np

import cevns
from cevns.nuclei.charge_radii import charge_radii
from cevns.rates.neutron_radius import sm_events_at_neutron_radius
from figures.style import COLORS, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """The count and its theory error, and what was measured."""
    R_n = np.linspace(4, 7, 31)
    csi = cevns.dataset("coherent-csi")
    N = np.array([sm_events_at_neutron_radius(csi.experiment, float(R)) for R in R_n])
    count = csi.counting
    sigma, relative = float(np.sqrt(count.variance)), count.sigma_signal
    figure = Figure()
    axes = figure.subplots()
    axes.plot(R_n, N, color=COLORS["sm"], label=f"expected, ±{relative:.0%}")
    band = ((1 - relative) * N, (1 + relative) * N)
    axes.fill_between(R_n, *band, color=COLORS["sm"], alpha=0.2, lw=0)
    axes.axhline(count.excess, color=COLORS["data"], ls="--", lw=1.4, label="measured, ±1σ")
    axes.axhspan(count.excess - sigma, count.excess + sigma, color=COLORS["band"], alpha=0.3, lw=0)
    axes.axvline(charge_radii()["133Cs"], color=SEQUENCE[1], ls=":", label="charge radius of Cs")
    axes.set(
        xlabel=r"neutron rms radius $R_n$ [fm]",
        ylabel="events, 6 to 30 PE",
        xlim=(4, 7),
        ylim=(0, 300),
    )
    axes.legend()
    return figure
