r"""The magnetic term as the talk writes it: a factor on the Standard Model cross section.

Next to the sum of two cross sections, which is `cevns.interactions.cross_sections`, a factor needs
an amplitude that is not zero, and a decision on what it multiplies.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range
from cevns.basics.constants import G_F
from cevns.basics.kinds import checked
from cevns.interactions.couplings import NucleonCouplings, axial_charge, vector_charge
from cevns.interactions.electromagnetic import electromagnetic_charge
from cevns.nuclei.nuclides import Nuclide

NORMALISATIONS: Final[Mapping[str, float]] = MappingProxyType({"vector": 1.0, "weak": 2.0})
"""What stands for Q_W: g_p^V Z + g_n^V N, ``"vector"``, or the weak charge of atomic physics, twice
that, ``"weak"``, with which a quarter of the magnetic term is left."""


@checked
def enhancement(
    E_nu: ArrayLike,
    T: ArrayLike,
    nuclide: Nuclide,
    *,
    mu_nu: float,
    couplings: NucleonCouplings,
    normalisation: str = "vector",
) -> Array:
    r"""Return the talk's factor :math:`\mathcal G_\text{EM}`.

    .. math::

        \mathcal G_\text{EM} = 1 + \frac1{G_F^2M}\left(\frac{Q_\text{EM}}{Q_W^V}\right)^2
        \frac{\frac{1-T/E_\nu}T}{1-\frac{MT}{2E_\nu^2}}

    Times the vector part of the cross section, whose bracket is the denominator, it gives the sum
    of both; times the axial part, something that diverges where neutrinos barely reach T.

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0
    T : recoil energy [MeV], > 0, broadcastable
    nuclide : target nucleus
    mu_nu : effective moment [mu_B], >= 0
    couplings : of the nucleons
    normalisation : of :math:`Q_W^V`, one of `NORMALISATIONS`

    Returns
    -------
    Array
        dimensionless; infinite where :math:`Q_W^V` or the denominator vanishes, and 1 where no
        recoil of this energy is possible

    Raises
    ------
    ValueError
        if an energy is not positive, or the normalisation unknown
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    T = in_range("T", T, "MeV", above=0)
    scale = NORMALISATIONS[choice("normalisation", normalisation, NORMALISATIONS)]
    charge = np.asarray(scale * vector_charge(nuclide, couplings))
    ratio = electromagnetic_charge(nuclide, mu_nu) ** 2
    bracket = 1 - nuclide.mass * T / (2 * E**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = ratio / (G_F**2 * nuclide.mass * charge**2) * (1 - T / E) / T / bracket
    return np.asarray(np.where(bracket < 0, 1.0, 1 + more))


@checked
def axial_surplus(
    E_nu: ArrayLike, T: ArrayLike, nuclide: Nuclide, couplings: NucleonCouplings
) -> Array:
    r"""Return what the factor adds too much, as a part of the magnetic cross section.

    .. math::

        \frac{\left(\mathcal G_\text{EM}-1\right)\sigma_A}{\sigma_\text{mag}}
        = \left(\frac{Q_W^A}{Q_W^V}\right)^2
        \frac{1+\frac{MT}{2E_\nu^2}}{1-\frac{MT}{2E_\nu^2}}

    With :math:`E_\nu` going down to the least that gives T its integral over a spectrum diverges
    logarithmically.

    Parameters
    ----------
    E_nu, T, nuclide, couplings : as in `enhancement`

    Returns
    -------
    Array
        dimensionless; zero for nuclei without spin and where no such recoil is possible
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    x = nuclide.mass * in_range("T", T, "MeV", above=0) / (2 * E**2)
    ratio = (axial_charge(nuclide, couplings) / vector_charge(nuclide, couplings)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(x > 1, 0.0, ratio * (1 + x) / (1 - x)))


@checked
def pole(nuclide: Nuclide) -> float:
    r"""Mixing angle at which :math:`Q_W^V` of the tree level vanishes and the factor has its pole.

    .. math:: \sin^2\theta_W = \frac14\left(1-\frac NZ\right)

    Parameters
    ----------
    nuclide : target nucleus

    Returns
    -------
    float
        negative for nuclei with more neutrons than protons: -0.10 for Cs and I
    """
    return (1 - nuclide.N / nuclide.Z) / 4
