"""How well the weak mixing angle would be known, against exposure and systematic uncertainty."""

import numpy as np

import cevns
from cevns.experiments.published_angles import published_angles
from figures.style import LINES, SEQUENCE, Figure, plain_ticks, styled

EXPOSURES = np.geomspace(1, 1e4, 25)


@styled
def draw() -> Figure:
    """Half the width of the 68 % interval; CsI with the backgrounds of 2017, expected counts."""
    expected = cevns.dataset("coherent-csi").expected()
    figure = Figure()
    axes = figure.subplots()
    for i, sigma in enumerate((0.28, 0.1, 0.03, 0.01)):
        one = expected.with_systematics(sigma)
        errors = [
            one.longer(float(f)).fit("sin2_theta_w", confidence_level=0.6827).errors
            for f in EXPOSURES
        ]
        label = rf"$\sigma_\mathrm{{sys}}={100 * sigma:.0f}$ %"
        axes.plot(EXPOSURES, np.mean(errors, axis=1), ls=LINES[i], color=SEQUENCE[i], label=label)
    combined = published_angles()["combined"]
    level = (combined.down + combined.up) / 2
    axes.axhline(level, color="0.4", lw=1)
    axes.text(1.1, 1.08 * level, "low energies combined, 2024", color="0.3")
    axes.set(xscale="log", yscale="log", xlim=(1, 1e4), ylim=(1e-3, 0.2))
    axes.set(xlabel="exposure / that of 2017", ylabel=r"error of $\sin^2\theta_W$, 68 %")
    plain_ticks(axes.yaxis, (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1))
    axes.legend(loc="upper right", ncols=2)
    return figure
