"""Curves of Hermitian forms, blind directions and phases, against points that are tried out."""

import numpy as np
import pytest

from cevns.neutrinos import blind
from cevns.neutrinos.curves import (
    at_relative_phase,
    at_worst_phases,
    both_allowed,
    least_seen,
    most_seen,
    third_moment,
)
from cevns.neutrinos.effective import effective_squared, effective_squared_of_state
from cevns.neutrinos.hermitian import flavor_form, in_flavor_basis, mixture_form, seen_alone
from cevns.neutrinos.mixing import (
    DE_SALAS_2018,
    NUFIT_6_1,
    pmns,
)
from cevns.neutrinos.mixing import (
    DE_SALAS_2018_CP_CONSERVING as NO_CP,
)
from cevns.neutrinos.oscillating import effective_squared_after
from cevns.neutrinos.oscillation import averaged_probabilities
from cevns.neutrinos.phases import TURNING_AND_STILL, equal_pair, phased
from cevns.talk.closed_forms import phase_differences, reactor
from cevns.talk.phase_plane import reactor_in_phase_plane

RNG = np.random.default_rng(5)
E_FORM, MU_FORM = (flavor_form(f, NUFIT_6_1) for f in ("nu_e", "nu_mu"))
SUN = mixture_form([0.55, 0.43, 0.02])


def quadratic(form: np.ndarray, Lambda: np.ndarray) -> np.ndarray:
    return np.einsum("...i,ij,...j->...", Lambda.conj(), form, Lambda).real


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
@pytest.mark.parametrize("phase", [0.0, 1.3, np.pi])
def test_moduli_on_the_curve_are_seen_as_the_moment(pair, phase: float) -> None:
    i, j = pair
    curve = at_relative_phase(E_FORM, pair, phase, 0.7, points=11)
    Lambda = np.zeros((11, 3), dtype=complex)
    Lambda[:, i], Lambda[:, j] = curve.x, curve.y * np.exp(1j * phase)
    assert quadratic(E_FORM, Lambda) == pytest.approx(0.49)


def test_what_is_not_seen_has_no_end() -> None:
    """The electron flavour's own direction among two moments of the flavour basis."""
    form = in_flavor_basis(E_FORM, NUFIT_6_1)
    curve = at_relative_phase(form.round(9), (0, 1), 0.0, 1.0)
    assert (curve.x[0], curve.y[0]) == (np.inf, 0)
    assert form == pytest.approx(np.diag([0, 1, 1]), abs=1e-12)


@pytest.mark.parametrize("form", [MU_FORM + 0.5 * E_FORM, SUN], ids=["beams", "sun"])
def test_worst_phases_against_everything_one_can_try(form: np.ndarray) -> None:
    pair = (0, 2)
    curve = at_worst_phases(form, pair, 1.0, points=9)
    for x, y in zip(curve.x, curve.y, strict=True):
        Lambda = np.zeros((200_000, 3), dtype=complex)
        Lambda[:, 0] = x
        Lambda[:, 2] = y * np.exp(1j * RNG.uniform(0, 2 * np.pi, len(Lambda)))
        Lambda[:, 1] = 3 * (RNG.normal(size=(len(Lambda), 2)) @ [1, 1j])
        seen = quadratic(form, Lambda)
        assert seen.min() > 1 - 1e-9
        assert seen.min() < 1.2


def test_the_frontier_of_what_is_left_holds_all_and_is_reached() -> None:
    weights = seen_alone(SUN)
    curve = most_seen(weights, E_FORM, MU_FORM, 1.0)
    z = RNG.normal(size=(100_000, 3, 2)) @ [1, 1j]
    Lambda = z / np.sqrt(quadratic(SUN, z))[:, None]
    x, y = quadratic(E_FORM, Lambda), quadratic(MU_FORM, Lambda)
    for theta in np.linspace(0, np.pi / 2, 7):
        tried = np.cos(theta) * x + np.sin(theta) * y
        edge = np.cos(theta) * curve.x**2 + np.sin(theta) * curve.y**2
        assert 0.97 * edge.max() < tried.max() < edge.max() * (1 + 1e-6)


def test_least_seen_is_least() -> None:
    theta = np.linspace(0.1, 1.4, 6)
    Lambda = least_seen(E_FORM, MU_FORM, theta)
    assert Lambda[:, 0] == pytest.approx(1)
    for t, best in zip(theta, Lambda, strict=True):
        form = np.cos(t) * E_FORM + np.sin(t) * MU_FORM
        other = best + 0.1 * np.concatenate([[0], RNG.normal(size=(2, 2)) @ [1, 1j]])
        assert quadratic(form, best) < quadratic(form, other)
    assert len(least_seen(E_FORM, MU_FORM, [-1.5, 0.5])) == 1, "no least where it is no form"


def test_the_third_moment_ends_where_the_effective_one_is_one() -> None:
    forms = [flavor_form(f, NO_CP).real for f in ("nu_e", "nu_mu")]
    first, second = np.meshgrid([0.2, 0.9], [-0.3, 0.4])
    ranges = [third_moment(form, first, second) for form in forms]
    for form, found in zip(forms, ranges, strict=True):
        inside = found.squared > 0
        end = found.centre + np.sqrt(np.maximum(found.squared, 0))
        Lambda = np.stack([first, second, end], axis=-1)
        assert quadratic(form, Lambda)[inside] == pytest.approx(1)
    third = np.linspace(-5, 5, 20_001)
    Lambda = np.stack(np.broadcast_arrays(first[..., None], second[..., None], third), axis=-1)
    tried = np.maximum(*(quadratic(form, Lambda) for form in forms)).min(axis=-1) < 1
    assert (tried == (both_allowed(*ranges) > 0)).all()


def test_seen_alone_is_one_minus_the_mixing() -> None:
    delta = np.linspace(0, 6, 4)
    turned = DE_SALAS_2018.turned(delta)
    assert turned.delta_CP is delta
    for row, flavor in enumerate(("nu_e", "nu_mu", "nu_tau")):
        expected = 1 - np.abs(pmns(turned)[:, row]) ** 2
        assert seen_alone(flavor_form(flavor, turned)) == pytest.approx(expected)


def test_around_the_blind_direction() -> None:
    angle = np.array([0.0, 1e-3, 0.4, np.pi / 2])
    Lambda = blind.tilted_from_blind(angle, NUFIT_6_1)
    assert np.linalg.norm(Lambda, axis=-1) == pytest.approx(1)
    assert effective_squared(Lambda, "nu_e", NUFIT_6_1) == pytest.approx(np.sin(angle) ** 2)


def test_a_difference_cancels_and_a_cross_product_does_not() -> None:
    L, nu = RNG.normal(size=3), NO_CP.matrix[0].real
    exact = blind.effective_squared_exact(L, nu)
    assert float(effective_squared_of_state(L, nu)) == pytest.approx(exact)
    assert blind.effective_squared_as_difference(L, nu) == pytest.approx(exact)
    far, near = blind.cancellation_errors([0.5, 1e-9], NO_CP)
    assert far.max() < 1e-14
    assert near[0] > 1
    assert near[1] < 1e-6


def test_phases_are_the_differences_asked_for() -> None:
    xi_2, xi_3 = np.array([0.3, 1.1]), np.array([-0.7, 2.0])
    moments = phased([1, 2, 3], xi_2, xi_3)
    assert np.abs(moments) == pytest.approx(np.broadcast_to([1.0, 2, 3], (2, 3)))
    turns = np.exp(1j * phase_differences(np.angle(moments)))
    assert turns == pytest.approx(np.exp(1j * np.stack([xi_2 + xi_3, xi_2, xi_3], axis=-1)))


@pytest.mark.parametrize("which", TURNING_AND_STILL)
def test_an_equal_pair_knows_one_phase(which: int) -> None:
    moments = equal_pair(which, [0.4, 2.0])
    assert (moments[:, which - 1] == 0).all()
    assert np.linalg.norm(moments, axis=-1) == pytest.approx(1)
    xi = phase_differences(np.angle(moments))[:, which - 1]
    assert np.exp(1j * xi) == pytest.approx(np.exp([0.4j, 2.0j]))


def test_there_are_three_phase_differences() -> None:
    with pytest.raises(ValueError, match="got number 4"):
        equal_pair(4, 0.0)
    with pytest.raises(ValueError, match=r"moduli\[1\] = -1"):
        phased([1, -1, 1], 0, 0)


def test_the_phase_plane_is_the_closed_form() -> None:
    moduli, zeta = np.array([0.3, 0.5, 0.8]), np.array([0.2, 1.5, -0.9])
    xi = phase_differences(zeta)
    x, y = DE_SALAS_2018.delta_CP - xi[1], DE_SALAS_2018.delta_CP - xi[0]
    found = reactor_in_phase_plane(moduli, x, y, DE_SALAS_2018)
    assert found == pytest.approx(reactor(moduli, xi, DE_SALAS_2018))


def test_an_oscillating_moment_starts_at_the_source_and_ends_averaged() -> None:
    Lambda = np.array([0.2, 0.5j, 0.7])
    at_source = effective_squared(Lambda, "nu_e", NUFIT_6_1)
    assert effective_squared_after(Lambda, "nu_e", NUFIT_6_1, 0.0) == pytest.approx(at_source)
    ratio = np.linspace(3000, 5000, 40_001)
    P = averaged_probabilities("nu_e", NUFIT_6_1)
    mean = quadratic(mixture_form(P), Lambda)
    sharp = effective_squared_after(Lambda, "nu_e", NUFIT_6_1, ratio)
    assert sharp.mean() == pytest.approx(mean, rel=1e-2, abs=0)
    smeared = effective_squared_after(Lambda, "nu_e", NUFIT_6_1, 2000.0, spread=0.1)
    assert smeared == pytest.approx(mean, rel=1e-3, abs=0)
    with pytest.raises(ValueError, match="not per cent"):
        effective_squared_after(Lambda, "nu_e", NUFIT_6_1, 1.0, spread=10)
