"""Least values of chi^2 over its nuisances, of many problems at once, by damped Newton steps."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.search import Indices

Flags = NDArray[np.bool_]

_STEPS: Final = 200
"""Newton steps at most: a handful where there are data, tens for absurdly large signals."""

_CONVERGED: Final = 1e-10
"""What a step still promises of chi^2, relative where that exceeds 1, when it is the last."""

_FORESEEN: Final = 1e-6
"""A step of Newton's that promises less is the last: what it does not foresee is of the order of
the promise to the power 3/2."""

_ROUNDING: Final = 1e-8
"""A step that promises less is taken in any case: rounding hides whether it holds."""

_BOWL: Final = 1.0
"""A step that promises less starts near a minimum, where second derivatives can be trusted."""

_RIDGE: Final = 1e-7
"""Added to what a nuisance without any effect would leave at zero, in units of its pull."""

_STUCK: Final = 1e-6
"""A step that has to be shortened to less than this leads nowhere: rounding is all that is left."""


class Local(NamedTuple):
    """chi^2 of n problems at k parameters each, its gradient, and a measure of its bend."""

    chi2: Array  # (n,)
    gradient: Array  # (n, k)
    hessian: Array  # (n, k, k)


Around = Callable[[Array, Indices, Flags], Local]
"""Of parameters, shape (n, k), the problems they belong to, (n,), and for which of them the bend
has to be that of chi^2; for others it is the one to expect, which is never negative."""


@checked
def descend(
    around: Around, start: Array, bounds: Array | None = None, near: bool = False
) -> tuple[Array, Array]:
    """Go down from where each problem starts to the minimum below.

    Fisher scoring from afar, Newton's method near the minimum, every step shortened until
    chi^2 falls.

    Parameters
    ----------
    around : chi^2 and its derivatives
    start : shape (n, k)
    bounds : of the parameters, shape (2, k); infinite where there are none
    near : whether the starts are near a minimum already

    Returns
    -------
    tuple of Array
        least chi^2, shape (n,), and the parameters there, (n, k)
    """
    n, k = start.shape
    ends = np.full((2, k), [[-np.inf], [np.inf]]) if bounds is None else bounds
    at = _inside(start, ends)
    found, chi2 = at.copy(), np.empty(n)
    active: Indices = np.arange(n)
    newton = np.full(n, near)
    here = around(at, active, newton)
    damping = np.ones(n)
    for _ in range(_STEPS):
        step, promise = _step(here, at, ends)
        lost = newton & ~(promise >= 0)
        if lost.any():  # not convex here: from afar once more
            newton = newton & ~lost
            again = around(at[lost], active[lost], newton[lost])
            here.hessian[lost] = again.hessian
            step[lost], promise[lost] = _step(again, at[lost], ends)
        scale = 1 + np.abs(here.chi2)
        enough = _CONVERGED * scale + _FORESEEN * newton
        moving = (promise > enough) & (damping > _STUCK)
        if not moving.all():
            done = ~moving
            sure = done & (promise >= 0) & (promise <= enough)
            found[active[sure]] = _inside(at[sure] + step[sure], ends)
            chi2[active[done]] = here.chi2[done] - np.where(sure, promise, 0.0)[done]
            if not moving.any():
                return chi2, found
            active, newton, at = active[moving], newton[moving], at[moving]
            step, promise, scale, damping = (z[moving] for z in (step, promise, scale, damping))
            here = Local(*(z[moving] for z in here))
        tried = _inside(at + damping[:, None] * step, ends)
        newton = promise < _BOWL
        there = around(tried, active, newton)
        good = (there.chi2 <= here.chi2) | (promise < _ROUNDING * scale)
        if good.all():
            at, here = tried, there
            damping = np.minimum(1.0, damping * 2)
        else:
            at = np.where(good[:, None], tried, at)
            newton &= good
            damping = np.minimum(1.0, damping * np.where(good, 2.0, 0.25))
            here = Local(*(_chosen(good, a, b) for a, b in zip(there, here, strict=True)))
        found[active] = at
    chi2[active] = here.chi2
    return chi2, found


def _inside(at: Array, ends: Array) -> Array:
    return np.asarray(np.minimum(np.maximum(at, ends[0]), ends[1]))


def _chosen(good: Flags, a: Array, b: Array) -> Array:
    return np.where(good.reshape(-1, *(1,) * (a.ndim - 1)), a, b)


def _step(here: Local, at: Array, ends: Array) -> tuple[Array, Array]:
    """Step down, and what it promises to lower chi^2 by."""
    gradient, matrix = here.gradient, here.hessian.copy()
    diagonal = np.einsum("nii->ni", matrix)  # a view
    diagonal += _RIDGE
    stays = ((at <= ends[0]) & (gradient > 0)) | ((at >= ends[1]) & (gradient < 0))
    if stays.any():
        gradient = np.where(stays, 0.0, gradient)
        matrix[stays[:, :, None] | stays[:, None, :]] = 0.0
        diagonal[stays] = 1.0
    # in units in which the diagonal is one, so that rounding is the same for all parameters
    own = np.sqrt(np.abs(diagonal))
    unit = 1 / np.where(own > 0, own, 1.0)
    scaled = matrix * unit[:, :, None] * unit[:, None, :]
    downhill = (gradient * unit)[..., None]
    try:
        step = -np.linalg.solve(scaled, downhill)[..., 0] * unit
    except np.linalg.LinAlgError:
        step = -(np.linalg.pinv(scaled, hermitian=True) @ downhill)[..., 0] * unit
    return step, -(gradient * step).sum(axis=1) / 2
