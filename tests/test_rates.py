"""Spectra against adaptive quadrature, counts against the published expectation and scaling."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

import cevns
from bench.oracle import adaptive_spectrum
from cevns.basics.checks import Array
from cevns.basics.units import keV
from cevns.detectors.photoelectrons import smeared
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.interactions.couplings import radiative_2005, tree, vector_charge
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.form_factors import Helm, Moments
from cevns.nuclei.materials import Material
from cevns.nuclei.radii import charge_helm, helm, point_like
from cevns.rates.signal import binned_signal, recoil_spectrum, signal

CSI = cevns.experiment("coherent-csi", "current")


@pytest.mark.parametrize("flavor", ["nu_mu", "nu_e", "nu_mu_bar"])
def test_spectrum_against_adaptive_quadrature(flavor: str) -> None:
    """1e-10 relative up to 0.95 T_max, 1e-12 of the maximum everywhere."""
    E_max = next(c for c in CSI.components if c.flavor == flavor).spectrum.E_max
    T_max = float(recoil_energy_max(E_max, CSI.material.nuclides[0].mass))
    T = np.concatenate([np.geomspace(1e-5, 0.95 * T_max, 12), np.linspace(0.95, 1.1, 9) * T_max])
    got = recoil_spectrum(CSI, T)
    for ours, em in ((got.sm[flavor], False), (got.magnetic[flavor], True)):
        reference = np.array([adaptive_spectrum(CSI, flavor, float(t), em=em) for t in T])
        np.testing.assert_allclose(ours, reference, rtol=0, atol=1e-12 * reference.max())
        inside = 0.95 * T_max >= T
        np.testing.assert_allclose(ours[inside], reference[inside], rtol=1e-10)


def test_published_expectation_of_173_events() -> None:
    """COHERENT expected 173 events; the tree couplings of the talk agree within 1 %."""
    assert signal(CSI, **cevns.TALK.nuclear).sm_total == pytest.approx(173, rel=0.01, abs=0)


def test_quadrature_has_converged() -> None:
    for experiment in (CSI, replace(CSI, detector=smeared(CSI.detector))):
        coarse, fine = signal(experiment), signal(experiment, nodes=96)
        for flavor in coarse.sm:
            assert coarse.sm[flavor] == pytest.approx(fine.sm[flavor], rel=1e-11, abs=0)
            assert coarse.magnetic[flavor] == pytest.approx(fine.magnetic[flavor], rel=1e-11, abs=0)


def test_radiative_couplings_raise_the_count_as_the_charge_squared() -> None:
    ratio = np.divide(*(signal(CSI, couplings=g).sm_total for g in (radiative_2005(), tree())))
    cs = cevns.nuclide("133Cs")
    charges = [
        cevns.interactions.couplings.vector_charge(cs, g) ** 2 for g in (radiative_2005(), tree())
    ]
    assert ratio == pytest.approx(charges[0] / charges[1], rel=2e-3, abs=0)


@given(mass=st.floats(0.1, 1e4), days=st.floats(1, 1e4), baseline=st.floats(5, 100))
def test_counts_scale_with_mass_exposure_and_inverse_square_distance(
    mass: float, days: float, baseline: float
) -> None:
    other = replace(CSI, mass=mass, exposure=days * 86_400, baseline_m=baseline)
    factor = mass / 14.57 * days / 308.1 * (19.3 / baseline) ** 2
    assert signal(other).sm_total == pytest.approx(factor * signal(CSI).sm_total, rel=1e-10, abs=0)


def test_bins_add_up_to_the_window() -> None:
    edges = coherent_csi_2017().edges
    for experiment in (CSI, replace(CSI, detector=smeared(CSI.detector))):
        bins, whole = binned_signal(experiment, edges), signal(experiment)
        for flavor in whole.sm:
            assert math.fsum(b.sm[flavor] for b in bins) == pytest.approx(
                whole.sm[flavor], rel=1e-10, abs=0
            )


def test_events_grow_with_the_moment_squared() -> None:
    counts = signal(CSI)
    np.testing.assert_allclose(
        counts.events([0, 1e-10, 3e-10]),
        counts.sm_total + counts.magnetic_total * np.array([0, 1, 9]),
    )


def test_two_recipes_for_173_events() -> None:
    """The release's recipe: Poisson smearing and the delayed neutrinos arriving in 0-6 us."""
    released = cevns.experiments.experiment.with_arrival_fractions(
        replace(CSI, detector=smeared(CSI.detector)), {"prompt": 1.0, "delayed": 0.915}
    )
    assert signal(released).sm_total == pytest.approx(173, rel=0.015, abs=0)
    assert replace(CSI, detector=smeared(CSI.detector)) != CSI
    assert signal(replace(CSI, detector=smeared(CSI.detector))).sm_total > 185


def test_spectrum_lists_the_beam() -> None:
    spectrum = recoil_spectrum(CSI, np.array([1.0, 10.0]) * keV)
    assert list(spectrum.sm) == list(spectrum.magnetic) == ["nu_mu", "nu_e", "nu_mu_bar"]


class Constant:
    """A form factor that is the same at every momentum transfer."""

    moments = Moments(0.0, 0.0, 0.0)

    def __init__(self, value: float) -> None:
        self.value = value

    def __call__(self, Q: ArrayLike) -> Array:
        return np.full_like(np.asarray(Q, dtype=float), self.value)


def test_protons_and_neutrons_with_their_own_form_factors() -> None:
    """On 40Ar, without axial charge: (g_p Z F_p + g_n N F_n)^2; magnetism sees F_p^2."""
    argon, g = cevns.nuclide("40Ar"), tree()
    material = Material(name="40Ar", nuclides=(argon,), atom_fractions=(1.0,))
    experiment = replace(cevns.experiment("coherent-lar"), material=material)
    whole = signal(experiment, couplings=g, form_factor=point_like)
    parts = signal(
        experiment,
        couplings=g,
        form_factor=lambda nuclide: Constant(0.9),
        neutron_form_factor=lambda nuclide: Constant(0.7),
    )
    charge = (g.g_pV * argon.Z * 0.9 + g.g_nV * argon.N * 0.7) / vector_charge(argon, g)
    assert parts.sm_total / whole.sm_total == pytest.approx(charge**2, rel=1e-12, abs=0)
    magnetic = parts.magnetic_total / whole.magnetic_total
    assert magnetic == pytest.approx(0.9**2, rel=1e-12, abs=0)


def test_equal_form_factors_are_one_form_factor() -> None:
    T, edges = np.geomspace(1, 30, 7) * keV, (6, 30)
    one, two = {"form_factor": helm}, {"form_factor": helm, "neutron_form_factor": helm}
    assert signal(CSI, **two).sm == pytest.approx(signal(CSI, **one).sm, rel=1e-13, abs=0)
    (only,) = binned_signal(CSI, edges, **two)
    assert only.sm == pytest.approx(signal(CSI, **one).sm, rel=1e-13, abs=0)
    spectra = [recoil_spectrum(CSI, T, **kinds).sm["nu_e"] for kinds in (one, two)]
    np.testing.assert_allclose(*spectra, rtol=1e-13)


def test_a_thick_neutron_skin_costs_events_of_the_standard_model_only() -> None:
    counts = [
        signal(CSI, form_factor=charge_helm, neutron_form_factor=lambda n, R=R: Helm.from_rms(R))
        for R in (4.8, 5.0, 5.2)
    ]
    assert counts[0].sm_total > counts[1].sm_total > counts[2].sm_total
    assert counts[0].magnetic_total == counts[2].magnetic_total


def test_a_form_factor_for_a_model_is_refused() -> None:
    with pytest.raises(ValueError, match=r"neutron_form_factor must be a model .* got Helm"):
        signal(CSI, neutron_form_factor=Helm.from_rms(5.0))
