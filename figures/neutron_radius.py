"""Events in the first COHERENT run against the neutron radius, protons held fixed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

import cevns
from cevns.couplings import tree, vector_charge
from cevns.form_factors import FormFactor, Helm, Moments
from cevns.nuclides import Nuclide
from figures.style import COLORS, SEQUENCE, Figure, styled

CHARGE_RADII = {"133Cs": 4.8041, "127I": 4.7500}  # fm; Angeli and Marinova (2013)


@dataclass(frozen=True)
class WeakFormFactor:
    """Protons and neutrons with their own form factors, weighted by their weak charges."""

    nuclide: Nuclide
    protons: FormFactor
    neutrons: FormFactor

    def _average(self, p: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
        g, nuclide = tree(), self.nuclide
        return (g.g_pV * nuclide.Z * p + g.g_nV * nuclide.N * n) / vector_charge(nuclide, g)

    def __call__(self, Q: ArrayLike) -> NDArray[np.float64]:
        return self._average(self.protons(Q), self.neutrons(Q))

    @property
    def moments(self) -> Moments:
        both = np.array(self.protons.moments), np.array(self.neutrons.moments)
        return Moments(*map(float, self._average(*both)))


def events(neutron_rms: float) -> float:
    """Standard Model events when both neutron radii have this value [fm]."""

    def model(nuclide: Nuclide) -> WeakFormFactor:
        protons = Helm.from_rms(CHARGE_RADII[nuclide.name])
        return WeakFormFactor(nuclide, protons, Helm.from_rms(neutron_rms))

    return cevns.signal(cevns.experiment("coherent-csi"), form_factor=model).sm_total


@styled
def draw() -> Figure:
    """The count and its theory error, and what was measured."""
    R_n = np.linspace(4, 7, 31)
    N = np.array([events(float(R)) for R in R_n])
    count = cevns.experiment("coherent-csi").statistics.counting(173)
    sigma, relative = float(np.sqrt(count.variance)), count.sigma_signal
    figure = Figure()
    axes = figure.subplots()
    axes.plot(R_n, N, color=COLORS["sm"], label=f"expected, ±{relative:.0%}")
    band = ((1 - relative) * N, (1 + relative) * N)
    axes.fill_between(R_n, *band, color=COLORS["sm"], alpha=0.2, lw=0)
    axes.axhline(count.excess, color=COLORS["data"], ls="--", lw=1.4, label="measured, ±1σ")
    axes.axhspan(count.excess - sigma, count.excess + sigma, color=COLORS["band"], alpha=0.3, lw=0)
    axes.axvline(CHARGE_RADII["133Cs"], color=SEQUENCE[1], ls=":", label="charge radius of Cs")
    axes.set(
        xlabel=r"neutron rms radius $R_n$ [fm]",
        ylabel="events, 6 to 30 PE",
        xlim=(4, 7),
        ylim=(0, 300),
    )
    axes.legend()
    return figure
