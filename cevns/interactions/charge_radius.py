"""Charge radii of neutrinos: what they add to the proton's coupling, and two conventions."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import choice
from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, G_F
from cevns.basics.kinds import checked
from cevns.interactions.one_loop import radius_shift

CM2: Final = 1e-32
"""Unit of charge radii [cm^2]."""

PER_RADIUS: Final = math.sqrt(2) * math.pi * ALPHA_EM / (3 * G_F) * CM2 / CM2_PER_INVERSE_MEV2
r"""What :math:`\sqrt2\pi\alpha/3G_F` is per 1e-32 cm^2: 0.0238."""

CONVENTIONS: Final[Mapping[str, float]] = MappingProxyType({"modern": 1.0, "talk": 2.0})
r"""By convention, the radius seen by a left-handed neutrino in units of the one quoted.

``"modern"`` quotes the radius itself; ``"talk"``, with the older literature, shifts the weak mixing
angle by :math:`\sqrt2\pi\alpha\langle r^2\rangle/3G_F` and so quotes half of it.
"""


@checked
def proton_shift(convention: str = "modern") -> float:
    r"""Change of the proton's vector coupling by a charge radius of 1e-32 cm^2.

    .. math::

        \delta g_p^V = -\frac{\sqrt2\pi\alpha}{3G_F}\,\langle r^2\rangle \quad\text{(modern)},
        \qquad \delta g_p^V = -2\,\frac{\sqrt2\pi\alpha}{3G_F}\,\langle r^2\rangle
        \quad\text{(talk)}

    The same for neutrino and antineutrino; neutrons have no charge.

    Parameters
    ----------
    convention : one of `CONVENTIONS`

    Returns
    -------
    float
        dimensionless: -0.0238 or -0.0476

    Raises
    ------
    ValueError
        if the convention is unknown
    """
    return -PER_RADIUS * CONVENTIONS[choice("convention", convention, CONVENTIONS)]


@checked
def standard_model_radius(flavor: str, convention: str = "modern") -> float:
    """Return the charge radius of the Standard Model at Q = 0 [1e-32 cm^2].

    Parameters
    ----------
    flavor : such as ``"nu_e"``; an antineutrino couples as its neutrino does
    convention : one of `CONVENTIONS`

    Returns
    -------
    float
        -0.83, -0.48, -0.30 for e, mu, tau in the modern convention, half of it in the talk's

    Raises
    ------
    ValueError
        if a name is unknown
    """
    return float(radius_shift(flavor, 0.0)) / proton_shift(convention)
