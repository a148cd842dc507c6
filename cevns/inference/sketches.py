r"""A chi^2 from few values, to see where its minima are before it is asked itself.

Splines of :math:`\log(1+\Delta\chi^2)` in :math:`\operatorname{arsinh}` of squared moments: near a
minimum a parabola, far from it a gentle slope. They miss chi^2 by some hundredths.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked

Values = Callable[..., Array]

_FARTHEST: Final = 30.0
"""Where a sketch ends, in units of a scale; beyond it stays as it is there."""

_NODES: Final = np.linspace(0.0, np.arcsinh(_FARTHEST), 10)
"""Of a sketch along either axis."""

_FINER: Final = np.linspace(0.0, np.arcsinh(_FARTHEST), 20)
"""Of a sketch along one axis alone."""


def _placed(z: Array, scale: float) -> Array:
    return np.asarray(np.minimum(np.arcsinh(z / scale), _NODES[-1]))


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
        u, v = _placed(x, scales[0]), _placed(y, scales[1])
        return low + np.expm1(np.asarray(spline.ev(u, v)))

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
        return low + np.expm1(np.asarray(spline(_placed(z, scale))))

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
