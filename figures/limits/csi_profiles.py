"""Delta chi-square of the first COHERENT data against each transition moment."""

import numpy as np

import cevns
from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2
from cevns.neutrinos.moments import MOMENTS
from cevns.talk.published import talk_limits
from figures.style import LINES, SEQUENCE, Figure, styled

BEAMS = {
    "prompt": r"magnetic term: prompt $\nu_\mu$",
    "delayed": r"magnetic term: delayed $\nu_e$, $\bar\nu_\mu$",
    "all": "magnetic term: all three",
}


@styled
def draw() -> Figure:
    """One panel a choice of beam, one curve a moment, the printed limits as crosses."""
    csi = cevns.dataset("coherent-csi", assumptions=cevns.TALK)
    threshold = delta_chi2(0.90, 1)
    modulus = np.linspace(0, 110, 221)  # 1e-10 mu_B

    figure = Figure(figsize=(5.2, 7.2))
    panels = figure.subplots(3, sharex=True, sharey=True)
    for axes, (beam, title) in zip(panels, BEAMS.items(), strict=True):
        for moment, i in MOMENTS.items():
            profile = csi.under(beam=beam).along(moment).delta_chi2(modulus * mu10)
            label = rf"$|\Lambda_{i + 1}|$"
            axes.plot(modulus, profile, ls=LINES[i], color=SEQUENCE[i], label=label)
        printed = talk_limits().get(("coherent-csi", f"sns-{beam}", "current"), ())
        for i, limit in enumerate(printed):
            axes.plot(limit, threshold, "X", ms=8, color=SEQUENCE[i], mec="k", zorder=3)
        axes.axhline(threshold, color="0.4", lw=0.8)
        axes.set(ylabel=r"$\Delta\chi^2$", ylim=(0, 6))
        axes.set_title(title, fontsize="medium", loc="left")
    panels[0].legend(loc="upper left")
    panels[0].text(1, threshold - 0.55, "2.71", color="0.3")
    panels[-1].set(xlabel=r"$|\Lambda_i|$ [$10^{-10}\,\mu_B$]", xlim=(0, 110))
    return figure
