"""Events as a polynomial of one parameter: where they are as many as asked for."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.polynomial import Chebyshev

from cevns.basics.checks import Array
from cevns.basics.kinds import checked

NOTHING: Final = 1e-13
"""Coefficients smaller than this part of the largest are rounding."""

_POLISH: Final = 3


@checked
@dataclass(frozen=True, kw_only=True)
class Curve:
    """Events in each bin as polynomials of one parameter.

    Parameters
    ----------
    coefficients : Chebyshev's, shape (degree + 1, bin)
    scale : where x = -1 and x = 1 are
    low, high : range of the parameter
    """

    coefficients: Array
    scale: tuple[float, float]
    low: float
    high: float

    @classmethod
    def through(
        cls,
        events: Callable[[Array], Array],
        degree: int,
        scale: tuple[float, float],
        low: float,
        high: float,
    ) -> "Curve":
        """Find the polynomial of a degree that events, of shape (bin, n), are."""
        x = np.polynomial.chebyshev.chebpts1(degree + 1)
        t = (scale[0] + scale[1]) / 2 + (scale[1] - scale[0]) / 2 * x
        vander = np.polynomial.chebyshev.chebvander(x, degree)
        c = 2 / (degree + 1) * vander.T @ events(t).T
        c[0] /= 2
        return cls(coefficients=c, scale=scale, low=low, high=high)

    @cached_property
    def total(self) -> Chebyshev:
        """Events of all bins together."""
        c = self.coefficients.sum(axis=1)
        c = np.polynomial.chebyshev.chebtrim(c, NOTHING * np.abs(c).max())
        return Chebyshev(c, domain=self.scale)

    @cached_property
    def turns(self) -> list[float]:
        """Where the total number of events turns."""
        return self._inside(self.total.deriv())

    def reaching(self, events: float) -> list[float]:
        """Where the total is so many events, ascending."""
        return self._inside(self.total - events)

    def _inside(self, p: Chebyshev) -> list[float]:
        if p.degree() < 1:
            return []
        roots = p.roots()
        width = self.scale[1] - self.scale[0]
        real = np.unique(roots.real[np.abs(roots.imag) < 1e-7 * width])
        d = p.deriv()
        for _ in range(_POLISH):
            slope = d(real)
            step = np.where(slope != 0, p(real) / np.where(slope != 0, slope, 1.0), 0.0)
            real = real - np.where(np.abs(step) < 1e-6 * width, step, 0.0)
        return [float(t) for t in np.unique(real) if self.low <= t <= self.high]

    def nodes(self, many: int) -> Array:
        """Values of the parameter from end to end, dense where the events change.

        Where there is no end, far enough out for any chi^2 to have settled.
        """
        centre, half = (self.scale[0] + self.scale[1]) / 2, (self.scale[1] - self.scale[0]) / 2
        if math.isfinite(self.low) and math.isfinite(self.high):
            return np.linspace(self.low, self.high, many)
        u = np.linspace(0, math.asinh(1e4), many)
        if math.isfinite(self.low):
            return np.asarray(self.low + half * np.sinh(u) ** 2 / 100)
        u = np.linspace(-u[-1], u[-1], 2 * many + 1)
        t = centre + half * np.sinh(u)
        return np.asarray(t[t <= self.high])
