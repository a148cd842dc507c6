"""A chi^2 of two effective moments as a table: computed once, all that follows is algebra."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from cevns.basics.checks import Array, number, whole
from cevns.basics.kinds import checked
from cevns.inference.many_forms import states_of
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import without_rounding
from cevns.inference.search import last_below
from cevns.inference.stand_in import StandIn

if TYPE_CHECKING:
    from scipy.interpolate import RectBivariateSpline

_BEYOND: Final = 1e4
"""How far a table goes where nothing bounds a moment, in units of its scale."""

_ENDS: Final = np.array([0.0, 1.0])
_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 49)])


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Tabulated(StandIn):
    r"""Any `MomentChi2`, tabulated by `tabulated`; outside of its table the exact one.

    A spline of fifth degree in :math:`\operatorname{arsinh}(\mu_e^2/x_0)` and
    :math:`\operatorname{arsinh}(\mu_\mu^2/y_0)`: even steps in small squared moments, even ratios
    of large ones.

    Parameters
    ----------
    exact : what was tabulated
    spline : of chi^2 minus its value at the best fit, in the two variables
    scales : x_0 and y_0 [mu10^2]
    ends : of the table [mu10^2]; it begins at zero
    highest : chi^2 up to which every ray comes to its end inside, or runs out of the table
    error : largest deviation from the exact chi^2 that was found between the nodes, in units of
        1 + Delta chi^2
    """

    exact: MomentChi2
    spline: "RectBivariateSpline"
    scales: tuple[float, float]
    ends: tuple[float, float]
    highest: float
    error: float

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        x, y = np.broadcast_arrays(mu_e2_mu10, mu_mu2_mu10)
        inside = (x <= self.ends[0]) & (y <= self.ends[1])
        if inside.all():
            return self._inside(x, y)
        chi2 = np.empty(x.shape)
        chi2[inside] = self._inside(x[inside], y[inside])
        chi2[~inside] = self.exact.chi2_mu10(x[~inside], y[~inside])
        return chi2

    def _inside(self, x: Array, y: Array) -> Array:
        u, v = (np.arcsinh(z / scale) for z, scale in zip((x, y), self.scales, strict=True))
        return self.best_fit.chi2 + np.asarray(self.spline.ev(u, v))

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        From the table if the ray comes to its end there, otherwise from the exact chi^2.

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : largest chi^2 that is allowed

        Returns
        -------
        Array
            s; infinite where nothing bounds it
        """
        chi2_max = number("chi2_max", chi2_max)
        if chi2_max > self.highest:
            return self.exact.reach(x, y, chi2_max)
        x, y = without_rounding(x, y)
        with np.errstate(divide="ignore"):
            edge = np.minimum(self.ends[0] / x, self.ends[1] / y) * (1 - 1e-12)
        ends = self._inside(edge * x, edge * y) > chi2_max
        reach = np.empty(x.shape)
        if not ends.all():
            reach[~ends] = self.exact.reach(x[~ends], y[~ends], chi2_max)
        if ends.any():
            here_x, here_y = x[ends], y[ends]
            reach[ends] = last_below(
                lambda s: self._inside(s * here_x, s * here_y) - chi2_max,
                edge[ends],
                _ENDS if self.grows else _ALONG,
            )
        return reach


@checked
def tabulated(
    chi2: MomentChi2,
    *,
    depth: float = 10.0,
    nodes: int = 121,
    tolerance: float = 1e-7,
    rays: int = 161,
    checks: int = 4000,
) -> Tabulated:
    """Tabulate a chi^2 of the effective moments, and measure how well.

    Parameters
    ----------
    chi2 : one data set or a combination
    depth : Delta chi^2 up to which the table holds all that is allowed, > 0
    nodes : along either axis, at least 6
    tolerance : largest error that is accepted, in units of 1 + Delta chi^2
    rays : along which it is looked how far a table has to go
    checks : points between the nodes at which the error is measured

    Returns
    -------
    Tabulated
        its ``error`` says how well it does

    Raises
    ------
    ValueError
        if a table misses the tolerance: where a bin has no count off the beam chi^2 has a kink
    """
    if states_of(chi2):
        raise ValueError(
            f"{chi2.name}: more than two effective moments make no table; tabulate what it "
            "consists of with its own method, tabulated()"
        )
    from scipy.interpolate import RectBivariateSpline  # half a second of imports, used only here

    whole("nodes", nodes, at_least=6)
    accepted = number("tolerance", tolerance, above=0)
    best = chi2.best_fit
    highest = best.chi2 + number("depth", depth, above=0)
    fan = _fan(whole("rays", rays, at_least=3))
    reaches = chi2.reach(1 - fan, fan, highest)
    extents = [_extent(chi2, axis, best.chi2 + 1, fan, reaches) for axis in (0, 1)]
    scales, ends = ((extents[0][k], extents[1][k]) for k in (0, 1))
    axes = [
        np.linspace(0.0, math.asinh(end / scale), nodes)
        for end, scale in zip(ends, scales, strict=True)
    ]
    grid = np.meshgrid(*(s * np.sinh(u) for s, u in zip(scales, axes, strict=True)), indexing="ij")
    values = _there_and_back(chi2.chi2_mu10(*map(_there_and_back, grid))) - best.chi2
    spline = RectBivariateSpline(axes[0], axes[1], values, kx=5, ky=5)
    table = Tabulated(
        exact=chi2, spline=spline, scales=scales, ends=ends, highest=highest, error=math.nan
    )
    error = _deviation(table, axes, whole("checks", checks))
    if not error <= accepted:
        raise ValueError(
            f"{chi2.name}: a table of {nodes} x {nodes} misses chi^2 by {error:.2g}, more than the "
            f"tolerance {accepted:g}; more nodes, less depth, or use it as it is"
        )
    return replace(table, error=error)


def _there_and_back(grid: Array) -> Array:
    """Every second row reversed: what follows one another is neighbours, whose pulls are alike."""
    turned = grid.copy()
    turned[1::2] = grid[1::2, ::-1]
    return turned


def _fan(rays: int) -> Array:
    """Shares of mu_mu^2 in rays, both axes among them."""
    return np.concatenate([[0.0], 1 / (1 + np.exp(np.linspace(20.0, -20.0, rays))), [1.0]])


def _extent(
    chi2: MomentChi2, axis: int, near: float, fan: Array, reaches: Array
) -> tuple[float, float]:
    """Scale of a variable, and where its table ends: beyond the highest chi^2 on all rays."""
    directions = (1 - fan, fan)
    seen = (directions[axis] > 0) & np.isfinite(reaches)
    farthest = float((reaches[seen] * directions[axis][seen]).max(initial=0.0))
    alone = np.eye(2)[axis][:, None]
    scale = float(chi2.reach(alone[0], alone[1], near)[0])
    if not 0 < scale < math.inf:
        scale = farthest or 1.0
    endless = np.isinf(reaches) & (directions[axis] > 0)
    end = _BEYOND * scale if endless.any() else farthest
    return scale / 4, 1.1 * max(end, scale)


def _deviation(table: Tabulated, axes: list[Array], checks: int) -> float:
    """Largest error of a table at points between its nodes, evenly spread but not on a grid."""
    rng = np.random.default_rng(1)
    points = []
    for u, scale in zip(axes, table.scales, strict=True):
        middle = (u[:-1] + u[1:]) / 2
        points.append(scale * np.sinh(rng.choice(middle, checks)))
    exact = table.exact.chi2_mu10(points[0], points[1])
    missed = np.abs(table.chi2_mu10(points[0], points[1]) - exact)
    return float((missed / (1 + exact - table.best_fit.chi2)).max())
