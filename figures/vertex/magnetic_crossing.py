"""The recoil energy below which a moment wins, beside the thresholds of experiments."""

import numpy as np

import cevns
from cevns.basics.units import keV
from cevns.experiments.published_moments import published_moments
from cevns.interactions.couplings import tree
from cevns.interactions.cross_sections import crossing_recoil_energy
from cevns.interactions.crossings import moment_crossing_at
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled

TARGETS = ("28Si", "40Ar", "74Ge", "133Cs")
THRESHOLDS = (
    ("coherent-lar", "40Ar", "LAr, SNS"),
    ("coherent-csi", "133Cs", "CsI, SNS"),
    ("conus", "74Ge", "Ge, CONUS"),
    ("connie", "28Si", "Si, CONNIE"),
)


@styled
def draw() -> Figure:
    """Straight lines of slope two; a dot where a line reaches its own target's threshold."""
    mu = np.geomspace(1e-11, 1e-7, 3)
    plain = tree()
    figure = Figure(figsize=(5.2, 4.2))
    axes = figure.subplots()
    for name, color, ls in zip(TARGETS, SEQUENCE, LINES, strict=False):
        n = cevns.nuclide(name)
        T_x = np.array([crossing_recoil_energy(n, mu_nu=m, couplings=plain) for m in mu])
        axes.plot(mu, T_x / keV, color=color, ls=ls, label=raised(n))
    for key, name, label in THRESHOLDS:
        n = cevns.nuclide(name)
        threshold = cevns.experiment(key).detector.on(n).kinks[0]
        reach = moment_crossing_at(threshold, n, couplings=plain)
        color = SEQUENCE[TARGETS.index(name)]
        axes.plot([4e-11, reach], 2 * [threshold / keV], color=COLORS["band"], lw=1)
        axes.plot(reach, threshold / keV, "o", color=color)
        axes.text(4.2e-11, 1.08 * threshold / keV, label, fontsize=10, va="bottom")
    borexino = published_moments()["borexino"].mu_nu
    axes.axvline(borexino, color=COLORS["total"], lw=1, ls=":")
    axes.text(0.95 * borexino, 60, "Borexino", rotation=90, ha="right", va="top", fontsize=10)
    axes.set(
        xlabel=r"effective moment $\mu_\nu$ [$\mu_B$]",
        ylabel=r"crossing $T_\times$ [keV]",
        xscale="log",
        yscale="log",
        xlim=(1e-11, 3e-8),
        ylim=(1e-3, 100),
    )
    axes.legend(loc="lower right", title="target")
    return figure
