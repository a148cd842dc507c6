"""Cross sections against the printed formulas, traces, limits and adaptive quadrature."""

import math

import numpy as np
import pytest
import unyt
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants as codata
from scipy.integrate import quad

from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, G_F, HBARC, M_E
from cevns.interactions.couplings import NucleonCouplings, axial_charge, tree, vector_charge
from cevns.interactions.cross_sections import (
    crossing_recoil_energy,
    magnetic,
    magnetic_enhancement,
    sm,
    sm_leading_order,
    sm_total,
)
from cevns.interactions.electromagnetic import electromagnetic_charge
from cevns.interactions.kinematics import momentum_transfer, recoil_energy_max
from cevns.interactions.standard_model import sm_coefficients
from cevns.nuclei.form_factors import Helm
from cevns.nuclei.nuclides import Nuclide, nuclide
from cevns.nuclei.radii import helm, point_like

G = tree()
targets = st.sampled_from(["28Si", "40Ar", "73Ge", "127I", "133Cs", "132Xe"])
energies = st.floats(1.0, 60.0)
fractions = st.floats(1e-4, 0.999)


@given(name=targets, E=energies, x=fractions)
def test_standard_model_formula(name: str, E: float, x: float) -> None:
    n = nuclide(name)
    T = x * float(recoil_energy_max(E, n.mass))
    V, A, M = vector_charge(n, G), axial_charge(n, G), n.mass
    F = helm(n)
    Q = math.sqrt(2 * M * T) / 197.3269804
    expected = (
        G_F**2
        * M
        / math.pi
        * (V**2 * (1 - T / E - M * T / (2 * E**2)) + A**2 * (1 - T / E + M * T / (2 * E**2)))
        * float(F(Q)) ** 2
        * CM2_PER_INVERSE_MEV2
    )
    assert sm(T, E, n, couplings=G, form_factor=F) == pytest.approx(expected, rel=1e-7, abs=0)


@given(name=targets, E=energies, x=fractions)
def test_magnetic_formula(name: str, E: float, x: float) -> None:
    n = nuclide(name)
    T = x * float(recoil_energy_max(E, n.mass))
    F = float(helm(n)(momentum_transfer(T, n.mass)))
    expected = (
        math.pi * ALPHA_EM**2 * 9e-20 * n.Z**2 / M_E**2 * (1 - T / E) / T * F**2
    ) * CM2_PER_INVERSE_MEV2
    got = magnetic(T, E, n, mu_nu=3e-10, form_factor=helm(n))
    assert got == pytest.approx(expected, rel=1e-12, abs=0)


def test_spin_zero_trace() -> None:
    """Contract the neutrino tensor with (p+p')(p+p') for random directions, by four-vectors."""
    M, E = 37_200.0, 47.0
    metric = np.diag([1.0, -1, -1, -1])
    for cosine in (-1.0, -0.3, 0.4, 0.99):
        E_out = E / (1 + E / M * (1 - cosine))
        k = E * np.array([1.0, 0, 0, 1])
        l = E_out * np.array([1.0, math.sqrt(1 - cosine**2), 0, cosine])
        p = np.array([M, 0, 0, 0])
        P = 2 * p + k - l
        kl, kP, lP, PP = (a @ metric @ b for a, b in ((k, l), (k, P), (l, P), (P, P)))
        amplitude = 8 * (2 * kP * lP - kl * PP)
        T = E - E_out
        factor = 1 - T / E - M * T / (2 * E**2)
        assert amplitude / (64 * M**2 * E**2) == pytest.approx(factor, abs=1e-12)


def test_standard_model_in_si_units() -> None:
    """T -> 0 on 40Ar: G_F^2 M Q_V^2/pi with every unit carried along."""
    n = nuclide("40Ar")
    mass = (n.mass * unyt.MeV).to("GeV")
    G_SI = codata.value("Fermi coupling constant") / unyt.GeV**2
    hbar_c = (unyt.hbar * unyt.c).to("GeV*cm")
    value = (G_SI**2 * mass * hbar_c**2 * vector_charge(n, G) ** 2 / math.pi).to("cm**2/MeV")
    ours = sm(0.0, 30.0, n, couplings=G, form_factor=helm(n))
    assert ours == pytest.approx(float(value.value), rel=1e-6, abs=0)


@given(name=st.sampled_from(["28Si", "40Ar", "74Ge", "132Xe"]), E=energies)
def test_vector_part_vanishes_exactly_at_the_end_point(name: str, E: float) -> None:
    n = nuclide(name)
    T = recoil_energy_max(E, n.mass)
    at_zero = sm(0.0, E, n, couplings=G, form_factor=point_like(n))
    assert abs(sm(T, E, n, couplings=G, form_factor=point_like(n))) < 1e-12 * at_zero
    beyond = sm(T * (1 + 1e-9), E, n, couplings=G, form_factor=helm(n))
    assert beyond == 0


@pytest.mark.parametrize("name", ["28Si", "40Ar", "133Cs"])
def test_total_against_adaptive_quadrature(name: str) -> None:
    n = nuclide(name)
    for E in (5.0, 30.0, 52.8):
        end = float(recoil_energy_max(E, n.mass))
        reference = quad(
            lambda T, E=E: float(sm(T, E, n, couplings=G, form_factor=helm(n))),
            0,
            end,
            epsabs=0,
            epsrel=1e-12,
        )[0]
        assert sm_total(E, n, couplings=G, form_factor=helm(n)) == pytest.approx(
            reference, rel=1e-11, abs=0
        )


def test_total_with_a_neutron_skin_against_adaptive_quadrature() -> None:
    n, E = nuclide("133Cs"), 45.0
    kw = {"form_factor": Helm.from_rms(4.8), "neutron_form_factor": Helm.from_rms(5.3)}
    end = float(recoil_energy_max(E, n.mass))
    reference = quad(lambda T: float(sm(T, E, n, couplings=G, **kw)), 0, end, epsrel=1e-12)[0]
    total = sm_total(E, n, couplings=G, **kw)
    assert total == pytest.approx(reference, rel=1e-11, abs=0)
    bare = sm_total(E, n, couplings=G, form_factor=kw["form_factor"])
    assert total < 0.95 * bare


def test_total_of_a_point_nucleus_at_low_energy() -> None:
    """sigma -> G_F^2 E^2 Q_V^2/pi: half of T_max times the value at T = 0."""
    n, E = nuclide("40Ar"), 0.1
    expected = G_F**2 * E**2 / math.pi * vector_charge(n, G) ** 2 * CM2_PER_INVERSE_MEV2
    assert sm_total(E, n, couplings=G, form_factor=point_like(n)) == pytest.approx(
        expected, rel=1e-4, abs=0
    )


@pytest.mark.parametrize(
    ("name", "change"), [("28Si", 4.0e-3), ("40Ar", 2.8e-3), ("133Cs", 8.5e-4)]
)
def test_leading_order_changes_the_total_by_two_E_over_M(name: str, change: float) -> None:
    """With matched pairs (factor and end point) the leading form is too large by 2E/M or so."""
    n, E = nuclide(name), 52.8
    leading = quad(
        lambda T: float(sm_leading_order(T, E, n, couplings=G, form_factor=point_like(n))),
        0,
        2 * E**2 / n.mass,
    )[0]
    exact = float(sm_total(E, n, couplings=G, form_factor=point_like(n)))
    assert leading / exact - 1 == pytest.approx(change, rel=0.05, abs=0)


@pytest.mark.parametrize("name", ["133Cs", "127I", "73Ge"])
def test_what_the_axial_form_drops_is_tiny(name: str) -> None:
    """Exact spin-1/2 axial and V-A interference terms change the total by under 1e-4."""
    n, E = nuclide(name), 40.0
    V, A, M = vector_charge(n, G), axial_charge(n, G), n.mass
    T = np.linspace(0, float(recoil_energy_max(E, M)), 4001)
    for sign in (1, -1):
        a = sign * A
        exact = 0.5 * (
            (V + a) ** 2 + (V - a) ** 2 * (1 - T / E) ** 2 - (V**2 - a**2) * M * T / E**2
        )
        # the vector part of ours is for spin 0: compare only what carries the axial charge
        exact_vector = 0.5 * (V**2 * (1 + (1 - T / E) ** 2) - V**2 * M * T / E**2)
        ours = A**2 * (1 - T / E + M * T / (2 * E**2))
        dropped = np.trapezoid(exact - exact_vector - ours, T)
        vector = np.trapezoid(V**2 * (1 - T / E - M * T / (2 * E**2)), T)
        assert abs(dropped) < 1e-4 * vector


def test_own_neutron_form_factor() -> None:
    n, T, E = nuclide("133Cs"), 0.012, 40.0
    F_p, F_n = Helm.from_rms(4.8), Helm.from_rms(5.1)
    same = sm(T, E, n, couplings=G, form_factor=F_p, neutron_form_factor=F_p)
    assert same == pytest.approx(sm(T, E, n, couplings=G, form_factor=F_p), rel=1e-14, abs=0)
    Q = momentum_transfer(T, n.mass)
    ratio = (G.g_pV * n.Z * F_p(Q) + G.g_nV * n.N * F_n(Q)) / (vector_charge(n, G) * F_p(Q))
    skin = sm_coefficients(T, n, couplings=G, form_factor=F_p, neutron_form_factor=F_n)
    none = sm_coefficients(T, n, couplings=G, form_factor=F_p)
    A2 = (axial_charge(n, G) / vector_charge(n, G)) ** 2
    assert (skin[2] / none[2]) == pytest.approx((ratio**2 - A2) / (1 - A2), rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("name", "seen"), [("133Cs", "proton"), ("73Ge", "neutron"), ("14N", "both")]
)
def test_unpaired_nucleons_see_their_own_form_factor(name: str, seen: str) -> None:
    """With the vector couplings switched off, c_0 is the axial amplitude squared alone."""
    table = {"14N": Nuclide(name="14N", Z=7, N=7, mass=13_040.2)}
    n = table.get(name) or nuclide(name)
    axial_only = NucleonCouplings(g_pV=0.0, g_nV=0.0, g_pA=0.4, g_nA=-0.7)
    F_p, F_n, T = Helm.from_rms(4.0), Helm.from_rms(5.5), 0.012
    c = sm_coefficients(T, n, couplings=axial_only, form_factor=F_p, neutron_form_factor=F_n)
    p, q = (
        float(F_p(math.sqrt(2 * n.mass * T) / HBARC)),
        float(F_n(math.sqrt(2 * n.mass * T) / HBARC)),
    )
    amplitude = {"proton": 0.4 * p, "neutron": -0.7 * q, "both": 0.4 * p - 0.7 * q}[seen]
    scale = G_F**2 * n.mass / math.pi * CM2_PER_INVERSE_MEV2
    assert c[0] == pytest.approx(scale * amplitude**2, rel=1e-13, abs=0)
    assert c[2] == pytest.approx(n.mass * T / 2 * scale * amplitude**2, rel=1e-13, abs=0)
    assert abs(p / q - 1) > 0.01


@pytest.mark.parametrize("name", ["28Si", "133Cs"])
def test_leading_order_has_its_own_end_point(name: str) -> None:
    """2 E^2/M lies above the exact one by 2E/M, and the form is there up to it."""
    n, E = nuclide(name), 52.8
    end, exact = 2 * E**2 / n.mass, float(recoil_energy_max(E, n.mass))
    between = np.array([exact * 1.0001, (exact + end) / 2, end * (1 - 1e-9)])
    assert (between > exact).all()
    leading = sm_leading_order(between, E, n, couplings=G, form_factor=point_like(n))
    V, A = vector_charge(n, G), axial_charge(n, G)
    x = n.mass * between / (2 * E**2)
    scale = G_F**2 * n.mass / math.pi * CM2_PER_INVERSE_MEV2
    expected = scale * (V**2 * (1 - x) + A**2 * (1 + x))
    assert leading == pytest.approx(expected, rel=1e-6, abs=0)
    assert (leading > 0).all()
    assert (sm(between, E, n, couplings=G, form_factor=point_like(n)) == 0).all()
    beyond = sm_leading_order(end * (1 + 1e-9), E, n, couplings=G, form_factor=point_like(n))
    assert beyond == 0


@given(name=st.sampled_from(["28Si", "40Ar", "74Ge", "132Xe"]), E=energies, x=fractions)
def test_enhancement_times_standard_model_is_the_sum(name: str, E: float, x: float) -> None:
    n = nuclide(name)
    T = x * float(recoil_energy_max(E, n.mass))
    mu, F = 5e-10, helm(n)
    total = sm(T, E, n, couplings=G, form_factor=F) + magnetic(T, E, n, mu_nu=mu, form_factor=F)
    product = magnetic_enhancement(T, E, n, mu_nu=mu, couplings=G) * sm(
        T, E, n, couplings=G, form_factor=F
    )
    assert product == pytest.approx(total, rel=1e-12, abs=0)


def test_crossing_is_where_magnetic_meets_the_standard_model() -> None:
    """Far below the end point the two are equal at the crossing, to T/T_max."""
    n, mu = nuclide("132Xe"), 1e-11
    T = crossing_recoil_energy(n, mu_nu=mu, couplings=G)
    E = 50.0
    ratio = magnetic(T, E, n, mu_nu=mu, form_factor=helm(n)) / sm(
        T, E, n, couplings=G, form_factor=helm(n)
    )
    assert T / recoil_energy_max(E, n.mass) < 1e-3
    assert ratio == pytest.approx(1, rel=2e-3, abs=0)


def test_electromagnetic_charge_is_linear() -> None:
    n = nuclide("40Ar")
    assert electromagnetic_charge(n, 1e-10) == pytest.approx(
        math.pi * ALPHA_EM * 1e-10 * 18 / M_E, rel=1e-14, abs=0
    )


@given(mu=st.floats(1e-13, 1e-8), scale=st.floats(0.1, 10))
def test_magnetic_grows_as_the_moment_squared(mu: float, scale: float) -> None:
    n = nuclide("133Cs")
    one = magnetic(0.01, 40.0, n, mu_nu=mu, form_factor=helm(n))
    other = magnetic(0.01, 40.0, n, mu_nu=scale * mu, form_factor=helm(n))
    assert other == pytest.approx(scale**2 * one, rel=1e-10, abs=0)


def test_shapes_broadcast() -> None:
    n = nuclide("40Ar")
    T, E = np.geomspace(1e-4, 0.2, 5)[:, None], np.array([10.0, 30.0, 50.0])
    table = sm(T, E, n, couplings=G, form_factor=helm(n))
    assert table.shape == (5, 3)
    assert table[2, 1] == sm(T[2, 0], E[1], n, couplings=G, form_factor=helm(n))
    assert (table >= 0).all()
