"""Regions in the plane of two parameters: chi^2 on a grid, contours with their holes."""

import math
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Unpack

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.fits import one
from cevns.inference.fits.ask import Asked, Fittable, Meaning, problem
from cevns.inference.fits.curve import Curve
from cevns.inference.fits.parameters import Parameter
from cevns.inference.fits.problem import Problem
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_chi2 import combinations
from cevns.inference.search import last_below

GRID: Final = 81
"""Lines of the first grid in either direction."""

ROUNDS: Final = 3
"""Times that lines are added where a contour turns."""

GROWN: Final = 8
"""Times that the plane is enlarged to hold the region."""


class Ring(NamedTuple):
    """A part of a region: its outline, and the outlines of its holes, each (points, 2)."""

    outer: Array
    holes: tuple[Array, ...]


@dataclass(frozen=True, kw_only=True)
class Region:
    """What data allow of two parameters.

    Parameters
    ----------
    x, y : the parameters
    data : name of the data
    rings : parts of the region, in the units of the parameters; where they meet an end of the
        plane that is no boundary, they are open
    box : (x from, x to, y from, y to), the plane that was looked at
    open_ends : of these four, at which the region does not end
    best : a point of the smallest chi^2
    chi2_min : there
    delta_chi2, parameters : threshold, and number of parameters it is for
    confidence_level : of the region
    grid : (x, y, chi^2), the last of shape (len(y), len(x))
    assumptions : what it rests on
    """

    x: Parameter
    y: Parameter
    data: str
    rings: tuple[Ring, ...]
    box: tuple[float, float, float, float]
    open_ends: tuple[bool, bool, bool, bool]
    best: tuple[float, float]
    chi2_min: float
    delta_chi2: float
    parameters: int
    confidence_level: float
    grid: tuple[Array, Array, Array]
    assumptions: dict[str, Any]


def region(
    data: Fittable,
    x: Asked,
    y: Asked,
    *,
    parameters: int | None = None,
    box: tuple[float, float, float, float] | None = None,
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
    box : plane to be looked at, (x from, x to, y from, y to); one that holds the region by default
    grid : lines of the first grid in either direction
    how : as in `cevns.inference.fits.ask.fit`

    Raises
    ------
    ValueError
        if a name is unknown or both parameters are the same
    """
    ready, data = problem(data, [x, y], **how)
    under = data.assumptions
    known = measured_combinations(ready) if parameters is None else parameters
    threshold = delta_chi2(under.confidence_level, known)
    curves = one.curve(ready, 0), one.curve(ready, 1)
    plane = _Plane(ready, curves)
    inner = plane.holding(threshold) if box is None else plane.given(box)
    lines = [np.linspace(a, b, grid) for a, b in (inner[:2], inner[2:])]
    for _ in range(ROUNDS):
        rings, values = plane.rings(*lines, threshold)
        lines = [_denser(line, rings, axis) for axis, line in enumerate(lines)]
    rings, values = plane.rings(*lines, threshold)
    p, q = ready.parameters
    j, i = np.unravel_index(np.argmin(values), values.shape)
    return Region(
        x=p,
        y=q,
        data=data.name,
        rings=rings,
        box=inner,
        open_ends=plane.open_ends(values, threshold),
        best=(float(lines[0][i]), float(lines[1][j])),
        chi2_min=plane.least,
        delta_chi2=threshold,
        parameters=known,
        confidence_level=under.confidence_level,
        grid=(*lines, values),
        assumptions=under.record(),
    )


def measured_combinations(ready: Problem) -> int:
    """Return how many combinations of two parameters data measure: one, or two.

    One for a single count. Otherwise as for moments, with the information that residuals at the
    smallest changes hold: `cevns.inference.moment_chi2.combinations`.
    """
    if ready.judge.bins == 1:
        return 1
    here = [np.array([_start(p)]) for p in ready.parameters]
    events = ready.events(*here)[:, 0]
    gradient = []
    for i, p in enumerate(ready.parameters):
        step = 1e-4 * (1.0 if p.squared else _width(p))
        moved = [z + step * (i == k) for k, z in enumerate(here)]
        gradient.append((ready.events(*moved)[:, 0] - events) / step)
    slopes = np.stack(gradient)
    spread = np.sqrt(np.maximum(events, 1.0))
    return combinations((slopes / spread) @ (slopes / spread).T)


def _start(p: Parameter) -> float:
    return p.origin if p.effect != "size" else (p.low + p.high) / 2


def _width(p: Parameter) -> float:
    return 1.0 if p.effect == "size" else float(1 / max(np.abs(p.weights).max(), 1e-9))


class _Plane:
    """chi^2 of a problem as a function of what is shown of its two parameters."""

    def __init__(self, ready: Problem, curves: tuple[Curve, Curve]) -> None:
        self.ready, self.curves = ready, curves
        self.least = math.inf
        self.ends = [self._ends(p) for p in ready.parameters]

    @staticmethod
    def _ends(p: Parameter) -> tuple[float, float]:
        low, high = max(p.low, p.physical[0]), min(p.high, p.physical[1])
        return (0.0, math.inf) if p.squared else (low, high)

    def chi2(self, x: Array, y: Array) -> Array:
        p, q = self.ready.parameters
        found = self.ready.chi2(p.inner(x.ravel()), q.inner(y.ravel())).reshape(x.shape)
        self.least = min(self.least, float(found.min()))
        return found

    def on(self, x: Array, y: Array) -> Array:
        X, Y = np.meshgrid(x, y)
        return self.chi2(X, Y)

    def given(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        self._search()
        return box

    def _search(self) -> tuple[Array, Array, Array]:
        """Look at all of the plane, coarsely but densely near the middle."""
        axes = []
        for p, line, (low, high) in zip(self.ready.parameters, self.curves, self.ends, strict=True):
            t = line.nodes(60)
            if p.squared:
                t = np.sqrt(t)
            t = t[(t >= low) & (t <= high)]
            axes.append(
                np.unique(np.concatenate([t, [z for z in (low, high) if math.isfinite(z)]]))
            )
        values = self.on(*axes)
        self._polish(axes, values)
        return axes[0], axes[1], values

    def _polish(self, axes: list[Array], values: Array) -> None:
        """Lower the least chi^2 by grids around its place, each finer."""
        j, i = np.unravel_index(np.argmin(values), values.shape)
        place = [i, j]
        local = [
            np.linspace(a[max(k - 1, 0)], a[min(k + 1, len(a) - 1)], 17)
            for a, k in zip(axes, place, strict=True)
        ]
        for _ in range(12):
            values = self.on(*local)
            j, i = np.unravel_index(np.argmin(values), values.shape)
            local = [
                np.linspace(a[max(k - 2, 0)], a[min(k + 2, 16)], 17)
                for a, k in zip(local, (i, j), strict=True)
            ]

    def holding(self, threshold: float) -> tuple[float, float, float, float]:
        """Return a plane that holds the region, as far as it has ends."""
        x, y, values = self._search()
        inside = values <= self.least + threshold
        if not inside.any():
            inside = values <= values.min()
        box = []
        for axis, keep, ends in (
            (x, inside.any(0), self.ends[0]),
            (y, inside.any(1), self.ends[1]),
        ):
            k = np.flatnonzero(keep)
            a, b = axis[max(k[0] - 1, 0)], axis[min(k[-1] + 1, len(axis) - 1)]
            box += [max(a, ends[0]), min(b, ends[1])]
        return tuple(map(float, box))  # type: ignore[return-value]

    def open_ends(self, values: Array, threshold: float) -> tuple[bool, bool, bool, bool]:
        inside = values <= self.least + threshold
        squared = [p.squared for p in self.ready.parameters]
        sides = (inside[:, 0], inside[:, -1], inside[0], inside[-1])
        natural = (squared[0], False, squared[1], False)
        return tuple(  # type: ignore[return-value]
            bool(side.any()) and not own for side, own in zip(sides, natural, strict=True)
        )

    def rings(self, x: Array, y: Array, threshold: float) -> tuple[tuple[Ring, ...], Array]:
        """Outlines with holes, their points moved along grid lines to where chi^2 crosses."""
        import contourpy  # what draws contours: only for regions

        values = self.on(x, y)
        level = self.least + threshold
        drawn = contourpy.contour_generator(x, y, values, fill_type="OuterOffset")
        points, offsets = drawn.filled(-1.0, level)
        found = []
        for outline, starts in zip(points, offsets, strict=True):
            exact = self._crossings(np.array(outline), x, y, level)
            cut = [exact[a:b] for a, b in zip(starts[:-1], starts[1:], strict=True)]
            found.append(Ring(cut[0], tuple(cut[1:])))
        return tuple(found), values

    def _crossings(self, outline: Array, x: Array, y: Array, level: float) -> Array:
        """Move each point that lies inside a grid line's segment to the crossing there."""
        moved = outline.copy()
        for axis, line in ((0, x), (1, y)):
            other = (y, x)[axis]
            on = np.isclose(other[_near(other, outline[:, 1 - axis])], outline[:, 1 - axis], atol=0)
            off = ~np.isclose(
                line[_near(line, outline[:, axis])], outline[:, axis], rtol=1e-12, atol=0
            )
            which = np.flatnonzero(on & off)
            if not which.size:
                continue
            k = np.clip(np.searchsorted(line, outline[which, axis]) - 1, 0, len(line) - 2)
            fixed = other[_near(other, outline[which, 1 - axis])]

            def chi2(t: Array, fixed: Array = fixed, axis: int = axis) -> Array:
                return self.chi2(t, fixed) if axis == 0 else self.chi2(fixed, t)

            a, b = line[k], line[k + 1]
            swap = chi2(a) > level
            start, stop = np.where(swap, b, a), np.where(swap, a, b)

            def excess(s: Array, start: Array = start, stop: Array = stop, of: Any = chi2) -> Array:
                return np.asarray(of(start + s * (stop - start)) - level)

            good = (excess(np.zeros(len(k))) <= 0) & (excess(np.ones(len(k))) > 0)
            share = last_below(excess, np.ones(len(k)), np.array([0.0, 1.0]))
            found = start + share * (stop - start)
            moved[which[good], axis] = found[good]
            moved[which, 1 - axis] = fixed
        return moved


def _near(line: Array, at: Array) -> Array:
    """Index of the nearest entry of an ascending array."""
    k = np.clip(np.searchsorted(line, at), 1, len(line) - 1)
    return np.asarray(k - (at - line[k - 1] < line[k] - at))


def _denser(line: Array, rings: tuple[Ring, ...], axis: int) -> Array:
    """Add lines on both sides of where outlines turn."""
    extra = []
    for ring in rings:
        for outline in (ring.outer, *ring.holes):
            for turn in (outline[:, axis].min(), outline[:, axis].max()):
                k = int(np.clip(np.searchsorted(line, turn), 1, len(line) - 1))
                around = line[max(k - 2, 0) : k + 2]
                extra += list((around[1:] + around[:-1]) / 2)
    return np.unique(np.concatenate([line, extra]))
