"""Which 90 %? Four meanings of a limit, from the same count."""

import math

import numpy as np

import cevns
from cevns.inference.counts import counting
from cevns.inference.intervals import delta_chi2, feldman_cousins_threshold
from cevns.inference.limits import limit
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING
from cevns.neutrinos.moments import MOMENTS
from figures.style import LINES, SEQUENCE, Figure, styled

LABELS = {
    "boundary": "boundary threshold",
    "free": "free minimum",
    "feldman_cousins": "Feldman-Cousins",
    "physical": "physical minimum",
}


@styled
def draw(moment: str = "Lambda_1", beam: str = "delayed") -> Figure:
    """Delta chi^2 and thresholds above; where they cross, the limits, below."""
    experiment = cevns.experiment("coherent-csi")
    counts = cevns.signal(experiment)
    N_SM = counts.sm_total
    judged = counting(experiment.measurement, N_SM)
    index = MOMENTS[moment]
    H_ii = matrix_from_signal(counts, DE_SALAS_2018_CP_CONSERVING, beam)[index, index].real

    limits = {d: limit(experiment, moment, beam=beam, definition=d) / 1e-10 for d in LABELS}
    right = 1.15 * max(limits.values())
    x = np.linspace(0, right, 120)
    events = N_SM + H_ii * x**2
    free = judged.chi2(events)
    physical = free - judged.chi2(judged.best_physical_signal(N_SM))
    construction = [feldman_cousins_threshold(judged, S, N_SM, quantiles=4001) for S in events]

    figure = Figure(figsize=(5.2, 6.0))
    top, bottom = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    top.plot(x, physical, color="k", label=r"$\Delta\chi^2$, physical minimum")
    top.plot(x, free, color="k", ls="--", label=r"$\Delta\chi^2$, free minimum")
    wilks, one_sided = delta_chi2(0.90, 1), delta_chi2(0.80, 1)
    top.axhline(wilks, color=SEQUENCE[0], ls=LINES[3], label=f"threshold {wilks:.2f}")
    top.axhline(one_sided, color=SEQUENCE[1], ls=LINES[2], label=f"threshold {one_sided:.2f}")
    top.plot(x, construction, color=SEQUENCE[2], ls=LINES[4], label="threshold, Feldman-Cousins")
    top.set(ylabel=r"$\Delta\chi^2$", ylim=(0, 5.2))
    top.legend(loc="upper left")
    colors = dict(zip(LABELS, (SEQUENCE[1], SEQUENCE[0], SEQUENCE[2], SEQUENCE[0]), strict=True))
    for row, (definition, label) in enumerate(LABELS.items()):
        value, color = limits[definition], colors[definition]
        curve = free if definition == "free" else physical
        height = float(np.interp(value, x, curve))
        top.plot(value, height, "o", color=color)
        top.plot([value, value], [0, height], color=color, lw=0.8)
        edge = "--" if definition == "free" else "-"
        bottom.barh(row, value, 0.6, fc=(color, 0.25), ec=color, ls=edge, lw=1.5)
        bottom.text(1, row, f"{label}: {value:.1f}", va="center")
    bottom.set_yticks([])
    subscript = moment.removeprefix("Lambda_")
    bottom.set(
        xlabel=rf"$|\Lambda_{subscript}|$, {beam} beam [$10^{{-10}}\,\mu_B$]",
        xlim=(0, math.ceil(right)),
    )
    return figure
