"""Between source and detector: vacuum phases, their average, and solar matter."""

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import AVOGADRO, G_F, HBARC
from cevns.basics.kinds import checked
from cevns.basics.units import CM_PER_FM, CM_PER_METRE, eV
from cevns.neutrinos.effective import flavor_state
from cevns.neutrinos.mixing import Angles, ComplexArray, Mixing

_INVERSE_MEV_PER_KM: Final = 1e3 * CM_PER_METRE / (HBARC * CM_PER_FM)

_MEV3_PER_INVERSE_CM3: Final = (HBARC * CM_PER_FM) ** 3


@checked
def propagation_phases(mixing: Mixing, L_km: ArrayLike, E_nu: ArrayLike) -> Array:
    r"""Vacuum phases of the mass states, that of nu_1 taken out.

    .. math:: \varphi_i = \frac{\Delta m^2_{i1}\,L}{2E_\nu}

    Parameters
    ----------
    mixing : mass splittings
    L_km : distance [km], >= 0
    E_nu : neutrino energy [MeV], > 0; broadcasts against ``L_km``

    Returns
    -------
    Array
        radians, shape (..., 3)

    Raises
    ------
    ValueError
        if a distance is negative or an energy not positive
    """
    L = in_range("L", L_km, "km", at_least=0) * _INVERSE_MEV_PER_KM
    E = in_range("E_nu", E_nu, "MeV", above=0)
    splittings = np.array([0.0, mixing.dm2_21, mixing.dm2_31]) * eV**2
    phases: Array = splittings * (L / (2 * E))[..., None]
    return phases


@checked
def propagated_state(flavor: str, mixing: Mixing, L_km: ArrayLike, E_nu: ArrayLike) -> ComplexArray:
    r"""State of a flavour beam after a distance in vacuum, for `effective_squared_of_state`.

    Equation :eq:`eq:sun-le` of the book.

    .. math:: \nu_i(L) = U^*_{\alpha i}\,e^{\mp i\Delta m^2_{i1}L/2E_\nu}

    with the upper sign for neutrinos. An antineutrino evolves with conjugate mixing and moments
    but the same phase, which is the neutrino's expression at :math:`-L`.

    Parameters
    ----------
    flavor : ``"nu_e"``, ``"nu_mu_bar"``, ...
    mixing : of the leptons
    L_km, E_nu : as in `propagation_phases`

    Returns
    -------
    ComplexArray
        shape (..., 3)

    Notes
    -----
    The effective moment :math:`\sum_j|\sum_i U^*_{\alpha i}e^{-i\Delta m^2_{ij}L/2E}
    \tilde\lambda_{ij}|^2` of the talk is the cross product of this state with Lambda.
    """
    sign = 1 if flavor.endswith("_bar") else -1
    phases = propagation_phases(mixing, L_km, E_nu)
    state: ComplexArray = flavor_state(flavor, mixing) * np.exp(sign * 1j * phases)
    return state


@checked
def averaged_probabilities(flavor: str, mixing: Angles) -> Array:
    r"""Mass-state probabilities :math:`|U_{\alpha i}|^2` once the phases have averaged out.

    Parameters
    ----------
    flavor : ``"nu_e"``, ``"nu_mu"``, ``"nu_tau"``, or with ``_bar``
    mixing : of the leptons

    Returns
    -------
    Array
        three probabilities, summing to 1
    """
    return np.abs(flavor_state(flavor, mixing)) ** 2


def matter_potential(n_e: ArrayLike) -> Array:
    r"""Charged-current potential :math:`V = \sqrt2\,G_F n_e` [MeV].

    Parameters
    ----------
    n_e : electron density [N_A/cm^3], >= 0; about 100 at the centre of the Sun

    Returns
    -------
    Array
        MeV, shape of ``n_e``

    Raises
    ------
    ValueError
        if a density is negative or not in units of N_A/cm^3
    """
    density = in_range("n_e", n_e, "N_A/cm^3", at_least=0, at_most=1e6, hint="in units of N_A/cm^3")
    return math.sqrt(2) * G_F * density * AVOGADRO * _MEV3_PER_INVERSE_CM3


@checked
def adiabatic_P_e1(E_nu: ArrayLike, n_e: ArrayLike, mixing: Mixing) -> Array:
    r"""Two-flavour probability that a solar nu_e arrives as nu_1, by adiabatic conversion.

    Equation :eq:`eq:sun-msw` of the book.

    .. math::

        P_{e1}^{2\nu} &= \cos^2\theta_m, \quad
        \cos2\theta_m = \frac{\cos2\theta_{12}-\beta}
        {\sqrt{(\cos2\theta_{12}-\beta)^2+\sin^22\theta_{12}}}, \\
        \beta &= \frac{2\sqrt2\,G_F n_e c_{13}^2 E_\nu}{\Delta m^2_{21}}

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0
    n_e : electron density where the neutrino is born [N_A/cm^3], >= 0; broadcasts
    mixing : of the leptons, with its mass splitting

    Returns
    -------
    Array
        cos^2 theta_12 in vacuum, falling to 0 as n_e E_nu grows

    Raises
    ------
    ValueError
        if an energy or a density is out of range

    Notes
    -----
    Adiabatic, which holds for the large mixing angle up to far higher energies than the Sun's.
    Source: S. J. Parke, Phys. Rev. Lett. 57 (1986) 1275; for three flavours the potential
    acts with c_13^2.
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    s2 = mixing.sin2_12
    cos_2theta, sin_2theta = 1 - 2 * s2, 2 * math.sqrt(s2 * (1 - s2))
    beta = 2 * matter_potential(n_e) * (1 - mixing.sin2_13) * E / (mixing.dm2_21 * eV**2)
    cos_2theta_m = (cos_2theta - beta) / np.hypot(cos_2theta - beta, sin_2theta)
    return 0.5 * (1 + cos_2theta_m)


@checked
def solar_probabilities(P_e1: ArrayLike, mixing: Mixing) -> Array:
    r"""Three-flavour probabilities of solar mass states from the two-flavour one.

    .. math:: P_{e1} = c_{13}^2P_{e1}^{2\nu}, \quad P_{e2} = c_{13}^2(1-P_{e1}^{2\nu}), \quad
              P_{e3} = s_{13}^2

    Parameters
    ----------
    P_e1 : two-flavour probability, 0 to 1
    mixing : of the leptons

    Returns
    -------
    Array
        (P_e1, P_e2, P_e3) on the last axis, summing to 1
    """
    P = in_range("P_e1", P_e1, at_least=0, at_most=1)
    c13_2 = 1 - mixing.sin2_13
    return np.stack([c13_2 * P, c13_2 * (1 - P), np.full_like(P, mixing.sin2_13)], axis=-1)
