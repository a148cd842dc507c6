"""Exact kinematics of elastic scattering off a nucleus at rest."""

import numpy as np
from numpy.typing import ArrayLike

from cevns.checks import Array, in_range
from cevns.constants import HBARC


def nuclear_mass(M: ArrayLike) -> Array:
    """Return nuclear masses [MeV] once they are those of nuclei, 900 MeV to 1e6 MeV.

    Raises
    ------
    ValueError
        if a mass is outside: in GeV or u every nucleus is
    """
    return in_range("M", M, "MeV", at_least=900, at_most=1e6, hint="is it in GeV or u?")


def recoil_energy_max(E_nu: ArrayLike, M: ArrayLike) -> Array:
    r"""Largest recoil energy a neutrino can give (backward scattering).

    Equation :eq:`eq:sm-t-max` of the book.

    .. math:: T_\text{max} = \frac{2 E_\nu^2}{M + 2 E_\nu}

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0
    M : nuclear mass [MeV]; broadcasts against ``E_nu``

    Returns
    -------
    Array
        recoil energy [MeV]

    Raises
    ------
    ValueError
        if an energy is not finite and positive, or no nucleus has such a mass

    Notes
    -----
    Exact. The leading form :math:`2E_\nu^2/M` is too large by the factor
    :math:`1 + 2E_\nu/M`.
    """
    E = in_range("E_nu", E_nu, "MeV", above=0)
    M = nuclear_mass(M)
    return 2 * E**2 / (M + 2 * E)


def neutrino_energy_min(T: ArrayLike, M: ArrayLike) -> Array:
    r"""Smallest neutrino energy that can give recoil energy ``T``.

    Equation :eq:`eq:sm-e-min` of the book.

    .. math:: E_\text{min} = \tfrac12\left(T + \sqrt{T^2 + 2MT}\right)

    Parameters
    ----------
    T : recoil energy [MeV], >= 0
    M : nuclear mass [MeV]; broadcasts against ``T``

    Returns
    -------
    Array
        neutrino energy [MeV]; the inverse of `recoil_energy_max`

    Raises
    ------
    ValueError
        if an energy is negative or not finite, or no nucleus has such a mass

    Notes
    -----
    Exact; the leading form is :math:`\sqrt{MT/2}`.
    """
    T = in_range("T", T, "MeV", at_least=0)
    M = nuclear_mass(M)
    return 0.5 * (T + np.sqrt(T * (T + 2 * M)))


def momentum_transfer(T: ArrayLike, M: ArrayLike) -> Array:
    r"""Momentum transfer, the argument of every form factor.

    Equation :eq:`eq:sm-q2` of the book.

    .. math:: Q = \sqrt{-q^2}/\hbar c = \sqrt{2 M T}/\hbar c

    Parameters
    ----------
    T : recoil energy [MeV], >= 0
    M : nuclear mass [MeV]; broadcasts against ``T``

    Returns
    -------
    Array
        Q [fm^-1]

    Raises
    ------
    ValueError
        if an energy is negative or not finite, or no nucleus has such a mass

    Notes
    -----
    :math:`Q^2 = 2MT` is exact: the four-momentum transfer squared is
    :math:`q^2 = (M+T-M)^2 - |\vec q|^2 = T^2 - (T^2 + 2MT)`.
    """
    T = in_range("T", T, "MeV", at_least=0)
    M = nuclear_mass(M)
    return np.sqrt(2 * M * T) / HBARC
