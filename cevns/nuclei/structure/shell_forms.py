"""Form factors of nucleons in shells: exact in the oscillator, by quadrature in any other well."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.nuclei.form_factors import Moments
from cevns.nuclei.harmonic_oscillator import orbit_polynomial
from cevns.nuclei.structure.orbitals import Orbital
from cevns.nuclei.structure.paired import Paired


def _folded(moments: Moments, extra: float) -> Moments:
    """Moments after folding with a Gaussian of so much mean square radius, perhaps negative."""
    R2, R4, R6 = moments
    return Moments(
        R2 + extra,
        R4 + 10 / 3 * R2 * extra + 5 / 3 * extra**2,
        R6 + 7 * R4 * extra + 35 / 3 * R2 * extra**2 + 35 / 9 * extra**3,
    )


@checked
@dataclass(frozen=True, slots=True)
class OscillatorShells:
    r"""Nucleons in subshells of an oscillator, filled in any parts, and what is folded with them.

    Equation :eq:`eq:bcs-form` of the book.

    .. math:: F(Q) = e^{-y-Q^2\rho^2/6}\sum_k p_ky^k, \qquad y=\left(\frac{Qb}2\right)^2

    Parameters
    ----------
    b : oscillator length [fm], > 0
    polynomial : coefficients p of 1, y, y^2, ...; the first is 1
    extra_r2 : rho^2, the mean square radius of what is folded [fm^2]; negative to take away the
        motion of the centre of mass

    Raises
    ------
    ValueError
        if a number is out of range, or the form factor would grow at large Q
    """

    b: float
    polynomial: tuple[float, ...]
    extra_r2: float = 0.0

    def __post_init__(self) -> None:
        b = settle(
            self, "b", "fm", what="oscillator length", above=0, at_most=20, hint="b is in fm"
        )
        settle(
            self,
            "extra_r2",
            "fm^2",
            what="folded mean square radius",
            above=-1.5 * b**2,
            at_most=20,
        )

    @classmethod
    def of(cls, state: Paired, b: float) -> Self:
        """Give each subshell of a paired state the radial functions of one oscillator."""
        total = np.zeros(1 + max(one.shell.quanta for one in state.orbitals))
        for one, nucleons in zip(state.orbitals, state.holds * state.v**2, strict=True):
            shape = orbit_polynomial(one.shell.n, one.shell.l)
            total[: len(shape)] += nucleons / state.number * np.array(shape)
        # the sum is 1 at Q = 0 but for rounding; empty subshells leave zeros at the end
        return cls(b, (1.0, *map(float, np.trim_zeros(total[1:], "b"))))

    def folded(self, extra_r2: float) -> Self:
        """Return it folded with a Gaussian of so much mean square radius [fm^2]."""
        return type(self)(self.b, self.polynomial, self.extra_r2 + extra_r2)

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")
        y = (0.5 * self.b * Q) ** 2
        shape = np.polynomial.polynomial.polyval(y, self.polynomial)
        return np.asarray(np.exp(-y - Q**2 * self.extra_r2 / 6) * shape)

    @property
    def moments(self) -> Moments:
        """Exact moments of the density."""
        _, p1, p2, p3, *_ = (*self.polynomial, 0.0, 0.0, 0.0)
        b2 = self.b**2 / 4
        return _folded(
            Moments(
                6 * b2 * (1 - p1),
                120 * b2**2 * (p2 - p1 + 1 / 2),
                5040 * b2**3 * (1 / 6 - p1 / 2 + p2 - p3),
            ),
            self.extra_r2,
        )


@checked
@dataclass(frozen=True, slots=True, eq=False)
class SampledShells:
    r"""Nucleons in any orbitals, by quadrature in the radius, and what is folded with them.

    .. math:: F(Q) = e^{-Q^2\rho^2/6}\sum_iw_i\,j_0(Qr_i), \qquad \sum_iw_i=1

    Parameters
    ----------
    r : radii [fm]
    weights : share of the nucleons at each
    extra_r2 : rho^2, the mean square radius of what is folded [fm^2]
    """

    r: Array
    weights: Array
    extra_r2: float = 0.0

    @classmethod
    def of(cls, state: Paired) -> Self:
        """Sample the density of a paired state with the radial functions of its orbitals."""
        r, each = _weights(state.orbitals)
        return cls(r, (state.holds * state.v**2 / state.number) @ each)

    def folded(self, extra_r2: float) -> Self:
        """Return it folded with a Gaussian of so much mean square radius [fm^2]."""
        return type(self)(self.r, self.weights, self.extra_r2 + extra_r2)

    def __call__(self, Q: ArrayLike) -> Array:
        """Return F at Q [fm^-1]."""
        Q = in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")
        waves = np.sinc(Q[..., None] * self.r / np.pi) @ self.weights
        return np.asarray(np.exp(-(Q**2) * self.extra_r2 / 6) * waves)

    @property
    def moments(self) -> Moments:
        """Moments of the density."""
        R2, R4, R6 = (float(self.weights @ self.r**k) for k in (2, 4, 6))
        return _folded(Moments(R2, R4, R6), self.extra_r2)


@lru_cache(maxsize=64)
def _weights(orbitals: tuple[Orbital, ...]) -> tuple[Array, Array]:
    """Radii [fm], and which share of a nucleon in each orbital is at each of them."""
    r, weight = radial_grid(orbitals)
    each = np.array([weight * r**2 * one.radial(r) ** 2 for one in orbitals])
    return read_only(r), read_only(each)


@checked
def radial_grid(orbitals: Sequence[Orbital]) -> tuple[Array, Array]:
    """Gauss-Legendre radii and weights [fm] on which products of the orbitals are integrated."""
    most = max(2 * len(one.coefficients) + one.shell.l for one in orbitals)
    end = max(one.b for one in orbitals) * (np.sqrt(2 * most + 3) + 4)
    x, w = np.polynomial.legendre.leggauss(200)
    return end * (x + 1) / 2, end * w / 2
