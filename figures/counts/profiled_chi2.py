"""What a pull does to a counting chi-square: it widens, and it saturates."""

import numpy as np

import cevns
from cevns.inference.intervals import delta_chi2
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """The first COHERENT count as a function of the signal, with and without pulls."""
    csi = cevns.dataset("coherent-csi")
    profiled, N_SM = csi.counting, csi.signal.sm_total
    statistical = profiled.without_pulls()
    S = np.linspace(0, 700, 701)

    figure = Figure()
    axes = figure.subplots()
    for i, (one, label) in enumerate(
        [(statistical, "statistics only"), (profiled, "both pulls profiled")]
    ):
        axes.plot(S, one.chi2(S), ls=LINES[i], color=SEQUENCE[i], label=label)
        allowed = float(one.chi2(N_SM)) + delta_chi2(0.90, 1)
        axes.plot(one.upper_signal(allowed), allowed, "o", color=SEQUENCE[i])
    ceiling = profiled.sigma_signal**-2
    axes.axhline(ceiling, ls=":", color="0.4")
    axes.text(690, ceiling + 0.5, r"$1/\sigma_1^2$", ha="right", color="0.3")
    axes.axvline(N_SM, ls=LINES[2], color=SEQUENCE[2], label="Standard Model")
    axes.set(xlabel="signal $S$ [events]", ylabel=r"$\chi^2$", xlim=(0, 700), ylim=(0, 17))
    axes.legend(loc="lower right", bbox_to_anchor=(1, 0.46))
    return figure
