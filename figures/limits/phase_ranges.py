"""Between the least and the most favourable phases: limits on three equal moments."""

from cevns.basics.units import mu10
from cevns.inference.rays import phase_range
from cevns.talk.collection import alone_and_together, names
from figures.planes import CP_CONSERVING
from figures.style import COLORS, Figure, styled


@styled
def draw() -> Figure:
    """A bar from the strongest to the weakest limit, a tick where phases are averaged."""
    figure = Figure(figsize=(5.2, 4.6))
    axes = figure.subplots()
    everything = alone_and_together()
    kinds = dict.fromkeys(everything, "sns") | dict.fromkeys(names("reactor").values(), "reactor")
    kinds["all together"] = "together"
    for y, (name, data) in enumerate(everything.items()):
        least, most, averaged = (
            x / mu10 for x in phase_range(data.moment_chi2, mixing=CP_CONSERVING)
        )
        color = COLORS[kinds[name]]
        left, width = least, most - least
        axes.barh(y, width, 0.55, left, color=color if data.observed else "white", ec=color, lw=1.5)
        axes.plot(averaged, y, "|", color="k", ms=14)
        axes.annotate(
            f"{most / least:.1f}",
            (most, y),
            (6, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set(
        xscale="log",
        xlabel=r"limit on $|\vec\Lambda|$, three equal moduli [$10^{-10}\,\mu_B$]",
        xlim=(1.3, 500),
        xticks=(2, 5, 10, 20, 50, 100, 200),
        yticks=range(len(everything)),
        yticklabels=list(everything),
        ylim=(len(everything) - 0.5, -0.5),
    )
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("")
    axes.grid(axis="y", visible=False)
    return figure
