"""Expected limits against exposure, for every detector and every treatment of its systematics."""

from typing import Final

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.bands import expected_band
from cevns.talk.collection import names
from figures.style import LIMIT_TICKS, LINES, SEQUENCE, Figure, plain_ticks, styled

FACTORS: Final = np.geomspace(1, 1000, 61)
"""Multiples of the exposure to draw."""


@styled
def draw() -> Figure:
    """A row for each source; on the left what falls for ever, on the right the floor."""
    figure = Figure(figsize=(5.2, 7.0))
    rows = figure.subplots(2, 2, sharex=True, sharey="row", gridspec_kw={"wspace": 0.1})
    for (falling, floor), source in zip(rows, ("SNS", "reactor"), strict=True):
        for i, (key, name) in enumerate(names(source.lower()).items()):
            one = cevns.dataset(key).expected()
            curves = {
                prescription: [
                    one.longer(k).limit("Lambda_1", prescription=prescription) / mu10
                    for k in FACTORS
                ]
                for prescription in ("statistical", "talk", "profiled")
            }
            falling.plot(FACTORS, curves["statistical"], color="0.6", lw=0.8)
            falling.plot(FACTORS, curves["talk"], color=SEQUENCE[i], ls=LINES[i])
            floor.plot(FACTORS, curves["profiled"], color=SEQUENCE[i], ls=LINES[i], label=name)
            if i == 0:
                ends = [expected_band(one.longer(k), "Lambda_1") for k in FACTORS[::6]]
                band = np.array(ends).T / mu10
                floor.fill_between(FACTORS[::6], *band, color=SEQUENCE[i], alpha=0.15, lw=0)
        falling.set(xscale="log", yscale="log", xlim=(1, 1000))
        plain_ticks(falling.yaxis, LIMIT_TICKS)
        falling.set_ylabel(rf"{source}: expected $|\Lambda_1|$ limit [$10^{{-10}}\,\mu_B$]")
        floor.legend(loc="lower right")
    titles = ("talk (grey: statistical)", "profiled")
    for axes, title in zip(rows[0], titles, strict=True):
        axes.set_title(title, fontsize="medium", loc="left")
    for axes in rows[1]:
        axes.set_xlabel("exposure factor")
        plain_ticks(axes.xaxis, (1, 10, 100, 1000))
    return figure
