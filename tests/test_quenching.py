"""Lindhard's factor and its two inversions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

import cevns
from cevns.basics.units import eV, keV
from cevns.detectors.quenching import Lindhard, LindhardModel, recoil_energy
from cevns.detectors.thresholds import IonisationDetector

GE, SI = Lindhard(32, 73), Lindhard(14, 28)


def test_formula_by_hand() -> None:
    """Ge at 1 keV: k = 0.157, epsilon = 0.00354, g = 1.314, so Q = 0.171."""
    k = 0.133 * 32 ** (2 / 3) / 73**0.5
    eps = 11.5 * 32 ** (-7 / 3)
    g = 3 * eps**0.15 + 0.7 * eps**0.6 + eps
    assert k == pytest.approx(0.157, abs=1e-3)
    assert GE.factor(1 * keV) == pytest.approx(k * g / (1 + k * g), rel=1e-14, abs=0)
    assert GE.factor(1 * keV) == pytest.approx(0.171, abs=1e-3)


@given(T=st.floats(1e-6, 1.0))
def test_exact_inversion_is_an_inversion(T: float) -> None:
    assert recoil_energy(GE, GE(T)) == pytest.approx(T, rel=1e-11, abs=0)


@pytest.mark.parametrize("lindhard", [GE, SI])
def test_inversion_against_bracketing(lindhard: Lindhard) -> None:
    root = brentq(lambda T: float(lindhard(T)) - 100 * eV, 1e-6, 1.0, xtol=1e-15)
    assert recoil_energy(lindhard, 100 * eV) == pytest.approx(root, rel=1e-9, abs=0)


def test_shortcut_and_exact_thresholds() -> None:
    """Mean mass numbers: 100 eV in Ge are 793 eV by the shortcut and 622 exactly; 28 eV in Si
    are 217 and 170.
    """
    germanium, silicon = Lindhard(32, 72.63), Lindhard(14, 28.09)
    assert recoil_energy(germanium, 100 * eV, "shortcut") / eV == pytest.approx(793, abs=2)
    assert recoil_energy(germanium, 100 * eV) / eV == pytest.approx(622, abs=2)
    assert recoil_energy(silicon, 28 * eV, "shortcut") / eV == pytest.approx(217, abs=1)
    assert recoil_energy(silicon, 28 * eV) / eV == pytest.approx(170.5, abs=1)


def test_factor_rises_and_stays_below_one() -> None:
    T = np.geomspace(1e-6, 1, 200)
    assert (np.diff(GE.factor(T)) > 0).all()
    assert (GE.factor(T) < 1).all()
    assert GE.factor(0.0) == 0


def test_threshold_of_a_mixture_differs_by_nuclide() -> None:
    detector = IonisationDetector(threshold_ee=100 * eV, plateau=1.0, inversion="shortcut")
    thresholds = {
        n.name: detector.on(n).threshold_nr / eV for n in cevns.material("2Ge:1Si").nuclides
    }
    assert thresholds["28Si"] < 700 < thresholds["70Ge"] < thresholds["76Ge"]


def test_stronger_stopping_lowers_the_threshold() -> None:
    assert recoil_energy(Lindhard(32, 73, k=0.2), 100 * eV) < recoil_energy(GE, 100 * eV)


@pytest.mark.parametrize("k", [0.1, 0.2, 1.0, None])
@pytest.mark.parametrize("name", ["70Ge", "28Si", "132Xe"])
def test_what_an_ionisation_detector_passes_on(name: str, k: float | None) -> None:
    """Its k and its efficiency; the threshold by bracketing Lindhard's formula written out."""
    n = cevns.nuclide(name)
    strength = 0.133 * n.Z ** (2 / 3) * n.A**-0.5 if k is None else k

    def ionisation_eV(T_eV: float) -> float:
        epsilon = 11.5 * n.Z ** (-7 / 3) * T_eV / 1000
        kg = strength * (3 * epsilon**0.15 + 0.7 * epsilon**0.6 + epsilon)
        return T_eV * kg / (1 + kg)

    root = brentq(lambda T: ionisation_eV(T) - 100, 100, 1e5, xtol=1e-10)
    response = IonisationDetector(
        threshold_ee=100 * eV, plateau=0.3, quenching=LindhardModel(k)
    ).on(n)
    assert response.threshold_nr / eV == pytest.approx(root, rel=1e-10, abs=0)
    assert response.efficiency(np.array([0.99, 1.01]) * root * eV).tolist() == [0, 0.3]
    rough = IonisationDetector(
        threshold_ee=100 * eV, inversion="shortcut", quenching=LindhardModel(k)
    ).on(n)
    assert rough.threshold_nr / eV == pytest.approx(1e4 / ionisation_eV(100), rel=1e-12, abs=0)
