"""The ionisation spectrum of Dresden-II, its background, and what neutrinos add."""

import numpy as np
from matplotlib.ticker import NullFormatter

import cevns
from cevns.inference.measured.templates import TemplateBins
from figures.style import COLORS, SEQUENCE, Figure, styled


@styled
def draw(name: str = "dresden-ii@2022", moment: float = 3e-10) -> Figure:
    """Data with the best background, and below it what the background does not explain."""
    data = cevns.dataset(name).moment_chi2
    assert isinstance(data, TemplateBins)
    E = np.arange(130) * 0.01 + 0.205
    best = data.expected()
    sm, magnetic = np.asarray(data.parts["sm"]), np.asarray(data.parts["electron"])
    figure = Figure(figsize=(5.2, 6.4))
    whole, rest = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    error = np.sqrt(data.variance)
    points = {"fmt": ".", "ms": 3, "lw": 0.8, "color": COLORS["data"]}
    whole.errorbar(E, data.on, error, label="reactor on", **points)
    whole.plot(E, best, color=SEQUENCE[1], label="fit, Standard Model included")
    whole.plot(E, best - sm, color=COLORS["band"], ls="--", label="its background")
    whole.set(ylabel="events / (10 eV day)", yscale="log", ylim=(14, 150))
    whole.set_yticks((20, 30, 40, 60, 100), labels=("20", "30", "40", "60", "100"))
    whole.yaxis.set_minor_formatter(NullFormatter())
    whole.legend()
    rest.errorbar(E, data.on - (best - sm), error, **points)
    rest.plot(E, sm, color=COLORS["sm"], label="Standard Model")
    label = rf"$\mu_{{\nu_e}}={moment / 1e-10:g}\times10^{{-10}}\mu_B$ besides"
    more = sm + magnetic * (moment / 1e-10) ** 2
    rest.plot(E, more, color=COLORS["magnetic"], ls="-.", label=label)
    rest.axhline(0, color="0.4", lw=0.8)
    rest.set(
        xlabel="ionisation energy [keV]",
        ylabel="data minus background\n/ (10 eV day)",
        xlim=(0.2, 0.8),
        ylim=(-8, 25),
    )
    rest.legend()
    return figure
