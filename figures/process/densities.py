"""The densities behind the form factors, each normalised to one nucleus."""

import math
from collections.abc import Callable

import numpy as np

import cevns
from cevns.basics.checks import Array
from cevns.nuclei.densities import helm_density, klein_nystrand_density, symmetrized_fermi_density
from cevns.nuclei.form_factors import Helm, KleinNystrand, SymmetrizedFermi
from figures.style import COLORS, LINES, SEQUENCE, Figure, raised, styled


@styled
def draw(name: str = "133Cs", rms: float = 4.804) -> Figure:
    """Above, the three densities at one rms radius [fm]; below, their share of each shell."""
    fermi = SymmetrizedFermi.from_rms(rms)
    curves: dict[str, Callable[[Array], Array]] = {
        "Helm": lambda r: helm_density(r, Helm.from_rms(rms)),
        "symmetrised Fermi": lambda r: symmetrized_fermi_density(r, fermi),
        "Klein-Nystrand": lambda r: klein_nystrand_density(r, KleinNystrand.from_rms(rms)),
    }
    r = np.linspace(1e-3, 10, 800)
    figure = Figure(figsize=(5.2, 5.4))
    upper, lower = figure.subplots(2, 1, sharex=True)
    for (label, density), color, ls in zip(curves.items(), SEQUENCE, LINES, strict=False):
        upper.plot(r, 1e3 * density(r), color=color, ls=ls, label=label)
        lower.plot(r, 4 * np.pi * r**2 * density(r), color=color, ls=ls)
    centre = 1e3 * float(symmetrized_fermi_density(1e-3, fermi))
    half = 2 * fermi.a * math.log(3)
    for side, share in ((-half, 0.9), (half, 0.1)):
        upper.plot(fermi.c + side, share * centre, "o", color=SEQUENCE[1], ms=5)
        upper.axvline(fermi.c + side, color=COLORS["band"], lw=1)
    arrow = {"arrowstyle": "<->", "color": COLORS["total"], "shrinkA": 0, "shrinkB": 0}
    ends = [(fermi.c + side, 0.06 * centre) for side in (-half, half)]
    upper.annotate("", ends[0], ends[1], arrowprops=arrow)
    upper.text(fermi.c - half - 0.1, 0.06 * centre, r"$t=4a\,\ln 3$", ha="right", va="center")
    target = cevns.nuclide(name)
    upper.set_title(
        rf"{raised(target)}, all with $R_\mathrm{{rms}}={rms:.2f}$ fm",
        fontsize=11,
    )
    upper.set(ylabel=r"density [$10^{-3}$ fm$^{-3}$]", ylim=(0, 1.2 * centre))
    upper.legend(loc="upper right", bbox_to_anchor=(1.02, 1.02), frameon=True, edgecolor="none")
    lower.set(
        xlabel="radius $r$ [fm]",
        ylabel=r"$4\pi r^2\rho$ [1/fm]",
        xlim=(0, 10),
        ylim=(0, None),
    )
    return figure
