"""Twelve decades between what is excluded and what a Dirac mass alone would give."""

import math

import cevns
from cevns.basics.constants import G_F, M_E
from cevns.basics.units import eV
from cevns.inference.counts import counting
from cevns.inference.intervals import upper_limit
from figures.style import COLORS, SEQUENCE, Figure, styled

# 90 % C.L. (stars 95 %), in mu_B, of the effective moment that each source has.
LIMITS = (
    (r"LSND, stopped $\pi$: $\nu_\mu$ (2001)", 6.8e-10),
    (r"GEMMA, reactor: $\bar\nu_e$ (2012)", 2.9e-11),
    ("Borexino, Sun (2017)", 2.8e-11),
    ("XENONnT, Sun (2022)", 6.4e-12),
    ("red giants (2020)", 1.2e-12),
)


def dirac_moment(mass: float) -> float:
    """3 e G_F m/(8 sqrt2 pi^2) in mu_B, mass in MeV."""
    return 3 * G_F * M_E * mass / (4 * math.sqrt(2) * math.pi**2)


def first_csi_limit() -> float:
    """The first COHERENT data, if all three flavours had one and the same moment [mu_B]."""
    csi = cevns.experiment("coherent-csi")
    counts = cevns.signal(csi)
    room = (
        upper_limit(counting(csi.measurement, counts.sm_total), counts.sm_total) - counts.sm_total
    )
    return 1e-10 * math.sqrt(room / counts.magnetic_total)


@styled
def draw() -> Figure:
    """Upper limits as arrows, and the band of the Dirac mass from 0.05 to 0.5 eV."""
    figure = Figure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    rows = (("COHERENT CsI (this book)", first_csi_limit()), *LIMITS)
    for y, (label, limit) in enumerate(rows):
        color = SEQUENCE[1] if y == 0 else COLORS["total"]
        style = {"arrowstyle": "-|>", "color": color, "shrinkA": 0}
        axes.annotate("", (limit / 12, y), (limit, y), arrowprops=style)
        axes.plot(limit, y, "|", ms=12, color=color)
        axes.text(limit / 20, y, label, ha="right", va="center", color=color)
    band = dirac_moment(0.05 * eV), dirac_moment(0.5 * eV)
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
