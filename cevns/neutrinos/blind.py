"""Around a blind direction: how fast sensitivity comes back, and what rounding makes of it."""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.basics.ranges import PHASE
from cevns.neutrinos.effective import effective_squared_of_state
from cevns.neutrinos.mixing import Angles, ComplexArray, Mixing, pmns


@checked
def tilted_from_blind(angle: ArrayLike, mixing: Angles) -> ComplexArray:
    r"""Moments of length one at an angle to the direction the electron flavour cannot see.

    .. math:: \Lambda_i = \cos\theta\,U^*_{ei} + \sin\theta\,U^*_{\mu i},
              \qquad \mu_e^2 = \sin^2\theta

    Parameters
    ----------
    angle : theta [rad], any shape
    mixing : of the leptons

    Returns
    -------
    ComplexArray
        shape (..., 3), mass basis
    """
    theta = in_range("angle", angle, "rad", **PHASE)[..., None]
    U = pmns(mixing)
    return np.asarray(np.cos(theta) * U[..., 0, :].conj() + np.sin(theta) * U[..., 1, :].conj())


def effective_squared_as_difference(Lambda: ArrayLike, state: ArrayLike) -> float:
    r"""Effective moment squared the way that cancels: kept to measure what it loses.

    .. math:: \mu^2 = |\Lambda|^2 - (\nu\cdot\Lambda)^2

    Parameters
    ----------
    Lambda, state : three real numbers each, the state of length one

    Returns
    -------
    float
        towards :math:`\Lambda\propto\nu` rounding is all that is left
    """
    L, nu = in_range("Lambda", Lambda), in_range("state", state)
    return float(L @ L - (nu @ L) ** 2)


def effective_squared_exact(Lambda: ArrayLike, state: ArrayLike) -> float:
    """Effective moment squared of two real vectors in rational arithmetic, rounded once.

    Parameters
    ----------
    Lambda, state : three real floats each, taken as the rational numbers that they are

    Returns
    -------
    float
        square of the cross product
    """
    L, nu = ([Fraction(x) for x in in_range("vector", v).tolist()] for v in (Lambda, state))
    cross = [L[i - 2] * nu[i - 1] - L[i - 1] * nu[i - 2] for i in range(3)]
    return float(sum(x * x for x in cross))


@checked
def cancellation_errors(angles: ArrayLike, mixing: Mixing) -> Array:
    """Relative errors of two ways to an effective moment, at angles from the blind direction.

    Parameters
    ----------
    angles : to the direction the electron flavour cannot see [rad], one-dimensional
    mixing : with a real matrix

    Returns
    -------
    Array
        shape (angles, 2): `effective_squared_as_difference`, and the cross product of
        `cevns.neutrinos.effective.effective_squared_of_state`
    """
    blind = mixing.matrix[0].real
    found = []
    for Lambda in tilted_from_blind(angles, mixing).real:
        ways = [
            effective_squared_as_difference(Lambda, blind),
            float(effective_squared_of_state(Lambda, blind)),
        ]
        found.append(np.abs(np.array(ways) / effective_squared_exact(Lambda, blind) - 1))
    return np.array(found)
