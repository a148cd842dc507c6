"""Limits on single moments against the Dirac phase, for each choice of beam."""

import numpy as np

from cevns.basics.units import mu10
from cevns.inference.regions import direction_limit
from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.collection import together
from figures.style import LINES, SEQUENCE, Figure, styled

BEAMS = {"prompt": "prompt", "delayed": "delayed", "all": "all three flavours"}


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """One panel a beam of the first CsI data, one curve a moment, a full turn of delta_CP."""
    delta = np.linspace(0, 2 * np.pi, 121)
    turned = mixing.turned(delta)
    figure = Figure(figsize=(5.2, 6.6))
    panels = figure.subplots(3, sharex=True)
    for axes, (beam, title) in zip(panels, BEAMS.items(), strict=True):
        one = together("coherent-csi", beam=beam).moment_chi2
        for i, direction in enumerate(np.eye(3)):
            limits = direction_limit(one, direction, turned) / mu10
            axes.plot(
                delta / np.pi,
                limits,
                ls=LINES[i],
                color=SEQUENCE[i],
                label=rf"$|\Lambda_{i + 1}|$",
            )
        axes.axvline(mixing.delta_CP / np.pi, color="0.5", lw=0.8)
        axes.set_title(title, loc="left", fontsize="medium")
        axes.margins(y=0.1)
    panels[1].set_ylabel(r"90 % C.L. limit [$10^{-10}\,\mu_B$]")
    panels[0].legend(loc="center left", bbox_to_anchor=(1, 0.5))
    panels[-1].set(xlabel=r"$\delta_\mathrm{CP}/\pi$", xlim=(0, 2))
    return figure
