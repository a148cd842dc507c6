"""Expected limits as bars: from the bare one, other moments zero, to the one with all else free."""

import math
from typing import Final

from matplotlib.axes import Axes

from cevns.basics.units import mu10
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.collection import together
from figures.style import SEQUENCE

GROUPS: Final = {"reactors": ("reactor",), "SNS": ("sns",), "all": ("sns", "reactor")}

LIMIT: Final = r"expected 90 % C.L. limit [$10^{-10}\,\mu_B$]"
"""Label of the axis."""

FAR: Final = 300
"""The right edge, where arrows mean unbounded [1e-10 mu_B]."""


def bars(axes: Axes, setup: str, prescription: str) -> None:
    """Three moments for each group of experiments, a bar from the bare limit to the free one."""
    ticks = []
    for group, (name, sources) in enumerate(GROUPS.items()):
        data = together(*sources, setup=setup, prescription=prescription)
        for i, moment in enumerate(MOMENTS):
            y = 4 * group + i
            ticks.append((y, rf"$|\Lambda_{i + 1}|$"))
            bare = data.limit(moment) / mu10
            free = data.limit(moment, others="profiled", phases="profiled") / mu10
            axes.plot([bare, min(free, FAR)], [y, y], color=SEQUENCE[i], lw=2)
            axes.plot(bare, y, "o", color=SEQUENCE[i], ms=7)
            marker, at = ("s", free) if math.isfinite(free) else (">", 0.9 * FAR)
            axes.plot(at, y, marker, color=SEQUENCE[i], mfc="white", ms=8)
        axes.text(0.105, 4 * group - 0.75, name, va="center", weight="bold")
    axes.set(
        xscale="log",
        xlim=(0.1, FAR),
        ylim=(11, -1.6),
        yticks=[y for y, _ in ticks],
        yticklabels=[label for _, label in ticks],
    )
    axes.grid(axis="y", visible=False)
