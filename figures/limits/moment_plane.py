"""The plane of the two effective moments: every experiment and combination in it."""

from typing import Any, Final

from matplotlib.axes import Axes

from cevns.inference.dataset import CombinedData
from cevns.inference.regions import effective_moment_boundary
from cevns.talk.collection import names, together
from figures.planes import outline
from figures.style import LINES, SEQUENCE, Figure, plain_ticks, styled

LOWEST, HIGHEST = 0.8, 150.0
TICKS: Final = (1, 2, 5, 10, 20, 50, 100)


@styled
def draw() -> Figure:
    """Current above, future below; logarithmic, so boxes are quarter ellipses."""
    figure = Figure(figsize=(5.2, 9.0))
    for axes, setup in zip(figure.subplots(2), ("current", "future"), strict=True):
        for i, (key, name) in enumerate(names("sns").items()):
            data = together(key, setup=setup)
            style = {"color": SEQUENCE[i], "ls": LINES[i], "lw": 3.5 if data.observed else 1.8}
            if setup == "current":
                style["label"] = f"{name}, {'measured' if data.observed else 'expected'}"
            _line(axes, data, **style)
        prompt = together("coherent-csi", setup=setup, beam="prompt")
        _line(axes, prompt, color=SEQUENCE[0], ls=LINES[0], lw=0.8, label="CsI[Na], prompt only")
        for key in names("reactor"):
            label = "each reactor, expected" if key == "conus" else None
            _line(axes, together(key, setup=setup), color="0.5", lw=0.8, label=label)
        everything = together(setup=setup).moment_chi2
        x, y = outline(effective_moment_boundary(everything, directions=721))
        axes.fill(
            [*x, LOWEST, LOWEST], [*y, y[-1], LOWEST], color="0.85", zorder=0, label="all, expected"
        )
        axes.plot(x, y, "k", lw=2.2)
        axes.set(xscale="log", yscale="log", xlim=(LOWEST, HIGHEST), ylim=(LOWEST, HIGHEST))
        axes.set_title(setup, fontsize="medium", loc="left")
        axes.set(xlabel=r"$\mu_e$ [$10^{-10}\,\mu_B$]", ylabel=r"$\mu_\mu$ [$10^{-10}\,\mu_B$]")
        for axis in (axes.xaxis, axes.yaxis):
            plain_ticks(axis, TICKS)
    figure.legend(*figure.axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


def _line(axes: Axes, data: CombinedData, **style: Any) -> None:
    """Boundary of a combination, running out of the axes where it never ends."""
    curve = outline(effective_moment_boundary(data.moment_chi2, directions=721))
    axes.plot(*curve, **style)
