"""The printed closed forms against the general formula, and in which conventions they hold."""

from dataclasses import replace

import numpy as np
import pytest

from cevns.neutrinos.effective import effective_squared_of_mixture, effective_squared_of_state
from cevns.neutrinos.mixing import DE_SALAS_2018, MixingArrays, pmns
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.talk.closed_forms import FORMS, phase_differences, solar, solar_moduli
from cevns.talk.readings import (
    FITS_OF_THE_TIME,
    PLACEMENTS,
    SIGNS,
    mixing_trial,
    reading_errors,
)

N = 20_000
rng = np.random.default_rng(7)
ANGLES = MixingArrays(*rng.uniform(0, 1, (3, N)), rng.uniform(-np.pi, np.pi, N))
MODULI = rng.uniform(0, 1, (N, 3))
ZETA = rng.uniform(-np.pi, np.pi, (N, 3))
XI = phase_differences(ZETA)
LAMBDA = MODULI * np.exp(1j * ZETA)
SIZE = np.sum(MODULI**2, axis=-1)


@pytest.mark.parametrize("name", FORMS)
def test_closed_form_is_the_general_formula(name: str) -> None:
    """To 1e-12 |Lambda|^2 over random angles, moduli and phases."""
    closed, row = FORMS[name]
    general = effective_squared_of_state(LAMBDA, pmns(ANGLES)[:, row].conj())
    assert np.max(np.abs(closed(MODULI, XI, ANGLES) - general) / SIZE) < 1e-12


def test_solar_closed_form() -> None:
    P = rng.uniform(0, 1, N)
    mixed = effective_squared_of_mixture(LAMBDA, solar_probabilities(P, DE_SALAS_2018))
    assert np.max(np.abs(solar(MODULI, P, DE_SALAS_2018) - mixed) / SIZE) < 1e-12


def test_the_print_holds_in_one_convention_and_its_mirror_images_only() -> None:
    """Of 32 readings: the stated one, its complex conjugate, and the same two with U -> U*."""
    errors = reading_errors(points=300, seed=7)
    together = (errors < 1e-9).all(axis=-1)
    assert [(PLACEMENTS[p], SIGNS[s]) for p, s in np.argwhere(together)] == [
        ("U^T lambda U", (1, 1, 1, 1)),
        ("U^T lambda U", (-1, -1, -1, -1)),
        ("U^dagger lambda U*", (1, -1, -1, -1)),
        ("U^dagger lambda U*", (-1, 1, 1, 1)),
    ]
    assert errors[~together].max(axis=-1).min() > 0.1
    # in units of |Lambda|^2, which no effective moment exceeds
    assert errors.max() < 1


def test_flipping_only_delta_for_antineutrinos_is_wrong() -> None:
    """No replacement is needed; with delta -> -delta alone the error reaches order one."""
    flipped = ANGLES._replace(delta_CP=-np.asarray(ANGLES.delta_CP))
    for closed, row in FORMS.values():
        general = effective_squared_of_state(LAMBDA, pmns(ANGLES)[:, row].conj())
        assert np.max(np.abs(closed(MODULI, XI, flipped) - general) / SIZE) > 0.1
        both = closed(MODULI, -XI, flipped)
        assert np.max(np.abs(both - general) / SIZE) < 1e-12


@pytest.mark.parametrize("name", FORMS)
def test_periodic_in_every_phase(name: str) -> None:
    closed, _ = FORMS[name]
    shifted = ANGLES._replace(delta_CP=np.asarray(ANGLES.delta_CP) + 2 * np.pi)
    turned = XI + 2 * np.pi * rng.integers(-2, 3, XI.shape)
    difference = closed(MODULI, turned, shifted) - closed(MODULI, XI, ANGLES)
    assert np.max(np.abs(difference) / SIZE) < 1e-11


def test_borexino_limits_follow_from_one_effective_moment() -> None:
    """0.44/0.36/0.28 from 2.8e-11 mu_B with P_e1 = 0.61, and the sum rule."""
    moduli = solar_moduli(2.8e-11, 0.61, DE_SALAS_2018) / 1e-10
    assert np.round(moduli, 2) == pytest.approx([0.44, 0.36, 0.28])
    for P in (0.0, 0.3, 0.61, 1.0):
        ratio = 2.8e-11 / solar_moduli(2.8e-11, P, DE_SALAS_2018)
        assert np.sum(ratio**2) == pytest.approx(2, rel=1e-12, abs=0)


def test_older_solar_limits_violate_the_sum_rule() -> None:
    """5.6/4.0/3.1e-11 from 3.1e-11 (Phys. Lett. B 753 (2016) 191) sum to 1.91, not 2.

    Even at the favourable ends of their rounding they stay below 2: no P_e1 gives them.
    """
    printed = np.array([5.6, 4.0, 3.1])
    assert np.sum((3.1 / printed) ** 2) == pytest.approx(1.91, abs=5e-3)
    assert np.sum((3.1 / (printed - 0.05)) ** 2) < 2


def test_one_fit_of_the_time_explains_every_printed_ratio_and_only_without_a_phase() -> None:
    """Of five, and ten with and without their phase; no other gets more than 11 of 16 prompt."""
    tried = {
        (name, fit.delta_CP != 0): mixing_trial(fit)
        for given in FITS_OF_THE_TIME.values()
        for name, fit in ((given.name, given), (given.name, given.real))
    }
    assert len(tried) == 10
    assert [key for key, trial in tried.items() if trial.complete] == [("de_salas_2018", False)]
    best = tried.pop(("de_salas_2018", False))
    assert best == (20, 20, 16, 16)
    assert max(trial.prompt for trial in tried.values()) == 11


def test_ratios_of_a_reactor_know_neither_phase_nor_the_third_angle() -> None:
    for fit in FITS_OF_THE_TIME.values():
        turned = replace(fit, sin2_23=0.3, delta_CP=1.0)
        assert mixing_trial(turned).reactor == mixing_trial(fit).reactor
