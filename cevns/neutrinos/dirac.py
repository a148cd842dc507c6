"""The magnetic moments that the masses of neutrinos bring by themselves, by a loop of the W."""

import math

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.constants import G_F, M_E, M_MU, M_TAU, M_W
from cevns.basics.kinds import checked
from cevns.basics.ranges import PHASE
from cevns.neutrinos.mixing import Angles, ComplexArray, pmns
from cevns.neutrinos.moments import moment_vector


def dirac_moment(mass: ArrayLike) -> Array:
    r"""Magnetic moment of a Dirac neutrino in the Standard Model with right-handed neutrinos.

    .. math:: \mu = \frac{3eG_Fm_\nu}{8\sqrt2\,\pi^2}
              = \frac{3G_Fm_em_\nu}{4\sqrt2\,\pi^2}\,\mu_B

    Parameters
    ----------
    mass : of the neutrino [MeV], >= 0

    Returns
    -------
    Array
        mu_B, shape of the mass

    Notes
    -----
    Source: K. Fujikawa and R. E. Shrock, Phys. Rev. Lett. 45 (1980) 963.
    """
    m = in_range("mass", mass, "MeV", at_least=0, at_most=1, hint="write 0.1 * eV")
    return np.asarray(3 * G_F * M_E * m / (4 * math.sqrt(2) * math.pi**2))


def lepton_in_loop(a: ArrayLike) -> Array:
    r"""Weight of a charged lepton in the loop that gives a neutrino its moment.

    Equation :eq:`eq:vtx-loop` of the book.

    .. math::

        f(a) = \frac34\left[1+\frac1{1-a}-\frac{2a}{(1-a)^2}-\frac{2a^2\ln a}{(1-a)^3}\right]
        \;\to\; \tfrac32-\tfrac34a

    Parameters
    ----------
    a : square of the ratio of its mass to that of the W, 0 to 0.5

    Returns
    -------
    Array
        dimensionless, shape of a

    Raises
    ------
    ValueError
        if the ratio is out of range

    Notes
    -----
    Source: P. B. Pal and L. Wolfenstein, Phys. Rev. D 25 (1982) 766.
    """
    a = in_range("a", a, at_least=0, at_most=0.5, hint="pass (m / M_W)^2")
    log = np.log(np.where(a > 0, a, 1.0))
    rest = 1 - a
    return np.asarray(0.75 * (1 + 1 / rest - 2 * a / rest**2 - 2 * a**2 * log / rest**3))


@checked
def majorana_moments(
    masses: ArrayLike, mixing: Angles, majorana_phases: ArrayLike = (0, 0, 0)
) -> ComplexArray:
    r"""Transition moments that the W loop gives to Majorana neutrinos, flavour basis.

    Equation :eq:`eq:vtx-majorana-loop` of the book.

    .. math::

        \lambda_{\alpha\beta} &= \frac{eG_F}{4\sqrt2\,\pi^2}\,m_{\alpha\beta}(f_\beta-f_\alpha)
        = \frac{G_Fm_e}{2\sqrt2\,\pi^2}\,m_{\alpha\beta}(f_\beta-f_\alpha)\,\mu_B , \\
        m_{\alpha\beta} &= \sum_iU^*_{\alpha i}U^*_{\beta i}\,m_ie^{-2i\alpha_i}

    with `lepton_in_loop`: a symmetric mass times an antisymmetric difference of charged leptons.

    Parameters
    ----------
    masses : m_1, m_2, m_3 [MeV], >= 0
    mixing : of the leptons, without Majorana phases
    majorana_phases : alpha_i [rad], of which a common part matters to no modulus

    Returns
    -------
    ComplexArray
        (Lambda_e, Lambda_mu, Lambda_tau) [mu_B], shape (3,)

    Raises
    ------
    ValueError
        if a mass or a phase is out of range, or they are not three

    Notes
    -----
    New particles that give the masses add terms of the same order. Source: P. B. Pal and
    L. Wolfenstein, Phys. Rev. D 25 (1982) 766.
    """
    m = in_range("masses", masses, "MeV", at_least=0, at_most=1e-3, hint="write 0.05 * eV")
    alpha = in_range("majorana_phases", majorana_phases, "rad", **PHASE)
    if m.shape != (3,) or alpha.shape != (3,):
        raise ValueError(f"masses and phases must be three each, got {m.shape} and {alpha.shape}")
    U = pmns(mixing).conj() * np.exp(-1j * alpha)
    f = lepton_in_loop([(lepton / M_W) ** 2 for lepton in (M_E, M_MU, M_TAU)])
    scale = G_F * M_E / (2 * math.sqrt(2) * math.pi**2)
    return moment_vector(scale * (U * m) @ U.T * (f - f[:, None]))
