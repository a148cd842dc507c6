"""Events against the radius if the series in moments is cut: second solutions that are none."""

import numpy as np

import cevns
from cevns.rates.neutron_radius import sm_events_at_common_radius, sm_events_of_cut_series
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """The count with all orders, and with one, two or three moments."""
    data = cevns.dataset("coherent-csi@2017-count", assumptions=cevns.TALK)
    couplings = data.assumptions.nucleon_couplings
    radii = np.linspace(1.6, 12, 105)
    whole = [sm_events_at_common_radius(data.experiment, float(R), couplings) for R in radii]
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    axes.plot(radii, whole, color=COLORS["total"], lw=2.4, label="all orders")
    for order, label in ((1, r"$\langle R^2\rangle$"), (2, r"and $\langle R^4\rangle$"),
                         (3, r"and $\langle R^6\rangle$")):  # fmt: skip
        events = [
            sm_events_of_cut_series(data.experiment, float(R), order, couplings) for R in radii
        ]
        axes.plot(radii, events, ls=LINES[order], color=SEQUENCE[order - 1], label=label)
    n = data.counting.excess
    axes.axhline(n, color="0.3", lw=0.9)
    axes.text(7.0, n + 6, f"{n:.0f} counted", fontsize=10)
    axes.set(xlabel="rms radius [fm]", ylabel="events, 6 to 30 PE", xlim=(1.6, 12), ylim=(0, 330))
    axes.legend(loc="upper center")
    return figure
