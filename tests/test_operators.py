"""The seven operators: space by brute force, quadrature, public programs, published tables."""

import random
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from vector_calculus import Space

from cevns.nuclei.harmonic_oscillator import HarmonicOscillator
from cevns.nuclei.structure import operators
from cevns.nuclei.structure.one_body import RadialGrid, reduced
from cevns.nuclei.structure.operators import Polynomial, polynomial
from cevns.nuclei.structure.orbitals import Orbital, oscillator_orbital
from cevns.nuclei.structure.subshells import Subshell, oscillator_subshells, subshell
from cevns.nuclei.structure.terms import OPERATORS, connected, forbidden, terms

SHELLS = oscillator_subshells(6)
Case = tuple[str, int, Subshell, Subshell]
CASES: list[Case] = [
    (name, J, bra, ket)
    for name, known in OPERATORS.items()
    for J in range(known.lowest, 7)
    for bra, ket in product(SHELLS, SHELLS)
    if connected(name, J, bra, ket)
]
"""Whatever parity and angular momentum allow, to six quanta and J = 6."""


def test_definitions_integrated_in_space() -> None:
    """Numerical curls and gradients of fields and spinors, two components M of each."""
    space = Space(kappa=1.3)
    low = [case for case in CASES if max(case[2].quanta, case[3].quanta) <= 4]
    high = [case for case in CASES if max(case[2].quanta, case[3].quanta) > 4]
    chosen = [*low, *random.Random(4).sample(high, 1000)]
    assert len(chosen) > 3500
    for case in chosen:
        ours = polynomial(*case).at(1.3, 1.0)
        for theirs in space.reduced(*case):
            assert theirs == pytest.approx(complex(ours), rel=0, abs=1e-12), case


@pytest.mark.parametrize("b", [1.7, 2.3])
def test_exactly_and_on_a_radial_grid(b: float) -> None:
    kappa = np.array([0.05, 0.3, 0.8, 1.6, 3.0])
    grid = RadialGrid([oscillator_orbital(shell, b) for shell in SHELLS], kappa)
    position = {shell: i for i, shell in enumerate(SHELLS)}
    for name, J in sorted({case[:2] for case in CASES}):
        pairs = [case[2:] for case in CASES if case[:2] == (name, J)]
        found = grid.reduced(name, J, *zip(*[[position[s] for s in p] for p in pairs], strict=True))
        exact = np.array([polynomial(name, J, *pair).at(kappa, b) for pair in pairs])
        scale = np.maximum(1, kappa ** -(2.0 if "Delta" in name else 1.0))
        np.testing.assert_allclose(found / scale, exact / scale, rtol=0, atol=1e-12)


def test_hermiticity() -> None:
    """<a||T||b> = eta (-1)^(ja - jb) <b||T||a>, exactly; Omega has no such rule."""
    for name, J, a, b in CASES:
        one, other = polynomial(name, J, a, b), polynomial(name, J, b, a)
        phase = OPERATORS[name].eta * (-1) ** (abs(a.twice_j - b.twice_j) // 2)
        turned = tuple(phase * p for p in other.coefficients)
        if name == "Omega":
            continue
        assert (one.radicand, one.coefficients) == (other.radicand, turned), (name, J, a, b)
    there, back = (
        polynomial("Omega", 1, *s) for s in ((SHELLS[0], SHELLS[3]), (SHELLS[3], SHELLS[0]))
    )
    assert abs(there(0.3)) != pytest.approx(abs(back(0.3)), rel=1e-3, abs=0)


def test_every_polynomial_is_rational_up_to_one_root() -> None:
    """sqrt(r) times rational numbers, with one square-free r: ten thousand of them."""
    found = [one for case in CASES if (one := polynomial(*case))]
    assert len(found) > 9900
    for one in found:
        assert all(isinstance(p, Fraction) for p in one.coefficients)
        assert all(one.radicand % k**2 for k in (2, 3, 5, 7, 11, 13, 17))
        beta = one.J + OPERATORS[one.operator].beta
        assert one.beta == beta
        assert len(one.coefficients) == (one.bra.quanta + one.ket.quanta - beta) / 2 + 1


LAST_VANISHES = ("Delta", "Delta'", "Omega'")


def test_the_degree_is_that_of_the_slide_or_one_less() -> None:
    """M_JJ and its curl have no part along r that would reach it; nor has what is antihermitian."""
    reached = dict.fromkeys(OPERATORS, 0)
    for case in CASES:
        if one := polynomial(*case):
            reached[case[0]] += bool(one.coefficients[-1])
            if case[0] in LAST_VANISHES:
                assert one.coefficients[-1] == 0
            elif case[0] != "Sigma'":
                assert one.coefficients[-1] != 0, case
    assert [name for name, times in reached.items() if not times] == list(LAST_VANISHES)
    # and Sigma' reaches it but where sigma has no part across r
    assert reached["Sigma'"] > 1200


def test_nothing_else_is_connected() -> None:
    kappa = [0.4]
    grid = RadialGrid([oscillator_orbital(shell, 1.8) for shell in SHELLS], kappa)
    allowed = set(CASES)
    for name, known in OPERATORS.items():
        for J, i, k in product(range(known.lowest, 5), range(10), range(10)):
            case = name, J, SHELLS[i], SHELLS[k]
            if case not in allowed:
                assert not polynomial(*case)
                assert polynomial(*case)(0.3) == grid.reduced(name, J, i, k) == 0
                assert forbidden(*case) in ("parity", "angular momentum")
    assert forbidden("M", 1, SHELLS[0], SHELLS[0]) == "parity"
    assert forbidden("M", 2, SHELLS[0], SHELLS[0]) == "angular momentum"


S = Subshell(0, 0, 1)


@pytest.mark.parametrize(
    ("operator", "J", "square"),
    [("M", 0, 2), ("Sigma'", 1, 4), ("Sigma''", 1, 2)],
)
def test_the_lowest_state_in_closed_form(operator: str, J: int, square: int) -> None:
    """sqrt(2), 2 and sqrt(2) times e^-y/sqrt(4 pi): a Gaussian and the spin alone."""
    y = np.array([0.0, 0.2, 3.0])
    expected = np.sqrt(square / (4 * np.pi)) * np.exp(-y)
    np.testing.assert_allclose(polynomial(operator, J, S, S)(y), expected, rtol=1e-15)


def test_a_charge_alone_is_the_number_of_states() -> None:
    """<j||M_0||j> = sqrt((2j+1)/4pi) at rest, for every subshell."""
    for shell in SHELLS:
        at_rest = polynomial("M", 0, shell, shell)(0.0)
        assert at_rest == pytest.approx(np.sqrt(shell.holds / (4 * np.pi)), rel=1e-15, abs=0)


def test_only_the_coulomb_operator_connects_spinless_states() -> None:
    """0+ to 0+: a monopole between states of one parity, for every subshell filled in pairs."""
    alive = {
        name
        for name, J, bra, ket in CASES
        if J == 0 and bra == ket and polynomial(name, J, bra, ket)
    }
    assert alive == {"M"}
    even = {name for name, J, bra, ket in CASES if J == 0 and (bra.l - ket.l) % 2 == 0}
    assert even == {"M"}


def test_closed_shells_have_the_form_factor_of_the_oscillator() -> None:
    """sum over subshells of sqrt(4 pi (2j+1)) <j||M_0||j> is N F(Q) of densities."""
    Q, b = np.linspace(0, 3, 13), 1.9
    for top, nucleons in ((0, 2), (1, 8), (2, 20)):
        total = sum(
            np.sqrt(4 * np.pi * s.holds) * polynomial("M", 0, s, s).at(Q, b)
            for s in oscillator_subshells(top)
        )
        expected = nucleons * HarmonicOscillator(b, nucleons)(Q)
        np.testing.assert_allclose(total, expected, rtol=0, atol=1e-13 * nucleons)


PUBLIC: list[tuple[str, int, str, str, float, float]] = [
    ("M", 2, "1s1/2", "0d3/2", 0.625, -0.1094239693097734),
    ("Sigma", 3, "1p3/2", "1d3/2", 2.625, 0.010195423929554344),
    ("Delta'", 2, "0p1/2", "0f5/2", 0.75, 0.10135675506386227),
    ("Delta'", 4, "0f5/2", "1h9/2", 0.125, 0.01977120073009146),
    ("Delta", 4, "0d5/2", "0f7/2", 0.375, -0.016876012112710687),
    ("Sigma''", 4, "0d5/2", "0f7/2", 0.375, 0.0703260145999258),
    ("Omega'", 3, "0d5/2", "1s1/2", 0.125, -0.016069510098686166),
]
"""What the program Mu2e_NRET checks itself with: Haxton, Rule, McElvain and Ramsey-Musolf,
Phys. Rev. C 107 (2023) 035504; file v1/python/mu2e.py of its repository."""


@pytest.mark.parametrize(("operator", "J", "bra", "ket", "y", "value"), PUBLIC)
def test_sign_and_size_of_a_public_program(
    operator: str, J: int, bra: str, ket: str, y: float, value: float
) -> None:
    ours = polynomial(operator, J, subshell(bra), subshell(ket))(y)
    assert ours == pytest.approx(value, rel=1e-13, abs=0)


def coulomb_squared(filling: dict[str, int]) -> list[float]:
    """Coefficients of 4 pi <M_0>^2 beside e^(-2y), nucleons of each subshell given."""
    total = np.zeros(3)
    for label, many in filling.items():
        one = polynomial("M", 0, subshell(label), subshell(label))
        p = np.array([float(x) for x in one.coefficients]) * np.sqrt(one.radicand)
        total[: len(p)] += p * many / np.sqrt(one.bra.holds)
    return np.polynomial.polynomial.polymul(total, total)[:3].tolist()


def test_carbon_of_a_published_table() -> None:
    """36 - 32 y + 7.11 y^2: Catena and Schwabe, JCAP 04 (2015) 042, as tabulated in WIMpy."""
    for filling in ({"0s1/2": 2, "0p3/2": 4}, {"0s1/2": 2, "0p3/2": 3, "0p1/2": 1}):
        printed = [35.9999, -31.9999, 7.11108]
        np.testing.assert_allclose(coulomb_squared(filling), printed, rtol=1e-5)


def test_fluorine_of_a_published_table() -> None:
    """Protons 81 - 96 y, and Delta_1 as (1 - 2y/5)^2: Fitzpatrick et al., JCAP 02 (2013) 004."""
    core = {"0s1/2": 2, "0p3/2": 4, "0p1/2": 2}
    for valence in ("0d5/2", "1s1/2", "0d3/2"):
        assert [round(x, 9) for x in coulomb_squared({**core, valence: 1})[:2]] == [81, -96]
    printed = np.array([0.0251, -0.0201, 0.00401])
    for bra, ket in product(("0d5/2", "0d3/2"), repeat=2):
        p = [float(x) for x in polynomial("Delta", 1, subshell(bra), subshell(ket)).coefficients]
        square = np.polynomial.polynomial.polymul(p, p)[:3]
        np.testing.assert_allclose(square / square[0], printed / printed[0], rtol=5e-3)
    assert not polynomial("Delta", 1, subshell("1s1/2"), subshell("1s1/2"))


def test_one_element_by_sympy() -> None:
    """<0p3/2||Sigma'_1||0p1/2> with sympy's 9j symbols and integrals, from the formula."""
    from sympy.physics.wigner import wigner_3j, wigner_9j

    x, y = sympy.symbols("x y", positive=True)
    half = sympy.Rational(1, 2)
    R = sympy.sqrt(8 / (3 * sympy.sqrt(sympy.pi))) * x * sympy.exp(-(x**2) / 2)
    total = 0
    for L, weight in ((0, sympy.sqrt(sympy.Rational(2, 3))), (2, -sympy.sqrt(half * 2 / 3))):
        angle = -sympy.sqrt(9 * (2 * L + 1) / (4 * sympy.pi)) * wigner_3j(1, L, 1, 0, 0, 0)
        angle *= sympy.sqrt(4 * 3 * 2) * wigner_9j(1, 1, L, half, half, 1, 3 * half, half, 1)
        z = 2 * sympy.sqrt(y) * x
        bessel = sympy.expand_func(sympy.jn(L, z)).rewrite(sympy.sin)
        integral = sympy.integrate(sympy.expand(R**2 * bessel * x**2), (x, 0, sympy.oo))
        total += weight * angle * sympy.sqrt(6) * integral
    ours = polynomial("Sigma'", 1, Subshell(0, 1, 3), Subshell(0, 1, 1))
    for value in (0.1, 0.7, 3.0):
        expected = complex(total.subs(y, value).evalf(20)).real
        assert ours(value) == pytest.approx(expected, rel=1e-12, abs=0)


def test_orbitals_are_sums_of_oscillator_functions() -> None:
    """Bilinear in the coefficients, gradients included."""
    b, kappa = 1.8, np.array([0.2, 0.9])
    c, d = np.array([0.6, -0.48, 0.64]), np.array([0.8, 0.6])
    bra, ket = Subshell(1, 2, 5), Subshell(0, 1, 3)
    left, right = Orbital(bra, -5.0, b, c), Orbital(ket, -9.0, b, d)
    for operator, J in (("M", 1), ("Sigma'", 2), ("Delta", 2), ("Delta'", 3), ("Omega'", 2)):
        expected = sum(
            p * q * polynomial(operator, J, bra._replace(n=n), ket._replace(n=m)).at(kappa, b)
            for (n, p), (m, q) in product(enumerate(c), enumerate(d))
        )
        found = reduced(operator, J, left, right, kappa)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


def test_orbitals_of_different_lengths() -> None:
    """0d of b = 2.1 fm is a sum of many d of b = 1.8 fm, with overlaps from quadrature."""
    r, w = np.polynomial.legendre.leggauss(120)
    r, w = 10 * (r + 1), 10 * w
    wide = oscillator_orbital(Subshell(0, 2, 3), 2.1)
    overlaps = [
        np.sum(w * r**2 * wide.radial(r) * oscillator_orbital(Subshell(n, 2, 3), 1.8).radial(r))
        for n in range(16)
    ]
    sum_of_many = Orbital(wide.shell, 0.0, 1.8, np.array(overlaps))
    narrow = oscillator_orbital(Subshell(1, 1, 1), 1.8)
    kappa = np.array([[0.1, 0.5], [1.0, 2.0]])
    for operator, J in (("M", 1), ("Sigma''", 2), ("Delta", 2), ("Delta'", 1), ("Omega'", 2)):
        for pair in ((0, 1), (1, 0)):
            one = [(wide, narrow)[i] for i in pair]
            other = [(sum_of_many, narrow)[i] for i in pair]
            found, expected = (reduced(operator, J, *states, kappa) for states in (one, other))
            assert found.shape == kappa.shape
            np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_a_grid_resolves_the_momentum_transfer_it_was_made_for() -> None:
    """Fast waves average to nothing, which takes more nodes than the states alone do."""
    for shell in (S, SHELLS[-1]):
        orbital = oscillator_orbital(shell, 2.3)
        for kappa in (6.0, 12.0, 18.0):
            exact = polynomial("M", 0, shell, shell).at(kappa, 2.3)
            found = reduced("M", 0, orbital, orbital, kappa)
            assert found == pytest.approx(float(exact), rel=0, abs=1e-13)


def test_a_grid_is_many_single_elements() -> None:
    orbitals = [oscillator_orbital(s, 2.0 + 0.05 * i) for i, s in enumerate(SHELLS[:8])]
    grid = RadialGrid(orbitals, [0.3, 0.6, 0.9])
    bra, ket = [0, 3, 2, 5], [2, 1, 2, 4]
    for operator, J in (("M", 2), ("Sigma", 1), ("Delta'", 2), ("Omega", 1), ("Sigma''", 1)):
        found = grid.reduced(operator, J, bra, ket)
        assert found.shape == (4, 3)
        for row, i, k in zip(found, bra, ket, strict=True):
            one = reduced(operator, J, orbitals[i], orbitals[k], np.array([0.3, 0.6, 0.9]))
            np.testing.assert_allclose(row, one, rtol=0, atol=1e-14)
    assert reduced("M", 0, orbitals[0], orbitals[0], 0.4).shape == ()
    np.testing.assert_allclose(
        grid.reduced("M", 0, 1, [1, 1]), grid.reduced("M", 0, [1, 1], 1), rtol=1e-14
    )
    assert np.ptp([np.abs(grid.reduced("M", 0, i, i)).max() for i in (1, 2)]) > 0.1


def test_at_small_momentum_transfers() -> None:
    """The dipole is kappa r/3 Y_1; Delta'_1 then is the commutator of H with it, as Siegert's."""
    b, kappa = 1.9, 1e-4
    p, s = Subshell(0, 1, 1), S
    # <0p||r||0s> = sqrt(3/2) b; <0p1/2||Y_1||0s1/2> = - sqrt(2/4pi)
    dipole = -np.sqrt(2 / (4 * np.pi)) * np.sqrt(1.5) * b * kappa / 3
    assert polynomial("M", 1, p, s).at(kappa, b) == pytest.approx(dipole, rel=1e-7, abs=0)
    # -i curl M_11 -> sqrt(2) grad M_1, and 2 grad M.grad = [nabla^2, M] = -2m [H, M],
    # whose matrix element is -2m (hbar omega) M = -2 M/b^2
    siegert = np.sqrt(2) / kappa**2 * (-1 / b**2) * dipole
    assert polynomial("Delta'", 1, p, s).at(kappa, b) == pytest.approx(siegert, rel=1e-7, abs=0)


def read(text: str) -> Callable[[float], float]:
    """Understand a printed polynomial."""
    match = re.fullmatch(r"sqrt\((\d+)/4pi\) e\^-y(?: (y\S*))? \((.*)\)", text)
    assert match is not None, text
    power = sympy.sympify((match[2] or "1").replace("^", "**"))
    inside = sympy.sympify(re.sub(r"(\d) y", r"\1*y", match[3]).replace("^", "**"))
    y = sympy.Symbol("y")
    whole = sympy.sqrt(sympy.Rational(int(match[1])) / (4 * sympy.pi)) * sympy.exp(-y)
    return sympy.lambdify(y, whole * power * inside)


def test_printed_polynomials_say_what_they_are() -> None:
    for case in random.Random(5).sample(CASES, 120):
        one = polynomial(*case)
        if not one:
            assert (str(one), one.tex) == ("0", "0")
            continue
        assert read(str(one))(0.37) == pytest.approx(float(one(0.37)), rel=1e-12, abs=1e-16)
        plain = one.tex.replace(r"\,", " ").replace(r"\left", "").replace(r"\right", "")
        plain = re.sub(r"\\sqrt\{\\frac\{(\d+)\}\{4\\pi\}\}", r"sqrt(\1/4pi)", plain)
        plain = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"\1/\2", plain).replace("{-y}", "-y")
        plain = re.sub(r"y\^\{(\S+?)\}", r"y^(\1)", plain.replace("e^-yy", "e^-y y"))
        plain = re.sub(r"(y\S*|-y)\(", r"\1 (", plain)
        assert read(plain)(0.37) == pytest.approx(float(one(0.37)), rel=1e-12, abs=1e-16)
        assert one._repr_latex_() == f"${one.tex}$"


def test_two_are_printed_as_in_the_book() -> None:
    d = subshell("0d5/2")
    assert str(polynomial("M", 0, d, d)) == "sqrt(6/4pi) e^-y (1 - 4/3 y + 4/15 y^2)"
    below = polynomial("Delta'", 1, subshell("0p1/2"), S)
    assert str(below).startswith("sqrt(")
    assert " y^(-1/2) (" in str(below)


def test_lists_are_complete() -> None:
    """What is between two subshells, and what one operator has up to N, each once, none zero."""
    bra, ket = subshell("0d5/2"), subshell("0p3/2")
    listed = list(operators.between(bra, ket))
    expected = {case for case in CASES if case[2:] == (bra, ket) and polynomial(*case)}
    assert {(e.operator, e.J, e.bra, e.ket) for e in listed} == expected
    assert len(listed) == len(expected) == 13
    every = list(operators.elements("Sigma'", 1, 3))
    within = {c for c in CASES if c[:2] == ("Sigma'", 1) and c[2].quanta < 4 and c[3].quanta < 4}
    assert {(e.operator, e.J, e.bra, e.ket) for e in every} == {c for c in within if polynomial(*c)}
    assert all(isinstance(e, Polynomial) for e in every)


ORBITAL = oscillator_orbital(S, 2.0)
GRID = RadialGrid([ORBITAL], [0.0, 0.5])
P = Subshell(0, 1, 1)
RISING = polynomial("M", 0, S, S)
FALLING = polynomial("Delta'", 1, P, S)
BAD: list[tuple[str, Callable[[], object], str]] = [
    ("operator", lambda: polynomial("sigma'", 1, S, S), r"no operator .*did you mean \"Sigma'\""),
    ("number of an operator", lambda: terms("T3", 1, S, S), r"no operator 'T3'"),
    ("negative J", lambda: polynomial("M", -1, S, S), r"J of M = -1 must be .*>= 0"),
    ("no monopole", lambda: polynomial("Sigma", 0, S, S), r"J of Sigma = 0 .*>= 1.*no monopole"),
    ("half J", lambda: polynomial("M", 0.5, S, S), r"J of M = 0\.5 must be a whole .*not doubled"),
    ("label", lambda: polynomial("M", 0, "0s1/2", S), r"must be a Subshell, got '0s1/2'; subs"),
    ("l and j", lambda: polynomial("M", 0, Subshell(0, 2, 7), S), r"no subshell with n = 0, l = 2"),
    ("nodes", lambda: polynomial("M", 0, Subshell(-1, 2, 5), S), r"n counts nodes from 0"),
    ("j not doubled", lambda: polynomial("M", 0, Subshell(0, 2, 2), S), r"twice_j twice j"),
    ("negative y", lambda: RISING(-1), r"y = -1 must be .*kappa b/2"),
    ("y = 0", lambda: FALLING(0), r"like kappa\^\(-1\): y must be > 0; multiply by kappa"),
    ("kappa in MeV", lambda: RISING.at(100, 2), r"kappa = 100 .*in fm\^-1; 100 MeV are 0\.507"),
    ("length", lambda: RISING.at(1, 0), r"oscillator length = 0 fm must be .*> 0"),
    ("quanta", lambda: list(operators.elements("M", 0, 13)), r"oscillator quanta = 13 .*<= 12"),
    ("parity", lambda: operators.radial_integral(1, 0, 1, 0, 1), r"j_1 between l = 1 and 1"),
    ("no orbitals", lambda: RadialGrid([], [0.1]), r"needs at least one orbital"),
    (
        "subshell",
        lambda: RadialGrid([S], [0.1]),
        r"each an Orbital.*knows its radial function",
    ),
    ("no momenta", lambda: RadialGrid([ORBITAL], []), r"need one axis, got shape \(0,\)"),
    ("two axes", lambda: RadialGrid([ORBITAL], [[0.1]]), r"need one axis, got shape \(1, 1\)"),
    ("negative kappa", lambda: reduced("M", 0, ORBITAL, ORBITAL, -1), r"kappa\[0\] = -1 fm\^-1"),
    ("position", lambda: GRID.reduced("M", 0, 0, 1), r"orbital = 1 must be .*count .* from 0"),
    (
        "gradient at rest",
        lambda: reduced("Delta'", 1, oscillator_orbital(P, 2.0), ORBITAL, 0),
        r"Delta' of J = 1 has a gradient over kappa: kappa must be > 0",
    ),
]


@pytest.mark.parametrize(("call", "message"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_input(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_at_rest_without_a_gradient() -> None:
    assert GRID.reduced("M", 0, 0, 0)[0, 0] == pytest.approx(
        np.sqrt(2 / (4 * np.pi)), rel=1e-13, abs=0
    )
