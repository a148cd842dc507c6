"""Delta chi-squared of every experiment of the table against one transition moment."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

import cevns
from cevns.experiments.catalogue import catalogue
from cevns.inference.counts import Count, counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, Mixing
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.limits_table import BEAM_OF_SOURCE
from cevns.talk.published import talk_limits
from figures.luminosity import DETECTORS, TICKS, plain_ticks
from figures.style import SEQUENCE, Figure, styled

PANELS: Final = {
    "sns-prompt": ("SNS, prompt", (1.5, 150)),
    "sns-delayed": ("SNS, delayed", (1.2, 120)),
    "reactor": ("reactors", (0.07, 7)),
}
"""Title of a source, and the moments its panel shows [1e-10 mu_B]: two decades each."""

TOP: Final = 6.0
"""Largest Delta chi^2 drawn."""


class Profile(NamedTuple):
    """The count of one experiment, seen as a function of one moment alone."""

    counting: Count
    standard_model: float
    per_square: float

    @property
    def minimum(self) -> float:
        """Smallest chi^2 of a physical signal."""
        best = self.counting.best_physical_signal(self.standard_model)
        return float(self.counting.chi2(best))

    def delta_chi2(self, modulus: np.ndarray) -> np.ndarray:
        """Delta chi^2 of a moment [1e-10 mu_B]."""
        events = self.standard_model + self.per_square * modulus**2
        return self.counting.chi2(events) - self.minimum

    def reaches(self, height: float) -> float:
        """Moment at which Delta chi^2 has this height [1e-10 mu_B]."""
        events = self.counting.upper_signal(self.minimum + height)
        return math.sqrt((events - self.standard_model) / self.per_square)


def profile(
    key: str, setup: str, source: str, moment: str, prescription: str, mixing: Mixing
) -> Profile:
    """Profile of a row of the table."""
    e = catalogue()[key, setup]
    counts = cevns.signal(e)
    i = MOMENTS[moment]
    H = matrix_from_signal(counts, mixing, BEAM_OF_SOURCE[source])
    judged = counting(e.measurement, counts.sm_total, prescription)
    return Profile(judged, counts.sm_total, float(H[i, i].real))


def apart(places: Sequence[float], gap: float) -> np.ndarray:
    """Move sorted places until neighbours keep a distance, as little as possible each."""
    moved = np.array(places, dtype=float)
    for _ in range(200):
        for i in range(len(moved) - 1):
            missing = gap - (moved[i + 1] - moved[i])
            if missing > 0:
                moved[i] -= missing / 2
                moved[i + 1] += missing / 2
    return moved


@styled
def draw(
    moment: str = "Lambda_1",
    prescription: str = "talk",
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
) -> Figure:
    """One panel a source; each curve ends in its name. Crosses: the printed limits."""
    i = MOMENTS[moment]
    threshold = delta_chi2(0.90, 1)
    figure = Figure(figsize=(5.2, 8.8))
    panels = figure.subplots(3, sharey=True)
    for axes, (source, (title, (low, high))) in zip(panels, PANELS.items(), strict=True):
        modulus = np.geomspace(low, high, 500)
        names = DETECTORS["SNS" if source.startswith("sns") else "reactor"]
        ends = []
        for color, (key, name) in zip(SEQUENCE, names.items(), strict=False):
            for setup, ls in (("current", "-"), ("future", "--")):
                one = profile(key, setup, source, moment, prescription, mixing)
                axes.plot(modulus, one.delta_chi2(modulus), ls=ls, color=color)
                printed = talk_limits()[key, source, setup][i]
                axes.plot(printed, threshold, "x", color="k", ms=6, mew=1.4, zorder=3)
                ends.append((one.reaches(TOP), name.partition("[")[0], color))
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
        plain_ticks(axes.xaxis, (*TICKS, 100))
    panels[-1].set_xlabel(rf"$|\Lambda_{i + 1}|$ [$10^{{-10}}\,\mu_B$]")
    return figure
