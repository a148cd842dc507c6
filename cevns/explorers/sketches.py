"""Curves that a reader draws before the page does: what is asked, and what the package computed.

A cell displays a `Sketch`; the build puts it into the prediction of its page, where the script of
the same name draws its axes, takes the reader's line and compares the two. What is compared are
features a teacher would look for: where a maximum is, which power a curve follows, where it ends.
"""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from cevns.explorers.answers import encoded
from cevns.explorers.host import rounded


@dataclass(frozen=True)
class Axis:
    """One axis of the picture.

    Parameters
    ----------
    label : what is drawn along it
    min, max : its ends
    unit : of its numbers; none for pure ones
    log : whether it is logarithmic

    Raises
    ------
    ValueError
        if it has no length, or a logarithm of what is not positive
    """

    label: str
    min: float
    max: float
    unit: str = ""
    log: bool = False

    def __post_init__(self) -> None:
        if not -math.inf < self.min < self.max < math.inf or (self.log and self.min <= 0):
            raise ValueError(f"{self.label}: no axis from {self.min:g} to {self.max:g}")

    def share(self, value: ArrayLike) -> np.ndarray:
        """Where on the axis a value lies, from 0 to 1."""
        ends, at = np.array([self.min, self.max]), np.asarray(value, dtype=float)
        if self.log:
            ends, at = np.log(ends), np.log(at)
        return np.asarray((at - ends[0]) / (ends[1] - ends[0]))


@dataclass(frozen=True)
class Feature:
    """What of a line is compared; made by `peak`, `dip`, `height`, `reaches` and `slope`."""

    kind: str
    name: str
    at: float | tuple[float, float] | None
    tolerance: float
    slips: Mapping[str, float]


def peak(
    name: str = "The maximum", *, tolerance: float = 0.08, slips: Mapping[str, float] | None = None
) -> Feature:
    """Compare the place of the maximum; it may be off by a share of the width."""
    return Feature("peak", name, None, tolerance, slips or {})


def dip(
    name: str = "The minimum", *, tolerance: float = 0.08, slips: Mapping[str, float] | None = None
) -> Feature:
    """Compare the place of the minimum; it may be off by a share of the width."""
    return Feature("dip", name, None, tolerance, slips or {})


def height(
    name: str, at: float, *, tolerance: float = 0.08, slips: Mapping[str, float] | None = None
) -> Feature:
    """Compare the value at a place; it may be off by a share of the height of the picture."""
    return Feature("height", name, at, tolerance, slips or {})


def reaches(
    name: str, level: float, *, tolerance: float = 0.08, slips: Mapping[str, float] | None = None
) -> Feature:
    """Compare the first place where a value is reached; it may be off by a share of the width."""
    return Feature("reaches", name, level, tolerance, slips or {})


def slope(
    name: str,
    between: tuple[float, float],
    *,
    tolerance: float = 0.1,
    slips: Mapping[str, float] | None = None,
) -> Feature:
    """Compare the power which a line follows between two places; both axes are logarithmic."""
    return Feature("slope", name, between, tolerance, slips or {})


Line = tuple[ArrayLike, ArrayLike]
"""Places and values of a curve."""


@dataclass(frozen=True)
class Sketch:
    """A curve to be drawn.

    Parameters
    ----------
    title : of the picture
    x, y : its axes
    truth : the curve as the package computes it: places, from end to end of the axis, and values
    features : what of it matters
    known : curves that are there from the start, by their names
    marks : points that are there from the start
    points : how many of the reader's line can be moved

    Raises
    ------
    ValueError
        if the curve does not cover the axis or is nowhere in the picture, if nothing of it is
        compared, or if a power is asked for where an axis is not logarithmic
    """

    title: str
    x: Axis
    y: Axis
    truth: Line
    features: Sequence[Feature]
    known: Mapping[str, Line] = field(default_factory=dict)
    marks: Sequence[tuple[float, float]] = ()
    points: int = 7

    def __post_init__(self) -> None:
        across, up = self.x.share(self.truth[0]), self.y.share(np.maximum(self.truth[1], 1e-300))
        if across[0] > 1e-6 or across[-1] < 1 - 1e-6 or np.any(np.diff(across) <= 0):
            raise ValueError(f"{self.title}: the curve does not go from end to end of the axis")
        if not np.isfinite(self.truth[1]).all() or not np.any((up >= 0) & (up <= 1)):
            raise ValueError(f"{self.title}: the curve is not in the picture")
        if not self.features:
            raise ValueError(f"{self.title}: nothing is compared")
        if any(f.kind == "slope" for f in self.features) and not (self.x.log and self.y.log):
            raise ValueError(f"{self.title}: a power needs two logarithmic axes")

    @property
    def key(self) -> dict[str, object]:
        """What the page draws and compares with."""
        features = [
            {**asdict(f), "slips": [[x, told] for told, x in f.slips.items()]}
            for f in self.features
        ]
        known = [{**_table(line), "label": name} for name, line in self.known.items()]
        return {
            "title": self.title,
            "x": asdict(self.x),
            "y": asdict(self.y),
            "truth": _table(self.truth),
            "features": features,
            "known": known,
            "marks": [{"x": x, "y": y} for x, y in self.marks],
            "points": self.points,
        }

    def __repr__(self) -> str:
        return f"a curve to be drawn: {self.title}"

    def _repr_html_(self) -> str:
        """Write a place that stays hidden until there is a script to draw in it."""
        title = html.escape(self.title)
        return f'<div class="sketch" hidden data-key="{encoded(self.key)}" title="{title}"></div>'


def _table(line: Line) -> dict[str, object]:
    """Places and values of a curve, to the digits that a picture needs."""
    x, y = line
    return {"x": rounded(x, 5), "y": rounded(y, 4)}
