"""The measured CsI count, deficit included, as if it had been taken for longer."""

import numpy as np

from cevns.inference.counts import counting
from figures.luminosity import FACTORS, TICKS, expected, plain_ticks, run
from figures.style import LINES, SEQUENCE, Figure, styled

COUNTS = {"measured": run, "expected": expected}


@styled
def draw() -> Figure:
    """Limits above, below how well the Standard Model describes the count."""
    figure = Figure(figsize=(5.2, 6.6))
    limits, tension = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    for i, (what, make) in enumerate(COUNTS.items()):
        for j, prescription in enumerate(("profiled", "statistical")):
            runs = [make("coherent-csi").longer(k) for k in FACTORS]
            limit = [float(one.limits(prescription)[0]) for one in runs]
            style = {"color": SEQUENCE[i], "ls": LINES[2 * j + i]}
            limits.plot(FACTORS, limit, label=f"{what}, {prescription}", **style)
            if what == "measured":
                chi2 = [
                    float(counting(one.experiment.measurement, one.sm, prescription).chi2(one.sm))
                    for one in runs
                ]
                tension.plot(FACTORS, np.sqrt(chi2), label=prescription, **style)
    limits.set(xscale="log", yscale="log", xlim=(1, 1000))
    limits.set_ylabel(r"limit on $|\Lambda_1|$ [$10^{-10}\,\mu_B$]")
    limits.legend(loc="lower left")
    tension.set(yscale="log", ylim=(0.3, 60), xlabel="exposure factor")
    tension.set_ylabel(r"SM off by [$\sigma$]")
    tension.legend(loc="upper left")
    plain_ticks(limits.yaxis, TICKS)
    plain_ticks(tension.yaxis, (0.5, 1, 2, 5, 10, 20, 50))
    plain_ticks(tension.xaxis, (1, 10, 100, 1000))
    return figure
