r"""Effective moments in the closed forms printed in the talk, term by term.

All take the moduli of the mass-basis moments, the phase differences

    xi_1 = zeta_3 - zeta_2,   xi_2 = zeta_3 - zeta_1,   xi_3 = zeta_1 - zeta_2

and the mixing angles, and broadcast over any of them. They hold together in one convention,
that of `cevns.neutrinos.moments`, where `effective_squared` computes the same without cancellation:
closed forms are differences, so near a blind direction only their absolute error is small.
Source: O. G. Miranda et al., JHEP 07 (2019) 103; B. C. Canas et al., Phys. Lett. B 753 (2016) 191.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.basics.ranges import PHASE
from cevns.neutrinos.mixing import Angles, sines_cosines


def phase_differences(phases: ArrayLike) -> Array:
    r"""(xi_1, xi_2, xi_3) from (zeta_1, zeta_2, zeta_3) [rad], on the last axis.

    .. math:: \xi_1 = \zeta_3-\zeta_2, \quad \xi_2 = \zeta_3-\zeta_1, \quad
              \xi_3 = \zeta_1-\zeta_2 = \xi_1-\xi_2

    Only two are independent.
    """
    z1, z2, z3 = np.moveaxis(_triple("phases", phases, "rad", **PHASE), -1, 0)
    return np.stack([z3 - z2, z3 - z1, z1 - z2], axis=-1)


def _triple(what: str, values: ArrayLike, unit: str, **limits: Any) -> Array:
    x = in_range(what, values, unit, **limits)
    if x.shape[-1:] != (3,):
        raise ValueError(f"{what} must have 3 entries on the last axis, got {x.shape}")
    return x


def _moduli(moduli: ArrayLike) -> tuple[Array, Array, Array]:
    L = _triple("moduli", moduli, "mu_B", at_least=0, hint="put the sign in the phase")
    return L[..., 0], L[..., 1], L[..., 2]


def _xi(xi: ArrayLike) -> tuple[Array, Array, Array]:
    x = _triple("xi", xi, "rad", **PHASE)
    return x[..., 0], x[..., 1], x[..., 2]


@checked
def reactor(moduli: ArrayLike, xi: ArrayLike, angles: Angles) -> Array:
    r"""Reactor anti-nu_e.

    Equation :eq:`eq:reac-closed` of the book.

    .. math::

        \mu^2 =\ & |\Lambda|^2 - c_{12}^2c_{13}^2|\Lambda_1|^2 - s_{12}^2c_{13}^2|\Lambda_2|^2
        - s_{13}^2|\Lambda_3|^2 \\
        -\ & c_{13}^2\sin2\theta_{12}|\Lambda_1||\Lambda_2|\cos\xi_3
        - c_{12}\sin2\theta_{13}|\Lambda_1||\Lambda_3|\cos(\delta-\xi_2) \\
        -\ & s_{12}\sin2\theta_{13}|\Lambda_2||\Lambda_3|\cos(\delta-\xi_1)

    Parameters
    ----------
    moduli : (abs Lambda_1, abs Lambda_2, abs Lambda_3) on the last axis [mu_B], >= 0
    xi : (xi_1, xi_2, xi_3) on the last axis [rad], from `phase_differences`; taken as three
        free numbers, so that readings of the print with other signs can be tried
    angles : a `cevns.neutrinos.mixing.Mixing`, or `cevns.neutrinos.mixing.MixingArrays`

    Returns
    -------
    Array
        mu_B^2, broadcast shape

    Raises
    ------
    ValueError
        if a modulus is negative, or there are not three moduli and three phases
    """
    (L1, L2, L3), (x1, x2, x3) = _moduli(moduli), _xi(xi)
    s12, s13, _, c12, c13, _, d = sines_cosines(angles)
    sin2_12, sin2_13 = 2 * s12 * c12, 2 * s13 * c13
    return (
        (L1**2 + L2**2 + L3**2)
        - c12**2 * c13**2 * L1**2
        - s12**2 * c13**2 * L2**2
        - s13**2 * L3**2
        - c13**2 * sin2_12 * L1 * L2 * np.cos(x3)
        - c12 * sin2_13 * L1 * L3 * np.cos(d - x2)
        - s12 * sin2_13 * L2 * L3 * np.cos(d - x1)
    )


@checked
def sns_prompt(moduli: ArrayLike, xi: ArrayLike, angles: Angles) -> Array:
    r"""Prompt nu_mu of a spallation source.

    Equation :eq:`eq:snsm-prompt` of the book.

    .. math::

        \mu^2 =\ & |\Lambda_1|^2\left[-2c_{12}c_{23}s_{12}s_{13}s_{23}\cos\delta
        + s_{23}^2(c_{13}^2+s_{12}^2s_{13}^2) + c_{12}^2c_{23}^2\right] \\
        +\ & |\Lambda_2|^2\left[2c_{12}c_{23}s_{13}s_{23}s_{12}\cos\delta
        + c_{23}^2s_{12}^2 + s_{23}^2(c_{12}^2s_{13}^2+c_{13}^2)\right] \\
        +\ & |\Lambda_3|^2\left[c_{23}^2+s_{13}^2s_{23}^2\right] \\
        +\ & 2|\Lambda_1\Lambda_2|\bigl[c_{23}c_{12}^2s_{13}s_{23}\cos(\delta+\xi_3)
        - c_{23}s_{12}^2s_{13}s_{23}\cos(\delta-\xi_3) \\
        & \quad + c_{12}s_{12}(c_{23}^2-s_{13}^2s_{23}^2)\cos\xi_3\bigr] \\
        +\ & 2|\Lambda_1\Lambda_3|\,c_{13}s_{23}\left[c_{12}s_{13}s_{23}\cos(\delta-\xi_2)
        + c_{23}s_{12}\cos\xi_2\right] \\
        +\ & 2|\Lambda_2\Lambda_3|\,c_{13}s_{23}\left[s_{12}s_{13}s_{23}\cos(\delta-\xi_1)
        - c_{12}c_{23}\cos\xi_1\right]

    Parameters, returns and errors as in `reactor`.
    """
    (L1, L2, L3), (x1, x2, x3) = _moduli(moduli), _xi(xi)
    s12, s13, s23, c12, c13, c23, d = sines_cosines(angles)
    return (
        L1**2
        * (
            -2 * c12 * c23 * s12 * s13 * s23 * np.cos(d)
            + s23**2 * (c13**2 + s12**2 * s13**2)
            + c12**2 * c23**2
        )
        + L2**2
        * (
            2 * c12 * c23 * s13 * s23 * s12 * np.cos(d)
            + c23**2 * s12**2
            + s23**2 * (c12**2 * s13**2 + c13**2)
        )
        + L3**2 * (c23**2 + s13**2 * s23**2)
        + 2
        * L1
        * L2
        * (
            c23 * c12**2 * s13 * s23 * np.cos(d + x3)
            - c23 * s12**2 * s13 * s23 * np.cos(d - x3)
            + c12 * s12 * (c23**2 - s13**2 * s23**2) * np.cos(x3)
        )
        + 2 * L1 * L3 * c13 * s23 * (c12 * s13 * s23 * np.cos(d - x2) + c23 * s12 * np.cos(x2))
        + 2 * L2 * L3 * c13 * s23 * (s12 * s13 * s23 * np.cos(d - x1) - c12 * c23 * np.cos(x1))
    )


@checked
def sns_delayed_nu_e(moduli: ArrayLike, xi: ArrayLike, angles: Angles) -> Array:
    r"""Delayed nu_e of a spallation source: the polynomial of `reactor`, collected otherwise.

    Equation :eq:`eq:snsm-delayed-e` of the book.

    .. math::

        \mu^2 =\ & |\Lambda_1|^2\left[c_{13}^2s_{12}^2+s_{13}^2\right]
        + |\Lambda_2|^2\left[c_{12}^2c_{13}^2+s_{13}^2\right] + |\Lambda_3|^2c_{13}^2 \\
        -\ & |\Lambda_1\Lambda_2|\,c_{13}^2\sin2\theta_{12}\cos\xi_3 \\
        -\ & |\Lambda_1\Lambda_3|\,c_{12}\sin2\theta_{13}\cos(\delta-\xi_2)
        - |\Lambda_2\Lambda_3|\,s_{12}\sin2\theta_{13}\cos(\delta-\xi_1)

    Parameters, returns and errors as in `reactor`.
    """
    (L1, L2, L3), (x1, x2, x3) = _moduli(moduli), _xi(xi)
    s12, s13, _, c12, c13, _, d = sines_cosines(angles)
    sin2_12, sin2_13 = 2 * s12 * c12, 2 * s13 * c13
    return (
        L1**2 * (c13**2 * s12**2 + s13**2)
        + L2**2 * (c12**2 * c13**2 + s13**2)
        + L3**2 * c13**2
        - L1 * L2 * c13**2 * sin2_12 * np.cos(x3)
        - L1 * L3 * c12 * sin2_13 * np.cos(d - x2)
        - L2 * L3 * s12 * sin2_13 * np.cos(d - x1)
    )


@checked
def sns_delayed_nu_mu_bar(moduli: ArrayLike, xi: ArrayLike, angles: Angles) -> Array:
    r"""Delayed anti-nu_mu of a spallation source: the polynomial of `sns_prompt`.

    Equation :eq:`eq:snsm-delayed-mu` of the book.

    .. math::

        \mu^2 =\ & |\Lambda_1|^2\left[-2c_{12}c_{23}s_{12}s_{13}s_{23}\cos\delta
        + s_{23}^2(c_{13}^2+s_{12}^2s_{13}^2) + c_{12}^2c_{23}^2\right] \\
        +\ & |\Lambda_2|^2\left[2c_{12}c_{23}s_{12}s_{13}s_{23}\cos\delta
        + s_{23}^2(c_{13}^2+c_{12}^2s_{13}^2) + s_{12}^2c_{23}^2\right] \\
        +\ & |\Lambda_3|^2\,\tfrac14\left[2c_{13}^2\cos2\theta_{23}-\cos2\theta_{13}+3\right] \\
        +\ & 2|\Lambda_1\Lambda_2|\bigl[c_{23}s_{13}s_{23}\left(c_{12}^2\cos(\delta+\xi_3)
        - s_{12}^2\cos(\delta-\xi_3)\right) \\
        & \quad + c_{12}c_{23}^2s_{12}\cos\xi_3 - c_{12}s_{12}s_{13}^2s_{23}^2\cos\xi_3\bigr] \\
        +\ & 2|\Lambda_1\Lambda_3|\,c_{13}s_{23}\left[c_{12}s_{13}s_{23}\cos(\delta-\xi_2)
        + c_{23}s_{12}\cos\xi_2\right] \\
        +\ & 2|\Lambda_2\Lambda_3|\,c_{13}s_{23}\left[s_{12}s_{13}s_{23}\cos(\delta-\xi_1)
        - c_{12}c_{23}\cos\xi_1\right]

    Parameters, returns and errors as in `reactor`.
    """
    (L1, L2, L3), (x1, x2, x3) = _moduli(moduli), _xi(xi)
    s12, s13, s23, c12, c13, c23, d = sines_cosines(angles)
    cos2_13, cos2_23 = c13**2 - s13**2, c23**2 - s23**2
    return (
        L1**2
        * (
            -2 * c12 * c23 * s12 * s13 * s23 * np.cos(d)
            + s23**2 * (c13**2 + s12**2 * s13**2)
            + c12**2 * c23**2
        )
        + L2**2
        * (
            2 * c12 * c23 * s12 * s13 * s23 * np.cos(d)
            + s23**2 * (c13**2 + c12**2 * s13**2)
            + s12**2 * c23**2
        )
        + L3**2 * (2 * c13**2 * cos2_23 - cos2_13 + 3) / 4
        + 2
        * L1
        * L2
        * (
            c23 * s13 * s23 * (c12**2 * np.cos(d + x3) - s12**2 * np.cos(d - x3))
            + c12 * c23**2 * s12 * np.cos(x3)
            - c12 * s12 * s13**2 * s23**2 * np.cos(x3)
        )
        + 2 * L1 * L3 * c13 * s23 * (c12 * s13 * s23 * np.cos(d - x2) + c23 * s12 * np.cos(x2))
        + 2 * L2 * L3 * c13 * s23 * (s12 * s13 * s23 * np.cos(d - x1) - c12 * c23 * np.cos(x1))
    )


@checked
def solar(moduli: ArrayLike, P_e1: ArrayLike, angles: Angles) -> Array:
    r"""Solar neutrinos, an incoherent mixture of mass states.

    Equation :eq:`eq:sun-closed` of the book.

    .. math::

        \mu^2 = |\Lambda|^2 - c_{13}^2|\Lambda_2|^2 + (c_{13}^2-1)|\Lambda_3|^2
        + c_{13}^2P_{e1}^{2\nu}\left(|\Lambda_2|^2-|\Lambda_1|^2\right)

    Parameters
    ----------
    moduli : as in `reactor`
    P_e1 : two-flavour probability to arrive as nu_1, 0 to 1
    angles : only theta_13 enters

    Returns
    -------
    Array
        mu_B^2, broadcast shape

    Raises
    ------
    ValueError
        if a modulus is negative or P_e1 is no probability
    """
    L1, L2, L3 = _moduli(moduli)
    P = in_range("P_e1", P_e1, at_least=0, at_most=1)
    c13_2 = sines_cosines(angles).c13 ** 2
    return (
        (L1**2 + L2**2 + L3**2) - c13_2 * L2**2 + (c13_2 - 1) * L3**2 + c13_2 * P * (L2**2 - L1**2)
    )


@checked
def solar_moduli(mu_nu: ArrayLike, P_e1: ArrayLike, angles: Angles) -> Array:
    r"""Each modulus that alone gives a solar effective moment ``mu_nu``.

    Equation :eq:`eq:sun-inversion` of the book.

    .. math::

        |\Lambda_1| = \frac{\mu}{\sqrt{1-c_{13}^2P_{e1}}}, \quad
        |\Lambda_2| = \frac{\mu}{\sqrt{1-c_{13}^2(1-P_{e1})}}, \quad
        |\Lambda_3| = \frac{\mu}{c_{13}}

    so that :math:`\sum_i(\mu/|\Lambda_i|)^2 = 2` whatever :math:`P_{e1}`.

    Parameters
    ----------
    mu_nu : effective moment, or its limit [mu_B], >= 0
    P_e1 : two-flavour probability to arrive as nu_1, 0 to 1
    angles : only theta_13 enters

    Returns
    -------
    Array
        (abs Lambda_1, abs Lambda_2, abs Lambda_3) on the last axis [mu_B]
    """
    mu = in_range("mu_nu", mu_nu, "mu_B", at_least=0, at_most=1, hint="write 1e-11")
    squares = np.stack(
        [solar(unit, P_e1, angles) for unit in np.eye(3)],
        axis=-1,
    )
    moduli: Array = mu[..., None] / np.sqrt(squares)
    return moduli


FORMS: Final[Mapping[str, tuple[Callable[[ArrayLike, ArrayLike, Angles], Array], int]]] = (
    MappingProxyType(
        {
            "reactor": (reactor, 0),
            "prompt": (sns_prompt, 1),
            "delayed nu_e": (sns_delayed_nu_e, 0),
            "delayed nu_mu_bar": (sns_delayed_nu_mu_bar, 1),
        }
    )
)
"""Closed forms of the terrestrial beams, each with its flavour as a row of the mixing matrix."""
