"""Spectra given as tables, linear between their entries: flux moments in closed form."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked


@checked
@dataclass(frozen=True, slots=True, eq=False)
class TabulatedSpectrum:
    r"""A spectrum that is linear between the entries of a table, and zero outside it.

    Between two entries, where :math:`f=p+qE`,

    .. math::

        I_0 &= p\,(b-a)+\tfrac12q\,(b^2-a^2), \qquad I_1 = p\ln\tfrac ba+q\,(b-a), \\
        I_2 &= p\left(\tfrac1a-\tfrac1b\right)+q\ln\tfrac ba

    exactly, however narrow a line in it or wide a gap; also from :math:`E=0` on, where the last
    two diverge and no recoil asks for them.

    Parameters
    ----------
    E : energies [MeV], ascending
    f : density, normalised to one neutrino [1/MeV]
    tails : moments above every entry, shape (3, entries)
    total : integral of what was tabulated

    Raises
    ------
    ValueError
        where it is built by `of`
    """

    E: Array
    f: Array
    tails: Array
    total: float

    @classmethod
    def of(cls, E: ArrayLike, density: ArrayLike) -> Self:
        """Build from a table of any normalisation.

        Parameters
        ----------
        E : energies [MeV], >= 0 and ascending, two or more
        density : at each of them, >= 0, per MeV

        Raises
        ------
        ValueError
            if the energies do not ascend, the density is negative, or it integrates to nothing
        """
        x, y = in_range("E", E, "MeV", at_least=0), in_range("density", density, at_least=0)
        if x.ndim != 1 or x.shape != y.shape or len(x) < 2 or not (np.diff(x) > 0).all():
            raise ValueError("a spectrum needs energies that ascend, two or more, and as many f")
        total = number("integral of the spectrum", np.trapezoid(y, x), above=0)
        f = y / total
        pieces = _between(x[:-1], x[1:], *_lines(x, f))
        tails = np.concatenate([np.cumsum(pieces[:, ::-1], axis=1)[:, ::-1], np.zeros((3, 1))], 1)
        return cls(read_only(x), read_only(f), read_only(tails), total)

    @property
    def E_max(self) -> float:
        """Last energy with neutrinos below it [MeV]."""
        return float(self.E[min(int(np.flatnonzero(self.f)[-1]) + 1, len(self.E) - 1)])

    @property
    def breakpoints(self) -> tuple[float, ...]:
        """Energies of the table at which its slope changes, and its ends."""
        slope = np.diff(self.f) / np.diff(self.E)
        bends = np.abs(np.diff(slope)) > 1e-12 * np.abs(slope).max()
        kept = np.concatenate([[True], bends, [True]]) & (self.E_max >= self.E)
        return tuple(map(float, self.E[kept]))

    def density(self, E: ArrayLike) -> Array:
        """Return f(E), normalised to 1 [1/MeV]; 0 outside the table."""
        x = in_range("E", E, "MeV", at_least=0)
        return np.asarray(np.interp(x, self.E, self.f, left=0.0, right=0.0))

    def moments(self, E_min: ArrayLike) -> Array:
        """I_k(E_min) for k = 0, 1, 2 [MeV^-k], shape (3, ...)."""
        x = np.clip(in_range("E_min", E_min, "MeV", at_least=0), self.E[0], self.E[-1])
        piece = np.searchsorted(self.E[1:-1], x, side="right")
        p, q = _lines(self.E, self.f)
        inside = _between(x, self.E[piece + 1], p[piece], q[piece])
        return np.asarray(inside + self.tails[:, piece + 1])


def _lines(x: Array, y: Array) -> tuple[Array, Array]:
    """Constants and slopes of the lines between entries."""
    slope = np.diff(y) / np.diff(x)
    return y[:-1] - slope * x[:-1], slope


def _between(a: Array, b: Array, p: Array, q: Array) -> Array:
    """Moments of p + q E from a to b, along a new first axis; infinite ones from a = 0."""
    width = b - a
    with np.errstate(divide="ignore", invalid="ignore"):
        log, inverse = np.log1p(width / a), width / (a * b)
        first = np.where(p == 0, 0.0, p * log) + q * width
        second = np.where(p == 0, 0.0, p * inverse) + np.where(q == 0, 0.0, q * log)
        second = np.where(np.isnan(second), np.inf, second)
    return np.stack([width * (p + 0.5 * q * (a + b)), first, second])
