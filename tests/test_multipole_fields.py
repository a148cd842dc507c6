"""Spherical waves in space: curls, gradients, and the plane wave they sum to."""

import math

import numpy as np
import pytest
from scipy.special import sph_harm_y, spherical_jn
from sympy.physics.wigner import clebsch_gordan

from cevns.nuclei.structure.fields import UNIT_VECTORS, scalar, vector

KAPPA = 0.83
PLACES = np.random.default_rng(6).normal(size=(3, 40)) * 2.5
COMPONENTS = [(J, M) for J in range(1, 5) for M in range(-J, J + 1)]
WEIGHTS = (4 / 5, -1 / 5, 4 / 105, -1 / 280)


def derivative(field, axis: int, h: float = 0.02) -> np.ndarray:
    """Central difference of a field along an axis, to order h^8."""
    shift = np.eye(3)[axis][:, None] * h
    return sum(
        w * (field(PLACES + k * shift) - field(PLACES - k * shift)) / h
        for k, w in enumerate(WEIGHTS, 1)
    )


def curl(field) -> np.ndarray:
    d = [derivative(field, axis) for axis in range(3)]
    return np.array([d[1][2] - d[2][1], d[2][0] - d[0][2], d[0][1] - d[1][0]])


def gradient(field) -> np.ndarray:
    return np.array([derivative(field, axis) for axis in range(3)])


@pytest.mark.parametrize(("J", "M"), COMPONENTS)
def test_curl_and_gradient(J: int, M: int) -> None:
    """-i/k curl M_JJ and 1/k grad M_J are sums of M_J,J+1 and M_J,J-1."""
    up, down = (vector(J, L, M, KAPPA, PLACES) for L in (J + 1, J - 1))
    across = -1j / KAPPA * curl(lambda x: vector(J, J, M, KAPPA, x))
    expected = -math.sqrt(J / (2 * J + 1)) * up + math.sqrt((J + 1) / (2 * J + 1)) * down
    np.testing.assert_allclose(across, expected, rtol=0, atol=1e-12)
    along = gradient(lambda x: scalar(J, M, KAPPA, x)) / KAPPA
    expected = math.sqrt((J + 1) / (2 * J + 1)) * up + math.sqrt(J / (2 * J + 1)) * down
    np.testing.assert_allclose(along, expected, rtol=0, atol=1e-12)
    # what is across has no divergence, what is along no curl
    divergence = sum(derivative(lambda x, a=a: vector(J, J, M, KAPPA, x)[a], a) for a in range(3))
    np.testing.assert_allclose(divergence, 0, atol=1e-12)


def test_the_monopole_has_a_gradient_only() -> None:
    along = gradient(lambda x: scalar(0, 0, KAPPA, x)) / KAPPA
    np.testing.assert_allclose(along, vector(0, 1, 0, KAPPA, PLACES), rtol=0, atol=1e-12)
    r = np.sqrt(np.sum(PLACES**2, axis=0))
    expected = spherical_jn(0, KAPPA * r) / math.sqrt(4 * math.pi)
    np.testing.assert_allclose(scalar(0, 0, KAPPA, PLACES), expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize(("J", "M"), COMPONENTS[:8])
def test_coupled_as_sympy_couples(J: int, M: int) -> None:
    r = np.sqrt(np.sum(PLACES**2, axis=0))
    angles = np.arccos(PLACES[2] / r), np.arctan2(PLACES[1], PLACES[0])
    for L in (J - 1, J, J + 1):
        expected = np.zeros((3, 40), dtype=complex)
        for spin, unit in UNIT_VECTORS.items():
            if abs(M - spin) <= L:
                weight = float(clebsch_gordan(L, 1, J, M - spin, spin, M))
                wave = weight * spherical_jn(L, KAPPA * r) * sph_harm_y(L, M - spin, *angles)
                expected += np.array(unit)[:, None] * wave
        np.testing.assert_allclose(vector(J, L, M, KAPPA, PLACES), expected, rtol=0, atol=1e-14)


def test_unit_vectors_are_orthonormal_and_turn_as_vectors() -> None:
    """e_(+1), e_0, e_(-1): normalised, with the phases of r Y_1m."""
    units = np.array(list(UNIT_VECTORS.values()))
    np.testing.assert_allclose(units.conj() @ units.T, np.eye(3), atol=1e-15)
    for m, unit in UNIT_VECTORS.items():
        r = np.sqrt(np.sum(PLACES**2, axis=0))
        y = sph_harm_y(1, m, np.arccos(PLACES[2] / r), np.arctan2(PLACES[1], PLACES[0]))
        expected = math.sqrt(3 / (4 * math.pi)) * (np.array(unit) @ PLACES) / r
        np.testing.assert_allclose(y, expected, atol=1e-15)


def test_spherical_waves_sum_to_the_plane_wave() -> None:
    """e^{i k z} = sum i^J sqrt(4 pi (2J+1)) M_J0; and a transverse wave, of M = +-1."""
    wave = np.exp(1j * KAPPA * PLACES[2])
    total: np.ndarray = sum(
        1j**J * math.sqrt(4 * math.pi * (2 * J + 1)) * scalar(J, 0, KAPPA, PLACES)
        for J in range(30)
    )
    np.testing.assert_allclose(total, wave, rtol=0, atol=1e-12)
    for helicity in (1, -1):
        total = np.zeros((3, 40), dtype=complex)
        for J in range(1, 30):
            up, same, down = (vector(J, L, helicity, KAPPA, PLACES) for L in (J + 1, J, J - 1))
            across = -math.sqrt(J / (2 * J + 1)) * up + math.sqrt((J + 1) / (2 * J + 1)) * down
            size = -(1j**J) * math.sqrt(2 * math.pi * (2 * J + 1))
            total += size * (helicity * same + 1j * across)
        expected = np.array(UNIT_VECTORS[helicity])[:, None] * wave
        np.testing.assert_allclose(total, expected, rtol=0, atol=1e-12)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="three components first, got shape"):
        scalar(1, 0, KAPPA, [[1.0, 2.0]])
    with pytest.raises(ValueError, match="no direction at the origin"):
        vector(1, 1, 0, KAPPA, np.zeros((3, 1)))
    with pytest.raises(ValueError, match="kappa = 100 fm"):
        scalar(1, 0, 100, PLACES)
    assert not scalar(1, 2, KAPPA, PLACES).any()
