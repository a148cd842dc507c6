"""How far each choice moves the limits of all measured data."""

from typing import Final

from cevns.inference.world import HEADLINE, SETS, VARIANTS
from cevns.inference.world_tables import world_limits
from figures.style import SEQUENCE, Figure, plain_ticks, styled

WORDS: Final = {row.data[0]: name for name, row in SETS.items() if row.data[0] in HEADLINE}
"""What the data sets are called that are left out."""


@styled
def draw() -> Figure:
    """Ratios to what is quoted; circles one at a time, squares with everything else free."""
    figure = Figure(figsize=(5.2, 8.8))
    axes = figure.subplots()
    table = world_limits()
    rows = _rows()
    for y, (_, key) in enumerate(rows):
        if not key:
            continue
        for i, color in enumerate(SEQUENCE[:3]):
            at = y + 0.18 * (i - 1)
            alone = table[key].alone[i] / table["all"].alone[i]
            free = table[key].free[i] / table["all"].free[i]
            axes.plot(alone, at, "o", color=color, ms=5)
            axes.plot(free, at, "s", color=color, mfc="white", ms=5)
    for i, color in enumerate(SEQUENCE[:3]):
        axes.plot([], [], "o", color=color, ms=5, label=rf"$|\Lambda_{i + 1}|$")
    axes.axvline(1, color="0.4", lw=0.8)
    axes.set(
        xscale="log",
        ylim=(len(rows) - 0.4, -0.6),
        xlabel="limit in units of the one to quote",
    )
    axes.set_yticks(range(len(rows)), [label for label, _ in rows], fontsize=10)
    axes.tick_params(axis="y", length=0)
    for (_, key), label in zip(rows, axes.get_yticklabels(), strict=True):
        label.set_fontweight("normal" if key else "bold")
    plain_ticks(axes.xaxis, (0.5, 0.7, 1, 2, 4, 8))
    axes.legend(loc="lower right")
    return figure


def _rows() -> list[tuple[str, str]]:
    """Words beside each row, and its key in the table; what is chosen among several has a head."""
    rows = []
    for what, ways in VARIANTS.items():
        head = rf"$\bf{{{what}:}}$".replace(" ", r"\ ")
        if len(ways) > 1:
            rows.append((what, ""))
            head = ""
        rows += [(f"{head} {WORDS.get(one, one)}".strip(), f"{what}: {one}") for one in ways]
    return rows
