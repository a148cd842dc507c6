"""The residual spectrum, and two sizes of the nuclei: as measured, and none."""

import numpy as np

import cevns
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.inference.spectrum import at_radius, in_bins, scaled_to_fit
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Points, the best radius and full coherence as predicted and scaled to fit best."""
    data = cevns.dataset("coherent-csi@2017-bins")
    counts = coherent_csi_2017()
    best = data.fit("neutron_radius").value
    point = in_bins(data, "point_like")
    sized = at_radius(data, best)
    scale = scaled_to_fit(data, point)[1]
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    curves = (
        (sized, f"$R_n$ = {best:.1f} fm"),
        (point, "$F=1$"),
        (scale * point, f"$F=1$, scaled by {scale:.2f}"),
    )
    for i, (events, label) in enumerate(curves):
        axes.stairs(
            events, counts.edges, baseline=None, ls=LINES[i], color=SEQUENCE[i], label=label, lw=1.8
        )
    middle = (counts.edges[1:] + counts.edges[:-1]) / 2
    axes.errorbar(
        middle,
        counts.residual - np.asarray(data.measurement.background),
        counts.uncertainty,
        fmt="ko",
        ms=4,
        label="counted",
    )
    axes.set(xlabel="photoelectrons", ylabel="events in 2 photoelectrons", xlim=(6, 30))
    axes.legend()
    return figure
