"""Outlines of where a function of two numbers stays below a level: rings with holes."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.search import last_below

Values = Callable[[Array, Array], Array]
"""Of two arrays of one shape."""


class Ring(NamedTuple):
    """A part of a region: its outline, and the outlines of its holes, each (points, 2)."""

    outer: Array
    holes: tuple[Array, ...]

    @property
    def outlines(self) -> tuple[Array, ...]:
        """All of them."""
        return (self.outer, *self.holes)


def outlines(x: Array, y: Array, values: Array, level: float) -> tuple[Ring, ...]:
    """Draw the region on a grid, straight from crossing to crossing.

    Parameters
    ----------
    x, y : lines of the grid, ascending
    values : shape (len(y), len(x))
    level : below which the region is
    """
    import contourpy  # what matplotlib draws contours with; only regions need it

    drawn = contourpy.contour_generator(x, y, values, fill_type="OuterOffset")
    found = []
    for points, offsets in zip(*drawn.filled(-np.inf, level), strict=True):
        cut = [points[a:b] for a, b in pairwise(offsets)]
        found.append(Ring(cut[0], tuple(cut[1:])))
    return tuple(found)


@checked
def refined(
    rings: Sequence[Ring], x: Array, y: Array, value: Values, level: float
) -> tuple[Ring, ...]:
    """Move every point along the grid line it is on to where the function crosses the level."""
    every = [np.array(one) for ring in rings for one in ring.outlines]
    if not every:
        return ()
    points = np.concatenate(every)
    for axis, line, across in ((0, x, y), (1, y, x)):
        _slide(points, axis, line, across, value, level)
    cut = iter(np.split(points, np.cumsum([len(one) for one in every])[:-1]))
    return tuple(Ring(next(cut), tuple(next(cut) for _ in ring.holes)) for ring in rings)


def _slide(
    points: Array, axis: int, line: Array, across: Array, value: Values, level: float
) -> None:
    """Refine the points between two lines of one axis, on a line of the other."""
    here, there = points[:, axis], points[:, 1 - axis]
    fixed = across[_nearest(across, there)]
    reach = 1e-9 * (across[-1] - across[0])
    between = here != line[_nearest(line, here)]
    which = np.flatnonzero(between & (np.abs(fixed - there) <= reach))
    if not which.size:
        return
    fixed = fixed[which]
    k = np.clip(np.searchsorted(line, here[which]) - 1, 0, len(line) - 2)

    def excess(t: Array) -> Array:
        return (value(t, fixed) if axis == 0 else value(fixed, t)) - level

    outside = excess(line[k]) > 0
    start, stop = line[np.where(outside, k + 1, k)], line[np.where(outside, k, k + 1)]
    crossed = (excess(start) <= 0) & (excess(stop) > 0)
    share = last_below(
        lambda s: excess(start + s * (stop - start)), np.ones(len(k)), np.array([0.0, 1.0])
    )
    found = start + share * (stop - start)
    points[which[crossed], axis] = found[crossed]


def _nearest(line: Array, at: Array) -> Array:
    """Index of the nearest entry of an ascending array."""
    k = np.clip(np.searchsorted(line, at), 1, len(line) - 1)
    return np.asarray(k - (at - line[k - 1] < line[k] - at))


@checked
def denser(line: Array, rings: Sequence[Ring], axis: int) -> Array:
    """Add lines of one axis around each point at which an outline turns in either."""
    more = []
    for one in (outline for ring in rings for outline in ring.outlines):
        turns = {int(pick(one[:, i])) for i in (0, 1) for pick in (np.argmin, np.argmax)}
        for at in one[sorted(turns), axis]:
            k = int(np.clip(np.searchsorted(line, at), 1, len(line) - 1))
            near = line[max(k - 2, 0) : k + 2]
            more += list((near[1:] + near[:-1]) / 2)
    return np.unique(np.concatenate([line, more]))
