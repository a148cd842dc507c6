"""What the inputs that the talk does not print are worth in a limit."""

from matplotlib.ticker import Formatter

from cevns.talk.tornado import CASES, shifts
from figures.style import SEQUENCE, Figure, styled


@styled
def draw() -> Figure:
    """One panel an experiment, one bar a change of an input; what cannot act is left out."""
    changes = {
        title: {
            name: values
            for name, values in shifts(case).items()
            if any(abs(x - 1) > 1e-9 for x in values)
        }
        for title, case in CASES.items()
    }
    figure = Figure(figsize=(5.2, 10.6))
    heights = [len(found) + 1 for found in changes.values()]
    panels = figure.subplots(len(CASES), sharex=True, height_ratios=heights)
    for axes, (title, found) in zip(panels, changes.items(), strict=True):
        for y, values in enumerate(found.values()):
            for x in values:
                axes.barh(y, 100 * (x - 1), color=SEQUENCE[0], height=0.7, alpha=0.85)
                axes.plot(100 * (x - 1), y, "|", color="k", ms=8)
        axes.axvline(0, color="0.3", lw=0.8)
        axes.set(yticks=range(len(found)), yticklabels=list(found), ylim=(len(found) - 0.4, -0.6))
        axes.set_title(title, loc="left", fontsize="medium")
        axes.grid(axis="y", visible=False)
    panels[-1].set(xscale="symlog", xlim=(-80, 80), xticks=(-50, -10, -1, 0, 1, 10, 50))
    panels[-1].set(xlabel=r"change of the limit on $|\Lambda_1|$ [%]")
    panels[-1].xaxis.set_major_formatter(lambda x, _: Formatter.fix_minus(f"{x:+g}") if x else "0")
    return figure
