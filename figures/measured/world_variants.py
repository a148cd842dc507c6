"""How far each choice moves the limits of all measured data."""

from cevns.inference.world import VARIANTS
from cevns.inference.world_tables import world_limits
from figures.style import SEQUENCE, Figure, plain_ticks, styled


@styled
def draw() -> Figure:
    """Ratios to what is quoted; circles one at a time, squares with everything else free."""
    figure = Figure(figsize=(5.2, 7.6))
    axes = figure.subplots()
    table = world_limits()
    rows = [f"{what}: {name}" for what, ways in VARIANTS.items() for name in ways]
    for y, name in enumerate(rows):
        for i, color in enumerate(SEQUENCE[:3]):
            at = y + 0.18 * (i - 1)
            alone = table[name].alone[i] / table["all"].alone[i]
            free = table[name].free[i] / table["all"].free[i]
            axes.plot(alone, at, "o", color=color, ms=5, label=rf"$|\Lambda_{i + 1}|$" * (y == 0))
            axes.plot(free, at, "s", color=color, mfc="white", ms=5)
    axes.axvline(1, color="0.4", lw=0.8)
    axes.set(
        xscale="log",
        ylim=(len(rows) - 0.4, -0.6),
        yticks=range(len(rows)),
        yticklabels=rows,
        xlabel="limit in units of the one to quote",
    )
    plain_ticks(axes.xaxis, (0.5, 1, 2, 4, 8))
    axes.tick_params(axis="y", labelsize=8)
    axes.legend(loc="lower right")
    return figure
