"""Limits as bars: from the bare one, other moments zero, to the one with all else free."""

import math
from typing import Final

from matplotlib.axes import Axes

import cevns
from cevns.basics.units import mu10
from cevns.inference.bands import expected_band
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.collection import together
from figures.style import SEQUENCE, plain_ticks

GROUPS: Final = {
    "CsI[Na]": ("coherent-csi",),
    "reactors": ("reactor",),
    "SNS": ("sns",),
    "all": ("sns", "reactor"),
}
"""What is combined, by how it is written."""

LIMIT: Final = r"measured or expected limit, 90 % C.L. [$10^{-10}\,\mu_B$]"
"""Label of the axis."""

NEAR, FAR = 0.9, 300.0
"""The edges; at the right one arrows mean unbounded [1e-10 mu_B]."""

TYPICAL: Final = "coherent-hpge"
"""The single count whose band of repeated experiments stands for all."""


def bars(axes: Axes, setup: str) -> None:
    """Three moments for each group of experiments, a bar from the bare limit to the free one.

    Filled marks are measured, open ones expected.
    """
    ticks = []
    for group, (name, sources) in enumerate(GROUPS.items()):
        data = together(*sources, setup=setup)
        kind = "measured" if data.observed else "expected"
        axes.text(1.04 * NEAR, 4 * group - 0.75, f"{name}, {kind}", va="center", weight="bold")
        for i, (moment, color) in enumerate(zip(MOMENTS, SEQUENCE, strict=False)):
            y = 4 * group + i
            ticks.append((y, rf"$|\Lambda_{i + 1}|$"))
            bare = data.limit(moment) / mu10
            free = data.limit(moment, others="profiled", phases="profiled") / mu10
            marks = {"color": color, "mfc": color if data.observed else "white", "ms": 7}
            axes.plot([bare, min(free, FAR)], [y, y], color=color, lw=2)
            axes.plot(bare, y, "o", **marks)
            marker, at = ("s", free) if math.isfinite(free) else (">", 0.9 * FAR)
            axes.plot(at, y, marker, **marks)
    axes.set(
        xscale="log",
        xlim=(NEAR, FAR),
        ylim=(4 * len(GROUPS) - 1, -1.6),
        yticks=[y for y, _ in ticks],
        yticklabels=[label for _, label in ticks],
        xlabel=LIMIT,
    )
    plain_ticks(axes.xaxis, (1, 2, 5, 10, 20, 50, 100, 200))
    axes.grid(axis="y", visible=False)


def band(axes: Axes, y: float, end: float) -> None:
    """How far 68 % of repeated experiments are from an expected limit, as a bar ending at x."""
    typical = cevns.dataset(TYPICAL)
    middle = typical.limit("Lambda_1")
    low, high = (x / middle for x in expected_band(typical, "Lambda_1"))
    axes.plot([end * low / high, end], [y, y], color="0.75", lw=7, solid_capstyle="butt")
    axes.plot(end / high, y, "o", color="0.4", mfc="white", ms=7)
    axes.annotate(
        "68 % of repetitions ",
        (end * low / high, y),
        (-3, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        color="0.3",
    )
