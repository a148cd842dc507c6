"""The seven operators T_1 to T_7 term by term: Bessel functions, gradients, and their angles."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.basics.kinds import checked
from cevns.nuclei.structure.angular import coupled, reduced_harmonic, spin_harmonic
from cevns.nuclei.structure.racah import ONE, Surd, root, sign, six_j, triangle
from cevns.nuclei.structure.subshells import Subshell, existing


class Operator(NamedTuple):
    r"""What is known of an operator without computing it.

    Parameters
    ----------
    symbol : in TeX
    lowest : lowest J it has
    natural : whether the parities of the states it connects differ by (-1)^J
    beta : its leading power of kappa is J + beta, and so :math:`y^{(J+\beta)/2}`
    eta : :math:`\langle a\|T\|b\rangle=\eta\,(-1)^{j_a-j_b}\langle b\|T\|a\rangle`;
        0 if there is no such rule
    """

    symbol: str
    lowest: int
    natural: bool
    beta: int
    eta: int


OPERATORS = {
    "M": Operator("M", 0, True, 0, +1),
    "Sigma": Operator(r"\Sigma", 1, True, 0, -1),
    "Sigma'": Operator(r"\Sigma'", 1, False, -1, +1),
    "Sigma''": Operator(r"\Sigma''", 0, False, -1, +1),
    "Delta": Operator(r"\Delta", 1, False, -1, +1),
    "Delta'": Operator(r"\Delta'", 1, True, -2, -1),
    "Omega": Operator(r"\Omega", 0, False, -1, 0),
    "Omega'": Operator(r"\Omega'", 0, False, -1, -1),
}
r"""T_1 to T_7, and :math:`\Omega'=\Omega+\frac12\Sigma''`, which has a hermiticity of its own."""


class Term(NamedTuple):
    r"""A piece of a reduced matrix element.

    .. math::

        &\frac{c}{\sqrt{4\pi}}\int_0^\infty R'\,j_L(\kappa r)\,DR\;r^2\,dr, \\
        &D = 1,\quad\frac1\kappa\Big(\frac d{dr}-\frac\ell r\Big),\quad
        \frac1\kappa\Big(\frac d{dr}+\frac{\ell+1}r\Big)

    with D for a step of 0, +1 and -1 in the orbital momentum of the ket.
    """

    coefficient: Surd
    L: int
    step: int


@checked
def terms(operator: str, J: int, bra: Subshell, ket: Subshell) -> tuple[Term, ...]:
    r"""Return the pieces of a reduced matrix element that angular momentum and parity leave.

    With the combinations of :eq:`eq:mo-identities`,

    .. math::

        M_J &= j_JY_J, \qquad \mathbf M_{JL} = j_L\,[Y_L\,\mathbf e]_J, \\
        \Sigma_J &= \mathbf M_{JJ}\cdot\boldsymbol\sigma, \\
        \Sigma'_J &= \Big[-\sqrt{\tfrac J{2J+1}}\,\mathbf M_{J,J+1}
        +\sqrt{\tfrac{J+1}{2J+1}}\,\mathbf M_{J,J-1}\Big]\cdot\boldsymbol\sigma, \\
        \Sigma''_J &= \Big[\sqrt{\tfrac{J+1}{2J+1}}\,\mathbf M_{J,J+1}
        +\sqrt{\tfrac J{2J+1}}\,\mathbf M_{J,J-1}\Big]\cdot\boldsymbol\sigma,

    :math:`\Delta` and :math:`\Delta'` like :math:`\Sigma` and :math:`\Sigma'` with
    :math:`\nabla/\kappa` for :math:`\boldsymbol\sigma`, and
    :math:`\Omega_J=M_J\,\boldsymbol\sigma\cdot\nabla/\kappa`.

    Parameters
    ----------
    operator : a name of `OPERATORS`
    J : multipole, not doubled
    bra, ket : subshells; their n does not matter

    Raises
    ------
    ValueError
        for an unknown operator, or a J it does not have

    Notes
    -----
    Source: T. W. Donnelly and W. C. Haxton, At. Data Nucl. Data Tables 23 (1979) 103.
    """
    multipole(operator, J)
    existing(bra), existing(ket)
    if not connected(operator, J, bra, ket):
        return ()
    return _terms(operator, J, bra._replace(n=0), ket._replace(n=0))


@checked
def multipole(operator: str, J: int) -> Operator:
    """Return what is known of an operator, once it has this J.

    Raises
    ------
    ValueError
        for an unknown operator, or a J it does not have
    """
    known = OPERATORS[choice("operator", operator, OPERATORS)]
    hint = "" if not known.lowest else f"{operator} is transverse and has no monopole"
    J_given = number(f"J of {operator}", J, at_least=known.lowest, at_most=40, hint=hint)
    if J_given != int(J_given):
        raise ValueError(f"J of {operator} = {J:g} must be a whole number; J is not doubled")
    return known


@checked
def forbidden(operator: str, J: int, bra: Subshell, ket: Subshell) -> str:
    """Return what forbids an operator to connect two subshells; nothing if it may."""
    even = (bra.l + ket.l + J) % 2 == 0
    if even != OPERATORS[operator].natural:
        return "parity"
    return "" if triangle(bra.twice_j, 2 * J, ket.twice_j) else "angular momentum"


@checked
def connected(operator: str, J: int, bra: Subshell, ket: Subshell) -> bool:
    """Whether parity and angular momentum let an operator connect two subshells."""
    return not forbidden(operator, J, bra, ket)


def momentum_transfer(kappa: ArrayLike) -> Array:
    """Return momentum transfers [fm^-1] once they are some."""
    hint = "kappa is in fm^-1; 100 MeV are 0.507 fm^-1"
    return in_range("kappa", kappa, "fm^-1", at_least=0, at_most=20, hint=hint)


@cache
def _terms(operator: str, J: int, bra: Subshell, ket: Subshell) -> tuple[Term, ...]:
    found = _PIECES[operator](J, bra, ket)
    return tuple(term for term in found if term.coefficient)


def _coulomb(J: int, bra: Subshell, ket: Subshell) -> Iterator[Term]:
    yield Term(spin_harmonic(J, 0, J, bra, ket), J, 0)


def _spin(J: int, bra: Subshell, ket: Subshell, weights: dict[int, Surd]) -> Iterator[Term]:
    """Pieces of the sum over L of weight times M_JL . sigma."""
    for L, weight in weights.items():
        yield Term(weight * spin_harmonic(L, 1, J, bra, ket), L, 0)


def _gradient(J: int, bra: Subshell, ket: Subshell, weights: dict[int, Surd]) -> Iterator[Term]:
    r"""Pieces of the sum over L of weight times M_JL . grad / kappa, by way of l + 1 and l - 1.

    :math:`\langle\ell+1\|\nabla\|\ell\rangle=\sqrt{\ell+1}\,(d/dr-\ell/r)` and
    :math:`\langle\ell-1\|\nabla\|\ell\rangle=-\sqrt\ell\,(d/dr+(\ell+1)/r)`.
    """
    for L, weight in weights.items():
        for step, gradient in ((+1, root(ket.l + 1)), (-1, -root(ket.l))):
            via = ket.l + step
            if via < 0:
                continue
            recoupling = six_j(2 * L, 2, 2 * J, 2 * ket.l, 2 * bra.l, 2 * via)
            orbital = reduced_harmonic(L, bra.l, via) * gradient * recoupling
            orbital *= sign(J + bra.l + ket.l) * root(2 * J + 1)
            yield Term(weight * coupled(J, 0, J, bra, ket, orbital), L, step)


def _charge(J: int, bra: Subshell, ket: Subshell) -> Iterator[Term]:
    """Pieces of Omega: sigma . grad turns [Y_l chi]_j into minus its partner of the same j."""
    step = +1 if ket.twice_j > 2 * ket.l else -1
    partner = Subshell(0, ket.l + step, ket.twice_j)
    yield Term(-spin_harmonic(J, 0, J, bra, partner), J, step)


def _along(J: int) -> dict[int, Surd]:
    """Weights of the gradient of M_J."""
    weights = {J + 1: root(Fraction(J + 1, 2 * J + 1)), J - 1: root(Fraction(J, 2 * J + 1))}
    return {L: weight for L, weight in weights.items() if weight}


def _across(J: int) -> dict[int, Surd]:
    """Weights of -i times the curl of M_JJ."""
    return {J + 1: -root(Fraction(J, 2 * J + 1)), J - 1: root(Fraction(J + 1, 2 * J + 1))}


def _hermitian_charge(J: int, bra: Subshell, ket: Subshell) -> Iterator[Term]:
    yield from _charge(J, bra, ket)
    half = Fraction(1, 2)
    yield from _spin(J, bra, ket, {L: half * weight for L, weight in _along(J).items()})


_PIECES = {
    "M": _coulomb,
    "Sigma": lambda J, bra, ket: _spin(J, bra, ket, {J: ONE}),
    "Sigma'": lambda J, bra, ket: _spin(J, bra, ket, _across(J)),
    "Sigma''": lambda J, bra, ket: _spin(J, bra, ket, _along(J)),
    "Delta": lambda J, bra, ket: _gradient(J, bra, ket, {J: ONE}),
    "Delta'": lambda J, bra, ket: _gradient(J, bra, ket, _across(J)),
    "Omega": _charge,
    "Omega'": _hermitian_charge,
}
