"""The densities behind the form factors, each normalised to one nucleus."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

import cevns
from cevns.nuclei.form_factors import Helm, KleinNystrand, SymmetrizedFermi
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled

Array = NDArray[np.float64]


def helm(r: Array, F: Helm) -> Array:
    """A sphere of radius R_0 folded with a Gaussian of width s [fm^-3], r > 0."""
    inner, outer = ((r + sign * F.R_0) / (math.sqrt(2) * F.s) for sign in (-1, 1))
    tails = F.s / (math.sqrt(2 * math.pi) * r) * (np.exp(-(outer**2)) - np.exp(-(inner**2)))
    density: Array = (erf(outer) - erf(inner)) / 2 + tails
    return density / (4 / 3 * math.pi * F.R_0**3)


def symmetrized_fermi(r: Array, F: SymmetrizedFermi) -> Array:
    """sinh(c/a)/[cosh(r/a) + cosh(c/a)] [fm^-3], without large exponentials."""
    numerator = -math.expm1(-2 * F.c / F.a)
    rise, fall = np.exp((r - F.c) / F.a), np.exp(-(r + F.c) / F.a)
    density: Array = numerator / (1 + rise + fall + math.exp(-2 * F.c / F.a))
    return density / (4 / 3 * math.pi * F.c * (F.c**2 + (math.pi * F.a) ** 2))


def klein_nystrand(r: Array, F: KleinNystrand) -> Array:
    """A sphere of radius R_A folded with exp(-r/a_k)/(4 pi a_k^2 r) [fm^-3], r > 0."""
    x, X = r / F.a_k, F.R_A / F.a_k
    inside = 1 - (1 + X) * math.exp(-X) * np.sinh(np.minimum(x, X)) / x
    outside = np.exp(-x) * (X * math.cosh(X) - math.sinh(X)) / x
    density: Array = np.where(x < X, inside, outside)
    return density / (4 / 3 * math.pi * F.R_A**3)


def woods_saxon(r: Array, F: SymmetrizedFermi) -> Array:
    """The ordinary Fermi function 1/[1 + exp((r - c)/a)], not normalised."""
    return 1 / (1 + np.exp((r - F.c) / F.a))


@styled
def draw(name: str = "133Cs", rms: float = 4.804) -> Figure:
    """Above, the three densities at one rms radius [fm]; below, their share of each shell."""
    fermi = SymmetrizedFermi.from_rms(rms)
    curves: dict[str, Callable[[Array], Array]] = {
        "Helm": lambda r: helm(r, Helm.from_rms(rms)),
        "symmetrised Fermi": lambda r: symmetrized_fermi(r, fermi),
        "Klein-Nystrand": lambda r: klein_nystrand(r, KleinNystrand.from_rms(rms)),
    }
    r = np.linspace(1e-3, 10, 800)
    figure = Figure(figsize=(5.2, 5.4))
    upper, lower = figure.subplots(2, 1, sharex=True)
    for (label, density), color, ls in zip(curves.items(), SEQUENCE, LINES, strict=False):
        upper.plot(r, 1e3 * density(r), color=color, ls=ls, label=label)
        lower.plot(r, 4 * np.pi * r**2 * density(r), color=color, ls=ls)
    centre = 1e3 * float(symmetrized_fermi(np.array([1e-3]), fermi)[0])
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
        rf"$^{{{target.A}}}${name.lstrip('0123456789')}, all with $R_\mathrm{{rms}}={rms:.2f}$ fm",
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
