r"""A chi^2 from few values, to see where its minima are before it is asked itself.

Splines of :math:`\log(1+\Delta\chi^2)` in :math:`\operatorname{arsinh}` of squared moments: near a
minimum a parabola, far from it a gentle slope. They miss chi^2 by a tenth or so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked

Values = Callable[..., Array]

_FARTHEST: Final = 12.0
"""Where a sketch ends, in units of a scale; beyond it goes on straight, and never down."""

_NODES: Final = np.linspace(0.0, np.arcsinh(_FARTHEST), 7)
"""Of a sketch along either axis."""

_FINER: Final = np.linspace(0.0, np.arcsinh(_FARTHEST), 14)
"""Of a sketch along one axis alone."""


_HIGHEST: Final = 50.0
"""Logarithm beyond which it does not matter how high it is."""


def _placed(z: Array, scale: float) -> tuple[Array, Array]:
    """Place on the sketch, and how far beyond its end it would be."""
    u = np.arcsinh(z / scale)
    inside = np.minimum(u, _NODES[-1])
    return inside, u - inside


def _raised(low: float, logarithm: Array) -> Array:
    return np.asarray(low + np.expm1(np.minimum(logarithm, _HIGHEST)))


@checked
def plane(chi2: Values, scales: tuple[float, float]) -> Values:
    """Sketch a function of two squared moments, and return the sketch.

    Parameters
    ----------
    chi2 : of arrays [mu10^2]
    scales : how far along either axis it changes by about one [mu10^2]
    """
    from scipy.interpolate import RectBivariateSpline

    x, y = np.meshgrid(*(s * np.sinh(_NODES) for s in scales), indexing="ij")
    values = chi2(x, y)
    low = float(values.min())
    spline = RectBivariateSpline(_NODES, _NODES, np.log1p(values - low))

    def sketched(x: Array, y: Array) -> Array:
        (u, du), (v, dv) = _placed(x, scales[0]), _placed(y, scales[1])
        found = np.asarray(spline.ev(u, v))
        if du.any():
            found = found + du * np.maximum(spline.ev(u, v, dx=1), 0.0)
        if dv.any():
            found = found + dv * np.maximum(spline.ev(u, v, dy=1), 0.0)
        return _raised(low, found)

    return sketched


@checked
def line(chi2: Values, scale: float) -> Values:
    """Sketch a function of one squared moment, as `plane` does of two.

    Parameters
    ----------
    chi2 : of an array [mu10^2]
    scale : how far it changes by about one [mu10^2]
    """
    from scipy.interpolate import make_interp_spline

    values = chi2(scale * np.sinh(_FINER))
    low = float(values.min())
    spline = make_interp_spline(_FINER, np.log1p(values - low))

    def sketched(z: Array) -> Array:
        u, du = _placed(z, scale)
        return _raised(low, np.asarray(spline(u) + du * np.maximum(spline(u, 1), 0.0)))

    return sketched


@checked
@dataclass(frozen=True, slots=True)
class Sketch:
    """A sum of a function of the first two squared moments and of functions of one each.

    Parameters
    ----------
    scales : how far along every axis it changes by about one [mu10^2]
    earth : of the first two, if there is one
    lines : of one each, with its place
    """

    scales: tuple[float, ...]
    earth: Values | None
    lines: tuple[tuple[int, Values], ...]

    def __call__(self, *squares: Array) -> Array:
        """Value at squared moments [mu10^2]."""
        total = np.zeros(np.broadcast_shapes(*(q.shape for q in squares)))
        if self.earth is not None:
            total = total + self.earth(squares[0], squares[1])
        for at, along in self.lines:
            total = total + along(squares[at])
        return total
