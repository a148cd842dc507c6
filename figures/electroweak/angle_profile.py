"""Why one count has two solutions for the weak mixing angle, and why one of them is none."""

import numpy as np

import cevns
from cevns.interactions.couplings import one_loop
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """Above, events against sin^2 theta_W, a parabola; below, the chi^2 of the measured count."""
    data = cevns.dataset("coherent-csi@2017-count")
    fit = data.fit("sin2_theta_w", confidence_level=0.6827)
    at = np.linspace(0, 1, 3)
    three = [cevns.signal(data.experiment, couplings=one_loop(x)).sm_total for x in at]
    events = np.polyfit(at, three, 2)
    s = np.linspace(-0.58, 0.38, 481)

    figure = Figure(figsize=(5.2, 6.0))
    above, below = figure.subplots(2, sharex=True)
    above.plot(s, np.polyval(events, s), color=SEQUENCE[0])
    above.axhline(data.counting.excess, ls=LINES[1], color=SEQUENCE[1])
    above.text(-0.1, 145, "measured, less background", ha="center", color=SEQUENCE[1])
    above.set(ylabel="CEvNS events", ylim=(0, 300))
    below.plot(s, fit.chi2(s), color=SEQUENCE[0])
    for level, name in ((1, "68 %"), (2.71, "90 %")):
        below.axhline(level, ls=LINES[3], color="0.3")
        below.text(-0.1, level + 0.1, name, color="0.3", ha="center")
    below.axvline(one_loop().sin2_theta_W, ls=LINES[2], color=SEQUENCE[2])
    below.text(0.25, 6.2, "Standard\nModel", color=SEQUENCE[2])
    below.set(xlabel=r"$\sin^2\theta_W$", ylabel=r"$\chi^2$", ylim=(0, 8), xlim=(s[0], s[-1]))
    for axes in (above, below):
        axes.axvspan(s[0], 0, color="0.85", zorder=0)
        for one in fit.best:
            hollow = {} if one.physical else {"mfc": "w"}
            y = data.counting.excess if axes is above else one.chi2
            axes.plot(one.value, y, "o", ms=7, color=SEQUENCE[6], clip_on=False, **hollow)
    above.text(-0.3, 270, "no angle has this", ha="center", color="0.3")
    return figure
