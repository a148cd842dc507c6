"""Pairing: one subshell by hand, many by brute force in Fock space, carbon by its collapse."""

from functools import reduce
from itertools import combinations, pairwise, product
from math import comb, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize

from cevns.nuclei.nuclides import Nuclide, nuclide, nuclides
from cevns.nuclei.structure import bcs
from cevns.nuclei.structure.bcs import occupations, solve
from cevns.nuclei.structure.ground_state import ground_state
from cevns.nuclei.structure.masses import (
    MAGIC,
    gap,
    has_gaps,
    hole_and_particle,
    separation_energy,
)
from cevns.nuclei.structure.orbitals import Orbital, oscillator_orbital
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.subshells import Subshell
from cevns.nuclei.structure.woods_saxon import moved, orbitals

EVEN = [n for n in nuclides().values() if n.unpaired == (0, 0) and has_gaps(n)]


def level(energy: float, pairs: int, n: int = 0) -> Orbital:
    """A subshell for so many pairs: j + 1/2 of them."""
    return oscillator_orbital(Subshell(n, pairs - 1, 2 * pairs - 1), 2.0, energy)


LEVELS = (level(-3.0, 2), level(-1.0, 1), level(0.5, 3), level(2.0, 1, n=1))
ENERGIES, PAIRS = (-3.0, -1.0, 0.5, 2.0), (2, 1, 3, 1)


@pytest.mark.parametrize(("pairs", "nucleons"), [(2, 2), (5, 2), (5, 6), (6, 10)])
def test_one_subshell_by_hand(pairs: int, nucleons: int) -> None:
    """Delta = G Omega sqrt(n(1 - n)) and E = G Omega/2, with n the share that is full."""
    n, G = nucleons / (2 * pairs), 0.4
    # a subshell far above is needed for room, and does not pair
    state = solve((level(-7.0, pairs), level(90.0, 1, n=3)), nucleons, strength=G)
    assert state.gap == pytest.approx(G * pairs * sqrt(n * (1 - n)), rel=1e-12, abs=0)
    assert state.energies[0] == pytest.approx(G * pairs / 2, rel=1e-12, abs=0)
    assert state.chemical_potential + 7 == pytest.approx(
        -G * pairs * (1 - 2 * n) / 2, rel=1e-11, abs=1e-13
    )
    assert state.v[0] ** 2 == pytest.approx(n, rel=1e-13, abs=0)


@pytest.mark.parametrize("one", EVEN, ids=lambda n: n.name)
def test_equations_hold_for_every_even_target(one: Nuclide) -> None:
    """Number to 1e-10, u^2 + v^2 = 1, the gap equation, and the lowest energy that was wanted."""
    state = ground_state(one)
    for kind, nucleons in (("p", one.Z), ("n", one.N)):
        found = state.paired(kind)
        assert len(found.orbitals) == len(found.v)
        capacity = np.array([o.shell.twice_j + 1 for o in found.orbitals])
        count = sum(capacity * found.v**2)
        assert count == pytest.approx(nucleons, rel=0, abs=1e-10)
        assert found.number == pytest.approx(nucleons, rel=0, abs=1e-10)
        np.testing.assert_allclose(found.u**2 + found.v**2, 1, rtol=0, atol=1e-14)
        assert not found.collapsed
        if nucleons in MAGIC:
            assert found.gap == found.strength == found.wanted == 0
            assert set(found.v) == {0.0, 1.0}
            continue
        assert found.lowest == pytest.approx(gap(one, kind), rel=1e-12, abs=0)
        assert abs(found.residual) < 1e-10
        # the gap from Delta = G sum (j + 1/2) u v, and E from Delta, once more by hand
        inside = np.array(found.window)
        Delta = found.strength * (capacity / 2 * found.u * found.v)[inside].sum()
        xi = np.array([o.energy for o in found.orbitals]) - found.chemical_potential
        np.testing.assert_allclose(
            found.energies[inside], np.sqrt(xi**2 + Delta**2)[inside], rtol=1e-12
        )
        np.testing.assert_allclose(
            (found.u**2 - found.v**2)[inside], (xi / found.energies)[inside], rtol=0, atol=1e-12
        )
        assert found.gap <= found.wanted
        np.testing.assert_allclose(found.energies[~inside], np.abs(xi)[~inside], rtol=1e-13)


@pytest.mark.parametrize("name", ["40Ar", "48Ti", "56Fe", "72Ge", "74Ge", "132Xe"])
def test_strengths_are_the_usual_ones(name: str) -> None:
    """G A = 20 to 28 MeV in a window of 8 MeV."""
    state = ground_state(nuclide(name))
    for kind in ("p", "n"):
        assert 20 < state.paired(kind).strength * nuclide(name).A < 28


def fock_state(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The state in the space of all occupations of all pairs, one factor (u, v) for each."""
    factors = [np.array([a, b]) for a, b, p in zip(u, v, PAIRS, strict=True) for _ in range(p)]
    return reduce(np.kron, factors)


OCCUPATIONS = np.array(list(product((0, 1), repeat=sum(PAIRS))))
BY_PAIR = np.repeat(ENERGIES, PAIRS)


def pair_hopping() -> np.ndarray:
    """Sum over k != k' of P+_k P_k' in that space, by moving each pair from k' to k."""
    index = {tuple(row): i for i, row in enumerate(OCCUPATIONS.tolist())}
    H = np.zeros((len(index), len(index)))
    for row, i in index.items():
        for k, kk in product(range(len(row)), repeat=2):
            if row[kk] == 1 and row[k] == 0:
                to = list(row)
                to[kk], to[k] = 0, 1
                H[index[tuple(to)], i] += 1
    return H


HOPPING = pair_hopping()


@pytest.mark.parametrize("nucleons", [4, 6, 8])
def test_many_subshells_by_brute_force(nucleons: int) -> None:
    """The energy of the state in Fock space, minimised under the constraint of its number.

    What pairing adds to the mean field, and the diagonal of the force, are left out of both: the
    operator moves pairs from k to another, and G u^2 v^2 of k itself is added.
    """
    G = 0.9

    def energy(angles: np.ndarray) -> float:
        u, v = np.cos(angles), np.sin(angles)
        state = fock_state(u, v)
        weights = state**2
        single = 2 * weights @ OCCUPATIONS @ BY_PAIR
        itself = sum(p * (a * b) ** 2 for p, a, b in zip(PAIRS, u, v, strict=True))
        return float(single - G * (state @ HOPPING @ state + itself))

    def number(angles: np.ndarray) -> float:
        weights = fock_state(np.cos(angles), np.sin(angles)) ** 2
        return float(2 * weights @ OCCUPATIONS.sum(axis=1)) - nucleons

    best = minimize(
        energy,
        [1.3, 1.0, 0.6, 0.3],
        method="SLSQP",
        constraints={"type": "eq", "fun": number},
        options={"ftol": 1e-15, "maxiter": 500},
    )
    state = solve(LEVELS, nucleons, strength=G, window=50)
    assert state.gap > 1
    np.testing.assert_allclose(state.v**2, np.sin(best.x) ** 2, rtol=0, atol=3e-6)
    assert energy(np.arcsin(state.v)) == pytest.approx(best.fun, rel=1e-9, abs=0)
    # the number and its spread, of the state itself
    weights = fock_state(state.u, state.v) ** 2
    counts = 2 * OCCUPATIONS.sum(axis=1)
    assert weights @ counts == pytest.approx(nucleons, rel=1e-12, abs=0)
    spread = sqrt(weights @ counts**2 - nucleons**2)
    assert state.number_spread == pytest.approx(spread, rel=1e-9, abs=0)


@pytest.mark.parametrize("pairs", [3, 5])
def test_exact_energies_of_one_subshell(pairs: int) -> None:
    """Seniority zero, -G N (2 Omega - N + 2)/4, by diagonalising; the BCS mean lies above it."""
    G = 1.0
    for nucleons in range(2, 2 * pairs, 2):
        basis = list(combinations(range(pairs), nucleons // 2))
        H = np.zeros((comb(pairs, nucleons // 2),) * 2)
        for i, full in enumerate(basis):
            for k, kk in product(range(pairs), repeat=2):
                if kk in full and (k not in full or k == kk):
                    to = tuple(sorted({*full} - {kk} | {k}))
                    H[basis.index(to), i] -= G
        exact = np.linalg.eigvalsh(H)[0]
        assert exact == pytest.approx(
            -G * nucleons * (2 * pairs - nucleons + 2) / 4, rel=1e-12, abs=0
        )
        state = solve((level(0.0, pairs), level(90.0, 1, n=3)), nucleons, strength=G)
        u2, v2 = state.u[0] ** 2, state.v[0] ** 2
        mean = -(state.gap**2) / G - G * pairs * v2**2
        assert state.gap**2 / G == pytest.approx(G * pairs**2 * u2 * v2, rel=1e-12, abs=0)
        assert exact < mean < 0.7 * exact


def test_below_the_critical_strength_nothing_pairs() -> None:
    """Two subshells, e apart, the lower full: 2/G_c = sum of pairs over distance at G -> G_c."""
    below, above, e = 2, 3, 4.0
    # lambda in the limit: pairs over the square of the distance are the same on both sides
    down = e * sqrt(below) / (sqrt(below) + sqrt(above))
    critical = 2 / (below / down + above / (e - down))
    both = (level(0.0, below), level(e, above))
    for factor, collapsed in ((0.5, True), (0.999, True), (1.001, False), (1.5, False)):
        state = solve(both, 2 * below, strength=factor * critical, window=20)
        assert state.collapsed is collapsed
        assert (state.gap > 0) is not collapsed
        assert state.critical_strength == pytest.approx(critical, rel=1e-9, abs=0)
    assert solve(both, 2 * below, strength=1.001 * critical, window=20).gap < 0.2
    assert solve(both, 2 * below, strength=0.0, window=20).collapsed is False


def test_the_chemical_potential_of_a_full_subshell_is_where_the_last_gap_left_it() -> None:
    """Pairs over the square of the distance balance; no jump from a tiny gap to none."""
    below, above, e = 2, 3, 4.0
    both = (level(0.0, below), level(e, above))
    down = e * sqrt(below) / (sqrt(below) + sqrt(above))
    normal = solve(both, 2 * below, gap=0, window=20)
    assert normal.chemical_potential == pytest.approx(down, rel=1e-9, abs=0)
    assert normal.lowest == pytest.approx(min(down, e - down), rel=1e-9, abs=0)
    just = solve(both, 2 * below, strength=1.0001 * normal.critical_strength, window=20)
    assert just.lowest == pytest.approx(normal.lowest, rel=1e-3, abs=0)
    # where nothing else is near, half-way
    assert solve(both, 2 * below, gap=0, window=1).chemical_potential == pytest.approx(e / 2)


def test_an_open_subshell_pairs_at_any_strength() -> None:
    state = solve(LEVELS, 8, strength=0.05, window=50)
    assert not state.collapsed
    assert state.gap > 0
    assert state.critical_strength == 0


def carbon(kind: str) -> tuple[Orbital, ...]:
    """Orbitals of 12C with the measured distance from p3/2 to p1/2."""
    last, first = hole_and_particle(nuclide("12C"), kind)
    assert last == -separation_energy(6, 6, kind)
    assert first == -separation_energy(*((7, 6) if kind == "p" else (6, 7)), kind)
    assert first - last == pytest.approx(13.9, abs=0.2)
    return moved(orbitals(nuclide("12C"), kind), {"0p3/2": last, "0p1/2": first})


@pytest.mark.parametrize("kind", ["p", "n"])
def test_carbon_collapses(kind: str) -> None:
    """With its measured spacing a quasiparticle costs more than the gap before there is pairing."""
    wanted = gap(nuclide("12C"), kind)
    state = solve(carbon(kind), 6, gap=wanted)
    assert state.collapsed
    assert state.gap == state.strength == 0
    assert state.wanted == wanted
    assert set(state.v) == {0.0, 1.0}
    assert state.lowest > wanted
    # the strength that other nuclei have, about 25 MeV/A, is far below what it takes
    assert state.critical_strength * 12 > 50
    assert solve(carbon(kind), 6, strength=28 / 12).collapsed
    # the well's own spacing, half as large, pairs, with a strength of twice the usual
    own = solve(orbitals(nuclide("12C"), kind), 6, gap=wanted)
    assert not own.collapsed
    assert own.strength * 12 > 40


def test_a_ground_state_tells_of_its_collapse() -> None:
    one = nuclide("12C")
    state = ground_state(one, gaps=(1.0, 4.844))
    assert state.collapsed == ("p",)
    assert state.protons.number == 6
    assert state.neutrons.gap > 4
    assert ground_state(one).collapsed == ()


@pytest.mark.parametrize("xi", [-50.0, -1e-3, 0.0, 1e-3, 50.0])
def test_occupations_do_not_cancel(xi: float) -> None:
    """In the far tail v^2 = Delta^2/4 xi^2 keeps its digits, where 1 - xi/E has none."""
    empty, full, E = occupations(np.array([xi]), 0.0, 1e-5)
    assert empty + full == pytest.approx(1, rel=1e-15, abs=0)
    if abs(xi) == 50:
        small = full if xi > 0 else empty
        assert small == pytest.approx(1e-10 / (4 * 2500), rel=1e-9, abs=0)
        assert pytest.approx(50, rel=1e-12, abs=0) == E


def test_a_larger_window_needs_less_strength_for_the_same_gap() -> None:
    states: list[Paired] = [
        solve(orbitals(nuclide("40Ar"), "p"), 18, gap=1.755, window=w) for w in (6, 8, 12, 16)
    ]
    assert all(a.strength >= b.strength for a, b in pairwise(states))
    assert [sum(s.window) for s in states] == sorted(sum(s.window) for s in states)


def test_what_is_asked_of_pairing_is_checked() -> None:
    for options, message in (
        ({}, "say either gap or strength"),
        ({"gap": 1.0, "strength": 0.5}, "say either gap or strength"),
        ({"gap": -1.0}, "pairing gap = -1 MeV must be finite and >= 0"),
        ({"gap": 1755.0}, r"pairing gap = 1755 MeV .* about 12/sqrt\(A\) MeV"),
        ({"gap": 1.0, "window": 0.0}, "pairing window = 0 MeV must be finite and > 0"),
        ({"strength": -0.1}, "pairing strength = -0.1 MeV must be finite and >= 0"),
    ):
        with pytest.raises(ValueError, match=message):
            solve(LEVELS, 4, **options)
    with pytest.raises(ValueError, match="number of nucleons = 5 must be even"):
        solve(LEVELS, 5, gap=1.0)
    with pytest.raises(ValueError, match=r"14 nucleons leave no room .* for 14; give more"):
        solve(LEVELS, 14, gap=1.0)
    with pytest.raises(ValueError, match="133Cs: Z = 55, N = 78 must both be even"):
        ground_state(nuclide("133Cs"))
    assert bcs.WINDOW == 8
