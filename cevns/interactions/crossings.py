"""Where magnetic scattering and the Standard Model are equal, and for which moment."""

import math

import numpy as np

from cevns.basics.checks import number
from cevns.basics.kinds import checked
from cevns.basics.ranges import NEUTRINO_ENERGY
from cevns.interactions.couplings import NucleonCouplings
from cevns.interactions.cross_sections import crossing_recoil_energy
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.nuclides import Nuclide


@checked
def crossing_recoil_energies(
    nuclide: Nuclide, E_nu: float, *, mu_nu: float, couplings: NucleonCouplings
) -> list[float]:
    r"""Recoil energies at which both cross sections are equal: none or two.

    .. math:: \frac{T^2}{T_\text{max}} - \left(1+\frac{T_\times}{E_\nu}\right)T + T_\times = 0

    with the end point and `cevns.interactions.cross_sections.crossing_recoil_energy`.

    Parameters
    ----------
    nuclide : target nucleus; its axial charge is left out
    E_nu : neutrino energy [MeV], > 0
    mu_nu : effective moment [mu_B], >= 0
    couplings : of the nucleons

    Returns
    -------
    list of float
        recoil energies [MeV], ascending; empty if magnetic scattering exceeds at all of them
    """
    E = number("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY)
    T_x = crossing_recoil_energy(nuclide, mu_nu=mu_nu, couplings=couplings)
    T_max = float(recoil_energy_max(E, nuclide.mass))
    roots = np.roots([1 / T_max, -(1 + T_x / E), T_x])
    return sorted(float(T.real) for T in roots if T.imag == 0)


@checked
def moment_crossing_at(T: float, nuclide: Nuclide, *, couplings: NucleonCouplings) -> float:
    r"""Effective moment above which magnetic scattering exceeds at a recoil energy.

    The inverse of `cevns.interactions.cross_sections.crossing_recoil_energy`, which grows as
    :math:`\mu_\nu^2`.

    Parameters
    ----------
    T : recoil energy [MeV], > 0
    nuclide : target nucleus
    couplings : of the nucleons

    Returns
    -------
    float
        mu_B
    """
    energy = number("T", T, "MeV", above=0)
    per_mu2 = crossing_recoil_energy(nuclide, mu_nu=1e-10, couplings=couplings) / 1e-20
    return math.sqrt(energy / per_mu2)
