"""Exact two-body kinematics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.basics.constants import HBARC, M_E
from cevns.interactions.kinematics import momentum_transfer, neutrino_energy_min, recoil_energy_max

energies = st.floats(1e-2, 100.0)
masses = st.floats(1e4, 2.5e5)


@given(E=energies, M=masses)
def test_smallest_energy_inverts_the_end_point(E: float, M: float) -> None:
    assert neutrino_energy_min(recoil_energy_max(E, M), M) == pytest.approx(E, rel=1e-10, abs=0)


@given(E=energies, M=masses, cosine=st.floats(-1, 1))
def test_four_vectors_conserve_energy_and_momentum(E: float, M: float, cosine: float) -> None:
    """Compton kinematics fixes T; then |p|^2 = T^2 + 2MT and Q^2 = 2MT exactly."""
    T = E**2 * (1 - cosine) / (M + E * (1 - cosine))  # E - E_out, without cancellation
    E_out = E - T
    q2 = 2 * E * E_out * (1 - cosine)
    assert q2 == pytest.approx(2 * M * T, rel=1e-6, abs=1e-9 * E**2)
    assert recoil_energy_max(E, M) * (1 + 1e-9) >= T
    if cosine == -1:
        assert recoil_energy_max(E, M) == pytest.approx(T, rel=1e-9, abs=0)


def test_momentum_transfer_is_in_inverse_fm() -> None:
    assert momentum_transfer(0.01, 123_800.0) == pytest.approx(
        np.sqrt(2 * 0.01 * 123_800.0) / HBARC, rel=1e-14, abs=0
    )


@pytest.mark.parametrize(("E", "M"), [(52.8, 26_060.0), (52.8, 123_800.0), (8.0, 67_600.0)])
def test_leading_forms_are_off_by_two_E_over_M(E: float, M: float) -> None:
    assert (2 * E**2 / M) / recoil_energy_max(E, M) - 1 == pytest.approx(2 * E / M, rel=1e-9, abs=0)
    T = recoil_energy_max(E, M)
    assert np.sqrt(M * T / 2) / neutrino_energy_min(T, M) - 1 == pytest.approx(
        -E / M, rel=0.01, abs=0
    )


def test_broadcasting_commutes_with_indexing() -> None:
    E, M = np.array([[10.0], [50.0]]), np.array([3e4, 1.2e5, 2e5])
    table = recoil_energy_max(E, M)
    assert table.shape == (2, 3)
    assert table[1, 2] == recoil_energy_max(50.0, 2e5)


def test_electrons_are_targets_too() -> None:
    """The Compton edge of 0.862 MeV neutrinos, 0.665 MeV of recoil, that Borexino sees."""
    assert recoil_energy_max(0.862, M_E) == pytest.approx(0.665, abs=5e-4)
