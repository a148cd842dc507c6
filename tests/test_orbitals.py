"""Subshells, the ladder and orbitals: against derivatives, integrals and counting."""

from fractions import Fraction

import numpy as np
import pytest

from cevns.nuclei.structure.ladder import ladder
from cevns.nuclei.structure.orbitals import Orbital, oscillator_function, oscillator_orbital
from cevns.nuclei.structure.subshells import Subshell, existing, oscillator_subshells, subshell

X, W = np.polynomial.legendre.leggauss(200)
R, W = 15 * (X + 1), 15 * W
B = 1.83


def integral(f: np.ndarray) -> float:
    return float(np.sum(W * R**2 * f))


def test_oscillator_functions_are_orthonormal_and_positive_at_the_origin() -> None:
    for l in (0, 1, 4):
        functions = [oscillator_function(n, l, B, R) for n in range(6)]
        overlaps = [[integral(f * g) for f in functions] for g in functions]
        np.testing.assert_allclose(overlaps, np.eye(6), atol=1e-12)
        assert all(oscillator_function(n, l, B, 1e-2) > 0 for n in range(6))
        signs = [np.count_nonzero(np.diff(np.sign(f[R < 15]))) for f in functions]
        assert signs == [0, 1, 2, 3, 4, 5]  # nodes


def test_oscillator_functions_solve_their_equation() -> None:
    """u'' = (l(l+1)/r^2 + r^2/b^4 - (2N + 3)/b^2) u for u = r R, by differences."""
    h, r = 1e-3, np.linspace(0.5, 6, 12)
    for n, l in ((0, 0), (2, 1), (1, 4)):
        u, below, above = (
            (r + k * h) * oscillator_function(n, l, B, r + k * h) for k in (0, -1, 1)
        )
        bent = (above - 2 * u + below) / h**2
        expected = (l * (l + 1) / r**2 + r**2 / B**4 - (4 * n + 2 * l + 3) / B**2) * u
        np.testing.assert_allclose(bent, expected, atol=3e-6)


COEFFICIENTS = np.array([0.48, -0.6, 0.64])


@pytest.mark.parametrize("label", ["0s1/2", "0p3/2", "1f5/2"])
def test_the_ladder_is_the_gradient(label: str) -> None:
    """d/dr - l/r and d/dr + (l+1)/r of sums, by differences."""
    orbital = Orbital(subshell(label), -8.0, B, COEFFICIENTS)
    r, h, l = np.linspace(0.3, 7, 30), 1e-3, orbital.shell.l
    steps = [orbital.radial(r + k * h) for k in (-2, -1, 1, 2)]
    slope = (steps[0] - 8 * steps[1] + 8 * steps[2] - steps[3]) / (12 * h)
    here = orbital.radial(r)
    np.testing.assert_allclose(orbital.raised(r), slope - l / r * here, atol=1e-9)
    if l:
        np.testing.assert_allclose(orbital.lowered(r), slope + (l + 1) / r * here, atol=1e-9)
    else:
        np.testing.assert_array_equal(orbital.lowered(r), np.zeros(30))


def test_no_rung_has_negative_numbers() -> None:
    assert [(rung.n, rung.l) for rung in ladder(+1, 0, 3)] == [(0, 4)]
    assert [(rung.n, rung.l) for rung in ladder(-1, 0, 3)] == [(0, 2), (1, 2)]
    assert ladder(-1, 2, 0) == ()
    # the mean square of either gradient is that of the momentum, (N + 3/2)/b^2
    for n, l in ((0, 0), (1, 2), (3, 1)):
        for step in (1, -1) if l else (1,):
            squares = [r.factor.rational**2 * r.factor.radicand for r in ladder(step, n, l)]
            assert sum(squares) == Fraction(2 * (2 * n + l) + 3, 2)


def test_mean_square_radii() -> None:
    for label in ("0s1/2", "0p1/2", "1f7/2"):
        orbital = Orbital(subshell(label), -8.0, B, COEFFICIENTS)
        expected = integral(orbital.radial(R) ** 2 * R**2)
        assert orbital.mean_r2 == pytest.approx(expected, rel=1e-12, abs=0)
    pure = oscillator_orbital(subshell("1d3/2"), B)
    assert pure.mean_r2 == pytest.approx(B**2 * 5.5, rel=1e-14, abs=0)
    np.testing.assert_allclose(pure.radial(R), oscillator_function(1, 2, B, R), atol=1e-15)


def test_an_orbital_keeps_what_it_was_given() -> None:
    given = COEFFICIENTS.copy()
    orbital = Orbital(subshell("0p1/2"), -8.0, B, given)
    given[0] = 9
    assert orbital.coefficients[0] == 0.48
    with pytest.raises(ValueError, match="read-only"):
        orbital.coefficients[0] = 1


def test_subshells_are_read_and_written() -> None:
    for shell in oscillator_subshells(17):
        assert subshell(shell.label) == shell == existing(shell)
    f = subshell("1f5/2")
    assert (f.n, f.l, f.twice_j, f.quanta, f.holds) == (1, 3, 5, 5, 6)
    assert f.spin_orbit == -2
    assert subshell("0f7/2").spin_orbit == 1.5
    assert subshell("0j15/2").l == 7  # the letter that atoms leave out


def test_shells_hold_what_an_oscillator_holds() -> None:
    """(N + 1)(N + 2) nucleons of a kind in each, 2, 6, 12, 20, 30, 42, 56."""
    shells = oscillator_subshells(6)
    for N in range(7):
        assert sum(s.holds for s in shells if s.quanta == N) == (N + 1) * (N + 2)
    assert [s.label for s in shells[:6]] == ["0s1/2", "0p1/2", "0p3/2", "1s1/2", "0d3/2", "0d5/2"]
    weighted = sum(s.holds * s.spin_orbit for s in shells)
    assert weighted == 0  # a filled shell has no spin-orbit energy


@pytest.mark.parametrize(
    "label", ["", "0", "f7/2", "0x7/2", "0f7", "0f6/2", "0s-1/2", "0f7/3", None, 3]
)
def test_labels_that_are_none(label: object) -> None:
    with pytest.raises(ValueError, match=r"no subshell .*(such as 0f7/2|j is l \+ 1/2)"):
        subshell(label)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("0f7/2", -8.0, B, COEFFICIENTS), r"must be a Subshell, got '0f7/2'"),
        ((Subshell(0, 3, 9), -8.0, B, COEFFICIENTS), r"no subshell with n = 0, l = 3, j = 9/2"),
        ((Subshell(0, 3, 7), np.nan, B, COEFFICIENTS), r"energy of an orbital = nan MeV"),
        ((Subshell(0, 3, 7), -8.0, 0, COEFFICIENTS), r"oscillator length = 0 fm .*> 0"),
        ((Subshell(0, 3, 7), -8.0, B, [0.6, 0.6]), r"must be one row .*shape \(2,\) and 0\.72"),
        ((Subshell(0, 3, 7), -8.0, B, [[1.0]]), r"one row .* shape \(1, 1\)"),
        ((Subshell(0, 3, 7), -8.0, B, [2.0]), r"oscillator coefficients\[0\] = 2"),
    ],
)  # fmt: skip
def test_bad_orbitals(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Orbital(*arguments)
