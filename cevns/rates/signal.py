"""From a cross section to recoil spectra and counts, through flux moments.

A cross section is c_0 + c_1/E + c_2/E^2 at fixed recoil energy, so the integral over the
neutrino spectrum is c_0 I_0 + c_1 I_1 + c_2 I_2 with the flux moments I_k above the smallest
energy that can give that recoil. What remains is one integral over recoil energy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, instance, number
from cevns.basics.quadrature import logarithmic_panels
from cevns.basics.units import mu10
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.detectors.response import Response
from cevns.experiments.experiment import Experiment
from cevns.interactions import couplings as _couplings
from cevns.interactions.couplings import NucleonCouplings
from cevns.interactions.electromagnetic import magnetic_coefficients
from cevns.interactions.kinematics import neutrino_energy_min, recoil_energy_max
from cevns.interactions.standard_model import sm_coefficients
from cevns.nuclei.form_factors import FormFactor
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.radii import FormFactorModel, helm

_BY_NAME = "use cevns.experiment(key, setup)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Events of every beam component, Standard Model and magnetic.

    Parameters
    ----------
    sm : Standard Model events by flavour
    magnetic : events by flavour for an effective moment of 1e-10 mu_B
    beams : the beam every flavour belongs to, such as ``"prompt"``
    """

    sm: Mapping[str, float]
    magnetic: Mapping[str, float]
    beams: Mapping[str, str]

    @property
    def sm_total(self) -> float:
        """Standard Model events of all components."""
        return sum(self.sm.values())

    @property
    def magnetic_total(self) -> float:
        """Magnetic events of all components if each had a moment of 1e-10 mu_B."""
        return sum(self.magnetic.values())

    def events(self, mu_nu: ArrayLike) -> Array:
        """Total events if every flavour had the effective moment ``mu_nu`` [mu_B], >= 0."""
        mu = in_range("mu_nu", mu_nu, "mu_B", at_least=0, at_most=1, hint="write 1e-10")
        return self.sm_total + self.magnetic_total * (mu / mu10) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoilSpectrum:
    """Recoils per energy, before efficiency [1/MeV], by flavour, on the grid asked for."""

    sm: Mapping[str, Array]
    magnetic: Mapping[str, Array]


def _per_component(
    experiment: Experiment,
    nuclide: Nuclide,
    targets: float,
    T: Array,
    couplings: NucleonCouplings,
    form_factor: FormFactorModel,
    neutron_form_factor: FormFactorModel | None,
) -> Iterator[tuple[str, Array, Array]]:
    """Flavour, SM and magnetic dN/dT [1/MeV] on one nuclide, for every beam component."""
    F_p = _form_factor("form_factor", form_factor, nuclide)
    F_n = (
        None
        if neutron_form_factor is None
        else _form_factor("neutron_form_factor", neutron_form_factor, nuclide)
    )
    c_sm = sm_coefficients(
        T, nuclide, couplings=couplings, form_factor=F_p, neutron_form_factor=F_n
    )
    c_mag = magnetic_coefficients(T, nuclide, mu_nu=mu10, form_factor=F_p)
    E_min = neutrino_energy_min(T, nuclide.mass)
    for component in experiment.components:
        scale = targets * component.fluence(experiment.baseline_m, experiment.exposure)
        I_k = component.spectrum.moments(E_min)
        yield (
            component.flavor,
            scale * np.einsum("k...,k...", c_sm, I_k),
            scale * np.einsum("k...,k...", c_mag, I_k),
        )


def _form_factor(what: str, model: FormFactorModel, nuclide: Nuclide) -> FormFactor:
    if not callable(model) or hasattr(model, "moments"):
        raise ValueError(
            f"{what} must be a model that gives every nuclide its own form factor, "
            f"got {model!r}; use form_factors.model(name)"
        )
    return model(nuclide)


def recoil_spectrum(
    experiment: Experiment,
    T: ArrayLike,
    *,
    couplings: NucleonCouplings | None = None,
    form_factor: FormFactorModel = helm,
    neutron_form_factor: FormFactorModel | None = None,
) -> RecoilSpectrum:
    r"""Recoil spectra of every beam component over the exposure, before efficiency.

    Equation :eq:`eq:rate-spectrum` of the book.

    .. math::

        \frac{dN}{dT} = \sum_x N_x\,\Phi\sum_{k=0}^{2} c_k^{(x)}(T)\,
        I_k\!\left(E_\text{min}^{(x)}(T)\right)

    Parameters
    ----------
    experiment : source, target and exposure
    T : recoil energy [MeV], > 0, any shape
    couplings : of the nucleons; the ``tree`` scheme by default
    form_factor : model giving every nuclide its form factor, that of the protons if the
        neutrons have their own
    neutron_form_factor : model for the neutrons; the magnetic term does not see them

    Returns
    -------
    RecoilSpectrum
        recoils/MeV by flavour, the magnetic ones for 1e-10 mu_B

    Raises
    ------
    ValueError
        if a recoil energy is not finite and positive
    """
    instance("experiment", experiment, Experiment, _BY_NAME)
    T = in_range("T", T, "MeV", above=0)
    flavors = [c.flavor for c in experiment.components]
    sm = {f: np.zeros_like(T) for f in flavors}
    magnetic = {f: np.zeros_like(T) for f in flavors}
    scheme = _scheme(couplings)
    for nuclide, targets in _targets(experiment):
        for flavor, dN_sm, dN_mag in _per_component(
            experiment, nuclide, targets, T, scheme, form_factor, neutron_form_factor
        ):
            sm[flavor] += dN_sm
            magnetic[flavor] += dN_mag
    return RecoilSpectrum(sm=MappingProxyType(sm), magnetic=MappingProxyType(magnetic))


def signal(
    experiment: Experiment,
    *,
    couplings: NucleonCouplings | None = None,
    form_factor: FormFactorModel = helm,
    neutron_form_factor: FormFactorModel | None = None,
    nodes: int = 24,
) -> Signal:
    r"""Events of every beam component after efficiency.

    Equation :eq:`eq:rate-counts` of the book.

    .. math:: N = \int \varepsilon(T)\,\frac{dN}{dT}\,dT

    by Gauss-Legendre in ln T on panels cut where the efficiency or a spectrum has a kink.

    Parameters
    ----------
    experiment : source, target, detector and exposure
    couplings : of the nucleons; the ``tree`` scheme by default
    form_factor : model giving every nuclide its form factor, that of the protons if the
        neutrons have their own
    neutron_form_factor : model for the neutrons; the magnetic term does not see them
    nodes : per panel

    Returns
    -------
    Signal
        events by flavour
    """
    instance("experiment", experiment, Experiment, _BY_NAME)
    flavors = [c.flavor for c in experiment.components]
    sm, magnetic = dict.fromkeys(flavors, 0.0), dict.fromkeys(flavors, 0.0)
    scheme = _scheme(couplings)
    for nuclide, targets in _targets(experiment):
        response = experiment.detector.on(nuclide)
        edges = _panel_edges(experiment, nuclide, response)
        if len(edges) < 2:
            continue
        T = logarithmic_panels(edges, nodes)
        weight = T.w * response.efficiency(T.x)
        for flavor, dN_sm, dN_mag in _per_component(
            experiment, nuclide, targets, T.x, scheme, form_factor, neutron_form_factor
        ):
            sm[flavor] += float(weight @ dN_sm)
            magnetic[flavor] += float(weight @ dN_mag)
    return Signal(
        sm=MappingProxyType(sm),
        magnetic=MappingProxyType(magnetic),
        beams=MappingProxyType({c.flavor: c.beam for c in experiment.components}),
    )


def binned_signal(
    experiment: Experiment,
    edges: Sequence[float],
    *,
    couplings: NucleonCouplings | None = None,
    form_factor: FormFactorModel = helm,
    neutron_form_factor: FormFactorModel | None = None,
) -> tuple[Signal, ...]:
    """Events in bins of photoelectrons: `signal` with the window set to every bin in turn.

    Parameters
    ----------
    experiment : with a detector that counts photoelectrons in a window
    edges : bin edges [PE], ascending, at least two
    couplings, form_factor, neutron_form_factor : as in `signal`

    Returns
    -------
    tuple of Signal
        one for every bin

    Raises
    ------
    ValueError
        if the detector has no window of photoelectrons, or a bin is empty
    """
    detector = experiment.detector
    if not isinstance(detector, PhotoelectronDetector | SmearedPhotoelectronDetector):
        raise ValueError(
            f"{experiment.key}: bins of photoelectrons need a detector that counts them, "
            f"this one is a {type(detector).__name__}"
        )
    bins = [replace(detector, lower=a, upper=b) for a, b in pairwise(edges)]
    return tuple(
        signal(
            replace(experiment, detector=one),
            couplings=couplings,
            form_factor=form_factor,
            neutron_form_factor=neutron_form_factor,
        )
        for one in bins
    )


def _scheme(couplings: NucleonCouplings | None) -> NucleonCouplings:
    """Return the couplings asked for, by default those of the ``tree`` scheme."""
    if couplings is None:
        return _couplings.tree()
    return instance("couplings", couplings, NucleonCouplings, "use couplings.scheme(name)")


def _targets(experiment: Experiment) -> Iterator[tuple[Nuclide, float]]:
    """Nuclides of the target and how many of each there are."""
    per_kg = experiment.material.targets_per_kg
    for nuclide, count in zip(experiment.material.nuclides, per_kg, strict=True):
        yield nuclide, number("targets", count * experiment.mass)


def _panel_edges(experiment: Experiment, nuclide: Nuclide, response: Response) -> list[float]:
    """Kinks of the efficiency, and of the spectra as end points, inside the open range."""
    kinks = response.kinks
    energies = np.unique([e for c in experiment.components for e in c.spectrum.breakpoints if e])
    end_points = recoil_energy_max(energies, nuclide.mass)
    lower, upper = kinks[0], min(kinks[-1], float(end_points[-1]))
    return sorted({x for x in (*kinks, *map(float, end_points)) if lower <= x <= upper})
