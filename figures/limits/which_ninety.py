"""Which 90 %? Four meanings of a limit, from the same count."""

import math

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2, feldman_cousins_threshold
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
    csi = cevns.dataset("coherent-csi", assumptions=cevns.TALK, beam=beam)
    judged, N_SM = csi.counting, csi.signal.sm_total
    profile = csi.along(moment)

    limits = {d: csi.limit(moment, definition=d) / mu10 for d in LABELS}
    right = 1.15 * max(limits.values())
    x = np.linspace(0, right, 120)
    events = profile.events(x * mu10)
    free = judged.chi2(events)
    physical = free - profile.least_chi2
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
