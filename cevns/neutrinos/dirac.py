"""The magnetic moment that a Dirac mass brings by itself."""

import math

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import G_F, M_E


def dirac_moment(mass: ArrayLike) -> Array:
    r"""Magnetic moment of a Dirac neutrino in the Standard Model with right-handed neutrinos.

    .. math:: \mu = \frac{3eG_Fm_\nu}{8\sqrt2\,\pi^2}
              = \frac{3G_Fm_em_\nu}{4\sqrt2\,\pi^2}\,\mu_B

    Parameters
    ----------
    mass : of the neutrino [MeV], >= 0

    Returns
    -------
    Array
        mu_B, shape of the mass

    Notes
    -----
    Source: K. Fujikawa and R. E. Shrock, Phys. Rev. Lett. 45 (1980) 963.
    """
    m = in_range("mass", mass, "MeV", at_least=0, at_most=1, hint="write 0.1 * eV")
    return np.asarray(3 * G_F * M_E * m / (4 * math.sqrt(2) * math.pi**2))
