"""A chi^2 of one effective moment as a table along a line."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from cevns.basics.checks import Array, number, whole
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import FAR
from cevns.inference.search import last_below
from cevns.inference.stand_in import StandIn

if TYPE_CHECKING:
    from scipy.interpolate import BSpline

_BEYOND: Final = 1e4
"""How far a table goes where nothing bounds the moment, in units of its scale."""

_BETWEEN: Final = 7
"""Nodes of a scan between two of the table."""


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class TabulatedLine(StandIn):
    r"""A `MomentChi2` of its first variable alone, tabulated; outside of its table the exact one.

    A spline of fifth degree in :math:`\operatorname{arsinh}(z/z_0)`.

    Parameters
    ----------
    exact : what was tabulated
    spline : of chi^2 minus its value at the best fit
    scale : z_0 [mu10^2]
    nodes : of the table in z [mu10^2], from zero
    error : largest deviation from the exact chi^2 that was found between the nodes, in units of
        1 + Delta chi^2
    """

    exact: MomentChi2
    spline: "BSpline"
    scale: float
    nodes: Array
    error: float
    _ends: dict[float, float] = field(default_factory=dict, repr=False, compare=False)

    @property
    def grows(self) -> bool:
        """Whether chi^2 never falls from one node of the table to the next."""
        return bool((np.diff(self._inside(self.nodes)) >= 0).all())

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        z, y = np.broadcast_arrays(mu_e2_mu10, mu_mu2_mu10)
        inside = z <= self.nodes[-1]
        if inside.all():
            return self._inside(z)
        chi2 = np.empty(z.shape)
        chi2[inside] = self._inside(z[inside])
        chi2[~inside] = self.exact.chi2_mu10(z[~inside], y[~inside])
        return chi2

    def _inside(self, z: Array) -> Array:
        return self.best_fit.chi2 + np.asarray(self.spline(np.arcsinh(z / self.scale)))

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx)` at most that.

        Parameters
        ----------
        x, y : direction of the ray, >= 0, one-dimensional; only x matters
        chi2_max : largest chi^2 that is allowed

        Returns
        -------
        Array
            s; infinite where nothing bounds it
        """
        end = self._end(chi2_max)
        if math.isnan(end):
            return self.exact.reach(x, y, chi2_max)
        seen = x > 0
        s = end / np.where(seen, x, 1.0)
        return np.where(seen & (s * (x + y) <= FAR**2), s, math.inf)

    def _end(self, chi2_max: float) -> float:
        """Largest squared moment that is allowed [mu10^2]; NaN if the table does not say."""
        if chi2_max not in self._ends:
            last = self.nodes[-1]
            above = float(self._inside(last)) > chi2_max
            shares = self.nodes / last
            fine = np.arange(_BETWEEN) / _BETWEEN
            scan = np.append((shares[:-1, None] + np.diff(shares)[:, None] * fine).ravel(), 1.0)
            self._ends[chi2_max] = (
                float(last_below(lambda z: self._inside(z) - chi2_max, np.array([last]), scan)[0])
                if above
                else math.nan
            )
        return self._ends[chi2_max]


@checked
def tabulated_line(
    chi2: MomentChi2, *, depth: float = 10.0, nodes: int = 121, tolerance: float = 1e-7
) -> TabulatedLine:
    """Tabulate a chi^2 of one effective moment, and measure how well.

    Parameters
    ----------
    chi2 : of which nothing depends on the second variable
    depth : Delta chi^2 up to which the table holds all that is allowed, > 0
    nodes : at least 6
    tolerance : largest error that is accepted, in units of 1 + Delta chi^2

    Returns
    -------
    TabulatedLine
        its ``error`` says how well it does

    Raises
    ------
    ValueError
        if a table misses the tolerance, or chi^2 depends on its second variable
    """
    from scipy.interpolate import make_interp_spline

    n = whole("nodes", nodes, at_least=6)
    number("tolerance", tolerance, above=0)
    best = chi2.best_fit
    one, none = np.ones(1), np.zeros(1)
    highest = best.chi2 + number("depth", depth, above=0)
    near, end = (float(chi2.reach(one, none, level)[0]) for level in (best.chi2 + 1, highest))
    scale = near if 0 < near < math.inf else 1.0
    end = 1.1 * end if math.isfinite(end) else _BEYOND * scale
    if abs(
        float(chi2.chi2_mu10(one * scale, one * scale)[0] - chi2.chi2_mu10(one * scale, none)[0])
    ) > (1e-9 * (1 + abs(best.chi2))):
        raise ValueError(f"{chi2.name}: chi^2 depends on two effective moments, not on one")
    u = np.linspace(0.0, math.asinh(4 * end / scale), n)
    z = scale / 4 * np.sinh(u)
    spline = make_interp_spline(u, chi2.chi2_mu10(z, 0 * z) - best.chi2, k=5)
    middle = scale / 4 * np.sinh((u[:-1] + u[1:]) / 2)
    exact = chi2.chi2_mu10(middle, 0 * middle)
    missed = np.abs(best.chi2 + spline(np.arcsinh(4 * middle / scale)) - exact)
    error = float((missed / (1 + exact - best.chi2)).max())
    if not error <= tolerance:
        raise ValueError(
            f"{chi2.name}: a table of {n} misses chi^2 by {error:.2g}, more than the tolerance "
            f"{tolerance:g}; more nodes, less depth, or use it as it is"
        )
    return TabulatedLine(exact=chi2, spline=spline, scale=scale / 4, nodes=z, error=error)
