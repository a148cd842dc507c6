"""Magnetic events allowed, against the number of events: one curve for all detectors."""

import numpy as np

import cevns
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.exposure import allowed_share, allowed_share_floor, events_at_floor
from cevns.talk.collection import names
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
        profiled = [allowed_share(count, n) for n in EVENTS]
        axes.plot(EVENTS, profiled, color=color, ls=LINES[i], label=f"{setup}: {100 * sigma:.0f} %")
        bare = [allowed_share(count, n, "statistical") for n in EVENTS]
        axes.plot(EVENTS, bare, ":", color=color)

        floor, crossing = allowed_share_floor(sigma), events_at_floor(sigma, sigma)
        axes.plot(crossing, floor, "X", ms=9, color=color, mec="k", zorder=3)
        for key in names():
            one = cevns.dataset(key, setup).expected()
            n = one.signal.sm_total
            x = allowed_share(one.measurement, n)
            axes.plot(n, x, marker, ms=5, color=color, mec="k", mew=0.6)
            if (key, setup) == ("coherent-csi", "current"):
                axes.annotate("CsI[Na]: 28 %", (n, x), (350, 1.05))
    axes.plot([], [], ":", color="0.3", label="statistical")
    axes.set(xscale="log", yscale="log", xlim=(3, 1e8), ylim=(1e-4, 3))
    axes.set_xlabel(r"Standard Model events $N_\mathrm{SM}$")
    axes.set_ylabel(r"allowed $N_\mathrm{EM}/N_\mathrm{SM}$")
    axes.legend(loc="lower left", title="systematic uncertainty")
    return figure
