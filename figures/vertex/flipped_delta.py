"""What a misplaced rule for antineutrinos does: flipping the sign of delta_CP alone."""

from dataclasses import replace

import numpy as np

from cevns.neutrinos.mixing import NUFIT_6_1, Mixing
from cevns.talk.closed_forms import reactor, sns_prompt
from figures.style import LINES, SEQUENCE, Figure, styled


@styled
def draw(mixing: Mixing = NUFIT_6_1) -> Figure:
    """Equal moduli with |Lambda| = 1; zeta_3 is varied, so xi_1 = xi_2 and xi_3 = 0."""
    zeta = np.linspace(-np.pi, np.pi, 181)
    xi = np.stack([zeta, zeta, np.zeros_like(zeta)], axis=-1)
    flipped = replace(mixing, delta_CP=-mixing.delta_CP)
    moduli = np.ones(3) / np.sqrt(3)

    figure = Figure(figsize=(5.2, 5.4))
    panels = figure.subplots(2, 1, sharex=True)
    titles = (r"$\bar\nu_e$ at a reactor", r"$\bar\nu_\mu$ at the SNS")
    for axes, closed, title in zip(panels, (reactor, sns_prompt), titles, strict=True):
        axes.plot(zeta / np.pi, closed(moduli, xi, mixing), color=SEQUENCE[0], label="right")
        axes.plot(
            zeta / np.pi,
            closed(moduli, -xi, flipped),
            color=SEQUENCE[4],
            ls=(0, (1, 2)),
            lw=4,
            label="both flipped",
        )
        axes.plot(
            zeta / np.pi,
            closed(moduli, xi, flipped),
            color=SEQUENCE[1],
            ls=LINES[1],
            label=r"only $\delta_\mathrm{CP}$ flipped",
        )
        axes.set(ylabel=r"$\mu_\nu^2\,/\,|\Lambda|^2$", title=title, ylim=(0, 1), xlim=(-1, 1))
    panels[0].legend(loc="upper left")
    panels[1].set_xlabel(r"$\zeta_3/\pi$, with $\zeta_1=\zeta_2=0$")
    return figure
