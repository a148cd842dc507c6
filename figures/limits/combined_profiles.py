"""Delta chi-square against each modulus with everything else profiled."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2
from cevns.inference.regions import profile
from cevns.talk.collection import together
from figures.planes import FREE, LABELS, UNIT
from figures.style import COLORS, LINES, Figure, styled


@styled
def draw(setup: str = "current") -> Figure:
    """One panel a moment: reactors at zero everywhere, the SNS, both."""
    figure = Figure(figsize=(5.2, 7.4))
    groups = {
        "five reactors": ("reactor", together("reactor", setup=setup)),
        "SNS, four detectors": ("sns", together("sns", setup=setup)),
        "together": ("together", together(setup=setup)),
    }
    moduli = np.linspace(0, 40, 81)
    threshold = delta_chi2(0.90, 1)
    panels = figure.subplots(3, sharex=True, sharey=True)
    for axes, moment in zip(panels, ("Lambda_1", "Lambda_2", "Lambda_3"), strict=True):
        for i, (name, (kind, data)) in enumerate(groups.items()):
            values = profile(data.moment_chi2, {moment: moduli * mu10}, FREE)
            style = {"color": COLORS[kind], "ls": LINES[i], "clip_on": i > 0}
            axes.plot(moduli, values, label=name, **style)
        axes.axhline(threshold, color="0.4", lw=0.8)
        axes.text(39.8, threshold + 0.1, "2.71", color="0.3", ha="right")
        axes.set(ylim=(0, 6), xlim=(0, 40), ylabel=r"$\Delta\chi^2$")
        axes.set_title(LABELS[moment], fontsize="medium", loc="left")
    panels[-1].set_xlabel(rf"$|\Lambda_i|$ {UNIT}")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
