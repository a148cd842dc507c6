"""How often an event is kept that comes at some time after the trigger."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked

PIECES: Final = 64
"""Pieces of a time bin in each of which an efficiency is taken at the middle."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeEfficiency:
    r"""All events are kept up to some time, and exponentially fewer afterwards.

    Equation :eq:`eq:csi21-time-efficiency` of the book.

    .. math:: \varepsilon(t) = e^{-\kappa\,(t-t_0)_+}

    A steady background with an event before the signal is cut away, so that the later an event
    comes, the more often something came before it.

    Parameters
    ----------
    flat_until : t_0 [s]
    rate : kappa [1/s], >= 0
    """

    flat_until: float
    rate: float

    def __post_init__(self) -> None:
        settle(self, "flat_until", "s", what="end of the plateau", at_least=-1, at_most=1)
        settle(self, "rate", "1/s", at_least=0)

    def __call__(self, t: ArrayLike) -> Array:
        """Return the efficiency at times after the trigger [s]."""
        late = np.maximum(in_range("t", t, "s") - self.flat_until, 0.0)
        return np.asarray(np.exp(-self.rate * late))

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where it bends [s]."""
        return (self.flat_until,)


Arrival = Callable[[Array], Array]


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArrival:
    r"""Fractions that arrive in time bins and are kept.

    .. math:: \int_b dt\,f(t)\,\varepsilon(t) \approx \sum_{i\in b}\varepsilon(t_i)\int_i dt\,f(t)

    with the middle :math:`t_i` of each of `PIECES` pieces of a bin, cut where the efficiency
    bends; for a shipped one that is exact to 1e-7.

    Parameters
    ----------
    arrival : fractions between edges [s]
    efficiency : of times [s]; its ``kinks``, if it has them, are edges of pieces
    """

    arrival: Arrival
    efficiency: Callable[[Array], Array]

    def __call__(self, edges: Array) -> Array:
        """Fractions that arrive between the edges of time bins [s] and are kept."""
        bins = in_range("edges", edges, "s")
        steps = np.linspace(0, 1, PIECES, endpoint=False)
        inner = (bins[:-1, None] + np.diff(bins)[:, None] * steps).ravel()
        kinks = [t for t in getattr(self.efficiency, "kinks", ()) if bins[0] < t < bins[-1]]
        marks = np.unique(np.concatenate([inner, bins[-1:], kinks]))
        middle = 0.5 * (marks[:-1] + marks[1:])
        kept = np.asarray(self.arrival(marks)) * self.efficiency(middle)
        starts = np.searchsorted(marks, bins[:-1])
        return np.asarray(np.add.reduceat(kept, starts))
