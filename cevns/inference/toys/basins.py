"""Best fits of many similar experiments: the minimum over physical moments in a few hundred values.

`cevns.inference.wells` looks everywhere in ten thousand values. A repeated experiment resembles the
one that it repeats, whose scales are known: a coarse look, then parabolas on ever smaller meshes.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.moment_chi2 import BestFit, MomentChi2
from cevns.inference.stand_in import StandIn
from cevns.inference.together import Together, sketched

_COARSE: Final = np.concatenate([[0.0], np.arcsinh(np.geomspace(0.03, 3e3, 13))])
"""First look along either axis, in the variables of the search."""

_FOLLOWED: Final = 3
"""Minima of the first look that are followed."""

_MESH: Final = np.array(list(product((-1.0, 0.0, 1.0), repeat=2)))
_DESIGN: Final = np.column_stack(
    [np.ones(9), _MESH, _MESH**2 / 2, _MESH[:, 0] * _MESH[:, 1]],
)
_FIT: Final = np.linalg.pinv(_DESIGN)
"""From values on a mesh to value, slopes, curvatures and twist of the parabola through them."""

_TRUST: Final = 2.0
"""A parabola is believed up to so many widths of its mesh."""

_CONVERGED: Final = 1e-10
"""Change of chi^2 below which a minimum is found, relative where it exceeds 1."""

_STEPS: Final = 60


@checked
def scales(data: MomentChi2) -> tuple[float, ...]:
    """How far along every axis chi^2 grows by one [mu10^2]; 1 where nothing is seen.

    Parameters
    ----------
    data : that are to be repeated
    """
    if isinstance(data, Together):
        return tuple(data.scales.tolist())
    there = max(data.best_fit.chi2, float(data.chi2_mu10(np.zeros(()), np.zeros(())))) + 1
    ends = [float(data.reach(x, y, there)[0]) for x, y in np.eye(2)[..., None]]
    first, second = (end if 0 < end < math.inf else 1.0 for end in ends)
    return first, second


@checked
def basins(
    chi2: Callable[[Array, Array], Array], mu_e2_mu10: float, mu_mu2_mu10: float
) -> tuple[BestFit, ...]:
    """Find minima over mu_e^2, mu_mu^2 >= 0, the deepest first.

    Parameters
    ----------
    chi2 : of arrays [mu10^2]
    mu_e2_mu10, mu_mu2_mu10 : its scales along either axis, within a factor of some hundred

    Returns
    -------
    tuple of BestFit
        at most three
    """
    unit = np.array([mu_e2_mu10, mu_mu2_mu10])

    def value(q: Array) -> Array:
        x, y = (unit * np.sinh(q)).T
        return chi2(x, y)

    nodes = np.array(list(product(_COARSE, repeat=2)))
    seen = value(nodes).reshape(len(_COARSE), -1)
    around = np.pad(seen, 1, constant_values=np.inf)
    beside = [
        around[1 + i : 1 + i + len(seen), 1 + j : 1 + j + len(seen)]
        for i, j in product((-1, 0, 1), repeat=2)
        if i or j
    ]
    lowest = np.flatnonzero((seen <= np.min(beside, axis=0)).ravel())
    starts = lowest[np.argsort(seen.ravel()[lowest], kind="stable")][:_FOLLOWED]
    found = [_down(value, nodes[start], float(seen.flat[start])) for start in starts]
    places = [BestFit(depth, *(unit * np.sinh(q)).tolist()) for q, depth in found]
    return tuple(sorted(places))


def _down(value: Callable[[Array], Array], q: Array, depth: float) -> tuple[Array, float]:
    """Go down from a node of the first look."""
    h = np.full(2, 0.5)
    quiet = 0
    for _ in range(_STEPS):
        middle = np.maximum(q, h)
        mesh = middle + h * _MESH
        seen = value(mesh)
        tried = middle + h * _least(_FIT @ seen, -middle / h)
        ahead = float(value(tried[None])[0])
        k = int(np.argmin(seen))
        before, q_before = depth, q
        for place, there in ((mesh[k], float(seen[k])), (tried, ahead)):
            if there < depth:
                q, depth = place, there
        moved = np.abs(q - q_before)
        far = moved >= 0.99 * _TRUST * h
        h = np.where(far, 2 * h, np.maximum(0.25 * h, np.minimum(moved, h)))
        h = np.where(moved < 0.25 * h, 0.25 * h, h)
        quiet = quiet + 1 if before - depth <= _CONVERGED * (1 + abs(depth)) else 0
        if quiet > 2:
            break
    return q, depth


def _least(parabola: Array, low: Array) -> Array:
    """Where a parabola is least, in units of its mesh, not below a bound nor beyond trust."""
    _, g, k, a, b, c = parabola
    lows = np.maximum(low, -_TRUST)
    candidates = [np.array(corner) for corner in product(*zip(lows, (_TRUST, _TRUST), strict=True))]
    determinant = a * b - c * c
    if a > 0 and determinant > 0:
        candidates.append(np.array([c * k - b * g, c * g - a * k]) / determinant)
    for edge in (lows[0], _TRUST):
        if b > 0:
            candidates.append(np.array([edge, -(k + c * edge) / b]))
    for edge in (lows[1], _TRUST):
        if a > 0:
            candidates.append(np.array([-(g + c * edge) / a, edge]))
    s = np.clip(np.array(candidates), lows, _TRUST)
    u, v = s.T
    return np.asarray(s[np.argmin(g * u + k * v + a * u**2 / 2 + b * v**2 / 2 + c * u * v)])


@checked
@dataclass(frozen=True)
class Swift(StandIn):
    """A repeated experiment that knows its scales, and so finds its best fit at once.

    Parameters
    ----------
    exact : the experiment
    scales : of the one that it repeats, `scales`
    """

    exact: MomentChi2
    scales: tuple[float, float]

    @cached_property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with either moment from the Standard Model on."""
        return self.exact.grows

    @cached_property
    def minima(self) -> tuple[BestFit, ...]:
        """Minima of chi^2, the deepest first."""
        return basins(self.exact.chi2_mu10, *self.scales)

    @property
    def best_fit(self) -> BestFit:
        """Deepest of them."""
        return self.minima[0]


@checked
def swift(toy: MomentChi2, scales: tuple[float, ...]) -> MomentChi2:
    """Return an experiment with a quick best fit; some kinds have one of their own.

    Parameters
    ----------
    toy : repeated experiment
    scales : of the one that it repeats
    """
    if isinstance(toy, Together):
        return sketched(toy, scales)
    if isinstance(toy, PoissonBins | Combination):
        return Swift(toy, (scales[0], scales[1]))
    return toy
