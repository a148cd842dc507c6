"""Local minima of a chi^2 in the quadrant of the two effective moments squared.

Events never become fewer along a ray from the origin, so a ray crosses every valley of a sum of
chi-squares: the minima along each ray are found first, then those among neighbouring rays.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import BestFit
from cevns.inference.search import Brackets, Indices, local_minima, refine

_RATIO: Final = np.concatenate([[-40.0], np.linspace(-18.0, 18.0, 73), [40.0]])
"""Scan of the logarithm of the ratio of both, the axes included."""

_LENGTH: Final = np.linspace(-16.0, 20.0, 121)
"""Scan of the logarithm of the distance from the origin."""

_APART: Final = 1.5
"""Minima on neighbouring rays belong together if their distances differ by less, in logarithm."""

_NEAR: Final = np.linspace(-2 * _APART, 2 * _APART, 13)
"""Scan around a minimum on a ray."""

_MANY: Final = 12
"""More minima are not worth the time."""


@checked
def wells(
    chi2: Callable[[Array, Array], Array], mu_e2_mu10: float, mu_mu2_mu10: float
) -> tuple[BestFit, ...]:
    """Find the local minima over mu_e^2, mu_mu^2 >= 0, the deepest first.

    Parameters
    ----------
    chi2 : of arrays of any shape [mu10^2]
    mu_e2_mu10, mu_mu2_mu10 : how far apart values are of which chi^2 tells the difference,
        within some ten powers of ten

    Returns
    -------
    tuple of BestFit
        the origin among them, whether or not it is a minimum; one at infinity at a large value
    """

    def along(t: Array, ratio: Array) -> tuple[Array, Array]:
        share = 1 / (1 + np.exp(np.abs(ratio)))
        share = np.where(share < 1e-12, 0.0, share)
        length = np.exp(t)
        e, mu = np.where(ratio < 0, 1 - share, share), np.where(ratio < 0, share, 1 - share)
        return mu_e2_mu10 * length * e, mu_mu2_mu10 * length * mu

    def on_ray(t: Array, ray: Indices) -> Array:
        return chi2(*along(t, _RATIO[ray][:, None]))

    scan = np.broadcast_to(
        on_ray(_LENGTH[None, :], np.arange(len(_RATIO))), (len(_RATIO), len(_LENGTH))
    )
    found = refine(on_ray, local_minima(_LENGTH[None, :], scan, 6))
    ray, t, value = found.problem, found.t[1], found.value[1]
    beside = (np.abs(ray[:, None] - ray) == 1) & (np.abs(t[:, None] - t) < _APART)
    lowest = value <= np.where(beside, value, np.inf).min(axis=1)
    lowest &= (t > _LENGTH[1]) & (t < _LENGTH[-2])  # neither the origin nor infinity
    start, at = t[lowest], ray[lowest]

    def least_along(ratio: Array, middle: Array) -> tuple[Array, Array]:
        def near(t: Array, which: Indices) -> Array:
            return chi2(*along(middle[which][:, None] + t, ratio[which][:, None]))

        around = near(_NEAR[None, :], np.arange(len(ratio)))
        polished = refine(near, local_minima(_NEAR[None, :], around, 1))
        first = np.unique(polished.problem, return_index=True)[1]
        return polished.value[1, first], middle + polished.t[1, first]

    def valley(ratio: Array, well: Indices) -> Array:
        ratio = np.broadcast_to(ratio, (len(well), ratio.shape[1]))
        middle = np.repeat(start[well], ratio.shape[1])
        return least_along(ratio.ravel(), middle)[0].reshape(ratio.shape)

    around = _RATIO[np.clip(at + np.array([[-1], [0], [1]]), 0, len(_RATIO) - 1)]
    each = np.arange(len(at))
    ratio = refine(valley, Brackets(each, around, valley(around.T, each).T)).t[1]
    depth, length = least_along(ratio, start)
    far = int(np.argmin(scan[:, -1]))
    depth, length, ratio = (
        np.append(many, one)
        for many, one in ((depth, scan[far, -1]), (length, _LENGTH[-1]), (ratio, _RATIO[far]))
    )
    places = zip(depth, *along(length, ratio), strict=True)
    return _distinct([_at_origin(chi2), *(BestFit(*map(float, place)) for place in places)])


def _at_origin(chi2: Callable[[Array, Array], Array]) -> BestFit:
    return BestFit(float(chi2(np.zeros(()), np.zeros(()))), 0.0, 0.0)


def _distinct(found: list[BestFit]) -> tuple[BestFit, ...]:
    """Without those that are the same to rounding; of a flat valley a few places are enough."""
    different: list[BestFit] = []
    for one in sorted(found, key=lambda fit: (round(fit.chi2, 10), fit.mu_e2_mu10)):
        if not any(np.allclose(one, other, rtol=1e-5, atol=1e-9) for other in different):
            different.append(one)
    return tuple(different[:_MANY])
