"""Twelve decades between what is excluded and what a Dirac mass alone would give."""

import cevns
from cevns.basics.units import eV
from cevns.inference.rays import flavor_universal_limit
from cevns.neutrinos.dirac import dirac_moment
from figures.style import COLORS, SEQUENCE, Figure, styled

# 90 % C.L. (stars 95 %), in mu_B, of the effective moment that each source has.
LIMITS = (
    (r"LSND, stopped $\pi$: $\nu_\mu$ (2001)", 6.8e-10),
    (r"GEMMA, reactor: $\bar\nu_e$ (2012)", 2.9e-11),
    ("Borexino, Sun (2017)", 2.8e-11),
    ("XENONnT, Sun (2022)", 6.4e-12),
    ("red giants (2020)", 1.2e-12),
)


@styled
def draw() -> Figure:
    """Upper limits as arrows, and the band of the Dirac mass from 0.05 to 0.5 eV."""
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    csi = flavor_universal_limit(cevns.combine("coherent-csi").moment_chi2)
    rows = (("COHERENT CsI (this book)", csi), *LIMITS)
    for y, (label, limit) in enumerate(rows):
        color = SEQUENCE[1] if y == 0 else COLORS["total"]
        style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0}
        axes.annotate("", (limit / 12, y), (limit, y), arrowprops=style)
        axes.plot(limit, y, "|", ms=12, color=color)
        axes.text(limit / 20, y, label, ha="right", va="center", color=color)
    band = [float(dirac_moment(mass * eV)) for mass in (0.05, 0.5)]
    axes.axvspan(*band, color=SEQUENCE[0], alpha=0.3, lw=0)
    axes.text(band[1] * 1.5, 0.2, "Dirac mass\n0.05–0.5 eV", color=SEQUENCE[0], va="center")
    axes.set(
        xlabel=r"magnetic moment [$\mu_B$]",
        xscale="log",
        xlim=(3e-21, 1e-7),
        ylim=(len(rows) - 0.4, -0.6),
    )
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    return figure
