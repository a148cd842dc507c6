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

_CONVERGED: Final = 1e-13
"""What a Newton step still promises of chi^2 when it is the last."""

_ROUNDING: Final = 1e-8
"""A step that promises less is taken in any case: rounding hides whether it holds."""

_BOWL: Final = 1.0
"""A step that promises less starts near a minimum, where second derivatives can be trusted."""

_RIDGE: Final = 1e-12
"""Added to what a nuisance without any effect would leave at zero."""


class Local(NamedTuple):
    """chi^2 of n problems at k parameters each, and its derivatives.

    ``fisher`` is a second derivative that is never negative; ``bend`` what is missing of it.
    """

    chi2: Array  # (n,)
    gradient: Array  # (n, k)
    fisher: Array  # (n, k, k)
    bend: Array  # (n, k, k), or zero


Around = Callable[[Array, Indices], Local]
"""Of parameters, shape (n, k), and the problems they belong to, shape (n,)."""


@checked
def descend(around: Around, start: Array, lower: Array | None = None) -> tuple[Array, Array]:
    """Go down from where each problem starts to the minimum below.

    Fisher scoring from afar, Newton's method near the minimum, every step shortened until
    chi^2 falls.

    Parameters
    ----------
    around : chi^2 and its derivatives
    start : shape (n, k)
    lower : bounds of the parameters, shape (k,); minus infinity for none

    Returns
    -------
    tuple of Array
        least chi^2, shape (n,), and the parameters there, (n, k)
    """
    n, k = start.shape
    low = np.full(k, -np.inf) if lower is None else lower
    found, chi2 = np.maximum(start, low), np.empty(n)
    active: Indices = np.arange(n)
    here = around(found, active)
    damping = np.ones(n)
    near = np.zeros(n, dtype=bool)
    for _ in range(_STEPS):
        step, promise = _step(here, found[active], low, near)
        scale = 1 + np.abs(here.chi2)
        moving = promise > _CONVERGED * scale
        if not moving.all():
            chi2[active] = here.chi2
            if not moving.any():
                return chi2, found
            active, near = active[moving], near[moving]
            step, promise, scale, damping = (z[moving] for z in (step, promise, scale, damping))
            here = Local(*(z[moving] if z.ndim else z for z in here))
        tried = np.maximum(found[active] + damping[:, None] * step, low)
        there = around(tried, active)
        good = (there.chi2 <= here.chi2) | (promise < _ROUNDING * scale)
        near = good & (promise < _BOWL)
        if good.all():
            found[active], here = tried, there
            damping = np.minimum(1.0, damping * 2)
            continue
        found[active[good]] = tried[good]
        damping = np.minimum(1.0, damping * np.where(good, 2.0, 0.25))
        here = Local(*(_chosen(good, a, b) for a, b in zip(there, here, strict=True)))
    chi2[active] = here.chi2
    return chi2, found


def _chosen(good: Flags, a: Array, b: Array) -> Array:
    return np.where(good.reshape(-1, *(1,) * (a.ndim - 1)), a, b) if a.ndim else a


def _step(here: Local, at: Array, low: Array, near: Flags) -> tuple[Array, Array]:
    """Step down, and what it promises to lower chi^2 by."""
    gradient, fisher = here.gradient, here.fisher
    bounded = np.isfinite(low)
    stays = (at <= low) & (gradient > 0) if bounded.any() else None
    if stays is not None and not stays.any():
        stays = None
    step, promise = _solved(gradient, fisher, stays)
    if here.bend.ndim and near.any():
        newton, better = _solved(gradient[near], fisher[near] + here.bend[near], _of(stays, near))
        convex = better > 0
        which = np.flatnonzero(near)[convex]
        step[which], promise[which] = newton[convex], better[convex]
    return step, promise


def _of(stays: Flags | None, which: Flags) -> Flags | None:
    return None if stays is None else stays[which]


def _solved(gradient: Array, hessian: Array, stays: Flags | None) -> tuple[Array, Array]:
    k = gradient.shape[1]
    matrix = hessian + _RIDGE * np.eye(k)
    if stays is not None:
        gradient = np.where(stays, 0.0, gradient)
        cut = stays[:, :, None] | stays[:, None, :]
        matrix = np.where(cut, np.eye(k), matrix)
    # in units in which the diagonal is one, so that rounding is the same for all parameters
    own = np.sqrt(np.abs(np.einsum("nii->ni", matrix)))
    own = np.where(own > 0, own, 1.0)
    scaled = matrix / (own[:, :, None] * own[:, None, :])
    try:
        step = -np.linalg.solve(scaled, (gradient / own)[..., None])[..., 0] / own
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(scaled, hermitian=True)
        step = -(inverse @ (gradient / own)[..., None])[..., 0] / own
    return step, -(gradient * step).sum(axis=1) / 2
