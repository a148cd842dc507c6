"""Recoils of xenon under solar 8B neutrinos, and which of them two detectors count."""

from dataclasses import replace

import numpy as np
from matplotlib.ticker import NullFormatter

import cevns
from cevns.basics.units import day, keV
from cevns.detectors.response import efficiency
from cevns.nuclei.materials import material
from cevns.rates.signal import recoil_spectrum
from figures.style import COLORS, LINES, SEQUENCE, Figure, styled


@styled
def draw(mu10: float = 10.0) -> Figure:
    """Spectra per tonne and year, of the Standard Model and of a moment, and efficiencies."""
    xenon = cevns.dataset("xenonnt-8b@2026").experiment
    lz = cevns.dataset("lz-8b@2025").experiment
    year = replace(xenon, mass=1000.0, exposure=365.25 * day, measurement=None)
    T = np.geomspace(0.1, 5.0, 300)
    found = recoil_spectrum(year, T * keV)
    heavy = max(material("Xe").nuclides, key=lambda n: n.mass)
    figure = Figure(figsize=(5.2, 5.2))
    top, bottom = figure.subplots(2, 1, sharex=True)
    weak, flipped = sum(found.sm.values()) * keV, sum(found.magnetic.values()) * keV
    top.plot(T, weak, ls=LINES[0], color=COLORS["sm"], label="Standard Model")
    label = rf"moment of ${mu10:g}\times10^{{-10}}\,\mu_B$"
    top.plot(T, mu10**2 * flipped, ls=LINES[1], color=COLORS["magnetic"], label=label)
    top.set(ylabel="recoils / (keV t year)", yscale="log", ylim=(1e-1, 1e4))
    top.legend()
    for i, (name, one) in enumerate({"XENONnT": xenon, "LZ": lz}.items()):
        seen = efficiency(one.detector.on(heavy), T * keV)
        bottom.plot(T, 100 * seen, ls=LINES[i], color=SEQUENCE[2 * i], label=name)
    bottom.axvline(0.5, ls=LINES[3], color="0.5")
    bottom.text(0.48, 2, "no template\nbelow 0.5 keV", ha="right", fontsize=10)
    bottom.set(xlabel="recoil energy $T$ [keV]", ylabel="counted [%]", xlim=(0.1, 5.0))
    bottom.set(xscale="log")
    bottom.xaxis.set_minor_formatter(NullFormatter())
    bottom.set_xticks([0.1, 0.2, 0.5, 1, 2, 5], ["0.1", "0.2", "0.5", "1", "2", "5"])
    bottom.legend(loc="upper left")
    return figure
