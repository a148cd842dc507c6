"""Angular momentum exactly: against sympy, and the sums it must obey."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from sympy.physics.wigner import wigner_3j, wigner_6j, wigner_9j

from cevns.nuclei.structure import angular, racah
from cevns.nuclei.structure.racah import Surd, nine_j, root, six_j, three_j
from cevns.nuclei.structure.subshells import Subshell, oscillator_subshells

HALF = sympy.Rational(1, 2)


def symbolic(number: Surd) -> sympy.Expr:
    p = number.rational
    return sympy.Rational(p.numerator, p.denominator) * sympy.sqrt(number.radicand)


def test_three_j_are_those_of_sympy() -> None:
    chosen = random.Random(1)
    every = [
        (a, b, c, m, n, -m - n)
        for a, b in product(range(12), repeat=2)
        for c in range(abs(a - b), a + b + 1, 2)
        for m in range(-a, a + 1, 2)
        for n in range(-b, b + 1, 2)
        if abs(m + n) <= c
    ]
    for case in chosen.sample(every, 400):
        assert symbolic(three_j(*case)) == wigner_3j(*(HALF * k for k in case)), case


def test_six_j_are_those_of_sympy() -> None:
    chosen, found = random.Random(2), 0
    while found < 250:
        case = tuple(chosen.randrange(10) for _ in range(6))
        a, b, c, d, e, f = case
        if not all(racah.triangle(*t) for t in ((a, b, c), (a, e, f), (d, b, f), (d, e, c))):
            assert six_j(*case) == racah.ZERO
            continue
        found += 1
        assert sympy.simplify(symbolic(six_j(*case)) - wigner_6j(*(HALF * k for k in case))) == 0


def test_nine_j_are_those_of_sympy() -> None:
    """As they occur: two half-integer rows, and an operator of rank up to 4."""
    chosen = random.Random(3)
    every = [
        (2 * l1, 2 * l2, 2 * L, 1, 1, 2 * S, j1, j2, 2 * J)
        for l1, l2, L, J, S in product(range(5), range(5), range(5), range(5), (0, 1))
        for j1, j2 in product((2 * l1 - 1, 2 * l1 + 1), (2 * l2 - 1, 2 * l2 + 1))
        if min(j1, j2) > 0 and racah.triangle(2 * l1, 2 * l2, 2 * L)
        and racah.triangle(j1, j2, 2 * J) and racah.triangle(2 * L, 2 * S, 2 * J)
    ]  # fmt: skip
    for case in chosen.sample(every, 80):
        expected = wigner_9j(*(HALF * k for k in case))
        assert sympy.nsimplify(symbolic(nine_j(*case)) - expected) == 0, case


def test_nine_j_of_any_momenta_are_those_of_sympy() -> None:
    """Whole and half in every place, so that the sum inside runs over both too."""
    chosen, kinds = random.Random(7), {0: 0, 1: 0}
    while min(kinds.values()) < 25:
        a, b, d, e = (chosen.randrange(5) for _ in range(4))
        c, f, g, h = (
            chosen.choice(range(abs(p - q), p + q + 1, 2))
            for p, q in ((a, b), (d, e), (a, d), (b, e))
        )
        i = chosen.choice(range(abs(c - f), c + f + 1, 2))
        if not racah.triangle(g, h, i):
            assert nine_j(a, b, c, d, e, f, g, h, i) == racah.ZERO
            continue
        kinds[(a + i) % 2] += 1
        expected = wigner_9j(*(HALF * k for k in (a, b, c, d, e, f, g, h, i)))
        difference = symbolic(nine_j(a, b, c, d, e, f, g, h, i)) - expected
        assert sympy.simplify(difference) == 0, (a, b, c, d, e, f, g, h, i)


def test_what_cannot_be_coupled_is_zero() -> None:
    assert three_j(2, 2, 6, 0, 0, 0) == three_j(2, 2, 2, 2, 2, 0) == racah.ZERO
    assert three_j(2, 2, 2, 4, -2, -2) == three_j(1, 1, 2, 0, 0, 0) == racah.ZERO
    assert three_j(2, 2, 2, 0, 0, 0) == racah.ZERO  # odd sum of whole momenta
    assert six_j(2, 2, 6, 2, 2, 2) == nine_j(2, 2, 8, 2, 2, 2, 2, 2, 2) == racah.ZERO


def test_rows_are_orthogonal_exactly() -> None:
    """sum_m (2c + 1) 3j^2 = 1, which mixes every factorial of the formula."""
    for a, b in ((13, 8), (12, 11), (7, 7)):
        for c in range(abs(a - b), a + b + 1, 2):
            squares = (
                (s.rational**2) * s.radicand
                for m in range(-a, a + 1, 2)
                for n in range(-b, b + 1, 2)
                if (s := three_j(a, b, c, m, n, -m - n))
            )
            assert sum(squares, Fraction(0)) == 1


def test_surds_are_numbers() -> None:
    assert root(Fraction(12, 5)) == Surd(Fraction(2, 5), 15)
    assert root(0) == racah.ZERO == Surd(Fraction(0), 7)
    assert root(2) * root(6) == 2 * root(3) == root(12)
    assert root(8) - root(2) == root(2)
    assert -root(3) + root(3) == racah.ZERO
    assert not racah.ZERO
    assert root(2) * 0 + root(3) == root(3)
    assert (str(root(12)), str(root(Fraction(9, 4)))) == ("2 sqrt(3)", "3/2")
    for n in (*range(1, 400), 2**5 * 3**4 * 101, 997**2 * 2):
        number = root(n)
        assert number.rational**2 * number.radicand == n
        assert all(number.radicand % k**2 for k in range(2, 50))
    with pytest.raises(ValueError, match=r"1 sqrt\(2\) \+ 1 sqrt\(3\).* are no single root"):
        root(2) + root(3)
    with pytest.raises(ValueError, match=r"no real square root of -2"):
        root(-2)
    assert [racah.sign(k) for k in (-3, -2, 0, 5)] == [-1, 1, 1, -1]
    assert isinstance(racah.sign(-1), int)


def harmonic_by_quadrature(l1: int, L: int, l2: int) -> float:
    """sqrt(4 pi) <l1||Y_L||l2> from the integral over three harmonics with M = 0."""
    z, w = np.polynomial.legendre.leggauss(20)
    p = [np.polynomial.legendre.Legendre.basis(k)(z) for k in (l1, L, l2)]
    integral = 2 * np.pi * np.sum(w * p[0] * p[1] * p[2])
    integral *= np.sqrt(np.prod([2 * k + 1 for k in (l1, L, l2)]) / (4 * np.pi) ** 3)
    symbol = float(wigner_3j(l1, L, l2, 0, 0, 0))
    return float(np.sqrt(4 * np.pi) * integral * (-1) ** l1 / symbol)


def test_reduced_harmonics_are_integrals_of_three() -> None:
    for l1, L, l2 in product(range(6), repeat=3):
        ours = float(angular.reduced_harmonic(L, l1, l2))
        if (l1 + L + l2) % 2 or not abs(l1 - l2) <= L <= l1 + l2:
            assert ours == 0
        else:
            assert ours == pytest.approx(harmonic_by_quadrature(l1, L, l2), rel=1e-12, abs=0)


def test_spin_harmonics_in_closed_form() -> None:
    """One 3j symbol; and (L Y_J) . sigma is the commutator of Y_J with sigma . l."""
    shells = [s for s in oscillator_subshells(6) if s.n == 0]
    for bra, ket, J in product(shells, shells, range(7)):
        if (bra.l + ket.l + J) % 2:
            continue
        a, b = bra.twice_j, ket.twice_j
        charge = float(root((a + 1) * (2 * J + 1) * (b + 1)) * three_j(a, 2 * J, b, -1, 0, 1))
        charge *= (-1) ** ((a - 1) // 2) * (a - 2 * bra.l) * (b - 2 * ket.l)  # l before s
        ours = float(angular.spin_harmonic(J, 0, J, bra, ket))
        assert ours == pytest.approx(charge, rel=1e-13, abs=1e-15), (bra, ket, J)
        if J:
            spin = float(angular.spin_harmonic(J, 1, J, bra, ket))
            turned = 2 * (bra.spin_orbit - ket.spin_orbit) / np.sqrt(J * (J + 1)) * charge
            assert spin == pytest.approx(turned, rel=1e-12, abs=1e-14), (bra, ket, J)


def test_spin_between_the_same_orbits() -> None:
    """<j||sigma||j> of a single nucleon: 2 <s_z>/j, Schmidt's, times sqrt(j(j+1)(2j+1))."""
    for shell in (Subshell(0, 2, 5), Subshell(1, 3, 5), Subshell(0, 1, 1)):
        j, l = shell.twice_j / 2, shell.l
        size = np.sqrt(j * (j + 1) * (2 * j + 1))
        aligned = (j * (j + 1) + 0.75 - l * (l + 1)) / (j * (j + 1))
        ours = float(angular.spin_harmonic(0, 1, 1, shell, shell))
        assert ours == pytest.approx(aligned * size, rel=1e-13, abs=0)
