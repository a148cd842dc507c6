"""What is in a density, whatever a quadrature sees of it: a narrow line between its nodes."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, Final

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.enclosures import NoBoundsError, highest
from cevns.basics.kinds import checked
from cevns.basics.quadrature import gauss_legendre

Density = Callable[[Any], Any]

SHARE: Final = 1e-8
"""Of all neutrinos: a line with less than that may stay unseen."""

_FIRST: Final = 64
"""Stretches of a piece to begin with."""

_MANY: Final = 1_000_000
"""Stretches that are too many to go on."""

_SAMPLES: Final = 2**17
"""Points in each piece where a density is not made of formulas of numpy."""


@checked
def integrals(density: Density, edges: Array, total: float) -> Array:
    r"""Integrals of a density over its pieces, with every line that is in it.

    Where the density is made of formulas of numpy, its bounds over whole stretches say where it
    may be higher than at the points that were looked at; there the stretches are halved until
    nothing of weight can hide in any of them, at any width and position. A density of another
    make is looked at in so many points that a line must be narrower than 1e-5 of a piece to fall
    between them.

    Parameters
    ----------
    density : function of an array of energies, >= 0
    edges : of the pieces [MeV], ascending
    total : what is known of its integral

    Returns
    -------
    Array
        one for each piece
    """
    whole = number("total", total, above=0)
    try:
        low, high = _stretches(density, edges, whole)
    except NoBoundsError:
        return np.array(list(_sampled(density, edges)))
    points = gauss_legendre(low, high, 3)
    each = np.sum(points.w * np.broadcast_to(density(points.x), points.x.shape), axis=-1)
    # a stretch as narrow as rounding may lie on the last edge
    piece = np.clip(np.searchsorted(edges, points.x[:, 1], side="right") - 1, 0, len(edges) - 2)
    summed: Array = np.bincount(piece, weights=each, minlength=len(edges) - 1).astype(float)
    return summed


def _stretches(density: Density, edges: Array, total: float) -> tuple[Array, Array]:
    """Return ends of stretches in none of which a share of the neutrinos can hide."""
    pieces = [np.linspace(a, b, _FIRST, endpoint=False) for a, b in pairwise(edges)]
    marks = np.concatenate(pieces)
    low, high = marks, np.append(marks[1:], edges[-1])
    done: list[tuple[Array, Array]] = []
    count = 0
    while low.size:
        count += low.size
        if count > _MANY:
            raise NoBoundsError("bounds are too wide")
        middle = 0.5 * (low + high)
        at = [np.broadcast_to(density(x), x.shape) for x in (low, middle, high)]
        seen = np.minimum.reduce(at)
        may_hide = (highest(density, low, high) - seen) * (high - low) > SHARE * total
        # at this width a bound that is still wide is one of rounding, or of a division by zero
        may_hide &= high - low > 1e-13 * edges[-1]
        done.append((low[~may_hide], high[~may_hide]))
        low, middle, high = low[may_hide], middle[may_hide], high[may_hide]
        low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
    return np.concatenate([a for a, _ in done]), np.concatenate([b for _, b in done])


def _sampled(density: Density, edges: Array) -> Iterator[float]:
    """Return the integrals of the pieces by the mid-points of very many stretches."""
    share = (np.arange(_SAMPLES) + 0.5) / _SAMPLES
    for a, b in pairwise(edges):
        E = a + (b - a) * share
        yield float(np.mean(np.broadcast_to(density(E), E.shape)) * (b - a))
