"""Lindhard's integral equation with the energy that binds the atoms of a crystal.

Everything is in Lindhard's reduced energies. A recoil of energy e + u has e left once its atom is
free, and shows the electronic energy lam(e), which is none below e = u.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np

from cevns.basics.checks import Array, number, whole
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked

TOP: Final = 30.0
"""Where the solution ends, in reduced energy: 1 MeV in silicon, 8 MeV in germanium."""

_POINTS: Final = 400
_NODES: Final = 16


def scattering(t: Array) -> Array:
    r"""Thomas-Fermi scattering of two like atoms.

    .. math:: f(t^{1/2}) = \lambda t^{1/6}\left[1+(2\lambda t^{2/3})^{2/3}\right]^{-3/2}, \quad
              \lambda = 1.309

    Parameters
    ----------
    t : Lindhard's variable, reduced energy times reduced energy transfer, > 0

    Notes
    -----
    Source: K. B. Winterbon, P. Sigmund and J. B. Sanders, Mat. Fys. Medd. Dan. Vid. Selsk. 37,
    no. 14 (1970).
    """
    fall: Array = (1 + (2.618 * t ** (2 / 3)) ** (2 / 3)) ** -1.5
    return 1.309 * t ** (1 / 6) * fall


@checked
def electronic_energy(k: float, u: float, points: int = _POINTS) -> tuple[Array, Array]:
    r"""Solve for the energy that goes to electrons.

    With :math:`\bar\nu(\varepsilon)=\varepsilon+u-\lambda(\varepsilon)` the equation of the atomic
    motion becomes

    .. math::

        k\varepsilon^{1/2}(1-\lambda') + \tfrac12k\varepsilon^{3/2}\lambda''
        = \int_u^\varepsilon\!ds\,\frac{f(\sqrt{\varepsilon s})}{2\varepsilon^{1/2}s^{3/2}}
        \left[\lambda(\varepsilon)-\lambda(\varepsilon-s)-\lambda(s-u)\right]

    with :math:`\lambda=0` up to u, and a straight line at the end: linear in the unknown, and
    solved as such on even steps of :math:`\ln\varepsilon`.

    Parameters
    ----------
    k : strength of the electronic stopping, > 0 and up to 1
    u : binding energy, in reduced energy, > 0
    points : of the grid

    Returns
    -------
    tuple of Array
        :math:`\varepsilon`, from u to `TOP`, and :math:`\lambda` there; to 1e-3 with the default
        grid, and 1 % within a tenth of u

    Notes
    -----
    Source: Y. Sarkis, A. Aguilar-Arevalo and J. C. D'Olivo, Phys. Rev. D 101 (2020) 102001, which
    finds the same solution by shooting for :math:`\bar\nu''\to0^-`.
    """
    k = number("k", k, above=0, at_most=1)
    u = number("u", u, above=0, at_most=0.1 * TOP)
    return _solved(k, u, whole("points", points, at_least=20))


@lru_cache(maxsize=64)
def _solved(k: float, u: float, points: int) -> tuple[Array, Array]:
    """Solution for checked numbers, found once."""
    x: Array = np.linspace(np.log(u), np.log(TOP), points)
    e = np.asarray(np.exp(x), dtype=float)
    h = float(x[1] - x[0])
    system = np.zeros((points, points))
    system[0, 0] = 1.0
    for i in range(1, points):
        s, ds = _transfers(e[i], u)
        chance = scattering(e[i] * s) / (2 * np.sqrt(e[i]) * s**1.5) * ds
        row = np.zeros(points)
        row[i] = chance.sum()
        for left in (e[i] - s, s - u):
            some = left > u
            place = (np.log(left[some]) - x[0]) / h
            j = np.clip(place.astype(int), 0, points - 2)
            share = (place - j) * chance[some]
            np.add.at(row, j, share - chance[some])
            np.add.at(row, j + 1, -share)
        system[i] = -np.sqrt(e[i]) / k * row
    inner = np.arange(1, points - 1)
    system[inner, inner - 1] += 0.5 / h**2 + 0.75 / h
    system[inner, inner] -= 1 / h**2
    system[inner, inner + 1] += 0.5 / h**2 - 0.75 / h
    system[-1, -2] += 1 / h  # without curvature, what is left is the slope
    system[-1, -1] -= 1 / h
    right = np.where(np.arange(points) > 0, -e, 0.0)
    found = np.asarray(np.linalg.solve(system, right), dtype=float)
    found[0] = 0.0
    return read_only(e), read_only(found)


def _transfers(e: float, u: float) -> tuple[Array, Array]:
    """Energy transfers from u to e, and their weights: dense where one of the two atoms stops."""
    t, w = np.polynomial.legendre.leggauss(_NODES)
    ends = sorted({c for c in (u, 2 * u, e / 2, e - u, e) if u <= c <= e})
    s, ds = [], []
    for a, b in pairwise(ends):
        from_above = a >= e / 2 and b < e
        low, high = (np.log(e - b), np.log(e - a)) if from_above else (np.log(a), np.log(b))
        y = np.exp(0.5 * (high - low) * t + 0.5 * (high + low))
        s.append(e - y if from_above else y)
        ds.append(0.5 * (high - low) * w * y)
    return np.concatenate(s), np.concatenate(ds)
