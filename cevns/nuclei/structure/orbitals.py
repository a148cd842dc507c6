"""Single-particle states with their radial functions, as sums of oscillator functions."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import eval_genlaguerre

from cevns.basics.checks import Array
from cevns.nuclei.structure.subshells import Subshell


def oscillator_function(n: int, l: int, b: float, r: ArrayLike) -> Array:
    r"""Radial function of the harmonic oscillator, positive at the origin.

    .. math::

        R_{n\ell}(r) = \sqrt{\frac{2\,n!}{b^3\,\Gamma(n+\ell+\frac32)}}
        \left(\frac rb\right)^\ell e^{-r^2/2b^2}L_n^{\ell+1/2}\!\left(\frac{r^2}{b^2}\right)

    Parameters
    ----------
    n : radial nodes, 0, 1, ...; of -1, which a ladder may ask for, the function is zero
    l : orbital angular momentum
    b : oscillator length [fm]
    r : radius [fm], any shape

    Returns
    -------
    Array
        fm^(-3/2), normalised so that the integral of R^2 r^2 is one
    """
    x = np.asarray(r, dtype=float) / b
    if n < 0:
        return np.zeros_like(x)
    norm = sqrt(2 / b**3 * exp(lgamma(n + 1) - lgamma(n + l + 1.5)))
    return np.asarray(norm * x**l * np.exp(-(x**2) / 2) * eval_genlaguerre(n, l + 0.5, x**2))


Ladder = Callable[[int, int], tuple[tuple[float, int, int], ...]]
"""What becomes of R_nl: factors, each with its n and l."""


@dataclass(frozen=True, slots=True, eq=False)
class Orbital:
    r"""A single-particle state :math:`\sum_n c_n R_{n\ell}(r;b)\,[Y_\ell\chi]_{jm}`.

    Parameters
    ----------
    shell : its quantum numbers; ``shell.n`` counts nodes
    energy : single-particle energy [MeV], negative if bound
    b : oscillator length of the expansion [fm]
    coefficients : of n = 0, 1, ..., their squares sum to one
    """

    shell: Subshell
    energy: float
    b: float
    coefficients: Array

    def radial(self, r: ArrayLike) -> Array:
        """Return R at radii [fm], in fm^(-3/2)."""
        return self._sum(lambda n, l: ((1.0, n, l),), r)

    def raised(self, r: ArrayLike) -> Array:
        r"""Return :math:`(d/dr-\ell/r)R`, which has :math:`\ell+1` [fm^(-5/2)].

        By the ladder
        :math:`b\,(d/dr-\frac\ell r)R_{n\ell} =
        -\sqrt{n+\ell+\frac32}\,R_{n,\ell+1}-\sqrt n\,R_{n-1,\ell+1}`.
        """
        return (
            self._sum(lambda n, l: ((-sqrt(n + l + 1.5), n, l + 1), (-sqrt(n), n - 1, l + 1)), r)
            / self.b
        )

    def lowered(self, r: ArrayLike) -> Array:
        r"""Return :math:`(d/dr+(\ell+1)/r)R`, which has :math:`\ell-1` [fm^(-5/2)]; for l > 0.

        By the ladder
        :math:`b\,(d/dr+\frac{\ell+1}r)R_{n\ell}=\sqrt{n+\ell+\frac12}\,R_{n,\ell-1}+\sqrt{n+1}\,R_{n+1,\ell-1}`.
        """
        return (
            self._sum(lambda n, l: ((sqrt(n + l + 0.5), n, l - 1), (sqrt(n + 1), n + 1, l - 1)), r)
            / self.b
        )

    @property
    def mean_r2(self) -> float:
        """Mean square radius [fm^2]."""
        c = self.coefficients
        n = np.arange(len(c))
        diagonal = c @ ((2 * n + self.shell.l + 1.5) * c)
        beside = c[:-1] @ (np.sqrt((n[:-1] + 1) * (n[:-1] + self.shell.l + 1.5)) * c[1:])
        return float(self.b**2 * (diagonal - 2 * beside))

    def _sum(self, ladder: Ladder, r: ArrayLike) -> Array:
        total = np.zeros_like(np.asarray(r, dtype=float))
        for n, c in enumerate(self.coefficients):
            for factor, m, k in ladder(n, self.shell.l):
                total += c * factor * oscillator_function(m, k, self.b, r)
        return total


def oscillator_orbital(shell: Subshell, b: float, energy: float = 0.0) -> Orbital:
    """Return the state of a pure oscillator of length b [fm]."""
    return Orbital(shell, energy, b, np.eye(shell.n + 1)[shell.n])
