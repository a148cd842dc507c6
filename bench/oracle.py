"""The slow, obvious way to a recoil spectrum: adaptive quadrature over the cross section."""

from scipy.integrate import quad

from cevns.couplings import tree
from cevns.cross_sections import magnetic, sm
from cevns.experiments import Experiment
from cevns.fluxes import Line
from cevns.form_factors import helm
from cevns.kinematics import neutrino_energy_min
from cevns.nuclides import Nuclide
from cevns.rates import MU_REFERENCE


def adaptive_spectrum(experiment: Experiment, flavor: str, T: float, *, em: bool) -> float:
    """dN/dT of one flavour at one recoil energy, folded in E_nu nuclide by nuclide."""
    component = next(c for c in experiment.components if c.flavor == flavor)
    spectrum = component.spectrum
    fluence = component.fluence(experiment.baseline_m, experiment.exposure)
    total = 0.0
    for nuclide, per_kg in zip(
        experiment.material.nuclides, experiment.material.targets_per_kg, strict=True
    ):

        def sigma(E: float, n: Nuclide = nuclide) -> float:
            if em:
                return float(magnetic(T, E, n, mu_nu=MU_REFERENCE, form_factor=helm(n)))
            return float(sm(T, E, n, couplings=tree(), form_factor=helm(n)))

        if isinstance(spectrum, Line):
            folded = sigma(spectrum.E_0)
        else:
            lower = float(neutrino_energy_min(T, nuclide.mass))
            if lower >= spectrum.E_max:
                continue
            # an absolute tolerance would swamp cross sections of 1e-40 cm^2
            folded = quad(
                lambda E, s=sigma: float(spectrum.density(E)) * s(E),
                lower,
                spectrum.E_max,
                epsabs=0,
                epsrel=1e-13,
                limit=200,
            )[0]
        total += per_kg * experiment.mass * fluence * folded
    return total
