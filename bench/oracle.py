"""The slow, obvious ways: adaptive quadrature for counts, descents for profiled chi-squares.

Nothing here uses flux moments, the coefficients of 1/E_nu or the panels of `cevns.rates.signal`.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad, tanhsinh
from scipy.optimize import minimize

from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.inference.combination import Combination
from cevns.interactions.couplings import one_loop
from cevns.interactions.cross_sections import magnetic, sm
from cevns.interactions.kinematics import neutrino_energy_min, recoil_energy_max
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import charge_helm, skin_helm
from cevns.sources.beams import BeamComponent
from cevns.sources.spectra import Line


def component_of(experiment: Experiment, flavor: str) -> BeamComponent:
    return next(c for c in experiment.components if c.flavor == flavor)


def cross_section(T: ArrayLike, E: ArrayLike, nuclide: Nuclide, flavor: str, *, em: bool) -> Array:
    protons, neutrons = charge_helm(nuclide), skin_helm(nuclide)
    if em:
        return magnetic(T, E, nuclide, mu_nu=mu10, form_factor=protons)
    return sm(
        T,
        E,
        nuclide,
        couplings=one_loop(),
        form_factor=protons,
        neutron_form_factor=neutrons,
        flavor=flavor,
    )


def adaptive_spectrum(experiment: Experiment, flavor: str, T: float, *, em: bool) -> float:
    """dN/dT of one flavour at one recoil energy, folded in E_nu nuclide by nuclide."""
    component = component_of(experiment, flavor)
    spectrum = component.spectrum
    fluence = component.fluence(experiment.baseline_m, experiment.exposure)
    total = 0.0
    for nuclide, per_kg in zip(
        experiment.material.nuclides, experiment.material.targets_per_kg, strict=True
    ):
        if isinstance(spectrum, Line):
            folded = float(cross_section(T, spectrum.E_0, nuclide, flavor, em=em))
        else:
            lower = float(neutrino_energy_min(T, nuclide.mass))
            if lower >= spectrum.E_max:
                continue
            # an absolute tolerance would swamp cross sections of 1e-40 cm^2
            folded = quad(
                lambda E, n=nuclide: (
                    float(spectrum.density(E)) * float(cross_section(T, E, n, flavor, em=em))
                ),
                lower,
                spectrum.E_max,
                epsabs=0,
                epsrel=1e-13,
                limit=200,
            )[0]
        total += per_kg * experiment.mass * fluence * folded
    return total


def adaptive_counts(experiment: Experiment, flavor: str, *, em: bool) -> float:
    """Counts of one flavour: over T between its kinks, and inside over E_nu between its own.

    Both integrals are adaptive, by the double exponential rule, which takes whole arrays and
    stands a square root or a step at either end of its interval.
    """
    component = component_of(experiment, flavor)
    energies = np.array([e for e in component.spectrum.breakpoints if e])
    fluence = component.fluence(experiment.baseline_m, experiment.exposure)
    total = 0.0
    for nuclide, per_kg in zip(
        experiment.material.nuclides, experiment.material.targets_per_kg, strict=True
    ):
        response = experiment.detector.on(nuclide)
        ends = recoil_energy_max(energies, nuclide.mass)
        edges = np.unique([*response.kinks, *ends])
        edges = edges[(edges >= response.kinks[0]) & (edges <= min(response.kinks[-1], ends[-1]))]
        for a, b in pairwise(edges):
            spectrum = partial(_folded, component, energies[ends >= b], nuclide, em)
            counted = integral(
                lambda T, r=response, f=spectrum: r.efficiency(T) * f(T), a, b, 1e-10
            )
            total += per_kg * experiment.mass * fluence * float(counted)
    return total


def _folded(
    component: BeamComponent, energies: Array, nuclide: Nuclide, em: bool, T: Array
) -> Array:
    """Cross section averaged over a spectrum with breakpoints above E_min(T), for every T."""
    spectrum = component.spectrum
    if isinstance(spectrum, Line):
        return cross_section(T, spectrum.E_0, nuclide, component.flavor, em=em)
    edges = [neutrino_energy_min(T, nuclide.mass), *(np.full_like(T, e) for e in energies)]

    def integrand(E: Array, T: Array) -> Array:
        return spectrum.density(E) * cross_section(T, E, nuclide, component.flavor, em=em)

    pieces = [integral(integrand, a, b, 1e-12, T) for a, b in pairwise(edges)]
    return np.sum(pieces, axis=0)


def integral(
    f: Callable[..., Array], a: ArrayLike, b: ArrayLike, rtol: float, *args: Array
) -> Array:
    """Integrals of f from a to b for every entry of the arrays, or an error."""

    def on_unit(u: Array, a: Array, width: Array, *args: Array) -> Array:
        return width * f(a + width * u, *args)

    width = np.subtract(b, a)
    unit = partial(tanhsinh, on_unit, 0.0, 1.0, args=(a, width, *args))
    # the narrowest intervals are all rounding: their error counts beside the widest
    size = np.max(unit(maxlevel=2).integral)
    found = unit(rtol=rtol, atol=rtol * size)
    # SciPy 1.15 has no error to tell of an interval without a width
    if not np.all(found.success | (width == 0)):
        raise ArithmeticError(f"did not converge to {rtol:g}")
    value: Array = found.integral
    return value


def descend(combination: Combination, moduli: tuple[float, float], starts: int = 12) -> float:
    """Delta chi^2 at (|Lambda_1|, |Lambda_2|) [1e-10 mu_B], all else found by descents."""
    rng = np.random.default_rng(1)
    U = NUFIT_6_1.matrix

    def chi2(z: Array) -> float:
        turned = np.exp(1j * np.array([0.0, z[0]]))
        Lambda = np.array([*(moduli * turned), z[1] + 1j * z[2]])
        squares = np.abs(U @ Lambda) ** 2
        return float(combination.chi2_mu10(squares[1] + squares[2], squares[0] + squares[2]))

    options = {"xatol": 1e-11, "fatol": 1e-13, "maxiter": 8000}
    best = np.inf
    for _ in range(starts):
        start = rng.normal(size=3) * (3, max(moduli), max(moduli))
        rough = minimize(chi2, start, method="Nelder-Mead")
        best = min(best, minimize(chi2, rough.x, method="Nelder-Mead", options=options).fun)
    return float(best) - combination.best_fit.chi2
