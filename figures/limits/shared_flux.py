"""Two detectors at one source: separate pulls, a shared one, and one pool."""

from typing import Final

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2
from cevns.inference.regions import profile
from figures.planes import LABELS, UNIT
from figures.style import LINES, SEQUENCE, Figure, styled

SHARED: Final = 0.2


@styled
def draw() -> Figure:
    """HPGe alone, with CsI in three ways, against one moment."""
    both = ("coherent-hpge", "coherent-csi")
    ways = {
        "HPGe, expected": cevns.combine("coherent-hpge"),
        "with CsI[Na]: pulls separate": cevns.combine(*both, flux="separate"),
        f"pulls {100 * SHARED:.0f} % in common": cevns.combine(*both, shared={"sns": SHARED}),
        "one pool": cevns.combine(*both, pooled=True, flux="separate"),
    }
    moduli = np.linspace(0, 50, 101)
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    for i, (name, data) in enumerate(ways.items()):
        values = profile(data.moment_chi2, {"Lambda_1": moduli * mu10})
        axes.plot(moduli, values, color=SEQUENCE[i], ls=LINES[i], label=name)
    threshold = delta_chi2(0.90, 1)
    axes.axhline(threshold, color="0.4", lw=0.8)
    axes.text(0.3, threshold + 0.1, "2.71", color="0.3")
    axes.set(xlim=(0, 50), ylim=(0, 6), ylabel=r"$\Delta\chi^2$")
    axes.set_xlabel(f"{LABELS['Lambda_1']} {UNIT}")
    axes.legend(loc="upper left")
    return figure
