"""The densities behind the form factors, each normalised to one nucleus."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.nuclei.form_factors import Helm, KleinNystrand, SymmetrizedFermi


@checked
def helm_density(r: ArrayLike, F: Helm) -> Array:
    r"""Density of a sphere of radius R_0 folded with a Gaussian of width s.

    .. math::

        \rho(r) = \frac{3}{4\pi R_0^3}\left[\frac{\operatorname{erf}x_+-\operatorname{erf}x_-}{2}
        + \frac{s}{\sqrt{2\pi}\,r}\left(e^{-x_+^2}-e^{-x_-^2}\right)\right],
        \quad x_\pm = \frac{r\pm R_0}{\sqrt2\,s}

    Parameters
    ----------
    r : radius [fm], > 0
    F : its form factor

    Returns
    -------
    Array
        fm^-3
    """
    r = _radius(r, above=0)
    inner, outer = ((r + sign * F.R_0) / (math.sqrt(2) * F.s) for sign in (-1, 1))
    tails = F.s / (math.sqrt(2 * math.pi) * r) * (np.exp(-(outer**2)) - np.exp(-(inner**2)))
    density: Array = (erf(outer) - erf(inner)) / 2 + tails
    return density / (4 / 3 * math.pi * F.R_0**3)


@checked
def symmetrized_fermi_density(r: ArrayLike, F: SymmetrizedFermi) -> Array:
    r"""Symmetrised Fermi function, without large exponentials.

    .. math:: \rho(r) \propto \frac{\sinh(c/a)}{\cosh(r/a)+\cosh(c/a)}

    Parameters
    ----------
    r : radius [fm], >= 0
    F : its form factor

    Returns
    -------
    Array
        fm^-3
    """
    r = _radius(r)
    numerator = -math.expm1(-2 * F.c / F.a)
    rise, fall = np.exp((r - F.c) / F.a), np.exp(-(r + F.c) / F.a)
    density: Array = numerator / (1 + rise + fall + math.exp(-2 * F.c / F.a))
    return density / (4 / 3 * math.pi * F.c * (F.c**2 + (math.pi * F.a) ** 2))


@checked
def klein_nystrand_density(r: ArrayLike, F: KleinNystrand) -> Array:
    r"""Density of a sphere of radius R_A folded with a Yukawa function of range a_k.

    .. math:: \rho(r) = \frac{3}{4\pi R_A^3}\int_{r'<R_A}\frac{e^{-|\vec r-\vec r'|/a_k}}
              {4\pi a_k^2|\vec r-\vec r'|}\,d^3r'

    Parameters
    ----------
    r : radius [fm], > 0
    F : its form factor

    Returns
    -------
    Array
        fm^-3
    """
    x, X = _radius(r, above=0) / F.a_k, F.R_A / F.a_k
    inside = 1 - (1 + X) * math.exp(-X) * np.sinh(np.minimum(x, X)) / x
    outside = np.exp(-x) * (X * math.cosh(X) - math.sinh(X)) / x
    density: Array = np.where(x < X, inside, outside)
    return density / (4 / 3 * math.pi * F.R_A**3)


@checked
def woods_saxon(r: ArrayLike, F: SymmetrizedFermi) -> Array:
    r"""Ordinary Fermi function :math:`1/[1+e^{(r-c)/a}]`, not normalised.

    Parameters
    ----------
    r : radius [fm], >= 0
    F : its c and a

    Returns
    -------
    Array
        dimensionless
    """
    return np.asarray(1 / (1 + np.exp((_radius(r) - F.c) / F.a)))


def _radius(r: ArrayLike, above: float | None = None) -> Array:
    return in_range("r", r, "fm", at_least=0, above=above, at_most=1e3, hint="radii are in fm")
