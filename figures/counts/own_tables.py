"""A flux table and an efficiency curve of one's own, as they are read."""

from dataclasses import replace

import numpy as np

from cevns.basics.units import keV
from cevns.detectors.energies import EnergyDetector
from cevns.experiments.experiment import Experiment
from cevns.sources.tabulated import TabulatedSpectrum
from figures.style import SEQUENCE, Figure, raised, styled


@styled
def draw(experiment: Experiment) -> Figure:
    """Draw the flux of its only component, and its response with and without the resolution."""
    (beam,), detector = experiment.components, experiment.detector
    spectrum, nuclide = beam.spectrum, experiment.material.nuclides[-2]
    assert isinstance(spectrum, TabulatedSpectrum)
    assert isinstance(detector, EnergyDetector)
    figure = Figure(figsize=(7.5, 3.2))
    flux, response = figure.subplots(1, 2)
    E = np.linspace(0.01, spectrum.E_max, 400)
    marks = np.array([x for x in spectrum.breakpoints if x])
    per_share = beam.fluence(1.0, 1.0)
    flux.semilogy(E, per_share * spectrum.density(E), color=SEQUENCE[0])
    flux.plot(marks, per_share * spectrum.density(marks), "o", ms=4, color=SEQUENCE[0])
    flux.set(xlabel=r"$E_\nu$ [MeV]", ylabel=r"flux [cm$^{-2}$ s$^{-1}$ MeV$^{-1}$]")
    T = np.linspace(0.3, 2.2, 400) * keV
    sharp = replace(detector, resolution=None)
    for one, style, label in ((detector, "-", "smeared"), (sharp, "--", "sharp")):
        level = one.on(nuclide).efficiency(T)
        response.plot(T / keV, level, ls=style, color=SEQUENCE[1], label=label)
    response.set(
        xlabel=f"recoil energy of {raised(nuclide)} [keV]", ylabel="efficiency", ylim=(0, 1)
    )
    response.legend()
    return figure
