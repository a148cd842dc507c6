"""Events against the radius if the series in moments is cut: second solutions that are none."""

import numpy as np

import cevns
from cevns.nuclei.families import FAMILIES, series
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """The count with all orders, and with one, two or three moments."""
    data = cevns.dataset("coherent-csi@2017-count", assumptions=cevns.TALK)
    radii = np.linspace(1.6, 12, 105)
    figure = Figure(figsize=(5.2, 4.0))
    axes = figure.subplots()
    families = {
        "all orders": FAMILIES["helm"],
        r"$\langle R^2\rangle$": series(1),
        r"and $\langle R^4\rangle$": series(2),
        r"and $\langle R^6\rangle$": series(3),
    }
    for i, (label, family) in enumerate(families.items()):
        events = [data.under(form_factor=family.model(float(R))).signal.sm_total for R in radii]
        color = COLORS["total"] if i == 0 else SEQUENCE[i - 1]
        axes.plot(radii, events, ls=LINES[i], color=color, lw=1.8 if i else 2.4, label=label)
    n = data.counting.excess
    axes.axhline(n, color="0.3", lw=0.9)
    axes.text(7.0, n + 6, f"{n:.0f} counted", fontsize=10)
    axes.set(xlabel="rms radius [fm]", ylabel="events, 6 to 30 PE", xlim=(1.6, 12), ylim=(0, 330))
    axes.legend(loc="upper center")
    return figure
