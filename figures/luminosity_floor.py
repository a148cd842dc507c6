"""Magnetic events allowed, against the number of events: one curve for all detectors."""

import math

import numpy as np

from cevns.experiments.measurement import ExpectedCount
from cevns.inference.counts import counting
from cevns.inference.intervals import delta_chi2, upper_limit
from figures.luminosity import DETECTORS, expected
from figures.style import LINES, SEQUENCE, Figure, styled

EVENTS = np.geomspace(3, 1e8, 121)
SETUPS = {"current": (0.2, "o"), "future": (0.1, "s")}


@styled
def draw() -> Figure:
    """With the pull profiled and fixed, for both uncertainties, with the talk's detectors."""
    figure = Figure(figsize=(5.2, 4.4))
    axes = figure.subplots()
    for i, (setup, (sigma, marker)) in enumerate(SETUPS.items()):
        color = SEQUENCE[i]
        count = ExpectedCount(sigma_stat=sigma, sigma_sys=sigma)
        profiled = [allowed(count, n) for n in EVENTS]
        axes.plot(EVENTS, profiled, color=color, ls=LINES[i], label=f"{setup}: {100 * sigma:.0f} %")
        bare = [allowed(count, n, "statistical") for n in EVENTS]
        axes.plot(EVENTS, bare, ":", color=color)

        root_C = math.sqrt(delta_chi2(0.90, 1))
        floor = root_C * sigma / (1 - root_C * sigma)  # eq:lumi-floor
        crossing = (1 + sigma) * (1 - root_C * sigma) ** 2 / sigma**2  # eq:lumi-crossing
        axes.plot(crossing, floor, "X", ms=9, color=color, mec="k", zorder=3)
        for key in (key for names in DETECTORS.values() for key in names):
            one = expected(key, setup)
            assert isinstance(one.experiment.measurement, ExpectedCount)
            x = allowed(one.experiment.measurement, one.sm)
            axes.plot(one.sm, x, marker, ms=5, color=color, mec="k", mew=0.6)
            if (key, setup) == ("coherent-csi", "current"):
                axes.annotate("CsI[Na]: 28 %", (one.sm, x), (350, 1.05))
    axes.plot([], [], ":", color="0.3", label="statistical")
    axes.set(xscale="log", yscale="log", xlim=(3, 1e8), ylim=(1e-4, 3))
    axes.set_xlabel(r"Standard Model events $N_\mathrm{SM}$")
    axes.set_ylabel(r"allowed $N_\mathrm{EM}/N_\mathrm{SM}$")
    axes.legend(loc="lower left", title="systematic uncertainty")
    return figure


def allowed(count: ExpectedCount, events: float, prescription: str = "profiled") -> float:
    """Magnetic events allowed at 90 % C.L., in units of the Standard Model's."""
    return upper_limit(counting(count, events, prescription), events) / events - 1
