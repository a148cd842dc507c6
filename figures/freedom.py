"""Limits on each moment with the others at zero, and with everything else free."""

import math
from typing import Final

from matplotlib.axes import Axes

from cevns.basics.units import mu10
from cevns.inference.regions import Choices, limit
from cevns.neutrinos.moments import MOMENTS
from figures.borexino_regions import together
from figures.style import SEQUENCE, Figure, styled

GROUPS = {"reactors": ("reactor",), "SNS": ("sns",), "all": ("reactor", "sns")}
FREE = Choices(others="profiled", phases="profiled")
LIMIT: Final = r"90 % C.L. limit [$10^{-10}\,\mu_B$]"
FAR = 300  # 1e-10 mu_B: the right edge, where arrows mean unbounded


def panel(axes: Axes, setup: str, prescription: str) -> None:
    """Three moments for each group of experiments, a bar from the bare limit to the free one."""
    ticks = []
    for group, (name, sources) in enumerate(GROUPS.items()):
        combination = together(sources, setup, prescription)
        for i, moment in enumerate(MOMENTS):
            y = 4 * group + i
            ticks.append((y, rf"$|\Lambda_{i + 1}|$"))
            bare, free = (
                limit(combination, moment, choices) / mu10 for choices in (Choices(), FREE)
            )
            bounded = math.isfinite(free)
            axes.plot([bare, min(free, FAR)], [y, y], color=SEQUENCE[i], lw=2)
            axes.plot(bare, y, "o", color=SEQUENCE[i], ms=7)
            marker, at = ("s", free) if bounded else (">", 0.9 * FAR)
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


@styled
def draw(prescription: str = "profiled", setups: tuple[str, ...] = ("current", "future")) -> Figure:
    """One panel a setup."""
    figure = Figure(figsize=(5.2, 0.6 + 2.7 * len(setups)))
    panels = figure.subplots(len(setups), sharex=True, squeeze=False)[:, 0]
    for axes, setup in zip(panels, setups, strict=True):
        panel(axes, setup, prescription)
        axes.set_title(f"{setup} setups", loc="left", fontsize="medium")
    panels[-1].set_xlabel(LIMIT)
    return figure
