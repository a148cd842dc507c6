"""Oscillator matrix elements of the seven operators, exactly: a polynomial, a power, e^(-y)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import factorial, pi, prod, sqrt

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.kinds import checked
from cevns.nuclei.structure.ladder import ladder
from cevns.nuclei.structure.racah import ZERO, Surd, root, sign
from cevns.nuclei.structure.subshells import Subshell, existing, oscillator_subshells
from cevns.nuclei.structure.terms import OPERATORS, momentum_transfer, multipole, terms


@checked
@dataclass(frozen=True, slots=True)
class Polynomial:
    r"""A reduced matrix element between subshells of one oscillator, exactly.

    .. math::

        \langle j_1\|T_J\|j_2\rangle &= \sqrt{\frac{r}{4\pi}}\;e^{-y}\,y^{\beta/2}
        \sum_{\mu=0}^{n_\text{max}} p_\mu\,y^\mu, \\
        y &= \left(\frac{\kappa b}2\right)^2, \qquad n_\text{max} = \frac{N_1+N_2-\beta}2

    For :math:`\Delta`, :math:`\Delta'` and :math:`\Omega'` the last coefficient is zero.

    Parameters
    ----------
    operator, J : of what
    bra, ket : between what
    beta : the power of kappa, J and that of the operator
    radicand : r, one for all coefficients; 1 if there are none
    coefficients : p, rational, of each power of y up to n_max; none where parity or angular
        momentum forbid the matrix element

    Notes
    -----
    Source: T. W. Donnelly and W. C. Haxton, At. Data Nucl. Data Tables 23 (1979) 103.
    """

    operator: str
    J: int
    bra: Subshell
    ket: Subshell
    beta: int
    radicand: int
    coefficients: tuple[Fraction, ...]

    def __call__(self, y: ArrayLike) -> Array:
        """Return the matrix element at y = (kappa b/2)^2 >= 0, or > 0 if beta is negative."""
        y = in_range("y", y, at_least=0, hint="y = (kappa b/2)^2")
        if not self:
            return np.zeros_like(y)
        if self.beta < 0 and not y.all():
            raise ValueError(
                f"{self.operator} of J = {self.J} goes like kappa^({self.beta}): y must be > 0; "
                "multiply by kappa first, or take the limit of small y"
            )
        sum_over_mu = np.polynomial.polynomial.polyval(y, [float(p) for p in self.coefficients])
        scale = sqrt(self.radicand / (4 * pi))
        return np.asarray(scale * np.exp(-y) * y ** (self.beta / 2) * sum_over_mu)

    def at(self, kappa: ArrayLike, b: float) -> Array:
        """Return the matrix element at momentum transfers [fm^-1] for an oscillator length [fm]."""
        length = number("oscillator length", b, "fm", above=0, at_most=20, hint="b is in fm")
        return self((momentum_transfer(kappa) * length / 2) ** 2)

    def __bool__(self) -> bool:
        """Whether it is more than zero."""
        return any(self.coefficients)

    def __str__(self) -> str:
        """Such as ``sqrt(6/4pi) e^-y (1 - 4/3 y + 4/15 y^2)``."""
        if not self:
            return "0"
        half = Fraction(self.beta, 2)
        power = {0: "", 2: " y"}.get(
            self.beta, f" y^{half}" if half in range(9) else f" y^({half})"
        )
        return f"sqrt({self.radicand}/4pi) e^-y{power} ({_sum(self.coefficients, str)})"

    @property
    def tex(self) -> str:
        r"""Such as :math:`\sqrt{\frac{6}{4\pi}}\,e^{-y}\left(1-\frac{4}{3}y\right)`, in TeX."""
        if not self:
            return "0"
        power = {0: "", 2: "y"}.get(self.beta, f"y^{{{Fraction(self.beta, 2)}}}")
        inside = _sum(self.coefficients, _tex_fraction)
        scale = rf"\sqrt{{\frac{{{self.radicand}}}{{4\pi}}}}"
        return rf"{scale}\,e^{{-y}}{power}\left({inside}\right)"

    def _repr_latex_(self) -> str:
        """Formulas in notebooks."""
        return f"${self.tex}$"


def _sum(coefficients: tuple[Fraction, ...], number: Callable[[Fraction], str]) -> str:
    """Say a polynomial in y, its numbers said by a function."""
    said = ""
    for mu, p in enumerate(coefficients):
        if not p:
            continue
        power = ("", "y", f"y^{mu}" if mu < 10 else f"y^{{{mu}}}")[min(mu, 2)]
        size = number(abs(p)) if abs(p) != 1 or not power else ""
        plus = (" - " if said else "-") if p < 0 else (" + " if said else "")
        said += plus + " ".join(part for part in (size, power) if part)
    return said


def _tex_fraction(number: Fraction) -> str:
    above, below = number.numerator, number.denominator
    return f"{above}" if below == 1 else rf"\frac{{{above}}}{{{below}}}"


@checked
@cache
def polynomial(operator: str, J: int, bra: Subshell, ket: Subshell) -> Polynomial:
    r"""Return :math:`\langle j_1\|T_J\|j_2\rangle` in the harmonic oscillator, exactly.

    Equation :eq:`eq:mo-closed` of the book.

    Parameters
    ----------
    operator : a name of `cevns.nuclei.structure.terms.OPERATORS`
    J : multipole, not doubled
    bra, ket : subshells

    Raises
    ------
    ValueError
        for an unknown operator, or a J it does not have
    """
    pieces = terms(operator, J, bra, ket)
    beta = J + OPERATORS[operator].beta
    powers = [ZERO] * max(0, (bra.quanta + ket.quanta - beta) // 2 + 1)
    for coefficient, L, step in pieces:
        # 1/(kappa b) of a gradient is 1/(2 sqrt(y))
        shift = (L - abs(step) - beta) // 2
        for factor, n, l in ladder(step, ket.n, ket.l):
            for mu, value in enumerate(radial_integral(L, bra.n, bra.l, n, l)):
                powers[mu + shift] += Fraction(1, 1 + abs(step)) * coefficient * factor * value
    if not any(powers):
        return Polynomial(operator, J, bra, ket, beta, 1, ())
    (radicand,) = {value.radicand for value in powers if value}
    return Polynomial(
        operator, J, bra, ket, beta, radicand, tuple(value.rational for value in powers)
    )


@checked
def elements(operator: str, J: int, quanta: int) -> Iterator[Polynomial]:
    """Return all matrix elements that are not zero between subshells of up to so many quanta.

    Parameters
    ----------
    operator : a name of `cevns.nuclei.structure.terms.OPERATORS`
    J : multipole, not doubled
    quanta : N = 2n + l at most, up to 12

    Raises
    ------
    ValueError
        for an unknown operator, a J it does not have, or too many quanta
    """
    multipole(operator, J)
    shells = oscillator_subshells(int(number("oscillator quanta", quanta, at_least=0, at_most=12)))
    every = (polynomial(operator, J, bra, ket) for bra, ket in product(shells, shells))
    return filter(None, every)


@checked
def between(bra: Subshell, ket: Subshell) -> Iterator[Polynomial]:
    r"""Return what is not zero between two subshells, of all operators and multipoles.

    Parameters
    ----------
    bra, ket : subshells

    Raises
    ------
    ValueError
        if there is no such subshell
    """
    existing(bra), existing(ket)
    least, most = abs(bra.twice_j - ket.twice_j) // 2, (bra.twice_j + ket.twice_j) // 2
    for operator, known in OPERATORS.items():
        for J in range(max(least, known.lowest), most + 1):
            if found := polynomial(operator, J, bra, ket):
                yield found


@checked
@cache
def radial_integral(L: int, n1: int, l1: int, n2: int, l2: int) -> tuple[Surd, ...]:
    r"""Return the coefficients of y^mu in a radial integral of oscillator functions.

    Equation :eq:`eq:mo-radial` of the book.

    .. math::

        \int_0^\infty R_{n_1\ell_1}\,j_L(\kappa r)\,R_{n_2\ell_2}\,r^2dr =
        e^{-y}\,y^{L/2}\sum_\mu c_\mu\,y^\mu

    from the powers of the Laguerre polynomials, for each of which, with
    :math:`\ell_1+\ell_2+2m=L+2p`,

    .. math::

        \int_0^\infty x^{L+2p+2}e^{-x^2}j_L(2\sqrt y\,x)\,dx =
        \frac{\sqrt\pi}4\,p!\,e^{-y}\,y^{L/2}\,L_p^{L+1/2}(y)

    Parameters
    ----------
    L : of the Bessel function; l1 + l2 - L must be even and not negative
    n1, l1, n2, l2 : nodes and orbital momenta

    Returns
    -------
    tuple of Surd
        all with one radicand, of mu = 0 to n1 + n2 + (l1 + l2 - L)/2

    Raises
    ------
    ValueError
        if l1 + l2 - L is odd or negative: then it is no polynomial
    """
    first, odd = divmod(l1 + l2 - L, 2)
    if odd or first < 0:
        raise ValueError(
            f"radial integral with j_{L} between l = {l1} and {l2}: l1 + l2 - L must be "
            "even and >= 0"
        )
    total = [Fraction(0)] * (n1 + n2 + first + 1)
    for (i, left), (k, right) in product(_laguerre(n1, l1), _laguerre(n2, l2)):
        p = first + i + k
        for mu, c in _laguerre(p, L):
            total[mu] += left * right * factorial(p) * c
    norm = Fraction(1, 4) * root(_norm_squared(n1, l1) * _norm_squared(n2, l2))
    return tuple(norm * c for c in total)


@cache
def _laguerre(n: int, l: int) -> tuple[tuple[int, Fraction], ...]:
    """Powers and coefficients of the Laguerre polynomial L_n^(l + 1/2)."""
    return tuple(
        (
            i,
            sign(i)
            * Fraction(
                prod(2 * (k + l) + 1 for k in range(i + 1, n + 1)),
                2 ** (n - i) * factorial(n - i) * factorial(i),
            ),
        )
        for i in range(n + 1)
    )


def _norm_squared(n: int, l: int) -> Fraction:
    """Square of the norm of R_nl, times sqrt(pi) b^3."""
    odd = prod(range(1, 2 * (n + l) + 2, 2))
    return Fraction(factorial(n) * 2 ** (n + l + 2), odd)
