"""Delta chi-squared of every experiment of the table against one transition moment."""

import math
from typing import Final

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.collection import names
from cevns.talk.limits_table import BEAM_OF_SOURCE
from cevns.talk.published import talk_limits
from figures.style import LIMIT_TICKS, SEQUENCE, Figure, apart, bare, plain_ticks, styled

PANELS: Final = {
    "sns-prompt": ("SNS, prompt", (1.5, 150)),
    "sns-delayed": ("SNS, delayed", (1.2, 120)),
    "reactor": ("reactors", (0.07, 7)),
}
"""Title of a source, and the moments its panel shows [1e-10 mu_B]: two decades each."""

TOP: Final = 6.0
"""Largest Delta chi^2 drawn."""


@styled
def draw(moment: str = "Lambda_1") -> Figure:
    """One panel a source, assumptions of the talk; crosses: the print. Curves end in their name."""
    i = MOMENTS[moment]
    threshold = delta_chi2(0.90, 1)
    figure = Figure(figsize=(5.2, 8.8))
    panels = figure.subplots(3, sharey=True)
    for axes, (source, (title, (low, high))) in zip(panels, PANELS.items(), strict=True):
        modulus = np.geomspace(low, high, 500)
        detectors = names(source.partition("-")[0])
        beam = BEAM_OF_SOURCE[source]
        ends = []
        for color, (key, name) in zip(SEQUENCE, detectors.items(), strict=False):
            for setup, ls in (("current", "-"), ("future", "--")):
                data = cevns.dataset(key, setup, assumptions=cevns.TALK, beam=beam)
                profile = data.along(moment)
                axes.plot(modulus, profile.delta_chi2(modulus * mu10), ls=ls, color=color)
                printed = talk_limits()[key, source, setup][i]
                axes.plot(printed, threshold, "x", color="k", ms=6, mew=1.4, zorder=3)
                ends.append((profile.reaches(TOP) / mu10, bare(name), color))
        ends.sort()
        exits, labels, colors = zip(*ends, strict=True)
        places = np.exp(apart(np.log(exits), gap=0.042 * math.log(high / low)))
        for x, place, label, color in zip(exits, places, labels, colors, strict=True):
            axes.plot([x, place], [TOP, 1.05 * TOP], color=color, lw=1.2, clip_on=False)
            leaning = {"rotation": 60, "rotation_mode": "anchor"}
            axes.text(place, 1.07 * TOP, label, fontsize=10, **leaning)
        axes.axhline(threshold, color="0.4", lw=0.8)
        axes.text(1.04 * low, threshold + 0.12, f"{threshold:.2f}", color="0.3", fontsize=10)
        axes.set(ylabel=rf"{title}: $\Delta\chi^2$", ylim=(0, TOP), xscale="log", xlim=(low, high))
        plain_ticks(axes.xaxis, (*LIMIT_TICKS, 100))
    panels[-1].set_xlabel(rf"$|\Lambda_{i + 1}|$ [$10^{{-10}}\,\mu_B$]")
    return figure
