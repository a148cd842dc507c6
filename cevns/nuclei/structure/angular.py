"""Reduced matrix elements of spherical harmonics and spin between subshells."""

from functools import cache

from cevns.basics.kinds import checked
from cevns.nuclei.structure.racah import Surd, nine_j, root, sign, three_j
from cevns.nuclei.structure.subshells import Subshell


@checked
@cache
def reduced_harmonic(L: int, bra: int, ket: int) -> Surd:
    r"""Return :math:`\sqrt{4\pi}\,\langle\ell'\|Y_L\|\ell\rangle`, reduced as by Edmonds.

    .. math::

        \langle\ell'\|Y_L\|\ell\rangle = (-1)^{\ell'}
        \sqrt{\frac{(2\ell'+1)(2L+1)(2\ell+1)}{4\pi}}
        \begin{pmatrix}\ell'&L&\ell\\0&0&0\end{pmatrix}

    Parameters
    ----------
    L, bra, ket : orbital angular momenta, not doubled
    """
    square = (2 * bra + 1) * (2 * L + 1) * (2 * ket + 1)
    return sign(bra) * root(square) * three_j(2 * bra, 2 * L, 2 * ket, 0, 0, 0)


@checked
@cache
def coupled(L: int, S: int, J: int, bra: Subshell, ket: Subshell, orbital: Surd) -> Surd:
    r"""Return :math:`\langle\ell'j'\|[A_L\,\sigma^{(S)}]_J\|\ell j\rangle`.

    Equation :eq:`eq:mo-nine-j` of the book.

    .. math::

        \sqrt{(2j'+1)(2J+1)(2j+1)}
        \begin{Bmatrix}\ell'&\ell&L\\\frac12&\frac12&S\\j'&j&J\end{Bmatrix}
        \langle\ell'\|A_L\|\ell\rangle\,\langle\tfrac12\|\sigma^{(S)}\|\tfrac12\rangle

    with :math:`\sigma^{(0)}=1`, :math:`\sigma^{(1)}=\boldsymbol\sigma`.

    Parameters
    ----------
    L, S, J : ranks of the orbital operator, of the spin (0 or 1), and of both; not doubled
    bra, ket : subshells; their n does not matter
    orbital : reduced matrix element of A between their l
    """
    square = (bra.twice_j + 1) * (2 * J + 1) * (ket.twice_j + 1)
    spin = root(6) if S else root(2)
    symbol = nine_j(
        2 * bra.l, 2 * ket.l, 2 * L, 1, 1, 2 * S, bra.twice_j, ket.twice_j, 2 * J
    )  # fmt: skip
    return root(square) * symbol * orbital * spin


@checked
@cache
def spin_harmonic(L: int, S: int, J: int, bra: Subshell, ket: Subshell) -> Surd:
    r"""Return :math:`\sqrt{4\pi}\,\langle\ell'j'\|[Y_L\,\sigma^{(S)}]_J\|\ell j\rangle`.

    Parameters
    ----------
    L, S, J : ranks of the harmonic, of the spin (0 or 1), and of both; not doubled
    bra, ket : subshells; their n does not matter
    """
    return coupled(L, S, J, bra, ket, reduced_harmonic(L, bra.l, ket.l))
