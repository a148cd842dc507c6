"""Limits against the systematic uncertainty, at the talk's exposures."""

import numpy as np

from cevns.inference.counts import counting
from figures.luminosity import DETECTORS, TICKS, expected, plain_ticks
from figures.style import LINES, SEQUENCE, Figure, styled

SIGMA = np.geomspace(1e-4, 0.4, 81)


@styled
def draw() -> Figure:
    """A row for each source; each detector as it is now, and in the future."""
    figure = Figure(figsize=(5.2, 7.0))
    rows = figure.subplots(2, 2, sharex=True, sharey="row", gridspec_kw={"wspace": 0.1})
    for panels, (source, detectors) in zip(rows, DETECTORS.items(), strict=True):
        for axes, setup in zip(panels, ("current", "future"), strict=True):
            for i, (key, name) in enumerate(detectors.items()):
                one = expected(key, setup)
                limit = [float(one.with_sigma(s).limits("profiled")[0]) for s in SIGMA]
                axes.plot(100 * SIGMA, limit, color=SEQUENCE[i], ls=LINES[i], label=name)
                sigma = counting(one.experiment.measurement, one.sm).sigma_signal
                now = float(one.limits("profiled")[0])
                axes.plot(100 * sigma, now, "o", ms=6, color=SEQUENCE[i], mec="k", zorder=3)
        panels[0].set(xscale="log", yscale="log", xlim=(1e-2, 40))
        plain_ticks(panels[0].yaxis, TICKS)
        panels[0].set_ylabel(rf"{source}: $|\Lambda_1|$ limit [$10^{{-10}}\,\mu_B$]")
        panels[1].legend(loc="upper left")
    for axes, title in zip(rows[0], ("current exposure", "future exposure"), strict=True):
        axes.set_title(title, fontsize="medium", loc="left")
    for axes in rows[1]:
        axes.set_xlabel(r"$\sigma_\mathrm{sys}$ [%]")
        plain_ticks(axes.xaxis, (0.01, 0.1, 1, 10))
    return figure
