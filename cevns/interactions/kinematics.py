"""Exact kinematics of elastic scattering off a nucleus at rest."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import HBARC


def target_mass(M: ArrayLike) -> Array:
    """Return target masses [MeV] once they are those of nuclei, or of electrons.

    Raises
    ------
    ValueError
        if a mass is not finite and positive, or between 0.9 and 900 MeV, where there is no
        target but every nucleus in GeV or u is
    """
    mass = in_range("M", M, "MeV", above=0, at_most=1e6, hint="is it in keV?")
    if ((mass > 0.9) & (mass < 900)).any():
        heavy = mass[(mass > 0.9) & (mass < 900)][0]
        raise ValueError(
            f"M = {heavy:g} MeV must be that of a nucleus, >= 900 MeV, or of an electron; "
            "is it in GeV or u?"
        )
    return mass


def recoil_energy_max(E_nu: ArrayLike, M: ArrayLike) -> Array:
    r"""Largest recoil energy a neutrino can give (backward scattering).

    Equation :eq:`eq:sm-t-max` of the book.

    .. math:: T_\text{max} = \frac{2 E_\nu^2}{M + 2 E_\nu}

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0
    M : nuclear mass [MeV], or the electron's; broadcasts against ``E_nu``

    Returns
    -------
    Array
        recoil energy [MeV]

    Raises
    ------
    ValueError
        if an energy is not finite and positive, or no target has such a mass

    Notes
    -----
    Exact. The leading form :math:`2E_\nu^2/M` is too large by the factor
    :math:`1 + 2E_\nu/M`.
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    M = target_mass(M)
    return 2 * E**2 / (M + 2 * E)


def neutrino_energy_min(T: ArrayLike, M: ArrayLike) -> Array:
    r"""Smallest neutrino energy that can give recoil energy ``T``.

    Equation :eq:`eq:sm-e-min` of the book.

    .. math:: E_\text{min} = \tfrac12\left(T + \sqrt{T^2 + 2MT}\right)

    Parameters
    ----------
    T : recoil energy [MeV], >= 0
    M : nuclear mass [MeV], or the electron's; broadcasts against ``T``

    Returns
    -------
    Array
        neutrino energy [MeV]; the inverse of `recoil_energy_max`

    Raises
    ------
    ValueError
        if an energy is negative or not finite, or no target has such a mass

    Notes
    -----
    Exact; the leading form is :math:`\sqrt{MT/2}`.
    """
    T = in_range("T", T, "MeV", at_least=0)
    M = target_mass(M)
    return 0.5 * (T + np.sqrt(T * (T + 2 * M)))


def momentum_transfer(T: ArrayLike, M: ArrayLike) -> Array:
    r"""Momentum transfer, the argument of every form factor.

    Equation :eq:`eq:sm-q2` of the book.

    .. math:: Q = \sqrt{-q^2}/\hbar c = \sqrt{2 M T}/\hbar c

    Parameters
    ----------
    T : recoil energy [MeV], >= 0
    M : nuclear mass [MeV], or the electron's; broadcasts against ``T``

    Returns
    -------
    Array
        Q [fm^-1]

    Raises
    ------
    ValueError
        if an energy is negative or not finite, or no target has such a mass

    Notes
    -----
    :math:`Q^2 = 2MT` is exact: the four-momentum transfer squared is
    :math:`q^2 = (M+T-M)^2 - |\vec q|^2 = T^2 - (T^2 + 2MT)`.
    """
    T = in_range("T", T, "MeV", at_least=0)
    M = target_mass(M)
    return np.sqrt(2 * M * T) / HBARC
