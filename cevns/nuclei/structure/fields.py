"""Multipoles as fields in space: spherical waves, scalar and vector."""

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import sph_harm_y, spherical_jn

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.nuclei.structure.racah import sign, three_j
from cevns.nuclei.structure.terms import momentum_transfer

Field = NDArray[np.complex128]


@checked
def scalar(J: int, M: int, kappa: float, x: ArrayLike) -> Field:
    r"""Return the spherical wave :math:`M_{JM}=j_J(\kappa r)\,Y_{JM}(\hat r)`.

    Parameters
    ----------
    J, M : multipole and its component
    kappa : momentum transfer [fm^-1]
    x : places [fm], shape (3, ...), not the origin

    Returns
    -------
    complex array
        shape of x without the first axis
    """
    r, theta, phi = _spherical(x)
    if abs(M) > J:
        return np.zeros(r.shape, dtype=complex)
    wave = spherical_jn(J, float(momentum_transfer(kappa)) * r)
    return np.asarray(wave * sph_harm_y(J, M, theta, phi))


@checked
def vector(J: int, L: int, M: int, kappa: float, x: ArrayLike) -> Field:
    r"""Return the vector field :math:`\mathbf M_{JL}^M`.

    Equation :eq:`eq:mo-vector` of the book.

    .. math::

        \mathbf M_{JL}^M &= j_L(\kappa r)\sum_\lambda
        \langle L\,M{-}\lambda\;1\,\lambda|J\,M\rangle\,
        Y_{L,M-\lambda}(\hat r)\,\mathbf e_\lambda, \\
        \mathbf e_{\pm1} &= \mp\frac{\hat x\pm i\hat y}{\sqrt2}, \qquad \mathbf e_0=\hat z

    Parameters
    ----------
    J, L, M : multipole, order of the spherical wave, component
    kappa : momentum transfer [fm^-1]
    x : places [fm], shape (3, ...), not the origin

    Returns
    -------
    complex array
        Cartesian components, shape of x

    Notes
    -----
    Source: A. R. Edmonds, Angular Momentum in Quantum Mechanics (1957), section 5.9.
    """
    total = np.zeros(np.shape(x), dtype=complex)
    for spin, unit in UNIT_VECTORS.items():
        symbol = float(three_j(2 * L, 2, 2 * J, 2 * (M - spin), 2 * spin, -2 * M))
        if symbol:
            clebsch_gordan = sign(L - 1 + M) * sqrt(2 * J + 1) * symbol
            wave = clebsch_gordan * scalar(L, M - spin, kappa, x)
            total += np.multiply.outer(unit, wave)
    return total


UNIT_VECTORS = {
    +1: (-1 / sqrt(2), -1j / sqrt(2), 0.0),
    0: (0.0, 0.0, 1.0),
    -1: (1 / sqrt(2), -1j / sqrt(2), 0.0),
}
"""Spherical unit vectors by their component, Cartesian."""


def _spherical(x: ArrayLike) -> tuple[Array, Array, Array]:
    """Radius, polar angle and azimuth."""
    place = in_range("x", x, "fm")
    if place.shape[:1] != (3,):
        raise ValueError(f"places must have three components first, got shape {place.shape}")
    r = np.sqrt(np.sum(place**2, axis=0))
    if not r.all():
        raise ValueError("a spherical wave has no direction at the origin: places need r > 0")
    return r, np.arccos(place[2] / r), np.arctan2(place[1], place[0])
