"""Error of the neutron radius against the uncertainty of the signal, in one bin and in twelve."""

import numpy as np

import cevns
from cevns.inference.one_bin import in_one_bin
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Half of the interval of one standard deviation; 28 %, and the same without the quenching."""
    twelve = cevns.dataset("coherent-csi@2017-bins")
    sigmas = np.linspace(0, 0.4, 9)
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    for i, (data, label) in enumerate(((in_one_bin(twelve), "one bin"), (twelve, "twelve bins"))):
        half = []
        for sigma in sigmas:
            fit = data.with_systematics(float(sigma)).fit("neutron_radius", confidence_level=0.6827)
            half.append(sum(fit.errors) / 2)
        style = {"ls": LINES[i], "color": SEQUENCE[i], "marker": "os"[i], "clip_on": False}
        axes.plot(100 * sigmas, half, label=label, **style)
    for sigma in (12, 28):
        axes.axvline(sigma, color="0.4", lw=0.9)
        axes.text(sigma + 0.4, 0.1, f"{sigma} %", fontsize=10)
    axes.set(
        xlabel="uncertainty of the signal [%]",
        ylabel=r"error of $R_n$, half of $1\sigma$ [fm]",
        xlim=(0, 40),
        ylim=(0, 1.8),
    )
    axes.legend(loc="upper center")
    return figure
