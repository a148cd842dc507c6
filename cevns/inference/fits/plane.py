"""Regions in the plane of two parameters, from chi^2 on a grid."""

import math
from dataclasses import dataclass
from typing import Any, Final, Unpack

import numpy as np

from cevns.basics.checks import Array, whole
from cevns.basics.kinds import checked
from cevns.inference.fits import one, solve
from cevns.inference.fits.ask import Asked, Fittable, Meaning, problem
from cevns.inference.fits.outlines import Ring, denser, outlines, refined
from cevns.inference.fits.parameters import Parameter
from cevns.inference.fits.problem import Problem
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_chi2 import combinations

GRID: Final = 81
"""Lines of the first grid in either direction."""

ROUNDS: Final = 3
"""Times that lines are added where an outline turns."""

GROWN: Final = 6
"""Times that the plane is made larger if the region goes beyond it."""

COARSE: Final = 40
"""Lines of the grid that looks for the region, on either side of the middle."""

Box = tuple[float, float, float, float]
"""A part of a plane: x from, x to, y from, y to."""


Lines = tuple[Array, Array]
"""Of a grid, those of x and those of y."""


@checked
@dataclass(frozen=True, kw_only=True)
class Region:
    """What data allow of two parameters.

    Parameters
    ----------
    x, y : the parameters; all numbers are in their units
    data : name of the data
    rings : parts of the region, with their holes
    box : the plane that was looked at
    open_ends : at which ends of it the region does not end
    best : a point of the smallest chi^2, of which there may be many
    chi2_min : there
    delta_chi2, parameters : threshold, and number of parameters it is for
    confidence_level : of the region
    grid : x, y and chi^2, the last of shape (len(y), len(x))
    assumptions : what it rests on
    """

    x: Parameter
    y: Parameter
    data: str
    rings: tuple[Ring, ...]
    box: Box
    open_ends: tuple[bool, bool, bool, bool]
    best: tuple[float, float]
    chi2_min: float
    delta_chi2: float
    parameters: int
    confidence_level: float
    grid: tuple[Array, Array, Array]
    assumptions: dict[str, Any]


@checked
def region(
    data: Fittable,
    x: Asked,
    y: Asked,
    *,
    parameters: int | None = None,
    box: Box | None = None,
    grid: int = GRID,
    **how: Unpack[Meaning],
) -> Region:
    """Find the region that data allow of two parameters.

    Parameters
    ----------
    data : one data set or several together
    x, y : quantities with their flavours, such as ``("charge_radius", "nu_e")``
    parameters : number of parameters of the threshold; as many as the data measure combinations
        of the two by default: one for a single count
    box : plane to be looked at; one that holds the region by default
    grid : lines of the first grid in either direction
    how : as in `cevns.inference.fits.ask.fit`

    Returns
    -------
    Region
        with no ring if the box holds nothing of it

    Raises
    ------
    ValueError
        if a name is unknown or both parameters are the same
    """
    whole("grid", grid, at_least=5)
    ready, data = problem(data, [x, y], **how)
    level = data.assumptions.confidence_level
    known = measured_combinations(ready) if parameters is None else parameters
    threshold = delta_chi2(level, known)
    plane = _Plane(ready)
    found = plane.least()
    highest = found.chi2 + threshold
    inner = box or plane.holding(highest)
    lines, values = plane.grid(inner, grid)
    for _ in range(0 if box else GROWN):
        larger = plane.larger(inner, plane.open_ends(values, highest))
        if larger == inner:
            break
        inner = larger
        lines, values = plane.grid(inner, grid)
    for _ in range(ROUNDS):
        rough = outlines(*lines, values, highest)
        more = denser(lines[0], rough, 0), denser(lines[1], rough, 1)
        lines, values = more, plane.filled(lines, values, more)
    rings = refined(outlines(*lines, values, highest), *lines, plane.chi2, highest)
    p, q = ready.parameters
    return Region(
        x=p,
        y=q,
        data=data.name,
        rings=rings,
        box=inner,
        open_ends=plane.open_ends(values, highest),
        best=(found.x, found.y),
        chi2_min=found.chi2,
        delta_chi2=threshold,
        parameters=known,
        confidence_level=level,
        grid=(*lines, values),
        assumptions=data.assumptions.record(),
    )


@checked
def measured_combinations(ready: Problem) -> int:
    """Return how many combinations of two parameters data measure: one, or two.

    As for moments, by `cevns.inference.moment_chi2.combinations` of the information on both where
    they change nothing, pulls profiled: one for a single count. Neither sign of a parameter is
    special, so the angle between what the two do is taken between 0 and 90 degrees.
    """
    here = [np.array([p.neutral]) for p in ready.parameters]
    events = ready.events(*here)[:, 0]
    slopes = []
    for i, p in enumerate(ready.parameters):
        step = 1e-4 * p.scale
        moved = [z + step * (i == k) for k, z in enumerate(here)]
        slopes.append((ready.events(*moved)[:, 0] - events) / step)
    gradient = np.stack(slopes)
    information = gradient @ np.linalg.solve(ready.judge.covariance(events), gradient.T)
    return combinations(np.abs(information))


@dataclass(frozen=True, slots=True)
class _Best:
    x: float
    y: float
    chi2: float


class _Plane:
    """chi^2 of a problem as a function of what is shown of its two parameters."""

    def __init__(self, ready: Problem) -> None:
        self.ready = ready
        self.ends = [(p.shown_low, p.shown_high) for p in ready.parameters]
        self.axes = [self._axis(i) for i in (0, 1)]
        self.values = self.on(*self.axes)

    def _axis(self, i: int) -> Array:
        """All values of a parameter, dense where the events change."""
        p = self.ready.parameters[i]
        t = one.curve(self.ready, i).nodes(COARSE)
        shown = np.sqrt(t) if p.squared else t
        low, high = self.ends[i]
        inside = shown[(shown >= low) & (shown <= high)]
        return np.unique([*inside, *(z for z in (low, high) if math.isfinite(z))])

    def chi2(self, x: Array, y: Array) -> Array:
        """chi^2 at points, any shape."""
        p, q = self.ready.parameters
        return self.ready.chi2(p.inner(x.ravel()), q.inner(y.ravel())).reshape(x.shape)

    def on(self, x: Array, y: Array) -> Array:
        """chi^2 on a grid."""
        return self.chi2(*np.meshgrid(x, y))

    def grid(self, box: Box, many: int) -> tuple[Lines, Array]:
        """Return even lines of a plane, and chi^2 where they meet."""
        lines = np.linspace(*box[:2], many), np.linspace(*box[2:], many)
        return lines, self.on(*lines)

    def filled(self, old: Lines, values: Array, new: Lines) -> Array:
        """chi^2 on a grid with more lines than one on which it is known."""
        found = np.empty((len(new[1]), len(new[0])))
        known = [np.isin(n, o) for n, o in zip(new, old, strict=True)]
        found[np.ix_(known[1], known[0])] = values
        found[:, ~known[0]] = self.on(new[0][~known[0]], new[1])
        found[np.ix_(~known[1], known[0])] = self.on(new[0][known[0]], new[1][~known[1]])
        return found

    def least(self) -> _Best:
        """Smallest chi^2: of the first parameter with the second profiled, then of the second."""
        x, y = (p.inner(a) for p, a in zip(self.ready.parameters, self.axes, strict=True))
        along = solve.minima(x, one.profiled(self.ready, y))
        t = min(along, key=lambda s: s.chi2).t
        across = solve.minima(y, lambda u: self.ready.chi2(np.full_like(u, t), u))
        u = min(across, key=lambda s: s.chi2).t
        p, q = self.ready.parameters
        least = float(self.ready.chi2(np.array([t]), np.array([u]))[0])
        return _Best(p.shown(t), q.shown(u), least)

    def holding(self, highest: float) -> Box:
        """Return a plane that holds the region, as far as it has ends."""
        inside = self.values <= max(highest, float(self.values.min()))
        box: list[float] = []
        for axis, keep in ((self.axes[0], inside.any(0)), (self.axes[1], inside.any(1))):
            k = np.flatnonzero(keep)
            box += [float(axis[max(k[0] - 1, 0)]), float(axis[min(k[-1] + 1, len(axis) - 1)])]
        return box[0], box[1], box[2], box[3]

    def larger(self, box: Box, cut: tuple[bool, bool, bool, bool]) -> Box:
        """Move the ends that cut the region outwards, as far as there is anything."""
        (x_low, x_high), (y_low, y_high) = self.ends
        wide, high = 0.3 * (box[1] - box[0]), 0.3 * (box[3] - box[2])
        return (
            max(box[0] - wide * cut[0], x_low),
            min(box[1] + wide * cut[1], x_high),
            max(box[2] - high * cut[2], y_low),
            min(box[3] + high * cut[3], y_high),
        )

    def open_ends(self, values: Array, highest: float) -> tuple[bool, bool, bool, bool]:
        """Tell which ends of the grid cut the region; that a modulus is not negative is none."""
        inside = values <= highest
        p, q = self.ready.parameters
        return (
            bool(inside[:, 0].any()) and not p.squared,
            bool(inside[:, -1].any()),
            bool(inside[0].any()) and not q.squared,
            bool(inside[-1].any()),
        )
