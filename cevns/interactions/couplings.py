"""From the weak mixing angle to quark couplings, nucleon couplings and weak charges."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from cevns.basics.checks import choice, number
from cevns.basics.constants import SIN2_THETA_W_ROUNDED, SIN2_THETA_W_Z_POLE_2005
from cevns.nuclei.nuclides import Nuclide


class QuarkCouplings(NamedTuple):
    """Chiral neutral-current couplings of the up and down quark."""

    g_uL: float
    g_uR: float
    g_dL: float
    g_dR: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NucleonCouplings:
    """Vector and axial neutral-current couplings of the proton and the neutron.

    The axial ones count quarks: neither the nucleon's g_A = 1.27 nor strangeness is in them.
    """

    g_pV: float
    g_nV: float
    g_pA: float
    g_nA: float


def quark_couplings(
    sin2_theta_W: float,
    *,
    rho: float = 1.0,
    kappa: float = 1.0,
    lambda_uL: float = 0.0,
    lambda_dL: float = 0.0,
    lambda_uR: float = 0.0,
    lambda_dR: float = 0.0,
) -> QuarkCouplings:
    r"""Chiral quark couplings with radiative corrections; tree level by default.

    Equation :eq:`eq:sm-quark-couplings` of the book.

    .. math::

        g_u^L &= \rho\left(\tfrac12 - \tfrac23\kappa s_W^2\right) + \lambda^{uL}, &
        g_u^R &= \rho\left(-\tfrac23\kappa s_W^2\right) + \lambda^{uR}, \\
        g_d^L &= \rho\left(-\tfrac12 + \tfrac13\kappa s_W^2\right) + \lambda^{dL}, &
        g_d^R &= \rho\left(\tfrac13\kappa s_W^2\right) + \lambda^{dR}

    Parameters
    ----------
    sin2_theta_W : weak mixing angle :math:`s_W^2`, 0 to 1
    rho, kappa, lambda_uL, lambda_dL, lambda_uR, lambda_dR : radiative corrections

    Returns
    -------
    QuarkCouplings
        dimensionless

    Raises
    ------
    ValueError
        if the mixing angle is outside 0 to 1 (degrees, radians?)

    Notes
    -----
    Source: J. Barranco, O. G. Miranda, T. I. Rashba, JHEP 12 (2005) 021.
    """
    s2 = number(
        "sin2_theta_W", sin2_theta_W, at_least=0, at_most=1, hint="pass sin^2, not the angle"
    )
    return QuarkCouplings(
        g_uL=rho * (0.5 - 2 / 3 * kappa * s2) + lambda_uL,
        g_uR=rho * (-2 / 3 * kappa * s2) + lambda_uR,
        g_dL=rho * (-0.5 + 1 / 3 * kappa * s2) + lambda_dL,
        g_dR=rho * (1 / 3 * kappa * s2) + lambda_dR,
    )


def nucleon_couplings(quarks: QuarkCouplings) -> NucleonCouplings:
    r"""Add up the valence quarks: proton uud, neutron udd.

    Equation :eq:`eq:sm-nucleon-couplings` of the book.

    .. math::

        g_p^{V,A} = 2(g_u^L \pm g_u^R) + (g_d^L \pm g_d^R), \qquad
        g_n^{V,A} = (g_u^L \pm g_u^R) + 2(g_d^L \pm g_d^R)

    Parameters
    ----------
    quarks : chiral couplings, such as those of `quark_couplings`

    Returns
    -------
    NucleonCouplings
        dimensionless
    """
    u_V, u_A = quarks.g_uL + quarks.g_uR, quarks.g_uL - quarks.g_uR
    d_V, d_A = quarks.g_dL + quarks.g_dR, quarks.g_dL - quarks.g_dR
    return NucleonCouplings(
        g_pV=2 * u_V + d_V, g_nV=u_V + 2 * d_V, g_pA=2 * u_A + d_A, g_nA=u_A + 2 * d_A
    )


def tree(sin2_theta_W: float = SIN2_THETA_W_ROUNDED) -> NucleonCouplings:
    r"""Tree-level couplings, :math:`g_p^V = \tfrac12 - 2 s_W^2` and :math:`g_n^V = -\tfrac12`.

    Parameters
    ----------
    sin2_theta_W : weak mixing angle, 0 to 1; by default its low-energy value

    Returns
    -------
    NucleonCouplings
        dimensionless
    """
    return nucleon_couplings(quark_couplings(sin2_theta_W))


def radiative_2005(sin2_theta_W: float = SIN2_THETA_W_Z_POLE_2005) -> NucleonCouplings:
    """Couplings with the radiative corrections of Barranco, Miranda, Rashba (2005).

    Parameters
    ----------
    sin2_theta_W : weak mixing angle at the Z pole, 0 to 1; the corrections are those of the
        paper and do not run it to zero momentum transfer (kappa s^2 = 0.2307)

    Returns
    -------
    NucleonCouplings
        dimensionless; :math:`g_p^V = 0.0304`, :math:`g_n^V = -0.5122` by default
    """
    return nucleon_couplings(
        quark_couplings(
            sin2_theta_W,
            rho=1.0086,
            kappa=0.9978,
            lambda_uL=-0.0031,
            lambda_dL=-0.0025,
            lambda_uR=3.75e-5,
            lambda_dR=7.5e-5,
        )
    )


SCHEMES: Final[Mapping[str, Callable[..., NucleonCouplings]]] = MappingProxyType(
    {"tree": tree, "radiative_2005": radiative_2005}
)
"""Coupling schemes by name."""


def scheme(name: str) -> NucleonCouplings:
    """Look a coupling scheme up by name, at its own default mixing angle.

    Raises
    ------
    ValueError
        if it is none of `SCHEMES`
    """
    return SCHEMES[choice("coupling scheme", name, SCHEMES)]()


def vector_charge(nuclide: Nuclide, couplings: NucleonCouplings) -> float:
    r"""Weak vector charge at zero momentum transfer, :math:`Q_V = g_p^V Z + g_n^V N`.

    Equation :eq:`eq:sm-qv` of the book.

    Parameters
    ----------
    nuclide : target nucleus
    couplings : of the nucleons

    Returns
    -------
    float
        dimensionless; in terms of the charge used in atomic physics,
        :math:`Q_W = N - (1 - 4 s_W^2) Z`, it is :math:`-Q_W/2` at tree level
    """
    return couplings.g_pV * nuclide.Z + couplings.g_nV * nuclide.N


def axial_charge(nuclide: Nuclide, couplings: NucleonCouplings) -> float:
    r"""Weak axial charge, :math:`Q_A = g_p^A (Z_+ - Z_-) + g_n^A (N_+ - N_-)`.

    Equation :eq:`eq:sm-qa` of the book.

    Parameters
    ----------
    nuclide : target nucleus; the unpaired nucleon of `Nuclide.unpaired` carries the charge
    couplings : of the nucleons

    Returns
    -------
    float
        dimensionless; zero for even-even nuclei

    Notes
    -----
    The extreme single-particle picture: good for the size, not for a measurement of the charge.
    """
    protons, neutrons = nuclide.unpaired
    return couplings.g_pA * protons + couplings.g_nA * neutrons
