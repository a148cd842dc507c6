"""Twelve decades between what is excluded and what a Dirac mass alone would give."""

import cevns
from cevns.basics.units import eV
from cevns.experiments.published_moments import plasmon_bounds, published_moments
from cevns.inference.rays import flavor_universal_limit
from cevns.neutrinos.dirac import dirac_moment
from figures.style import COLORS, SEQUENCE, Figure, styled

PUBLISHED = {
    "lsnd": r"LSND, stopped $\pi$: $\nu_\mu$",
    "gemma": r"GEMMA, reactor: $\bar\nu_e$",
    "borexino": "Borexino, Sun",
    "xenonnt": "XENONnT, Sun",
}
PLASMONS = r"red giants: $\sqrt{\sum|\lambda_{ij}|^2}$"


@styled
def draw() -> Figure:
    """Upper limits as arrows, and the band of the Dirac mass from 0.05 to 0.5 eV."""
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    csi = flavor_universal_limit(cevns.combine("coherent-csi").moment_chi2)
    rows = [("COHERENT CsI (this book)", csi)]
    for key, name in PUBLISHED.items():
        limit = published_moments()[key]
        rows.append((f"{name} ({limit.year})", limit.mu_nu))
    stars = plasmon_bounds()
    best, disputed = stars["ngc-4258"], stars["free-stellar-physics"]
    rows.append((f"{PLASMONS} ({best.year})", best.length))
    last = len(rows) - 1
    for y, (label, mu_nu) in enumerate(rows):
        color = SEQUENCE[1] if y == 0 else COLORS["total"]
        style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0}
        axes.annotate("", (mu_nu / 12, y), (mu_nu, y), arrowprops=style)
        axes.plot(mu_nu, y, "|", ms=12, color=color)
        axes.text(mu_nu / 20, y, label, ha="right", va="center", color=color)
    axes.plot(disputed.length, last, "o", ms=7, mfc="w", color=COLORS["total"])
    axes.text(2 * disputed.length, last, f"disputed ({disputed.year})", va="center")
    axes.axhline(last - 0.5, color="0.6", lw=0.8)
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
