"""Expected limits against the systematic uncertainty, at the talk's exposures."""

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.bands import expected_band
from cevns.talk.collection import names
from figures.style import LIMIT_TICKS, LINES, SEQUENCE, Figure, plain_ticks, styled

SIGMA = np.geomspace(1e-4, 0.4, 81)


@styled
def draw() -> Figure:
    """A row for each source; each detector as it is now, and in the future."""
    figure = Figure(figsize=(5.2, 7.0))
    rows = figure.subplots(2, 2, sharex=True, sharey="row", gridspec_kw={"wspace": 0.1})
    for panels, source in zip(rows, ("SNS", "reactor"), strict=True):
        for axes, setup in zip(panels, ("current", "future"), strict=True):
            for i, (key, name) in enumerate(names(source.lower()).items()):
                one = cevns.dataset(key, setup).expected()
                limit = [one.with_systematics(s).limit("Lambda_1") / mu10 for s in SIGMA]
                axes.plot(100 * SIGMA, limit, color=SEQUENCE[i], ls=LINES[i], label=name)
                sigma, now = one.counting.sigma_signal, one.limit("Lambda_1") / mu10
                axes.plot(100 * sigma, now, "o", ms=6, color=SEQUENCE[i], mec="k", zorder=3)
                if i < 2:
                    band = np.array(expected_band(one, "Lambda_1")) / mu10
                    axes.plot([100 * sigma] * 2, band, color=SEQUENCE[i], lw=5, alpha=0.35)
        panels[0].set(xscale="log", yscale="log", xlim=(1e-2, 40))
        plain_ticks(panels[0].yaxis, LIMIT_TICKS)
        panels[0].set_ylabel(rf"{source}: expected $|\Lambda_1|$ limit [$10^{{-10}}\,\mu_B$]")
        panels[1].legend(loc="upper left")
    for axes, title in zip(rows[0], ("current exposure", "future exposure"), strict=True):
        axes.set_title(title, fontsize="medium", loc="left")
    for axes in rows[1]:
        axes.set_xlabel(r"$\sigma_\mathrm{sys}$ [%]")
        plain_ticks(axes.xaxis, (0.01, 0.1, 1, 10))
    return figure
