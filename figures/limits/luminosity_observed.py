"""The measured CsI count, deficit included, as if it had been taken for longer."""

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.bands import expected_band
from figures.style import LIMIT_TICKS, LINES, SEQUENCE, Figure, plain_ticks, styled

FACTORS = np.geomspace(1, 1000, 61)


@styled
def draw() -> Figure:
    """Limits above, below how well the Standard Model describes the count."""
    figure = Figure(figsize=(5.2, 6.6))
    limits, tension = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    csi = cevns.dataset("coherent-csi")
    counts = {"measured": csi, "expected": csi.expected()}
    for i, (what, count) in enumerate(counts.items()):
        for j, prescription in enumerate(("profiled", "statistical")):
            runs = [count.under(prescription=prescription).longer(k) for k in FACTORS]
            limit = [one.limit("Lambda_1") / mu10 for one in runs]
            style = {"color": SEQUENCE[i], "ls": LINES[2 * j + i]}
            limits.plot(FACTORS, limit, label=f"{what}, {prescription}", **style)
            if (what, prescription) == ("expected", "profiled"):
                band = np.array([expected_band(one, "Lambda_1") for one in runs[::6]]).T / mu10
                limits.fill_between(FACTORS[::6], *band, color=SEQUENCE[i], alpha=0.15, lw=0)
            if what == "measured":
                chi2 = [float(one.counting.chi2(one.signal.sm_total)) for one in runs]
                tension.plot(FACTORS, np.sqrt(chi2), label=prescription, **style)
    limits.set(xscale="log", yscale="log", xlim=(1, 1000))
    limits.set_ylabel(r"limit on $|\Lambda_1|$ [$10^{-10}\,\mu_B$]")
    limits.legend(loc="lower left")
    tension.set(yscale="log", ylim=(0.3, 60), xlabel="exposure factor")
    tension.set_ylabel(r"SM off by [$\sigma$]")
    tension.legend(loc="upper left")
    plain_ticks(limits.yaxis, LIMIT_TICKS)
    plain_ticks(tension.yaxis, (0.5, 1, 2, 5, 10, 20, 50))
    plain_ticks(tension.xaxis, (1, 10, 100, 1000))
    return figure
