"""Delta chi-square of the argon counts against the size of the signal, four times."""

import numpy as np

from cevns.inference.measured.mixtures import scaled
from cevns.inference.measured.registry import template_bins
from cevns.inference.measured.sizes import fitted_sizes
from cevns.inference.measured.strength import without_norms
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

FITS = {
    "coherent-lar@2020-released-sizes": "released template, sizes",
    "coherent-lar@2020-released": "the same, shapes too",
    "coherent-lar@2020-sizes": "flavours apart, sizes",
    "coherent-lar@2020": "the same, shapes too",
}


@styled
def draw() -> Figure:
    """Each from its own minimum, over the published result."""
    figure = Figure()
    axes = figure.subplots()
    axes.axvspan(159 - 43, 159 + 43, color=COLORS["band"], alpha=0.25, lw=0, label="159 ± 43")
    ratios = np.linspace(0, 2.2, 45)
    for i, (name, label) in enumerate(FITS.items()):
        bins = template_bins(name)
        known = without_norms(bins)
        least = fitted_sizes(bins).chi2
        chi2 = [float(scaled(known, r).profile(0.0, 0.0).chi2) - least for r in ratios]
        events = ratios * bins.parts["sm"].sum()
        axes.plot(events, chi2, color=SEQUENCE[i], ls=LINES[i], label=label)
    axes.set(
        xlabel="events of coherent scattering",
        ylabel=r"$\Delta\chi^2$",
        xlim=(0, 260),
        ylim=(0, 16),
    )
    axes.legend()
    return figure
