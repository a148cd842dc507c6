"""Amplitudes and matrices of QRPA against Fock space, where nothing is derived."""

from dataclasses import replace
from functools import cache
from math import sqrt

import numpy as np
import pytest
from fock import Fock, Space
from scipy import sparse

from cevns.nuclei.structure.bcs import solve
from cevns.nuclei.structure.mesh import mesh
from cevns.nuclei.structure.one_body import RadialGrid
from cevns.nuclei.structure.orbitals import oscillator_orbital
from cevns.nuclei.structure.paired import Paired
from cevns.nuclei.structure.pairs import pairs
from cevns.nuclei.structure.residual import MIGDAL, contact, pairing
from cevns.nuclei.structure.subshells import Subshell, subshell
from cevns.nuclei.structure.terms import OPERATORS
from cevns.nuclei.structure.transitions import NATURAL, UNNATURAL, operators_of, time_sign

B = 1.8


def paired(labels: str, v: list[float], energies: list[float] | None = None) -> Paired:
    """Subshells by energy, with amplitudes given by hand."""
    shells = [subshell(label) for label in labels.split()]
    orbitals = [oscillator_orbital(shell, B, float(e)) for e, shell in enumerate(shells)]
    state = solve(orbitals, 2, gap=0.0)
    amplitudes = np.array(v)
    given = state.energies if energies is None else np.array(energies)
    return replace(state, v=amplitudes, u=np.sqrt(1 - amplitudes**2), energies=given)


def in_fock(state: Paired) -> Fock:
    return Fock([one.shell for one in state.orbitals], state.u, state.v)


HALF = paired("0s1/2 0p3/2 0p1/2 0d5/2", [0.8, 0.6, 0.95, 0.1])
OTHER = paired("0p3/2 1s1/2 0d3/2", [0.95, 0.7, 0.4])


def test_the_vacuum_has_no_quasiparticles() -> None:
    space = in_fock(HALF)
    assert np.linalg.norm(space.vacuum) == pytest.approx(1, rel=1e-14, abs=0)
    for i, m in space.modes:
        assert np.linalg.norm(space.quasi(i, m).T @ space.vacuum) < 1e-14


def test_pairs_are_normalised_and_different() -> None:
    space, those = in_fock(HALF), pairs(HALF, HALF, 2, +1)
    mine = those.kind == 0
    states = [
        space.pair(a, b, 2, 1) @ space.vacuum
        for a, b in zip(those.first[mine], those.second[mine], strict=True)
    ]
    assert np.allclose(np.array(states) @ np.array(states).T, np.eye(len(states)), atol=1e-14)


@pytest.mark.parametrize("name", NATURAL + UNNATURAL)
@pytest.mark.parametrize("J", [0, 1, 2, 3])
def test_amplitudes_of_all_operators_are_those_of_fock_space(name: str, J: int) -> None:
    """X and Y parts, at two M: (u v + s v u)(X + s Y), with no 1/sqrt(2J + 1)."""
    known = OPERATORS[name]
    parity = (-1) ** J if known.natural else -((-1) ** J)
    if name not in operators_of(J, parity):
        return
    space, those = in_fock(HALF), pairs(HALF, HALF, J, parity)
    mine, s, n = those.kind == 0, time_sign(name), len(HALF.orbitals)
    i, k = np.indices((n, n))
    grid = RadialGrid(HALF.orbitals, [0.7])
    reduced = grid.reduced(name, J, i.ravel(), k.ravel())[:, 0].reshape(n, n)
    a, b = those.first[mine], those.second[mine]
    ours = reduced[a, b] * those.weights(s)[mine]
    assert len(ours)
    assert abs(ours).max() > 1e-3 or J == 3  # some vanish between these subshells
    for M in {0, J}:
        T = space.tensor(reduced, J, M)
        made = T @ space.vacuum
        X = [made @ (space.pair(x, y, J, M) @ space.vacuum) for x, y in zip(a, b, strict=True)]
        Y = [
            space.vacuum @ (T @ (space.tilde(x, y, J, M).T @ space.vacuum))
            for x, y in zip(a, b, strict=True)
        ]
        assert np.allclose(sqrt(2 * J + 1) * np.array(X), ours, rtol=0, atol=1e-13)
        assert np.allclose(sqrt(2 * J + 1) * np.array(Y), s * ours, rtol=0, atol=1e-13)


def test_the_printed_amplitude_lacks_half_of_the_terms() -> None:
    """Slide 35: X u_2 v_1 + Y v_2 u_1 over sqrt(2J + 1), against what Fock space says."""
    those = pairs(HALF, HALF, 1, -1)
    X, Y = 1.0, 0.3
    u_v = those.of((HALF.u, HALF.u), those.first) * those.of((HALF.v, HALF.v), those.second)
    v_u = those.of((HALF.v, HALF.v), those.first) * those.of((HALF.u, HALF.u), those.second)
    printed = (X * u_v + Y * v_u) / sqrt(3)
    assert np.all(abs(those.weights(+1) * (X + Y) - printed) > 0.2 * abs(printed))


CHANNELS = [(0, 1), (1, -1), (1, 1), (2, 1), (2, -1), (3, -1)]


@pytest.mark.parametrize(("J", "parity"), CHANNELS)
def test_force_between_protons_and_neutrons_is_that_of_fock_space(J: int, parity: int) -> None:
    """A and B from wave functions in three dimensions; unlike nucleons have no exchange."""
    those = pairs(HALF, OTHER, J, parity)
    p, n = np.flatnonzero(those.kind == 0), np.flatnonzero(those.kind == 1)
    if not len(p) or not len(n):
        return
    ours = contact(those, mesh(HALF, OTHER, nodes=80), MIGDAL)
    spaces, grid = (in_fock(HALF), in_fock(OTHER)), Space(B)
    waves = [grid.waves(space.shells) for space in spaces]
    density = np.zeros(grid.r.size)
    for space, wave in zip(spaces, waves, strict=True):
        filled = np.array([space.v[i] ** 2 for i, _ in space.modes])
        density += np.einsum("a,asx->x", filled, abs(wave) ** 2)
    x = density / MIGDAL.rho_0
    isoscalar = MIGDAL.f_ex + (MIGDAL.f_in - MIGDAL.f_ex) * x
    isovector = MIGDAL.f_prime_ex + (MIGDAL.f_prime_in - MIGDAL.f_prime_ex) * x
    spin = MIGDAL.C_0 * (MIGDAL.g - MIGDAL.g_prime) * np.ones_like(x)
    V = grid.contact(*waves, MIGDAL.C_0 * (isoscalar - isovector), spin)

    of_p, of_n = spaces
    for M in {0, J}:
        up, down = (
            [space.pair(those.first[row], those.second[row], J, M) @ space.vacuum for row in rows]
            for space, rows in ((of_p, p), (of_n, n))
        )
        back = [of_n.tilde(those.first[row], those.second[row], J, M).T @ of_n.vacuum for row in n]
        left = [of_p.density(state, of_p.vacuum) for state in up]
        right = [of_n.density(of_n.vacuum, state) for state in down]
        beside = [of_n.density(state, of_n.vacuum) for state in back]
        A, B_ = (
            np.einsum("pac,nbd,abcd->pn", left, neutron, V, optimize=True)
            for neutron in (right, beside)
        )
        assert abs(A).max() > 1e-3
        assert np.allclose((ours.even + ours.odd)[np.ix_(p, n)], A, rtol=0, atol=2e-8)
        assert np.allclose((ours.even - ours.odd)[np.ix_(p, n)], B_, rtol=0, atol=2e-8)


CLOSED = paired("0s1/2 0p1/2 0p3/2 0d3/2", [1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0])
F, G = -350.0, 120.0


@cache
def closed_shell() -> tuple[Fock, sparse.csr_array]:
    """A closed shell of one kind and the force delta (F + G sigma.sigma'), less its mean field."""
    space, grid = in_fock(CLOSED), Space(B)
    waves = grid.waves(space.shells)
    ones = np.ones(grid.r.size)
    V = grid.contact(waves, waves, F * ones, G * ones)
    both = V - V.transpose(0, 1, 3, 2)  # <ab|V|cd> - <ab|V|dc>
    c = list(space.c.values())
    H = sum(
        0.5 * V[a, b, k, d] * (c[a].T @ c[b].T @ c[d] @ c[k])
        for a, b, k, d in np.argwhere(abs(V) > 1e-12)
    )
    full = [k for k, (i, _) in enumerate(space.modes) if CLOSED.v[i]]
    field = np.einsum("ahbh->ab", both[:, full][:, :, :, full])
    return space, H - sum(field[a, b] * c[a].T @ c[b] for a, b in np.argwhere(abs(field) > 1e-12))


@pytest.mark.parametrize(("J", "parity"), [(0, -1), (1, -1), (2, -1), (2, 1), (1, 1)])
def test_direct_terms_with_parameters_of_both_are_direct_and_exchange_terms(
    J: int, parity: int
) -> None:
    """For a contact force exchange is the direct term of another one.

    It has (F - 3G)/2 and (3G - F)/2 in place of F and G. Migdal's parameters hold it, and so our
    matrices have direct terms only.
    """
    space, H = closed_shell()
    those = pairs(CLOSED, CLOSED, J, parity)
    mine = np.flatnonzero(those.kind == 0)
    up = [space.pair(those.first[row], those.second[row], J, J) for row in mine]
    down = [space.tilde(those.first[row], those.second[row], J, J) for row in mine]
    zero = space.vacuum
    A = np.array([[(q @ zero) @ (H @ (k @ zero) - k @ (H @ zero)) for k in up] for q in up])
    B_ = np.array([[(q @ zero) @ (k @ (H @ zero)) for k in down] for q in up])
    force = replace(
        MIGDAL, C_0=1.0, f_in=(F - 3 * G) / 2, f_ex=(F - 3 * G) / 2, f_prime_in=0.0,
        f_prime_ex=0.0, g=(3 * G - F) / 2, g_prime=0.0,
    )  # fmt: skip
    ours = contact(those, mesh(CLOSED, CLOSED, nodes=80), force)
    block = np.ix_(mine, mine)
    assert abs(A).max() > 0.3
    assert np.allclose((ours.even + ours.odd)[block], A, rtol=0, atol=1e-6)
    assert np.allclose((ours.even - ours.odd)[block], B_, rtol=0, atol=1e-6)


def test_pairing_fields_and_number_are_those_of_fock_space() -> None:
    """P+ + P and P+ - P, and the number, which commutes with the force."""
    levels = (("0p3/2", 0.0), ("0p1/2", 1.2))
    orbitals = [oscillator_orbital(subshell(label), B, e) for label, e in levels]
    state = solve(orbitals, 4, strength=1.3, window=20.0)
    space = in_fock(state)
    P = sum(  # destroys pairs
        0.5 * space.reversed(i, m) * (space.c[i, -m] @ space.c[i, m]) for i, m in space.modes
    )
    number = space.one_body(lambda i, m, k, n: float((i, m) == (k, n)))
    those = pairs(state, state, 0, +1)
    mine = np.flatnonzero(those.kind == 0)
    made = [space.pair(a, a, 0, 0) @ space.vacuum for a in those.first[mine]]
    up, down = (np.array([x @ ((P.T + s * P) @ space.vacuum) for x in made]) for s in (1, -1))
    ours, block = pairing(those), np.ix_(mine, mine)
    G = 1.3
    assert state.strength == pytest.approx(G, rel=1e-9, abs=0)
    assert np.allclose(ours.even[block], -G / 2 * np.outer(up, up), rtol=0, atol=1e-13)
    assert np.allclose(ours.odd[block], -G / 2 * np.outer(down, down), rtol=0, atol=1e-13)
    spread = np.array([x @ (number @ space.vacuum) for x in made])
    free = np.diag(those.energies[mine])
    assert np.allclose((free + 2 * ours.odd[block]) @ spread, 0, atol=1e-12)
    assert spread @ spread == pytest.approx(state.number_spread**2, rel=1e-12, abs=0)


def test_only_pairs_that_can_be_excited() -> None:
    closed = paired("0s1/2 0p3/2 0p1/2", [1.0, 0.0, 0.0])
    assert pairs(closed, closed, 1, -1).labels == (
        "p 0s1/2 0p3/2", "p 0s1/2 0p1/2", "n 0s1/2 0p3/2", "n 0s1/2 0p1/2",
    )  # fmt: skip
    assert len(pairs(closed, closed, 2, +1)) == 0
    odd = [pairs(HALF, HALF, J, parity) for J in (1, 3) for parity in (1, -1)]
    assert not any(those.same.any() for those in odd)
    with pytest.raises(ValueError, match="parity = 0"):
        pairs(closed, closed, 1, 0)
    with pytest.raises(ValueError, match="J is not doubled"):
        pairs(closed, closed, -1, 1)


def test_shells_of_a_pair() -> None:
    those = pairs(HALF, OTHER, 1, -1)
    assert those.shells[0] == (Subshell(0, 0, 1), Subshell(0, 1, 3))
    assert those.labels[-1] == "n 0p3/2 0d3/2"
