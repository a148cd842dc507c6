"""Scattering by a magnetic moment: what multiplies 1, 1/E_nu and 1/E_nu^2."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number
from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, M_E
from cevns.basics.kinds import checked
from cevns.basics.ranges import MOMENT
from cevns.basics.units import mu10
from cevns.interactions.channels import Channel, powers
from cevns.interactions.kinematics import momentum_transfer
from cevns.nuclei.form_factors import FormFactor, normalised
from cevns.nuclei.nuclides import Nuclide

_SET_A_THRESHOLD = "the magnetic cross section diverges as 1/T: set a threshold"


@checked
def magnetic_coefficients(
    T: ArrayLike, nuclide: Nuclide, *, mu_nu: float, form_factor: FormFactor
) -> Array:
    r"""Coefficients of 1, 1/E_nu, 1/E_nu^2 in the magnetic cross section.

    .. math::

        c_0 = \frac{\pi\alpha^2\mu_\nu^2 Z^2}{m_e^2}\,\frac{F_p^2}{T}, \quad
        c_1 = -T\,c_0, \quad c_2 = 0

    Parameters
    ----------
    T : recoil energy [MeV], > 0, any shape
    nuclide : target nucleus
    mu_nu : effective magnetic moment [mu_B], >= 0
    form_factor : of the protons

    Returns
    -------
    Array
        shape (3, ...) [cm^2/MeV, cm^2, cm^2 MeV]; see `magnetic` for kinematics and validity
    """
    T = in_range("T", T, "MeV", above=0, hint=_SET_A_THRESHOLD)
    mu = number("mu_nu", mu_nu, "mu_B", **MOMENT)
    F = normalised(form_factor)(momentum_transfer(T, nuclide.mass))
    return _spin_half(T, nuclide, F, mu)


def _spin_half(T: Array, nuclide: Nuclide, F: Array, mu: float) -> Array:
    scale = np.pi * (ALPHA_EM * mu * nuclide.Z / M_E) ** 2 * CM2_PER_INVERSE_MEV2
    F2 = scale * F**2
    return powers(F2 / T, -F2, 0.0)


def _per_mu10(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return _spin_half(in_range("T", T, "MeV", above=0, hint=_SET_A_THRESHOLD), nuclide, F_p, mu10)


MAGNETIC: Final = Channel(name="magnetic", coefficients=_per_mu10)
"""Scattering by an effective moment of 1e-10 mu_B; its weight is the square in that unit."""


@checked
@dataclass(frozen=True, slots=True)
class Magnetic:
    """Scattering by effective magnetic moments: it flips helicity and interferes with nothing.

    Parameters
    ----------
    mu2 : effective moment squared of a flavour [mu_B^2]
    """

    mu2: Callable[[str], float]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The one channel, at 1e-10 mu_B."""
        return (MAGNETIC,)

    def weights(self, flavor: str) -> Array:
        """Effective moment squared in units of (1e-10 mu_B)^2."""
        return np.array([number("mu^2", self.mu2(flavor), "mu_B^2", at_least=0) / mu10**2])


@checked
def electromagnetic_charge(nuclide: Nuclide, mu_nu: float) -> float:
    r"""Return the electromagnetic charge :math:`Q_\text{EM} = \pi\alpha\mu_\nu Z/m_e`.

    Parameters
    ----------
    nuclide : target nucleus
    mu_nu : effective moment [mu_B], >= 0

    Returns
    -------
    float
        1/MeV

    Raises
    ------
    ValueError
        if the moment is negative, not finite or above 1 mu_B
    """
    mu = number("mu_nu", mu_nu, "mu_B", **MOMENT)
    return float(np.pi * ALPHA_EM * mu * nuclide.Z / M_E)
