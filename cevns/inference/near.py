"""Smallest chi^2 of a sum near those of its parts: nowhere is looked that one of them excludes."""

import math
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import BestFit, MomentChi2

_RAYS: Final = 25
_SHARES: Final = 17
"""Rays, and places on each up to where it is excluded, of the scan."""

_SAME: Final = 1e-9
"""Differences of chi^2 that are rounding."""


@checked
def least_of_a_sum(total: MomentChi2, parts: tuple[MomentChi2, ...]) -> BestFit:
    r"""Find the smallest chi^2 of a sum over physical moments.

    With the smallest values of all parts at hand, no part may be worse than at its best by more
    than the sum is at the origin: that bounds every ray.

    Parameters
    ----------
    total : sum of the parts
    parts : independent data sets
    """
    origin = BestFit(float(total.chi2_mu10(np.zeros(()), np.zeros(()))), 0.0, 0.0)
    if origin.chi2 - sum(one.best_fit.chi2 for one in parts) < _SAME:
        return origin
    from scipy.optimize import minimize  # half of the package's import time

    scale = [_scale(total, axis, origin.chi2 + 1) for axis in (0, 1)]
    angle = np.linspace(0, math.pi / 2, _RAYS)
    x, y = scale[0] * np.cos(angle) ** 2, scale[1] * np.sin(angle) ** 2
    x, y = (
        np.where(np.cos(angle) ** 2 < 1e-15, 0.0, x),
        np.where(np.sin(angle) ** 2 < 1e-15, 0.0, y),
    )
    far = total.reach(x, y, origin.chi2 + _SAME)
    far = np.where(np.isfinite(far), far, 0.0)
    share = np.linspace(0, 1, _SHARES)[:, None]
    values = total.chi2_mu10(share * far * x, share * far * y)
    at, ray = np.unravel_index(int(np.argmin(values)), values.shape)
    start = float(share[at, 0] * far[ray]) * np.array([x[ray], y[ray]]) / scale

    def value(z: Array) -> float:
        z = np.abs(z) * scale
        return float(total.chi2_mu10(z[0], z[1]))

    options = {"xatol": 1e-9, "fatol": 1e-11, "initial_simplex": _around(start)}
    found = minimize(value, start, method="Nelder-Mead", options=options)  # type: ignore[call-overload]
    if found.fun >= origin.chi2 - _SAME:
        return origin
    best = np.abs(found.x) * scale
    return BestFit(float(found.fun), float(best[0]), float(best[1]))


def _scale(total: MomentChi2, axis: int, level: float) -> float:
    alone = np.eye(2)[axis][:, None]
    end = float(total.reach(alone[0], alone[1], level)[0])
    return end if 0 < end < math.inf else 1.0


def _around(start: Array) -> Array:
    return np.asarray(start + np.array([[0.0, 0.0], [0.05, 0.0], [0.0, 0.05]]))
