"""Constants against other sources; one number recomputed in SI units."""

import math
from collections.abc import Callable

import pytest
import unyt
from particle import literals
from scipy import constants as codata

from cevns.basics import constants, units


@pytest.mark.parametrize(
    ("ours", "name", "in_our_units"),
    [
        (constants.HBARC, "reduced Planck constant times c in MeV fm", lambda x: x),
        (constants.G_F, "Fermi coupling constant", lambda x: x / units.GeV**2),
        (constants.ALPHA_EM, "fine-structure constant", lambda x: x),
        (constants.M_E, "electron mass energy equivalent in MeV", lambda x: x),
        (constants.M_MU, "muon mass energy equivalent in MeV", lambda x: x),
        (constants.M_P, "proton mass energy equivalent in MeV", lambda x: x),
        (constants.M_N, "neutron mass energy equivalent in MeV", lambda x: x),
        (constants.MU_P, "proton mag. mom. to nuclear magneton ratio", lambda x: x),
        (constants.MU_N, "neutron mag. mom. to nuclear magneton ratio", lambda x: x),
        (
            constants.ATOMIC_MASS_UNIT,
            "atomic mass constant energy equivalent in MeV",
            lambda x: x,
        ),
        (constants.KG_PER_ATOMIC_MASS_UNIT, "atomic mass constant", lambda x: x),
        (constants.AVOGADRO, "Avogadro constant", lambda x: x),
        (constants.JOULE_PER_MEV, "elementary charge", lambda x: 1e6 * x),
        (constants.JOULE_PER_TESLA_MU_B, "Bohr magneton", lambda x: x),
    ],
    ids=lambda x: x.replace(" ", "-") if isinstance(x, str) else "",
)
def test_every_digit_is_that_of_codata(
    ours: float, name: str, in_our_units: Callable[[float], float]
) -> None:
    """The numbers are written out; scipy.constants has CODATA 2022 too."""
    assert ours == in_our_units(codata.value(name))


def test_masses_agree_with_the_particle_data_group() -> None:
    assert pytest.approx(literals.mu_minus.mass, rel=1e-8, abs=0) == constants.M_MU
    assert pytest.approx(literals.pi_plus.mass, rel=1e-6, abs=0) == constants.M_PI
    assert pytest.approx(literals.e_minus.mass, rel=1e-8, abs=0) == constants.M_E
    assert pytest.approx(literals.tau_minus.mass, rel=1e-6, abs=0) == constants.M_TAU
    assert pytest.approx(literals.W_plus.mass, rel=2e-4, abs=0) == constants.M_W


def test_weak_mixing_angle_is_not_the_on_shell_one_of_codata() -> None:
    on_shell = codata.value("weak mixing angle")
    for ours in (
        constants.SIN2_THETA_W_LOW_ENERGY,
        constants.SIN2_THETA_W_ROUNDED,
        constants.SIN2_THETA_W_Z_POLE,
        constants.SIN2_THETA_W_Z_POLE_2005,
    ):
        assert 0.23 < ours < 0.24
        assert abs(ours - on_shell) > 0.005


def test_magnetic_scale_in_si_units() -> None:
    """pi alpha^2/m_e^2 in cm^2, from SI constants: 2.49467e-25 cm^2."""
    r_e = codata.value("classical electron radius") * unyt.m
    si = (math.pi * r_e**2).to("cm**2").value
    ours = math.pi * (constants.ALPHA_EM / constants.M_E) ** 2 * constants.CM2_PER_INVERSE_MEV2
    assert ours == pytest.approx(si, rel=1e-9, abs=0)
    assert ours == pytest.approx(2.49467e-25, rel=1e-5, abs=0)


def test_fermi_constant_in_si_units() -> None:
    """G_F^2 (1 MeV)^2/(hbar c)^4 is an area: 5.297e-44 cm^2 for 1 MeV."""
    G_F_GeV = codata.value("Fermi coupling constant") / unyt.GeV**2
    hbar_c = (unyt.hbar * unyt.c).to("GeV*cm")
    area = (G_F_GeV**2 * (1 * unyt.MeV) ** 2 * hbar_c**2).to("cm**2").value
    ours = constants.G_F**2 * units.MeV**2 * constants.CM2_PER_INVERSE_MEV2
    assert ours == pytest.approx(area, rel=1e-6, abs=0)
    assert ours == pytest.approx(5.297e-44, rel=1e-3, abs=0)


def test_couplings_at_the_heavy_bosons_as_published() -> None:
    """PDG 2022: 1/127.951; PDG 2024: 0.1180 at the Z."""
    assert pytest.approx(127.951, rel=1e-12, abs=0) == 1 / constants.ALPHA_EM_Z_POLE
    assert constants.ALPHA_S_AT_M_Z == 0.1180


def test_weak_mixing_angles_as_published() -> None:
    """PDG 2024: 0.23863 at zero momentum transfer, 0.23122 at the Z pole; 0.23120 in 2005."""
    assert constants.SIN2_THETA_W_LOW_ENERGY == 0.23863
    assert constants.SIN2_THETA_W_ROUNDED == 0.2386
    assert constants.SIN2_THETA_W_Z_POLE == 0.23122
    assert constants.SIN2_THETA_W_Z_POLE_2005 == 0.23120
