"""CEvNS cross sections per nucleus: Standard Model and magnetic.

Every one is a polynomial in 1/E_nu at fixed recoil energy,

    dsigma/dT = c_0(T) + c_1(T)/E_nu + c_2(T)/E_nu^2,

which is what lets a beam enter through three flux moments only (see `cevns.rates.yields`).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.constants import G_F
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre
from cevns.basics.ranges import NEUTRINO_ENERGY
from cevns.interactions.couplings import (
    Couplings,
    NucleonCouplings,
    axial_charge,
    vector_charge,
)
from cevns.interactions.electromagnetic import (
    _SET_A_THRESHOLD,
    electromagnetic_charge,
    magnetic_coefficients,
)
from cevns.interactions.kinematics import recoil_energy_max
from cevns.interactions.standard_model import sm_coefficients
from cevns.nuclei.form_factors import FormFactor
from cevns.nuclei.nuclides import Nuclide


def _energies(
    T: ArrayLike, E_nu: ArrayLike, nuclide: Nuclide, **limits: Any
) -> tuple[Array, Array]:
    """Return both energies, broadcast, once neither looks as if it were in keV.

    A recoil beyond the end point is no error where the other energy is free to vary; one that no
    neutrino up to 100 MeV, and none of those given, can cause is.
    """
    E = in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY)
    x = in_range("T", T, "MeV", **limits)
    most = max(100.0, float(E.max(initial=0.0)))
    end = 2 * most**2 / (nuclide.mass + 2 * most)
    if x.max(initial=0.0) > end:
        slip = f"no neutrino of {most:g} MeV gives so much; write 5 * keV for 5 keV"
        in_range("T", x, "MeV", at_most=end, hint=slip)
    x, E = np.broadcast_arrays(x, E)
    return x, E


def _evaluate(coefficients: Array, T: Array, E: Array, M: float) -> Array:
    value = coefficients[0] + coefficients[1] / E + coefficients[2] / E**2
    return np.where(recoil_energy_max(E, M) >= T, value, 0.0)


@checked
def sm(
    T: ArrayLike,
    E_nu: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: Couplings,
    form_factor: FormFactor,
    neutron_form_factor: FormFactor | None = None,
    flavor: str | None = None,
) -> Array:
    r"""Return the Standard Model CEvNS cross section.

    Equation :eq:`eq:sm-cross-section` of the book.

    .. math::

        \left(\frac{d\sigma}{dT}\right)_\text{SM} = \frac{G_F^2 M}{\pi}\left[
        V^2\left(1-\frac{T}{E_\nu}-\frac{MT}{2E_\nu^2}\right)
        + A^2\left(1-\frac{T}{E_\nu}+\frac{MT}{2E_\nu^2}\right)\right]

    with :math:`V = g_p^V Z F_p(Q) + g_n^V N F_n(Q)` and
    :math:`A = g_p^A (Z_+-Z_-) F_p(Q) + g_n^A (N_+-N_-) F_n(Q)`.

    Parameters
    ----------
    T, E_nu : recoil and neutrino energy [MeV], >= 0 and > 0; broadcast against each other
    nuclide : target nucleus
    couplings : of the nucleons, see `cevns.interactions.couplings`
    form_factor : of the protons, and of the neutrons unless they have their own
    neutron_form_factor : of the neutrons
    flavor : such as ``"nu_e"``, for couplings that depend on it

    Returns
    -------
    Array
        cm^2/MeV, broadcast shape; 0 where T exceeds the kinematic end point

    Raises
    ------
    ValueError
        if an energy is out of range or not finite, or the couplings need a flavour

    Notes
    -----
    The vector part is exact for a spin-0 nucleus. The axial part is the leading form for
    spin 1/2: it drops T^2/E_nu^2 and the V-A interference, which has opposite signs for
    neutrinos and antineutrinos. Source: D. Z. Freedman, Phys. Rev. D 9 (1974) 1389;
    J. Barranco, O. G. Miranda, T. I. Rashba, JHEP 12 (2005) 021.
    """
    T, E = _energies(T, E_nu, nuclide, at_least=0)
    coefficients = sm_coefficients(
        T,
        nuclide,
        couplings=couplings,
        form_factor=form_factor,
        neutron_form_factor=neutron_form_factor,
        flavor=flavor,
    )
    return _evaluate(coefficients, T, E, nuclide.mass)


@checked
def sm_leading_order(
    T: ArrayLike,
    E_nu: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: Couplings,
    form_factor: FormFactor,
    flavor: str | None = None,
) -> Array:
    r"""Return the Standard Model cross section to leading order in E_nu/M, as usually printed.

    Equation :eq:`eq:sm-leading-order` of the book.

    .. math::

        \frac{d\sigma}{dT} = \frac{G_F^2 M}{\pi}\left[
        Q_V^2\left(1-\frac{MT}{2E_\nu^2}\right)
        + Q_A^2\left(1+\frac{MT}{2E_\nu^2}\right)\right]F^2(Q),
        \qquad T \le \frac{2E_\nu^2}{M}

    Parameters, units and errors as in `sm`; kept to measure what the exact form changes.
    """
    T, E = _energies(T, E_nu, nuclide, at_least=0)
    c_0, _, c_2 = sm_coefficients(
        T, nuclide, couplings=couplings, form_factor=form_factor, flavor=flavor
    )
    return np.where(2 * E**2 / nuclide.mass >= T, c_0 + c_2 / E**2, 0.0)


@checked
def sm_total(
    E_nu: ArrayLike,
    nuclide: Nuclide,
    *,
    couplings: Couplings,
    form_factor: FormFactor,
    neutron_form_factor: FormFactor | None = None,
    flavor: str | None = None,
    nodes: int = 48,
) -> Array:
    r"""Total Standard Model cross section, :math:`\sigma(E_\nu)=\int_0^{T_\text{max}}d\sigma`.

    Parameters
    ----------
    E_nu : neutrino energy [MeV], > 0, any shape
    nuclide, couplings, form_factor, neutron_form_factor, flavor : as in `sm`
    nodes : Gauss-Legendre nodes in momentum transfer

    Returns
    -------
    Array
        cm^2, shape of E_nu
    """
    E = in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY)
    T_max = recoil_energy_max(E, nuclide.mass)[..., None]
    # in Q, T = T_max u^2: the electron in the neutrino's radius bends the couplings at 1 MeV
    u = gauss_legendre(0.0, 1.0, whole("nodes", nodes, at_least=2))
    integrand = sm(
        T_max * u.x**2,
        E[..., None],
        nuclide,
        couplings=couplings,
        form_factor=form_factor,
        neutron_form_factor=neutron_form_factor,
        flavor=flavor,
    )
    total: Array = np.sum(2 * T_max * u.x * u.w * integrand, axis=-1)
    return total


@checked
def magnetic(
    T: ArrayLike, E_nu: ArrayLike, nuclide: Nuclide, *, mu_nu: float, form_factor: FormFactor
) -> Array:
    r"""Cross section of magnetic-moment scattering off the nuclear charge.

    Equation :eq:`eq:mag-cross-section` of the book.

    .. math::

        \left(\frac{d\sigma}{dT}\right)_\text{EM} = \frac{\pi\alpha^2\mu_\nu^2 Z^2}{m_e^2}
        \left(\frac1T-\frac1{E_\nu}\right)F_p^2(Q)

    It flips the neutrino's helicity, so it adds to `sm` without interference.

    Parameters
    ----------
    T, E_nu : recoil and neutrino energy [MeV], > 0; broadcast against each other
    nuclide : target nucleus
    mu_nu : effective magnetic moment of the beam [mu_B], >= 0
    form_factor : of the protons

    Returns
    -------
    Array
        cm^2/MeV, broadcast shape; 0 where T exceeds the kinematic end point

    Raises
    ------
    ValueError
        if an energy or the moment is out of range or not finite

    Notes
    -----
    Drops T/(4 E_nu^2) of a spin-0 nucleus and the scattering off the nuclear magnetic moment.
    Diverges as 1/T; atomic screening matters only far below every threshold used here.
    Source: P. Vogel and J. Engel, Phys. Rev. D 39 (1989) 3378.
    """
    T, E = _energies(T, E_nu, nuclide, above=0, hint=_SET_A_THRESHOLD)
    coefficients = magnetic_coefficients(T, nuclide, mu_nu=mu_nu, form_factor=form_factor)
    return _evaluate(coefficients, T, E, nuclide.mass)


@checked
def magnetic_enhancement(
    T: ArrayLike,
    E_nu: ArrayLike,
    nuclide: Nuclide,
    *,
    mu_nu: float,
    couplings: NucleonCouplings,
) -> Array:
    r"""Ratio of the total to the Standard Model cross section when both share one form factor.

    Equation :eq:`eq:mag-enhancement` of the book.

    .. math::

        \mathcal G_\text{EM} = 1 + \frac{1}{G_F^2 M}\left(\frac{Q_\text{EM}}{Q_V}\right)^2
        \frac{1/T - 1/E_\nu}{1 - T/E_\nu - MT/(2E_\nu^2)}

    Parameters
    ----------
    T, E_nu : recoil and neutrino energy [MeV], > 0; broadcast against each other
    nuclide : target nucleus; its axial charge must vanish
    mu_nu : effective magnetic moment [mu_B], >= 0
    couplings : of the nucleons

    Returns
    -------
    Array
        dimensionless; infinite at the end point, where the Standard Model term vanishes

    Raises
    ------
    ValueError
        if the nucleus has an axial charge (the factor would multiply it too), or if T lies
        above the end point

    Notes
    -----
    With the exact denominator of `sm`, so that the product is exactly `sm` + `magnetic`.
    """
    if axial_charge(nuclide, couplings) != 0:
        raise ValueError(
            f"{nuclide.name}: an unpaired nucleon gives it an axial charge, which this factor "
            "would multiply too; add sm() and magnetic() instead"
        )
    T, E = np.broadcast_arrays(
        in_range("T", T, "MeV", above=0), in_range("E_nu", E_nu, "MeV", **NEUTRINO_ENERGY)
    )
    beyond = recoil_energy_max(E, nuclide.mass) < T
    if beyond.any():
        raise ValueError(
            f"T = {T[beyond][0]:g} MeV lies above the end point "
            f"{recoil_energy_max(E, nuclide.mass)[beyond][0]:g} MeV of E_nu = {E[beyond][0]:g} MeV"
        )
    T_x = crossing_recoil_energy(nuclide, mu_nu=mu_nu, couplings=couplings)
    denominator = 1 - T / E - nuclide.mass * T / (2 * E**2)
    with np.errstate(divide="ignore"):
        enhancement: Array = 1 + T_x * (1 / T - 1 / E) / denominator
    return enhancement


@checked
def crossing_recoil_energy(nuclide: Nuclide, *, mu_nu: float, couplings: NucleonCouplings) -> float:
    r"""Recoil energy below which magnetic scattering exceeds the Standard Model.

    Equation :eq:`eq:mag-crossing` of the book.

    .. math:: T_\times = \frac{1}{G_F^2 M}\left(\frac{Q_\text{EM}}{Q_V}\right)^2

    Parameters
    ----------
    nuclide : target nucleus
    mu_nu : effective moment [mu_B], >= 0
    couplings : of the nucleons

    Returns
    -------
    float
        recoil energy [MeV], whatever the neutrino energy

    Raises
    ------
    ValueError
        if the moment is out of range

    Notes
    -----
    To leading order in :math:`T/T_\text{max}`, and without the axial charge.
    """
    ratio = electromagnetic_charge(nuclide, mu_nu) / vector_charge(nuclide, couplings)
    return ratio**2 / (G_F**2 * nuclide.mass)
