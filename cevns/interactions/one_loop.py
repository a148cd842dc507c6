"""Loops that correct the neutrino-quark couplings: boxes, and the photon of the charge radius."""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number
from cevns.basics.constants import ALPHA_EM, HBARC, M_E, M_MU, M_TAU, M_W
from cevns.basics.kinds import checked
from cevns.neutrinos.flavors import FLAVORS


class WBoxes(NamedTuple):
    """Two W between neutrino and quark: crossed on an up quark, direct on a down quark."""

    crossed: float
    direct: float


def w_boxes(alpha: float, sin2_theta_W: float, alpha_s: float) -> WBoxes:
    r"""Boxes of two W, which only left-handed quarks have.

    .. math::

        \boxtimes_{WW} = \frac{\hat\alpha}{8\pi\hat s^2}\left[1+\frac{\alpha_s}{\pi}\right],
        \qquad
        \square_{WW} = -\frac{\hat\alpha}{2\pi\hat s^2}\left[1-\frac{\alpha_s}{2\pi}\right]

    Parameters
    ----------
    alpha, sin2_theta_W : MS-bar fine-structure constant and weak mixing angle at the Z pole
    alpha_s : strong coupling at the W mass

    Returns
    -------
    WBoxes
        dimensionless, added to the left-handed coupling of up and of down

    Notes
    -----
    Source: J. Erler and S. Su, Prog. Part. Nucl. Phys. 71 (2013) 119.
    """
    a, s2, a_s = _at_the_pole(alpha, sin2_theta_W, alpha_s)
    scale = a / (8 * math.pi * s2)
    return WBoxes(
        crossed=scale * (1 + a_s / math.pi), direct=-4 * scale * (1 - a_s / (2 * math.pi))
    )


def _at_the_pole(alpha: float, sin2_theta_W: float, alpha_s: float) -> tuple[float, float, float]:
    return (
        number("alpha", alpha, at_least=0, at_most=0.1, hint="not its inverse"),
        number("sin2_theta_W", sin2_theta_W, above=0, at_most=0.99, hint="pass sin^2 of the angle"),
        number("alpha_s", alpha_s, at_least=0, at_most=1),
    )


def z_box(coupling: float, alpha: float, sin2_theta_W: float, alpha_s: float) -> float:
    r"""Both boxes of two Z on a quark of one chirality.

    .. math::

        \boxtimes_{ZZ} = -\frac{3\hat\alpha}{8\pi\hat s^2\hat c^2}\,g^2
        \left[1-\frac{\alpha_s}{\pi}\right]

    Parameters
    ----------
    coupling : tree-level coupling g of that quark and chirality at the Z pole
    alpha, sin2_theta_W : MS-bar fine-structure constant and weak mixing angle at the Z pole
    alpha_s : strong coupling at the Z mass

    Returns
    -------
    float
        dimensionless; added to a left-handed, subtracted from a right-handed coupling

    Notes
    -----
    Source: J. Erler and S. Su, Prog. Part. Nucl. Phys. 71 (2013) 119.
    """
    a, s2, a_s = _at_the_pole(alpha, sin2_theta_W, alpha_s)
    scale = 3 * a / (8 * math.pi * s2 * (1 - s2))
    return -scale * number("coupling", coupling) ** 2 * (1 - a_s / math.pi)


# coefficients of y^2, y^4, ... with y^2 = Q^2/(Q^2 + 4 m^2); seven suffice up to y = 0.1
_SERIES: Final = tuple(2 * (n + 2) / (3 * (2 * n + 1) * (2 * n + 3)) for n in range(1, 8))


def _running(w2: Array) -> Array:
    """Integral over x from 0 to 1 of x(1-x) ln[1 + 4 x(1-x) w^2], by its series below w = 0.1."""
    small = w2 < 0.01
    if small.all():
        return _running_series(w2)
    if not small.any():
        return _running_closed(w2)
    running = np.empty_like(w2)
    running[small], running[~small] = _running_series(w2[small]), _running_closed(w2[~small])
    return running


def _running_series(w2: Array) -> Array:
    y2 = w2 / (1 + w2)
    series = np.full_like(y2, _SERIES[-1])
    for coefficient in _SERIES[-2::-1]:
        series *= y2
        series += coefficient
    return series * y2


def _running_closed(w2: Array) -> Array:
    a = 1 / (6 * w2)
    closed: Array = a - 5 / 18 + (1 / 3 - a) * np.sqrt(1 + 6 * a) * np.arcsinh(np.sqrt(w2))
    return closed


def lepton_loop(Q: ArrayLike, m: float, *, M_W: float = M_W) -> Array:
    r"""Photon that couples to the neutrino through a loop of a charged lepton and a W.

    .. math::

        R(Q) &= \int_0^1 x(1-x)\,\ln\frac{m^2+x(1-x)Q^2}{M_W^2}\,dx \\
             &= \tfrac16\ln\frac{m^2}{M_W^2} - \tfrac{5}{18} + \frac{1}{6w^2}
               + \tfrac13\left(1-\frac1{2w^2}\right)\sqrt{1+\frac1{w^2}}\;
               \operatorname{arsinh}w, \\
           w &= \frac{Q}{2m}

    Parameters
    ----------
    Q : momentum transfer [fm^-1], >= 0, any shape
    m : mass of the charged lepton [MeV], > 0
    M_W : mass of the W [MeV], > 0

    Returns
    -------
    Array
        dimensionless, shape of Q

    Raises
    ------
    ValueError
        if a momentum transfer is negative or not finite, or a mass not positive

    Notes
    -----
    Valid for Q far below M_W. Source: M. Atzori Corona et al., JHEP 05 (2024) 271.
    """
    Q = in_range("Q", Q, "fm^-1", at_least=0, hint="Q is a modulus in fm^-1")
    m = number("m", m, "MeV", above=0)
    M_W = number("M_W", M_W, "MeV", above=0)
    return math.log(m / M_W) / 3 + _running((Q * (HBARC / (2 * m))) ** 2)


LEPTON_MASSES: Final = (M_E, M_MU, M_TAU)
"""Masses of e, mu, tau [MeV], in the order of the rows of the mixing matrix."""


@checked
def radius_shift(flavor: str | None, Q: ArrayLike, *, M_W: float = M_W) -> Array:
    r"""Return what the neutrino's Standard Model radius adds to the proton's vector coupling.

    .. math::

        -2\phi_{\nu_\ell W}(Q) = \frac{2\alpha}{\pi}\left[\tfrac14 - R_\ell(Q)\right]
        \;\xrightarrow{Q\to0}\; \frac{\alpha}{3\pi}\left[\ln\frac{M_W^2}{m_\ell^2}+\tfrac32\right]
        = -\frac{\sqrt2\pi\alpha}{3G_F}\,\langle r^2_{\nu_\ell}\rangle

    with :math:`R_\ell` of `lepton_loop`. A photon couples to charge, so the neutron has none.

    Parameters
    ----------
    flavor : one of `cevns.neutrinos.flavors.FLAVORS`; an antineutrino has the shift of its
        neutrino
    Q : momentum transfer [fm^-1], >= 0, any shape
    M_W : mass of the W [MeV], > 0

    Returns
    -------
    Array
        dimensionless, shape of Q: 0.0197, 0.0114, 0.0071 for e, mu, tau at Q = 0

    Raises
    ------
    ValueError
        if the flavour is missing or unknown, or a momentum transfer negative or not finite

    Notes
    -----
    The electron is light: its radius falls to 0.70 of itself at 50 MeV, those of the muon and
    the tau keep 0.997 and all of it. Sources: J. Erler and S. Su, Prog. Part. Nucl. Phys. 71
    (2013) 119 at Q = 0; M. Atzori Corona et al., JHEP 05 (2024) 271.
    """
    if flavor is None:
        raise ValueError(
            "the one_loop couplings depend on the flavour: pass flavor='nu_e' or another of "
            + ", ".join(FLAVORS)
        )
    m = LEPTON_MASSES[FLAVORS[choice("flavour", flavor, FLAVORS)]]
    shift: Array = 2 * ALPHA_EM / math.pi * (0.25 - lepton_loop(Q, m, M_W=M_W))
    return shift
