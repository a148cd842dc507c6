"""Limits along rays of effective moments: one moment for all flavours, phases averaged or not."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, complex_array, in_range, whole
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.combination import Combination
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2, chi2_of
from cevns.inference.moment_count import BLIND
from cevns.inference.regions import direction_limit, limiting_chi2
from cevns.neutrinos.effective import dirac_effective_squared, flavor_state
from cevns.neutrinos.hermitian import flavor_form, seen_alone
from cevns.neutrinos.mixing import NUFIT_6_1, Angles, Mixing
from cevns.neutrinos.phases import phased


@checked
def ray_limit(
    data: Combination,
    mu_e2: ArrayLike,
    mu_mu2: ArrayLike,
    *,
    confidence_level: float = 0.90,
) -> Array:
    r"""How far effective moments may grow along a ray.

    .. math:: \lambda = \max\{\lambda : \Delta\chi^2(\lambda^2\mu_e^2, \lambda^2\mu_\mu^2) \le C\}

    Parameters
    ----------
    data : as a chi^2 of the effective moments
    mu_e2, mu_mu2 : direction of the ray in the plane of squared effective moments, for
        moments of length one, >= 0 and not both zero, broadcastable
    confidence_level : between 0 and 1, one parameter of interest

    Returns
    -------
    Array
        largest length [mu_B], broadcast shape; infinite where nothing bounds it

    Raises
    ------
    ValueError
        if a square is negative
    """
    x, y = np.broadcast_arrays(
        in_range("mu_e2", mu_e2, at_least=0), in_range("mu_mu2", mu_mu2, at_least=0)
    )
    if not (x + y > 0).all():
        raise ValueError("a ray needs a direction: mu_e2 and mu_mu2 must not both be zero")
    highest = data.best_fit.chi2 + delta_chi2(confidence_level, 1)
    return mu10 * np.sqrt(data.reach(x.ravel(), y.ravel(), highest)).reshape(x.shape)


@checked
def dirac_limit(
    data: MomentChi2 | HasMomentChi2,
    moments: ArrayLike,
    mixing: Angles = NUFIT_6_1,
    *,
    confidence_level: float = 0.90,
) -> Array:
    r"""How large Dirac moments in given proportions may be: the limit on their common factor.

    Equation :eq:`eq:eff-dirac` of the book, in the mass basis.

    .. math::

        \tilde\lambda = \kappa m,\qquad
        \mu_\alpha^2 = \kappa^2\,\nu^\dagger m^\dagger m\,\nu,\qquad \nu_i = U^*_{\alpha i}

    Parameters
    ----------
    data : one data set or a combination
    moments : m, rows for the right-handed states, columns for the mass states that arrive, shape
        (..., 3, 3): pure numbers such as ``np.diag([1, 0, 0])``, or moments [mu_B]
    mixing : of the leptons, a `Mixing` or many sets at once in a `MixingArrays`
    confidence_level : between 0 and 1, one parameter of interest

    Returns
    -------
    Array
        kappa, broadcast shape: [mu_B] for pure numbers, how many times the moments otherwise;
        infinite where nothing bounds it

    Raises
    ------
    ValueError
        if no moment is different from zero, or the Standard Model itself is excluded

    Notes
    -----
    The rotation of the right-handed states is free, and nothing depends on it: m and any unitary
    matrix in front of it have the same limit. For an antisymmetric m it is that of Majorana
    moments, `cevns.inference.regions.direction_limit`.
    """
    m = complex_array("moments", moments, "mu_B")
    squares = (dirac_effective_squared(m, flavor_state(f, mixing)) for f in ("nu_e", "nu_mu"))
    e, mu = np.broadcast_arrays(*squares)
    size = np.linalg.norm(m, axis=(-1, -2))  # of any unit, down to 1e-20
    if not size.size or not (size > 0).all():
        raise ValueError("no limit on nothing: one of the moments must not be zero")
    e, mu = (np.asarray(one / size**2) for one in (e, mu))
    found, seen = chi2_of(data), e + mu > BLIND
    highest = limiting_chi2(found, confidence_level)
    reach = np.full(e.shape, math.inf)  # moments of what the tau neutrino alone would be
    reach[seen] = found.reach(e[seen], mu[seen], highest)
    return np.asarray(mu10 * np.sqrt(reach) / size)


@checked
def flavor_universal_limit(data: Combination, *, confidence_level: float = 0.90) -> float:
    """Upper limit on an effective moment that all flavours share [mu_B].

    Parameters as in `ray_limit`.
    """
    return float(ray_limit(data, 1.0, 1.0, confidence_level=confidence_level))


class PhaseRange(NamedTuple):
    """Limits on the length of Lambda [mu_B]: at the best phases, the worst ones, and averaged."""

    least: float
    most: float
    averaged: float


@checked
def phase_range(
    data: Combination,
    moduli: ArrayLike = (1.0, 1.0, 1.0),
    mixing: Mixing = NUFIT_6_1,
    *,
    points: int = 181,
) -> PhaseRange:
    r"""Limits on the length of Lambda over all phases of moments with given moduli.

    Averaged phases leave no interference: :math:`\mu_\alpha^2 = \sum_i(1-|U_{\alpha i}|^2)
    |\Lambda_i|^2`.

    Parameters
    ----------
    data : as a chi^2 of the effective moments
    moduli : of the three moments, in any unit, >= 0 and not all zero
    mixing : of the leptons
    points : of each of the two phase differences, over a full turn

    Returns
    -------
    PhaseRange
        90 % C.L., one parameter [mu_B]
    """
    xi = np.linspace(0, 2 * np.pi, whole("points", points, at_least=2))
    limits = direction_limit(data, phased(moduli, *np.meshgrid(xi, xi)), mixing)
    squares = in_range("moduli", moduli, at_least=0) ** 2
    shares = squares / squares.sum()
    x, y = (seen_alone(flavor_form(f, mixing)) @ shares for f in ("nu_e", "nu_mu"))
    return PhaseRange(float(limits.min()), float(limits.max()), float(ray_limit(data, x, y)))
