r"""Neutrinos that hit electrons: Standard Model and magnetic, as channels.

Free electrons at rest, of which an atom lends as many as the energy transfer can set free. For a
magnetic moment that is right to 5 to 10 %; the weak rate in xenon lies a quarter lower up to 30 keV
when the atom is treated as a whole, and a millicharge would be underestimated several times, which
is why there is no channel for one.
"""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.basics.constants import (
    ALPHA_EM,
    CM2_PER_INVERSE_MEV2,
    G_F,
    M_E,
    SIN2_THETA_W_LOW_ENERGY,
)
from cevns.basics.kinds import checked
from cevns.basics.ranges import MOMENT, NEUTRINO_ENERGY
from cevns.basics.units import mu10
from cevns.interactions.atoms import free_electrons, shells
from cevns.interactions.channels import Channel, powers
from cevns.interactions.electromagnetic import Magnetic
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.flavors import FLAVORS
from cevns.nuclei.nuclides import Nuclide


class ChiralCouplings(NamedTuple):
    """Couplings of an electron to a neutrino, left- and right-handed."""

    g_L: float
    g_R: float


@checked
def electron_couplings(
    flavor: str, sin2_theta_W: float = SIN2_THETA_W_LOW_ENERGY
) -> ChiralCouplings:
    r"""Return the couplings of electrons to one flavour.

    Equation :eq:`eq:ge-electron-couplings` of the book.

    .. math:: g_L = \sin^2\theta_W \pm \tfrac12, \qquad g_R = \sin^2\theta_W

    with the upper sign for :math:`\nu_e`, which the charged current adds to, and exchanged for
    antineutrinos.

    Parameters
    ----------
    flavor : such as ``"nu_e_bar"``
    sin2_theta_W : weak mixing angle, 0 to 1

    Raises
    ------
    ValueError
        if the flavour is unknown, or the angle out of range

    Notes
    -----
    Tree level. Source: P. Vogel and J. Engel, Phys. Rev. D 39 (1989) 3378.
    """
    choice("flavour", flavor, FLAVORS)
    s2 = number("sin2_theta_W", sin2_theta_W, at_least=0, at_most=1, hint="pass sin^2")
    left = s2 + (0.5 if flavor.removesuffix("_bar") == "nu_e" else -0.5)
    return ChiralCouplings(s2, left) if flavor.endswith("_bar") else ChiralCouplings(left, s2)


_WEAK: Final = 2 * G_F**2 * M_E / np.pi * CM2_PER_INVERSE_MEV2


def _weak(T: Array, LL: float, RR: float, LR: float) -> Array:
    """Coefficients of 1, 1/E, 1/E^2 for one free electron and products of its couplings."""
    one = np.full_like(T, _WEAK)
    return powers((LL + RR) * one, -2 * RR * T * one, (RR * T - LR * M_E) * T * one)


def _magnetic(T: Array, mu: float) -> Array:
    scale = np.pi * (ALPHA_EM * mu / M_E) ** 2 * CM2_PER_INVERSE_MEV2
    return powers(scale / T, np.full_like(T, -scale), 0.0)


@checked
def electron_scattering(
    T: ArrayLike, E_nu: ArrayLike, flavor: str, sin2_theta_W: float = SIN2_THETA_W_LOW_ENERGY
) -> Array:
    r"""Cross section of neutrinos on a free electron at rest.

    Equation :eq:`eq:ge-electrons` of the book.

    .. math::

        \frac{d\sigma}{dT} = \frac{2G_F^2m_e}{\pi}\left[g_L^2
        + g_R^2\left(1-\frac T{E_\nu}\right)^2 - g_Lg_R\frac{m_eT}{E_\nu^2}\right]

    Parameters
    ----------
    T, E_nu : recoil and neutrino energy [MeV], broadcast
    flavor : such as ``"nu_e_bar"``
    sin2_theta_W : weak mixing angle, 0 to 1

    Returns
    -------
    Array
        cm^2/MeV; 0 above the kinematic end point

    Raises
    ------
    ValueError
        if an energy is not finite and in range, or the flavour unknown
    """
    g_L, g_R = electron_couplings(flavor, sin2_theta_W)
    x, E = _energies(in_range("T", T, "MeV", at_least=0), E_nu)
    return _evaluate(_weak(x, g_L**2, g_R**2, g_L * g_R), x, E)


@checked
def electron_magnetic(T: ArrayLike, E_nu: ArrayLike, *, mu_nu: float) -> Array:
    r"""Cross section of a magnetic moment on a free electron at rest.

    Equation :eq:`eq:ge-electron-magnetic` of the book.

    .. math:: \frac{d\sigma}{dT} = \frac{\pi\alpha^2\mu_\nu^2}{m_e^2}
              \left(\frac1T-\frac1{E_\nu}\right)

    Parameters
    ----------
    T, E_nu : recoil and neutrino energy [MeV], broadcast; T > 0
    mu_nu : effective moment [mu_B], >= 0

    Returns
    -------
    Array
        cm^2/MeV; 0 above the kinematic end point

    Raises
    ------
    ValueError
        if an energy or the moment is not finite and in range
    """
    mu = number("mu_nu", mu_nu, "mu_B", **MOMENT)
    x, E = _energies(in_range("T", T, "MeV", above=0), E_nu)
    return _evaluate(_magnetic(x, mu), x, E)


def _energies(T: Array, E_nu: ArrayLike) -> tuple[Array, Array]:
    x, E = np.broadcast_arrays(T, in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY))
    return x, E


def _evaluate(c: Array, T: Array, E: Array) -> Array:
    return np.where(recoil_energy_max(E, M_E) >= T, c[0] + c[1] / E + c[2] / E**2, 0.0)


@dataclass(frozen=True, slots=True)
class _OfAtoms:
    """Coefficients of an atom: those of a free electron, as often as the energy frees one."""

    products: tuple[float, float, float]

    def __call__(self, T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
        return free_electrons(T, nuclide.Z) * _weak(T, *self.products)


def _magnetic_of_atoms(T: Array, nuclide: Nuclide, F_p: Array, F_n: Array) -> Array:
    return free_electrons(T, nuclide.Z) * _magnetic(in_range("T", T, "MeV", above=0), mu10)


def _edges(nuclide: Nuclide) -> tuple[float, ...]:
    return tuple(energy for energy, _ in shells(nuclide.Z) if energy > 0)


def _channel(name: str, products: tuple[float, float, float]) -> Channel:
    return Channel(name=name, coefficients=_OfAtoms(products), recoil="electron", kinks=_edges)


_LL: Final = _channel("electron L L", (1.0, 0.0, 0.0))
_RR: Final = _channel("electron R R", (0.0, 1.0, 0.0))
_LR: Final = _channel("electron L R", (0.0, 0.0, 1.0))

ELECTRON_MAGNETIC: Final = Channel(
    name="electron magnetic", coefficients=_magnetic_of_atoms, recoil="electron", kinks=_edges
)
"""Electrons hit by an effective moment of 1e-10 mu_B; its weight is the square in that unit."""


@checked
@dataclass(frozen=True, slots=True)
class ElectronScattering:
    """Standard Model scattering off the electrons of a target.

    Parameters
    ----------
    sin2_theta_W : weak mixing angle, 0 to 1

    Raises
    ------
    ValueError
        if it is out of range
    """

    sin2_theta_W: float = SIN2_THETA_W_LOW_ENERGY

    def __post_init__(self) -> None:
        number("sin2_theta_W", self.sin2_theta_W, at_least=0, at_most=1, hint="pass sin^2")

    @property
    def channels(self) -> tuple[Channel, ...]:
        """One for every product of the two couplings."""
        return (_LL, _RR, _LR)

    def weights(self, flavor: str) -> Array:
        """Products of the couplings of a flavour: g_L^2, g_R^2, g_L g_R."""
        g_L, g_R = electron_couplings(flavor, self.sin2_theta_W)
        return np.array([g_L**2, g_R**2, g_L * g_R])

    def whole(self, flavor: str) -> Channel:
        """All of it as one channel, for one flavour."""
        LL, RR, LR = (float(w) for w in self.weights(flavor))
        return _channel("electrons", (LL, RR, LR))


@checked
@dataclass(frozen=True, slots=True)
class ElectronMagnetic(Magnetic):
    """Electrons hit by effective magnetic moments: weighed as nuclei are.

    Parameters
    ----------
    mu2 : effective moment squared of a flavour [mu_B^2]
    """

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The one channel, at 1e-10 mu_B."""
        return (ELECTRON_MAGNETIC,)


SEEN: Final[dict[Literal["counted", "rejected"], str]] = {
    "rejected": "a detector that tells recoils of electrons from those of nuclei",
    "counted": "one that does not",
}
"""What becomes of electrons in a detector."""
