"""Single-particle states with their radial functions, as sums of oscillator functions."""

from dataclasses import dataclass
from math import exp, lgamma, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import eval_genlaguerre

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked, describe
from cevns.nuclei.structure.ladder import ladder
from cevns.nuclei.structure.subshells import Subshell, existing


@checked
def oscillator_function(n: int, l: int, b: float, r: ArrayLike) -> Array:
    r"""Radial function of the harmonic oscillator, positive at the origin.

    .. math::

        R_{n\ell}(r) = \sqrt{\frac{2\,n!}{b^3\,\Gamma(n+\ell+\frac32)}}
        \left(\frac rb\right)^\ell e^{-r^2/2b^2}L_n^{\ell+1/2}\!\left(\frac{r^2}{b^2}\right)

    Parameters
    ----------
    n : radial nodes, 0, 1, ...
    l : orbital angular momentum
    b : oscillator length [fm]
    r : radius [fm], any shape

    Returns
    -------
    Array
        fm^(-3/2), normalised so that the integral of R^2 r^2 is one
    """
    x = np.asarray(r, dtype=float) / b
    norm = sqrt(2 / b**3 * exp(lgamma(n + 1) - lgamma(n + l + 1.5)))
    return np.asarray(norm * x**l * np.exp(-(x**2) / 2) * eval_genlaguerre(n, l + 0.5, x**2))


@checked
@dataclass(frozen=True, slots=True, eq=False)
class Orbital:
    r"""A single-particle state :math:`\sum_n c_n R_{n\ell}(r;b)\,[Y_\ell\chi]_{jm}`.

    Parameters
    ----------
    shell : its quantum numbers; ``shell.n`` counts nodes
    energy : single-particle energy [MeV], negative if bound
    b : oscillator length of the expansion [fm]
    coefficients : of n = 0, 1, ..., their squares sum to one

    Raises
    ------
    ValueError
        if there is no such subshell, or a number is out of range
    """

    shell: Subshell
    energy: float
    b: float
    coefficients: Array

    def __post_init__(self) -> None:
        existing(self.shell)
        settle(self, "energy", "MeV", what="energy of an orbital")
        settle(self, "b", "fm", what="oscillator length", above=0, at_most=20, hint="b is in fm")
        c = in_range("oscillator coefficients", self.coefficients, at_least=-1.01, at_most=1.01)
        if c.ndim != 1 or abs(float(c @ c) - 1) > 1e-6:
            raise ValueError(
                f"oscillator coefficients of {self.shell.label} must be one row whose squares "
                f"sum to 1, got shape {c.shape} and {float(np.sum(c**2)):.6g}"
            )
        c.flags.writeable = False
        object.__setattr__(self, "coefficients", c)

    def radial(self, r: ArrayLike) -> Array:
        """Return R at radii [fm], in fm^(-3/2)."""
        return self._sum(0, r)

    def raised(self, r: ArrayLike) -> Array:
        r"""Return :math:`(d/dr-\ell/r)R`, which has :math:`\ell+1` [fm^(-5/2)]."""
        return self._sum(+1, r) / self.b

    def lowered(self, r: ArrayLike) -> Array:
        r"""Return :math:`(d/dr+(\ell+1)/r)R`, which has :math:`\ell-1` [fm^(-5/2)]; for l > 0."""
        return self._sum(-1, r) / self.b

    @property
    def mean_r2(self) -> float:
        """Mean square radius [fm^2]."""
        c = self.coefficients
        n = np.arange(len(c))
        diagonal = c @ ((2 * n + self.shell.l + 1.5) * c)
        beside = c[:-1] @ (np.sqrt((n[:-1] + 1) * (n[:-1] + self.shell.l + 1.5)) * c[1:])
        return float(self.b**2 * (diagonal - 2 * beside))

    def _sum(self, step: int, r: ArrayLike) -> Array:
        """Sum of what a step of the ladder makes of the oscillator functions."""
        weights: dict[tuple[int, int], float] = {}
        for n, c in enumerate(self.coefficients):
            for factor, m, k in ladder(step, n, self.shell.l):
                weights[m, k] = weights.get((m, k), 0.0) + float(c) * float(factor)
        total = np.zeros_like(np.asarray(r, dtype=float))
        for (n, l), weight in weights.items():
            total += weight * oscillator_function(n, l, self.b, r)
        return total


describe(Orbital, hint="an Orbital knows its radial function")


@checked
def oscillator_orbital(shell: Subshell, b: float, energy: float = 0.0) -> Orbital:
    """Return the state of a pure oscillator of length b [fm]."""
    return Orbital(shell, energy, b, np.eye(shell.n + 1)[shell.n])
