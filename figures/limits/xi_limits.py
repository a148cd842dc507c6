"""Limits on pairs of equal moments against the one phase difference each pair has."""

from typing import Final

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import Mixing
from cevns.neutrinos.phases import TURNING_AND_STILL, equal_pair
from cevns.talk.collection import together
from figures.planes import CP_CONSERVING
from figures.style import COLORS, LINES, Figure, styled

BEAMS: Final = {
    "reactor (CONUS), expected": ("conus", "all", "reactor"),
    "SNS, prompt (CsI), measured": ("coherent-csi", "prompt", "nu_mu"),
    "SNS, all (CsI), measured": ("coherent-csi", "all", "sns"),
}


@styled
def draw(mixing: Mixing = CP_CONSERVING) -> Figure:
    """One panel a pair; lines at the phase of the mixing, bands over a full turn of it."""
    xi = np.linspace(0, 2 * np.pi, 121)
    turned = mixing.turned(np.linspace(0, 2 * np.pi, 49)[:, None])
    figure = Figure(figsize=(5.2, 8.2))
    panels = figure.subplots(3, sharex=True, sharey=True)
    for i, (label, (key, beam, kind)) in enumerate(BEAMS.items()):
        one = together(key, beam=beam).moment_chi2
        for axes, (which, (a, b)) in zip(panels, TURNING_AND_STILL.items(), strict=True):
            pair = equal_pair(which, xi)
            curve = direction_limit(one, pair, mixing) / mu10
            band = direction_limit(one, pair, turned) / mu10
            shade = {"color": COLORS[kind], "alpha": 0.25, "lw": 0}
            axes.fill_between(xi / np.pi, band.min(axis=0), band.max(axis=0), **shade)
            axes.plot(xi / np.pi, curve, ls=LINES[i], color=COLORS[kind], label=label)
            first, second = sorted((a + 1, b + 1))
            axes.set_title(
                rf"$|\Lambda_{first}|=|\Lambda_{second}|$, $\Lambda_{which}=0$",
                loc="left",
                fontsize="medium",
            )
            axes.set(xlabel=rf"$\xi_{which}/\pi$", yscale="log")
    for axes in panels:
        axes.set(xlim=(0, 2), ylim=(3, 220), yticks=(5, 10, 20, 50, 100, 200))
        axes.xaxis.set_tick_params(labelbottom=True)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
    panels[1].set_ylabel(r"90 % C.L. limit on $|\vec\Lambda|$ [$10^{-10}\,\mu_B$]")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
