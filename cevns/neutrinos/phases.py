r"""Moments with given phase differences.

.. math:: \xi_1 = \zeta_3-\zeta_2, \quad \xi_2 = \zeta_3-\zeta_1, \quad \xi_3 = \zeta_1-\zeta_2
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import in_range
from cevns.basics.kinds import checked
from cevns.basics.ranges import PHASE
from cevns.neutrinos.mixing import ComplexArray

TURNING_AND_STILL: Final[Mapping[int, tuple[int, int]]] = MappingProxyType(
    {1: (2, 1), 2: (2, 0), 3: (0, 1)}
)
"""By the number of a phase difference: index of the moment that turns, and of the one that does
not."""


def phased(moduli: ArrayLike, xi_2: ArrayLike, xi_3: ArrayLike) -> ComplexArray:
    """Moments of given moduli at two phase differences; the third has no phase.

    Parameters
    ----------
    moduli : three on the last axis, in any unit, >= 0
    xi_2, xi_3 : zeta_3 - zeta_1 and zeta_1 - zeta_2 [rad], broadcastable

    Returns
    -------
    ComplexArray
        shape (..., 3), in the unit of the moduli

    Raises
    ------
    ValueError
        if a modulus is negative or a phase not finite
    """
    m = in_range("moduli", moduli, "mu_B", at_least=0)
    if m.shape[-1:] != (3,):
        raise ValueError(f"moduli must be three on the last axis, got shape {m.shape}")
    x2, x3 = in_range("xi_2", xi_2, "rad", **PHASE), in_range("xi_3", xi_3, "rad", **PHASE)
    zeta = np.stack(np.broadcast_arrays(-x2, -x2 - x3, 0.0), axis=-1)
    return np.asarray(m * np.exp(1j * zeta), dtype=np.complex128)


@checked
def equal_pair(which: int, xi: ArrayLike) -> ComplexArray:
    """Two equal moments, of length one together, the third zero, at one phase difference.

    Parameters
    ----------
    which : number of the phase difference, 1 to 3; the moment of this number is the zero one
    xi : the difference [rad], any shape

    Returns
    -------
    ComplexArray
        shape (..., 3)

    Raises
    ------
    ValueError
        if there is no such phase difference
    """
    if which not in TURNING_AND_STILL:
        raise ValueError(f"phase differences are xi_1, xi_2 and xi_3; got number {which!r}")
    turning, still = TURNING_AND_STILL[which]
    angle = in_range("xi", xi, "rad", **PHASE)
    moments = np.zeros((*angle.shape, 3), dtype=np.complex128)
    moments[..., turning] = np.exp(1j * angle)
    moments[..., still] = 1
    unit: ComplexArray = moments / np.sqrt(2)
    return unit
