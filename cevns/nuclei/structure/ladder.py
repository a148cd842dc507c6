"""The gradient of an oscillator function: two other oscillator functions."""

from fractions import Fraction
from functools import cache
from typing import NamedTuple

from cevns.basics.kinds import checked
from cevns.nuclei.structure.racah import ONE, Surd, root


class Rung(NamedTuple):
    """An oscillator function with its factor."""

    factor: Surd
    n: int
    l: int


@checked
@cache
def ladder(step: int, n: int, l: int) -> tuple[Rung, ...]:
    r"""Return what the gradient makes of :math:`R_{n\ell}`, exactly.

    Equation :eq:`eq:mo-ladder` of the book.

    .. math::

        b\left(\frac d{dr}-\frac\ell r\right)R_{n\ell} &=
        -\sqrt{n+\ell+\tfrac32}\,R_{n,\ell+1}-\sqrt n\,R_{n-1,\ell+1} \\
        b\left(\frac d{dr}+\frac{\ell+1}r\right)R_{n\ell} &=
        \sqrt{n+\ell+\tfrac12}\,R_{n,\ell-1}+\sqrt{n+1}\,R_{n+1,\ell-1}

    Parameters
    ----------
    step : +1 for the first line, -1 for the second, 0 for the function itself
    n, l : radial nodes and orbital momentum

    Returns
    -------
    tuple of Rung
        without those whose factor is zero; none for a second line of l = 0
    """
    if step == 0:
        rungs = [Rung(ONE, n, l)]
    elif step > 0:
        half = Fraction(3, 2)
        rungs = [Rung(-root(n + l + half), n, l + 1), Rung(-root(n), n - 1, l + 1)]
    elif l == 0:
        rungs = []
    else:
        half = Fraction(1, 2)
        rungs = [Rung(root(n + l + half), n, l - 1), Rung(root(n + 1), n + 1, l - 1)]
    return tuple(rung for rung in rungs if rung.factor)
