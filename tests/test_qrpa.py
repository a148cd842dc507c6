"""Vibrations: closed forms, other solvers, and sums that no force can change."""

from dataclasses import replace
from functools import cache
from math import pi, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq

from cevns.basics.checks import Array
from cevns.basics.constants import HBARC, M_NUCLEON
from cevns.nuclei.structure.bcs import solve
from cevns.nuclei.structure.mesh import mesh
from cevns.nuclei.structure.orbitals import oscillator_orbital
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.pairs import Pairs, pairs
from cevns.nuclei.structure.qrpa import Modes, qrpa, tamm_dancoff
from cevns.nuclei.structure.residual import MIGDAL, Interaction, contact, pairing
from cevns.nuclei.structure.subshells import Subshell, oscillator_subshells
from cevns.nuclei.structure.sum_rules import (
    dipole_charges,
    double_commutator,
    energy_weighted,
    multipole_elements,
    pairing_excess,
    thomas_reiche_kuhn,
    thouless,
)
from cevns.nuclei.structure.transitions import radial_grid, transitions

HW = 41 / 16 ** (1 / 3)
B = HBARC / sqrt(M_NUCLEON * HW)
FORCE = replace(MIGDAL, f_ex=-1.2)


@cache
def oxygen(quanta: int = 6) -> Paired:
    """Eight nucleons in a pure oscillator: everything about it is known."""
    shells = oscillator_subshells(quanta)
    return solve([oscillator_orbital(s, B, HW * (s.quanta + 1.5)) for s in shells], 8, gap=0.0)


@cache
def half_full(quanta: int = 4) -> Paired:
    """Paired nucleons in subshells that are split."""
    shells = oscillator_subshells(quanta)
    energies = [8.0 * s.quanta - 1.5 * s.spin_orbit for s in shells]
    orbitals = [oscillator_orbital(s, B, e) for s, e in zip(shells, energies, strict=True)]
    return solve(orbitals, 12, gap=1.6, window=9.0)


@cache
def solved(J: int, parity: int, open_shell: bool = False) -> tuple[Pairs, Interaction, Modes]:
    state = half_full() if open_shell else oxygen()
    those = pairs(state, state, J, parity)
    law = replace(FORCE, f_ex=-0.4) if open_shell and J else FORCE
    force = contact(those, mesh(state, state), law) + pairing(those)
    return those, force, qrpa(those, force)


def matrices(those: Pairs, force: Interaction) -> tuple[Array, Array]:
    return np.diag(those.energies) + force.even + force.odd, force.even - force.odd


CHANNELS = [(0, 1), (1, -1), (2, 1), (3, -1), (1, 1), (2, -1), (0, -1)]


@pytest.mark.parametrize("open_shell", [False, True])
@pytest.mark.parametrize(("J", "parity"), CHANNELS)
def test_modes_solve_the_whole_problem_and_are_normalised(
    J: int, parity: int, open_shell: bool
) -> None:
    """Against the matrix (A, B; -B, -A) of twice the size, by a general solver."""
    those, force, modes = solved(J, parity, open_shell)
    A, B_ = matrices(those, force)
    omega = np.linalg.eigvals(np.block([[A, B_], [-B_, -A]]))
    positive = np.sort(omega.real[(omega.real > 1e-3) & (abs(omega.imag) < 1e-6)])
    assert modes.energies == pytest.approx(positive, rel=1e-8, abs=0)
    X, Y = modes.X, modes.Y
    scale = np.diag(modes.energies)
    assert np.allclose(A @ X.T + B_ @ Y.T, X.T @ scale, rtol=0, atol=1e-9)
    assert np.allclose(B_ @ X.T + A @ Y.T, -Y.T @ scale, rtol=0, atol=1e-9)
    assert np.allclose(X @ X.T - Y @ Y.T, np.eye(len(X)), rtol=0, atol=1e-12)
    assert np.allclose(X @ Y.T - Y @ X.T, 0, rtol=0, atol=1e-11)
    if not modes.zero:
        assert np.allclose(X.T @ X - Y.T @ Y, np.eye(len(those)), rtol=0, atol=1e-11)


def made_of(those: Pairs, even: Array, odd: Array) -> Modes:
    return qrpa(those, Interaction(even, odd))


def test_both_roots_and_none_give_the_same() -> None:
    """By (A - B)^(1/2), by (A + B)^(1/2), or by a general solver where neither is definite."""
    those = pairs(oxygen(4), oxygen(4), 2, -1)
    n = len(those)
    rng = np.random.default_rng(5)
    one, other = ((m + m.T) / 20 for m in rng.normal(size=(2, n, n)))
    modes, swapped = made_of(those, one, other), made_of(those, other, one)
    assert modes.energies == pytest.approx(swapped.energies, rel=1e-10, abs=0)
    assert np.allclose(abs(modes.X), abs(swapped.X), rtol=0, atol=1e-9)
    assert np.allclose(modes.X * swapped.Y, -modes.Y * swapped.X, rtol=0, atol=1e-9)
    pull = np.zeros((n, n))
    pull[0, 0], down = -those.energies[0], np.zeros((n, n))
    down[1, 1] = -those.energies[1]
    both = made_of(those, one + pull, other + down)
    assert both.unstable == 2
    A, B_ = matrices(those, Interaction(one + pull, other + down))
    omega = np.linalg.eigvals(np.block([[A, B_], [-B_, -A]]))
    real = np.sort(omega.real[(abs(omega.imag) < 1e-6) & (omega.real > 0)])
    assert len(real) == len(both.energies) == n - 2
    assert both.energies == pytest.approx(real, rel=1e-8, abs=0)
    assert np.allclose(both.X @ both.X.T - both.Y @ both.Y.T, np.eye(n - 2), rtol=0, atol=1e-9)
    upside_down = made_of(those, pull, pull)  # omega^2 > 0, but of negative norm: a maximum
    assert upside_down.unstable == 1
    assert len(upside_down.energies) == n - 1


@pytest.mark.parametrize("chi", [0.02, -0.04])
def test_schematic_force_has_the_dispersion_relation(chi: float) -> None:
    """One field q: 1 = -4 chi sum q^2 E/(E^2 - w^2) for RPA, 1 = chi sum q^2/(w - E) for TDA."""
    state = half_full()
    those = pairs(state, state, 2, +1)
    q, E = np.linspace(0.2, 1.5, len(those)), those.energies + np.linspace(0, 1, len(those))
    # chi q q between densities
    field = Interaction(
        chi * np.outer(q, q) + np.diag(E - those.energies) / 2, np.diag(E - those.energies) / 2
    )
    rpa, tda = qrpa(those, field), tamm_dancoff(those, field)
    for w in rpa.energies:
        assert 2 * chi * np.sum(q**2 * E / (w**2 - E**2)) == pytest.approx(1, rel=1e-7, abs=0)
    for w in tda.energies:
        assert chi * np.sum(q**2 / (w - E)) == pytest.approx(1, rel=1e-7, abs=0)
    roots = rpa.reduced(q / those.weights(+1), +1) ** 2
    assert rpa.energies @ roots == pytest.approx(E @ q**2, rel=1e-10, abs=0)


def test_two_degenerate_levels_are_a_quadratic_equation() -> None:
    """w^2 = E^2 + 2 E chi sum q^2; Tamm-Dancoff has w = E + chi sum q^2, which is higher."""
    those = pairs(oxygen(2), oxygen(2), 1, -1)
    E = those.energies[0]
    assert those.energies == pytest.approx(np.full(len(those), HW), rel=1e-12, abs=0)
    q = those.weights(+1) * np.linspace(0.3, 1, len(those))
    for chi in (0.7, -0.9):
        force = Interaction(chi * np.outer(q, q), np.zeros((len(q), len(q))))
        moved = sqrt(E**2 + 2 * E * chi * (q @ q))
        assert np.min(abs(qrpa(those, force).energies - moved)) < 1e-9
        first = E + chi * (q @ q)
        assert np.min(abs(tamm_dancoff(those, force).energies - first)) < 1e-9
        assert first > moved


def test_without_a_force_states_are_pairs() -> None:
    for state in (oxygen(), half_full()):
        those = pairs(state, state, 3, -1)
        modes = qrpa(those, contact(those, mesh(state, state), replace(FORCE, C_0=0.0)))
        assert modes.energies == pytest.approx(np.sort(those.energies), rel=1e-12, abs=0)
        elements = multipole_elements(those, mesh(state, state), (1.0, 0.3))
        total = np.sum(modes.reduced(elements, +1) ** 2)
        pairwise = np.sum((elements * those.weights(+1)) ** 2)
        assert total == pytest.approx(pairwise, rel=1e-12, abs=0)
        assert np.allclose(modes.Y, 0)


def test_too_much_attraction_is_counted_and_no_exception() -> None:
    """As many omega^2 < 0 as the stability matrix (A, B; B, A) has negative eigenvalues."""
    state = half_full()
    those = pairs(state, state, 2, +1)
    for f_ex, expected in ((-0.5, False), (-4.0, True)):
        force = contact(those, mesh(state, state), replace(FORCE, f_ex=f_ex))
        A, B_ = matrices(those, force)
        negative = int(np.sum(np.linalg.eigvalsh(np.block([[A, B_], [B_, A]])) < 0))
        modes = qrpa(those, force)
        assert modes.unstable == negative
        assert bool(negative) == expected
        assert len(modes.energies) == len(those) - negative
        assert np.all(modes.energies > 0)


# sums


def test_dipole_sum_of_oxygen_is_exact_and_no_force_of_densities_changes_it() -> None:
    those, force, modes = solved(1, -1)
    trk = thomas_reiche_kuhn(8, 8)
    assert trk == pytest.approx(9 / (4 * pi) * HBARC**2 / (2 * M_NUCLEON) * 4, rel=1e-13, abs=0)
    elements = multipole_elements(those, mesh(oxygen(), oxygen()), dipole_charges(8, 8))
    assert energy_weighted(modes, elements) == pytest.approx(trk, rel=1e-10, abs=0)
    tda = energy_weighted(tamm_dancoff(those, force), elements)
    assert tda > 1.2 * trk
    # the printed amplitude: X alone, and over the root of 3
    alone = modes.energies @ ((modes.X * those.weights(+1)) @ elements) ** 2
    assert alone > 1.2 * trk
    assert alone / 3 < 0.7 * trk


@pytest.mark.parametrize("J", [1, 2, 3])
def test_sums_are_those_of_the_double_commutator(J: int) -> None:
    """J (2J + 1)^2/4pi times <r^(2J - 2)>, whose moments in the oscillator are closed forms."""
    state = oxygen()
    those, _, modes = solved(J, (-1) ** J)
    table = mesh(state, state)
    elements = multipole_elements(those, table, (1.0, 0.0))
    # 2 nucleons in 0s, 6 in 0p: <r^2> = (3/2, 5/2) b^2, <r^4> = (15/4, 35/4) b^4
    moment = {1: 8.0, 2: (2 * 1.5 + 6 * 2.5) * B**2, 3: (2 * 15 / 4 + 6 * 35 / 4) * B**4}[J]
    kinetic = HBARC**2 / (2 * M_NUCLEON)
    expected = kinetic * J * (2 * J + 1) ** 2 / (4 * pi) * moment
    assert double_commutator(J, table, (1.0, 0.0)) == pytest.approx(expected, rel=1e-10, abs=0)
    assert energy_weighted(modes, elements) == pytest.approx(expected, rel=1e-9, abs=0)


@pytest.mark.parametrize("open_shell", [False, True])
@pytest.mark.parametrize("J", [1, 2, 3])
def test_thouless(J: int, open_shell: bool) -> None:
    """The sum needs no solution; forces of spins enter it, forces of densities do not."""
    those, force, modes = solved(J, (-1) ** J, open_shell)
    state = half_full() if open_shell else oxygen()
    elements = multipole_elements(those, mesh(state, state), (1.0, -0.4))
    assert thouless(those, force, elements) == pytest.approx(
        energy_weighted(modes, elements), rel=1e-10, abs=0
    )
    weaker = contact(those, mesh(state, state), replace(FORCE, f_ex=-0.3))
    assert thouless(those, weaker, elements) == pytest.approx(
        thouless(those, force, elements), rel=1e-12, abs=0
    )


def test_pairing_raises_the_sum_by_what_the_gaps_say() -> None:
    """Quasiparticle pairs less `pairing_excess` are the double commutator of the mean field."""
    state = half_full(8)
    those = pairs(state, state, 2, +1)
    table = mesh(state, state)
    elements = multipole_elements(those, table, (1.0, 0.0))
    whole = those.energies @ (elements * those.weights(+1)) ** 2
    excess = pairing_excess(those, elements)
    xi = np.array([one.energy for one in state.orbitals]) - state.chemical_potential
    # the mean field: sum over a, b of v_b^2 (xi_a - xi_b) |q_ab|^2, each order
    a, b = (those.of((xi, xi), at) for at in (those.first, those.second))
    v = (state.v, state.v)
    v_a, v_b = those.of(v, those.first) ** 2, those.of(v, those.second) ** 2
    field = np.sum((v_b - v_a) * (a - b) * elements**2)
    assert excess > 0.05 * whole
    assert whole - excess == pytest.approx(field, rel=1e-10, abs=0)


def test_continuity_ties_currents_to_densities() -> None:
    r"""Charge is conserved: Delta' = -sqrt((J+1)/J) (m omega/kappa^2) M where waves are long.

    Of X + Y by M and of X - Y by Delta', state by state, for a force that depends on position only.
    """
    state = oxygen(7)
    kappa = 1e-3
    for J in (1, 2, 3):
        those = pairs(state, state, J, (-1) ** J)
        force = contact(those, mesh(state, state), replace(FORCE, g=0.0, g_prime=0.0))
        those_modes = transitions(qrpa(those, force), radial_grid(those, [kappa]))
        current = np.array([one.reduced["Delta'"][:, 0] for one in those_modes])
        expected = np.array(
            [
                -sqrt((J + 1) / J)
                * M_NUCLEON
                * one.energy
                / (HBARC * kappa) ** 2
                * one.reduced["M"][:, 0]
                for one in those_modes
            ]
        )
        assert np.sum(abs(expected) > 0.05 * abs(expected).max()) > 5
        assert current == pytest.approx(expected, rel=0, abs=1e-4 * abs(expected).max())


def test_long_waves_are_multipole_moments() -> None:
    """M_J = kappa^J/(2J + 1)!! times r^J Y_J: B(EJ) is its square."""
    for J, odd in ((1, 3), (2, 15), (3, 105)):
        those, _, modes = solved(J, (-1) ** J)
        moment = modes.reduced(multipole_elements(those, mesh(oxygen(), oxygen()), (1.0, 0.0)), +1)
        for one, m in zip(transitions(modes, radial_grid(those, [1e-3])), moment, strict=True):
            assert one.reduced["M"][0, 0] * odd / 1e-3**J == pytest.approx(m, rel=1e-4, abs=1e-5)


# the centre of mass


def moved(kind: str) -> Modes:
    """The whole nucleus displaced, or set in motion: no excitation, written as a mode.

    Displaced by P, which is odd and has X = Y; pushed by R, which is even and has X = -Y.
    """
    state = oxygen(7)
    those = pairs(state, state, 1, -1)
    if kind == "displaced":
        grid = radial_grid(those, [1.0])
        at = (those.position(those.first), those.position(those.second))
        p = grid.reduced("Delta'", 1, *at)[:, 0] * those.weights(-1)
        X, Y = p, p
    else:
        r = multipole_elements(those, mesh(state, state), (1.0, 1.0)) * those.weights(+1)
        X, Y = r, -r
    return Modes(pairs=those, energies=np.ones(1), X=X[None], Y=Y[None], squares=np.ones(1))


@pytest.mark.parametrize(("kind", "name"), [("displaced", "M"), ("pushed", "Delta'")])
def test_a_rigid_motion_excites_nothing_about_the_centre_of_mass(kind: str, name: str) -> None:
    modes = moved(kind)
    grid = radial_grid(modes.pairs, np.linspace(0.05, 1.5, 8))
    F = np.exp(-((grid.kappa * B / 2) ** 2)) * (1 - (grid.kappa * B / 2) ** 2 / 2)  # exact
    charges = 8 * np.stack([F, F])
    (bare,) = transitions(modes, grid)
    (about,) = transitions(modes, grid, charges)
    assert abs(bare.reduced[name]).min() > 1e-6 * abs(bare.reduced[name]).max()
    assert abs(about.reduced[name]).max() < 1e-6 * abs(bare.reduced[name]).max()
    other = "Delta'" if name == "M" else "M"
    assert abs(about.reduced[other]).max() < 1e-6 * abs(bare.reduced[name]).max()


def test_force_that_depends_on_nothing_else_keeps_the_centre_of_mass_free() -> None:
    """A field r Y_1 of the strength that makes translations free: omega = 0, and TRK is untouched.

    Bohr and Mottelson's self-consistent separable force, exact in the oscillator.
    """
    state = oxygen()
    those = pairs(state, state, 1, -1)
    table = mesh(state, state)
    q = multipole_elements(those, table, (1.0, 1.0)) * those.weights(+1)
    # E^2 + 2 E chi q.q = 0
    chi = -HW / (2 * q @ q)
    one_quantum = abs(those.energies - HW) < 1e-9
    assert np.all(abs(q[~one_quantum]) < 1e-12)
    modes = made_of(those, chi * np.outer(q, q), np.zeros((len(q), len(q))))
    assert modes.zero == 1
    assert abs(modes.squares).min() < 1e-10
    elements = multipole_elements(those, table, dipole_charges(8, 8))
    assert energy_weighted(modes, elements) == pytest.approx(
        thomas_reiche_kuhn(8, 8), rel=1e-10, abs=0
    )
    whole = multipole_elements(those, table, (1.0, 1.0))
    assert energy_weighted(modes, whole) < 1e-9 * thomas_reiche_kuhn(8, 8)


# pairing


def exact_gap(Omega: int, G: float, step: float) -> float:
    """First excited 0+ of two levels of Omega pairs each, half full: exact, by quasi-spins."""
    j = Omega / 2
    m = np.arange(-j, j + 1)
    raising = np.diag(np.sqrt(j * (j + 1) - m[:-1] * (m[:-1] + 1)), -1)
    one = np.eye(len(m))
    P = np.kron(raising, one) + np.kron(one, raising)
    upper = np.kron(np.diag(m), one)
    total = np.add.outer(m, m).ravel()
    H = -G * P @ P.T + 2 * step * (upper + j * np.eye(len(total)))
    inside = np.flatnonzero(total == 0)
    energies = np.linalg.eigvalsh(H[np.ix_(inside, inside)])
    return float(energies[1] - energies[0])


def test_pairing_vibration_tends_to_the_exact_one() -> None:
    """Of two levels with many places, where QRPA is exact: the error falls like 1/Omega."""
    errors = []
    for Omega in (8, 16):
        l, step, G = Omega - 1, 1.0, 2.5 / Omega
        orbitals = [oscillator_orbital(Subshell(n, l, 2 * Omega - 1), B, n * step) for n in (0, 1)]
        state = solve(orbitals, 2 * Omega, strength=G, window=50.0)
        those = pairs(state, state, 0, +1)
        modes = qrpa(those, pairing(those))
        assert modes.zero == 2
        assert abs(modes.squares[:2]).max() < 1e-10
        errors.append(modes.energies[0] / exact_gap(Omega, G, step) - 1)
    assert abs(errors[1]) < 0.05
    assert errors[1] / errors[0] == pytest.approx(0.5, rel=0, abs=0.12)


def test_the_number_of_nucleons_costs_no_energy_with_any_force() -> None:
    """Two zero modes, of protons and of neutrons, to 1e-10 MeV^2."""
    state = half_full()
    those = pairs(state, state, 0, +1)
    table = mesh(state, state)
    for f_ex in (-1.2, 0.0):
        field = contact(those, table, replace(FORCE, f_ex=f_ex))
        modes = qrpa(those, field + pairing(those))
        assert modes.zero == 2
        assert abs(modes.squares[:2]).max() < 1e-10
        u_v = (
            2
            * np.sqrt(those.of((state.holds / 2,) * 2, those.first))
            * those.of((state.u * state.v,) * 2, those.first)
        )
        number = np.where(those.same, u_v, 0)
        for kind in (0, 1):  # no mode changes the number
            changed = (modes.X + modes.Y) @ np.where(those.kind == kind, number, 0)
            assert np.all(abs(changed) < 1e-6)


def test_an_attractive_root_is_found_by_other_means() -> None:
    """The f_ex at which the lowest dipole mode is free, by the determinant of A + B."""
    state = oxygen()
    those = pairs(state, state, 1, -1)
    table = mesh(state, state)

    def determinant(f_ex: float) -> float:
        force = contact(those, table, replace(FORCE, f_ex=f_ex))
        sign, size = np.linalg.slogdet((np.diag(those.energies) + 2 * force.even) / HW)
        return float(sign * np.exp(size))

    f_ex = brentq(determinant, -2.5, -1.0, xtol=1e-12)
    modes = qrpa(those, contact(those, table, replace(FORCE, f_ex=f_ex)))
    assert modes.zero == 1
    assert abs(modes.squares[0]) < 1e-8
