"""Oscillator matrix elements of the seven operators, exactly: a polynomial, a power, e^(-y)."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, factorial, pi, prod, sqrt

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.nuclei.structure.one_body import momentum_transfer
from cevns.nuclei.structure.racah import ZERO, Surd, root, sign
from cevns.nuclei.structure.subshells import Subshell
from cevns.nuclei.structure.terms import Term, multipole, terms


@dataclass(frozen=True, slots=True)
class Polynomial:
    r"""A reduced matrix element between subshells of one oscillator, exactly.

    .. math::

        \langle j_1\|T_J\|j_2\rangle = \sqrt{\frac{r}{4\pi}}\;e^{-y}\,y^{\beta/2}
        \sum_{\mu=0}^{n_\text{max}} p_\mu\,y^\mu, \qquad
        y = \left(\frac{\kappa b}2\right)^2, \qquad n_\text{max} = \frac{N_1+N_2-\beta}2

    Parameters
    ----------
    operator, J : of what
    bra, ket : between what
    beta : power of kappa, J plus that of the operator
    radicand : r, one for all coefficients; 1 if all are zero
    coefficients : p, rational, one for each power of y up to n_max; none if parity or angular
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

    @property
    def n_max(self) -> int:
        """Highest power of y, (N_1 + N_2 - beta)/2; -1 if there is none."""
        return len(self.coefficients) - 1

    def __call__(self, y: ArrayLike) -> Array:
        """Return the matrix element at y = (kappa b/2)^2 >= 0, or > 0 if beta is negative."""
        y = in_range("y", y, at_least=0, hint="y = (kappa b/2)^2")
        if not self.coefficients:
            return np.zeros_like(y)
        if self.beta < 0 and not y.all():
            raise ValueError(
                f"{self.operator} of J = {self.J} goes like kappa^{self.beta}: y must be > 0; "
                "multiply by kappa first, or take the limit of small y"
            )
        sum_over_mu = np.polynomial.polynomial.polyval(y, [float(p) for p in self.coefficients])
        scale = sqrt(self.radicand / (4 * pi))
        return np.asarray(scale * np.exp(-y) * y ** (self.beta / 2) * sum_over_mu)

    def at(self, kappa: ArrayLike, b: float) -> Array:
        """Return the matrix element at momentum transfers [fm^-1] for an oscillator length [fm]."""
        length = number("oscillator length", b, "fm", above=0, at_most=20, hint="b is in fm")
        return self((momentum_transfer(kappa) * length / 2) ** 2)


@cache
def polynomial(operator: str, J: int, bra: Subshell, ket: Subshell) -> Polynomial:
    r"""Return :math:`\langle j_1\|T_J\|j_2\rangle` in the harmonic oscillator, exactly.

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
    beta = J + multipole(operator, J).beta
    pieces = terms(operator, J, bra, ket)
    if not pieces:
        return Polynomial(operator, J, bra, ket, beta, 1, ())
    powers = [ZERO] * ((bra.quanta + ket.quanta - beta) // 2 + 1)
    for piece in pieces:
        shift = (piece.L - abs(piece.step) - beta) // 2
        for mu, value in enumerate(_radial(bra, ket, piece)):
            if value:  # a sum of roots needs one radicand
                powers[mu + shift] += piece.coefficient * value
    radicand = max(value.radicand for value in powers)
    return Polynomial(
        operator, J, bra, ket, beta, radicand, tuple(value.rational for value in powers)
    )


def _radial(bra: Subshell, ket: Subshell, piece: Term) -> list[Surd]:
    r"""Coefficients of :math:`y^\mu` beside :math:`e^{-y}y^{L/2}`; beside :math:`y^{(L-1)/2}`
    after a gradient, for :math:`1/\kappa b=1/2\sqrt y`.
    """  # fmt: skip
    n, l = ket.n, ket.l
    if piece.step == 0:
        steps = [(ONE, n, l)]
    elif piece.step > 0:
        steps = [(-root(n + l + Fraction(3, 2)), n, l + 1), (-root(n), n - 1, l + 1)]
    else:
        steps = [(root(n + l + Fraction(1, 2)), n, l - 1), (root(n + 1), n + 1, l - 1)]
    total: list[Surd] = []
    for factor, m, k in steps:
        if factor:
            integral = radial_integral(piece.L, bra.n, bra.l, m, k)
            total += [ZERO] * (len(integral) - len(total))
            for mu, value in enumerate(integral):
                total[mu] += factor * value * (Fraction(1, 2) if piece.step else 1)
    return total


@cache
def radial_integral(L: int, n1: int, l1: int, n2: int, l2: int) -> tuple[Surd, ...]:
    r"""Return the coefficients of y^mu in a radial integral of oscillator functions.

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
        all with one radicand, of :math:`\mu=0` to :math:`n_1+n_2+(\ell_1+\ell_2-L)/2`
    """
    start = (l1 + l2 - L) // 2
    total = [Fraction(0)] * (n1 + n2 + start + 1)
    for i, left in enumerate(_laguerre(n1, l1)):
        for k, right in enumerate(_laguerre(n2, l2)):
            p = start + i + k
            for mu, c in enumerate(_laguerre(p, L)):
                total[mu] += left * right * factorial(p) * c
    norm = root(_norm_squared(n1, l1) * _norm_squared(n2, l2)) * Fraction(1, 4)
    return tuple(norm * c for c in total)


def _laguerre(n: int, l: int) -> list[Fraction]:
    """Coefficients of L_n^(l + 1/2)."""
    return [
        sign(i)
        * Fraction(
            prod(2 * (k + l) + 1 for k in range(i + 1, n + 1)),
            2 ** (n - i) * factorial(n - i) * factorial(i),
        )
        for i in range(n + 1)
    ]


def _norm_squared(n: int, l: int) -> Fraction:
    """Square of the norm of R_nl, times sqrt(pi) b^3: 2 n!/Gamma(n + l + 3/2) without the root."""
    odd = prod(range(1, 2 * (n + l) + 2, 2))
    return Fraction(factorial(n) * 2 ** (n + l + 2), odd)


ONE = root(1)
