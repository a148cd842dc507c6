"""Regions in pairs of moduli for the first COHERENT data, by beam."""

from cevns.inference.assumptions import TALK
from cevns.inference.regions import Choices, boundary
from cevns.talk.collection import together
from cevns.talk.published import talk_limits
from figures.planes import PAIRS, fill, outline, panels
from figures.style import LINES, SEQUENCE, Figure, styled

BEAMS = {"prompt": "prompt", "delayed": "delayed", "all": "all neutrinos"}


@styled
def draw() -> Figure:
    """Under the talk's assumptions; third moment zero, all moments real and positive."""
    figure = Figure(figsize=(5.2, 10.4))
    rows = panels(figure, ("",))
    for (axes,), pair in zip(rows, PAIRS, strict=True):
        for i, (beam, name) in enumerate(BEAMS.items()):
            one = together("coherent-csi", beam=beam, assumptions=TALK).moment_chi2
            region = outline(boundary(one, pair, Choices(mixing=TALK.mixing), parameters=1))
            axes.plot(*region, color=SEQUENCE[i], ls=LINES[i], label=name)
            printed = talk_limits().get(("coherent-csi", f"sns-{beam}", "current"), ())
            if printed:
                x, y = (printed[int(moment[-1]) - 1] for moment in pair)
                axes.plot(
                    [x, 0], [0, y], "X", ms=8, color=SEQUENCE[i], mec="k", clip_on=False, zorder=3
                )
            else:
                fill(axes, region, color="0.9", zorder=0)
        axes.set(xlim=(0, 125), ylim=(0, 125))
    figure.legend(*rows[0][0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure
