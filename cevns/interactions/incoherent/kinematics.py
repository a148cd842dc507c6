"""Inelastic scattering: kinematics of a neutrino that leaves energy in a nucleus."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import HBARC


class Scattering(NamedTuple):
    """Kinematics of a massless lepton that leaves an energy and goes off at an angle [MeV]."""

    E: Array
    final: Array
    omega: Array
    cos: Array
    kappa: Array

    @property
    def Q(self) -> Array:
        """Four-momentum transfer [fm^-1], the argument of the nucleons' form factors."""
        return np.sqrt(np.maximum(self.kappa**2 - self.omega**2, 0.0)) / HBARC

    @property
    def b(self) -> Array:
        r"""The slide's :math:`b=\varepsilon_i\varepsilon_f/\kappa^2`."""
        return self.E * self.final / self.kappa**2


def scattering(E_nu: ArrayLike, omega: ArrayLike, cos: ArrayLike) -> Scattering:
    r"""Energies and momentum transfer of inelastic scattering off a heavy nucleus.

    Equation :eq:`eq:inc-kappa` of the book.

    .. math::

        \varepsilon_f = \varepsilon_i - \omega, \qquad
        \kappa^2 = \varepsilon_i^2 + \varepsilon_f^2 - 2\varepsilon_i\varepsilon_f\cos\theta
        = \omega^2 + 2\varepsilon_i\varepsilon_f(1-\cos\theta)

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > omega
    omega : excitation energy [MeV], >= 0; the recoil of the nucleus, of the order of
        :math:`\kappa^2/2M`, is neglected
    cos : cosine of the scattering angle, -1 to 1; all broadcast

    Returns
    -------
    Scattering
        of the broadcast shape

    Raises
    ------
    ValueError
        if a number is out of range, the energy below the excitation, or no momentum transferred
    """
    E, excitation, cosine = np.broadcast_arrays(
        in_range("E_nu", E_nu, "MeV", above=0),
        in_range("omega", omega, "MeV", at_least=0),
        in_range("cos(theta)", cos, at_least=-1, at_most=1, hint="pass the cosine"),
    )
    closed = excitation >= E
    if closed.any():
        raise ValueError(
            f"E_nu = {E[closed][0]:g} MeV must exceed the excitation energy "
            f"{excitation[closed][0]:g} MeV"
        )
    final = E - excitation
    kappa = np.sqrt(excitation**2 + 2 * E * final * (1 - cosine))
    if (kappa <= 0).any():
        raise ValueError("nothing happens at omega = 0 in the forward direction: kappa = 0")
    return Scattering(E, final, excitation, cosine, kappa)
