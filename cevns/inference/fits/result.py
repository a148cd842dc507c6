"""What a fit found: all minima, all pieces of the interval, and what they mean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.basics.kinds import checked


class Minimum(NamedTuple):
    """A local minimum of chi^2.

    ``kind`` is ``"direct"`` if the weak amplitude has the sign that it has without the parameter,
    ``"mirror"`` if it has the other one, and ``"level"`` if it is an end of a stretch on which
    chi^2 stays the same.
    """

    value: float
    chi2: float
    physical: bool = True
    kind: str = "direct"


class Interval(NamedTuple):
    """A piece of what is allowed; None where nothing bounds it."""

    low: float | None
    high: float | None


@checked
@dataclass(frozen=True, kw_only=True)
class Fit:
    """What data say of one parameter.

    Parameters
    ----------
    quantity, flavor, data, unit : what was fitted, to what
    best : every minimum, the lowest first; none if chi^2 is flat
    chi2_min : smallest chi^2 over what is physical
    intervals : pieces in which chi^2 is at most ``chi2_min + delta_chi2``, ascending
    unphysical : likewise, of what the parameter cannot be
    confidence_level : of the intervals
    delta_chi2, parameters : threshold, and number of parameters it is for
    definition : of the confidence level, as in `cevns.inference.intervals.DEFINITIONS`
    note : how the quantity is meant
    free : what was profiled besides the nuisances
    assumptions : what the fit rests on
    profile : chi^2 at values of the parameter
    """

    quantity: str
    flavor: str
    data: str
    unit: str
    best: tuple[Minimum, ...]
    chi2_min: float
    intervals: tuple[Interval, ...]
    unphysical: tuple[Interval, ...]
    confidence_level: float
    delta_chi2: float
    parameters: int
    definition: str
    note: str
    free: str
    assumptions: dict[str, Any]
    profile: Callable[[Array], Array] = field(repr=False, compare=False)

    @property
    def value(self) -> float | None:
        """The lowest physical minimum that keeps the sign of the amplitude, if there is one."""
        physical = [m for m in self.best if m.physical]
        direct = [m for m in physical if m.kind != "mirror"] or physical
        return min(direct, key=lambda m: m.chi2).value if direct else None

    @property
    def errors(self) -> tuple[float | None, float | None]:
        """Distances from `value` to the ends of its piece, downwards and upwards."""
        best = self.value
        if best is None:
            return None, None
        for low, high in self.intervals:
            if (low is None or low <= best) and (high is None or best <= high):
                down = None if low is None else best - low
                up = None if high is None else high - best
                return down, up
        return None, None

    def chi2(self, value: ArrayLike) -> Array:
        """chi^2 at values of the parameter in `unit`, everything else profiled; any shape."""
        t = np.asarray(value, dtype=float)
        return np.asarray(self.profile(t.ravel())).reshape(t.shape)

    def record(self) -> dict[str, Any]:
        """Return all of it as plain text and numbers, for outputs."""
        return {
            "quantity": self.quantity,
            "flavor": self.flavor,
            "data": self.data,
            "unit": self.unit,
            "confidence_level": self.confidence_level,
            "definition": self.definition,
            "best": [m.value for m in self.best],
            "chi2_min": self.chi2_min,
            "intervals": [{"from": a, "to": b} for a, b in self.intervals],
            "minima": [m._asdict() for m in self.best],
            "unphysical": [{"from": a, "to": b} for a, b in self.unphysical],
            "delta_chi2": self.delta_chi2,
            "parameters": self.parameters,
            "meaning": self.note,
            "free": self.free or None,
            "assumptions": self.assumptions,
        }
