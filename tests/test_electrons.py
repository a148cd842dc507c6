"""Neutrinos on electrons: closed forms, atoms, and detectors that cannot tell them from nuclei."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad

import cevns
from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, G_F, M_E
from cevns.basics.units import eV, keV
from cevns.detectors.thresholds import IonisationDetector
from cevns.interactions.atoms import free_electrons, shells
from cevns.interactions.couplings import one_loop
from cevns.interactions.electrons import (
    ELECTRON_MAGNETIC,
    ElectronMagnetic,
    ElectronScattering,
    electron_couplings,
    electron_magnetic,
    electron_scattering,
)
from cevns.interactions.kinematics import neutrino_energy_min, recoil_energy_max
from cevns.neutrinos.flavors import FLAVORS
from cevns.rates.signal import recoil_spectrum
from cevns.rates.yields import yields

GE = cevns.nuclide("74Ge")
CONUS = replace(cevns.experiment("conus", "current"), counts_electrons=True)


@pytest.mark.parametrize("flavor", FLAVORS)
def test_total_cross_section_is_the_textbook_one(flavor: str) -> None:
    # far above the electron's mass: 2 G_F^2 m E/pi (g_L^2 + g_R^2/3)
    E = 1e3
    g_L, g_R = electron_couplings(flavor)
    end = float(recoil_energy_max(E, M_E))
    total, _ = quad(lambda T: float(electron_scattering(T, E, flavor)), 0, end, epsrel=1e-10)
    textbook = 2 * G_F**2 * M_E * E / np.pi * (g_L**2 + g_R**2 / 3) * CM2_PER_INVERSE_MEV2
    assert total == pytest.approx(textbook, rel=1.5e-3, abs=0)


def test_total_cross_sections_of_10_MeV_neutrinos_are_those_of_the_tables() -> None:
    # 9.5, 4.0, 1.55 and 1.34 x 1e-45 cm^2 E/MeV for nu_e, its antineutrino, nu_mu, its own;
    # C. Giunti and C. W. Kim, Fundamentals of Neutrino Physics (2007), table 5.2
    for flavor, slope in (("nu_e", 9.5), ("nu_e_bar", 4.0), ("nu_mu", 1.55), ("nu_mu_bar", 1.34)):
        E = 1e3
        end = float(recoil_energy_max(E, M_E))
        total, _ = quad(lambda T, f=flavor: float(electron_scattering(T, 1e3, f)), 0, end)
        assert total / E == pytest.approx(slope * 1e-45, rel=0.03, abs=0)


def test_vector_and_axial_form() -> None:
    # the same cross section in g_V = g_L + g_R and g_A = g_L - g_R, as P. Vogel and J. Engel print
    s2, E, T = 0.238, 2.0, 0.7
    for flavor in ("nu_e", "nu_e_bar", "nu_mu", "nu_tau_bar"):
        bar = flavor.endswith("_bar")
        g_V = 2 * s2 + (0.5 if "nu_e" in flavor else -0.5)
        g_A = (0.5 if "nu_e" in flavor else -0.5) * (-1 if bar else 1)
        printed = (G_F**2 * M_E / (2 * np.pi)) * (
            (g_V + g_A) ** 2
            + (g_V - g_A) ** 2 * (1 - T / E) ** 2
            + (g_A**2 - g_V**2) * M_E * T / E**2
        )
        ours = float(electron_scattering(T, E, flavor, s2))
        assert ours == pytest.approx(printed * CM2_PER_INVERSE_MEV2, rel=1e-12, abs=0)


def test_antineutrinos_of_the_reactor_vanish_at_their_zero() -> None:
    # g_L = s^2, g_R = s^2 + 1/2: backward electrons of nu_e_bar with E = m g_L/(2 g_R - ...) 0
    g_L, g_R = electron_couplings("nu_e_bar", 0.23)
    E = M_E * (g_R / g_L - 1) / 2  # where (g_L - g_R (1 - T/E))^2 has its double zero at T_max
    end = float(recoil_energy_max(E, M_E))
    there = float(electron_scattering(end * (1 - 1e-9), E, "nu_e_bar", 0.23))
    assert there < 1e-3 * float(electron_scattering(0.0, E, "nu_e_bar", 0.23))


def test_magnetic_total_is_a_logarithm() -> None:
    E, low, mu = 3.0, 1e-3, 5e-11
    end = float(recoil_energy_max(E, M_E))
    total, _ = quad(lambda y: float(electron_magnetic(np.exp(y), E, mu_nu=mu)) * np.exp(y),
                    np.log(low), np.log(end), epsrel=1e-12)  # fmt: skip
    closed = np.log(end / low) - (end - low) / E
    scale = np.pi * (ALPHA_EM * mu / M_E) ** 2 * CM2_PER_INVERSE_MEV2
    assert total == pytest.approx(scale * closed, rel=1e-9, abs=0)
    assert electron_magnetic(1.01 * end, E, mu_nu=mu) == 0


def test_moment_that_equals_the_weak_rate_at_1_keV() -> None:
    # 6.5e-12 mu_B for nu_e and 2.9e-12 for nu_mu: T pi alpha^2/m^2 mu^2 = ... at E >> T
    for flavor, mu in (("nu_e", 6.5e-12), ("nu_mu", 2.9e-12)):
        weak = float(electron_scattering(1 * keV, 1e2, flavor))
        assert electron_magnetic(1 * keV, 1e2, mu_nu=mu) == pytest.approx(weak, rel=0.03, abs=0)


def test_electrons_come_free_in_steps() -> None:
    T = np.array([0.0001, 0.1, 0.2, 1.3, 2.0, 11.2]) * keV
    np.testing.assert_array_equal(free_electrons(T, 32), [0, 14, 22, 28, 30, 32])
    xenon = np.array([0.3, 1.2, 5.0, 5.5, 34.6]) * keV
    np.testing.assert_array_equal(free_electrons(xenon, 54), [26, 44, 48, 52, 54])
    assert free_electrons(11103 * eV, 32) == 32  # at an edge it is free
    for Z in range(1, 93):
        assert sum(n for _, n in shells(Z)) == Z
        assert free_electrons(0.2, Z) == Z
    with pytest.raises(ValueError, match="Z = 93"):
        shells(93)


def test_channels_of_an_atom_are_free_electrons_times_their_number() -> None:
    T, E = np.array([0.15, 1.5, 20.0]) * keV, 2.5
    one = np.ones_like(T)
    Z_eff = free_electrons(T, 32)
    for flavor in ("nu_e_bar", "nu_mu"):
        interaction = ElectronScattering(0.235)
        c = sum(
            w * channel.coefficients(T, GE, one, one)
            for w, channel in zip(interaction.weights(flavor), interaction.channels, strict=True)
        )
        whole = interaction.whole(flavor).coefficients(T, GE, one, one)
        np.testing.assert_allclose(c, whole, rtol=1e-13)
        found = c[0] + c[1] / E + c[2] / E**2
        free = electron_scattering(T, E, flavor, 0.235)
        np.testing.assert_allclose(found, Z_eff * free, rtol=1e-12)
    c = ELECTRON_MAGNETIC.coefficients(T, GE, one, one)
    free = electron_magnetic(T, E, mu_nu=1e-10)
    np.testing.assert_allclose(c[0] + c[1] / E + c[2] / E**2, Z_eff * free, rtol=1e-12)
    assert ElectronMagnetic(lambda f: 4e-20).weights("nu_e") == pytest.approx([4.0])


def brute_force(magnetic: bool) -> float:
    """Electrons above the threshold, integral by integral, without a channel or a moment."""
    component, detector = CONUS.components[0], CONUS.detector
    flux = component.fluence(CONUS.baseline_m, CONUS.exposure)
    spectrum = component.spectrum
    targets = float(CONUS.material.targets_per_kg.sum() * CONUS.mass)
    T = np.geomspace(0.1 * keV, recoil_energy_max(spectrum.E_max, M_E), 4001)
    E = np.geomspace(0.0079, spectrum.E_max, 4001)
    f = spectrum.density(E)
    rate = np.empty_like(T)
    for i, t in enumerate(T):
        if magnetic:
            sigma = electron_magnetic(t, E, mu_nu=1e-10)
        else:
            sigma = electron_scattering(t, E, "nu_e_bar")
        rate[i] = np.trapezoid(np.where(neutrino_energy_min(t, M_E) <= E, sigma * f, 0.0), E)
    y = free_electrons(T, 32) * rate
    return float(detector.plateau * flux * targets * np.trapezoid(y, T))


def test_events_against_a_plain_double_integral() -> None:
    assert isinstance(CONUS.detector, IonisationDetector)
    found = yields(CONUS, (*ElectronScattering().channels, ELECTRON_MAGNETIC))
    weights = ElectronScattering().weights("nu_e_bar")
    weak = float(weights @ found.values[0, :3])
    assert weak == pytest.approx(brute_force(False), rel=2e-3, abs=0)
    assert found.values[0, 3] == pytest.approx(brute_force(True), rel=3e-3, abs=0)


def test_a_detector_that_cannot_tell_counts_both() -> None:
    nuclei = cevns.signal(replace(CONUS, counts_electrons=False))
    both = cevns.signal(CONUS)
    found = yields(CONUS, (*ElectronScattering().channels, ELECTRON_MAGNETIC))
    weak = float(ElectronScattering().weights("nu_e_bar") @ found.values[0, :3])
    assert both.sm_total == pytest.approx(nuclei.sm_total + weak, rel=1e-12, abs=0)
    electrons = both.magnetic_total - nuclei.magnetic_total
    assert electrons == pytest.approx(float(found.values[0, 3]), rel=1e-9, abs=0)
    assert electrons > nuclei.magnetic_total  # with all energies of the reactor, and up to MeV
    spectrum = recoil_spectrum(CONUS, 1 * keV)  # of nuclei only
    assert spectrum.sm_total == recoil_spectrum(cevns.experiment("conus"), 1 * keV).sm_total


def test_jumps_of_the_shells_are_ends_of_panels() -> None:
    for channel in (ELECTRON_MAGNETIC, *ElectronScattering().channels):
        found = [yields(CONUS, (channel,), nodes=n).values.item() for n in (12, 24, 48)]
        assert found[0] == pytest.approx(found[2], rel=1e-8, abs=0)
        assert found[1] == pytest.approx(found[2], rel=1e-11, abs=0)


def test_fits_know_the_electrons() -> None:
    from cevns.inference.fits.prediction import prediction

    with_them, without = (
        prediction(replace(CONUS, counts_electrons=x), one_loop()) for x in (True, False)
    )
    both = cevns.signal(CONUS)
    change = with_them.pieces - without.pieces
    nuclei = cevns.signal(replace(CONUS, counts_electrons=False))
    assert change[0].sum() == pytest.approx(both.sm_total - nuclei.sm_total, rel=1e-9, abs=0)
    assert change[3].sum() == pytest.approx(
        both.magnetic_total - nuclei.magnetic_total, rel=1e-9, abs=0
    )
    assert (change[1:3] == 0).all()


FILE = """
[experiment.mine.current]
provenance = "inferred"
reference = "a test"
source = "reactor"
thermal_power_GW = 3.6
material = "Ge"
mass_kg = 1
baseline_m = 20
exposure_days = 100
electron_recoils = "counted"
detector = { kind = "threshold", threshold_keV_ee = 0.2, upper_keV_ee = 1, efficiency = 1 }
statistics = { kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }
"""


def test_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(FILE)
    mine = cevns.load_experiments(file)["mine", "current"]
    assert mine.counts_electrons
    file.write_text(FILE.replace("keV_ee", "keV_nr"))
    with pytest.raises(ValueError, match="nuclear recoils only"):
        cevns.load_experiments(file)
    file.write_text(FILE.replace('"counted"', '"seen"'))
    with pytest.raises(ValueError, match="counted"):
        cevns.load_experiments(file)


def test_out_of_range() -> None:
    with pytest.raises(ValueError, match=r"pass sin\^2"):
        electron_couplings("nu_e", 28.7)
    with pytest.raises(ValueError, match="flavour"):
        electron_scattering(1 * eV, 1.0, "nu_x")
