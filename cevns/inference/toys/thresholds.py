r"""Feldman and Cousins in the plane of two effective moments: a threshold for every truth."""

import math
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, whole
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2
from cevns.inference.regions import Boundary, only_flavors
from cevns.inference.search import last_below
from cevns.inference.toys.basins import scales
from cevns.inference.toys.fractions import Quantile, quantile
from cevns.inference.toys.jobs import Job, to_be_repeated
from cevns.inference.toys.questions import Distance
from cevns.inference.toys.run import How, answers

_ALONG: Final = np.linspace(0.0, 1.0, 101) ** 2
"""Shares of the farthest point of a ray [squared moments]: even steps in the moments."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    r"""Delta chi^2 that a fraction of repeated experiments stays below, by what is true.

    Parameters
    ----------
    mu_e, mu_mu : true effective moments [mu_B], ascending, shapes (m,) and (n,)
    confidence_level : the fraction
    value : thresholds, shape (m, n)
    low, high : where chance may have moved them, 68 %
    delta_chi2 : of every experiment, shape (m, n, toys)

    Notes
    -----
    Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873, section V.
    """

    mu_e: Array
    mu_mu: Array
    confidence_level: float
    value: Array
    low: Array
    high: Array
    delta_chi2: Array

    def at(self, mu_e: ArrayLike, mu_mu: ArrayLike) -> Array:
        """Thresholds between those that were computed, linear in both moments.

        Parameters
        ----------
        mu_e, mu_mu : effective moments [mu_B], >= 0, broadcastable; beyond the last one as there
        """
        x = in_range("mu_e", mu_e, "mu_B", at_least=0)
        y = in_range("mu_mu", mu_mu, "mu_B", at_least=0)
        return self._at(*np.broadcast_arrays(x, y))

    def _at(self, x: Array, y: Array) -> Array:
        (i, s), (j, t) = _place(self.mu_e, x), _place(self.mu_mu, y)
        v = self.value
        low = v[i, j] + s * (v[np.minimum(i + 1, len(v) - 1), j] - v[i, j])
        k = np.minimum(j + 1, v.shape[1] - 1)
        high = v[i, k] + s * (v[np.minimum(i + 1, len(v) - 1), k] - v[i, k])
        return np.asarray(low + t * (high - low))

    def coverage(self, confidence_level: float, parameters: int) -> Array:
        """How often the region of Wilks' threshold holds the truth, shape (m, n).

        Parameters
        ----------
        confidence_level : between 0 and 1
        parameters : of interest, for the threshold
        """
        return np.asarray(
            (self.delta_chi2 <= delta_chi2(confidence_level, parameters)).mean(axis=-1)
        )

    def boundary(self, data: MomentChi2 | HasMomentChi2, *, directions: int = 181) -> Boundary:
        r"""Boundary of all effective moments whose :math:`\Delta\chi^2` stays below its threshold.

        Parameters
        ----------
        data : that were measured
        directions : number of rays

        Returns
        -------
        Boundary
            rays from mu_e to mu_mu; zero where nothing is allowed along one
        """
        judged = to_be_repeated(data)
        rays = np.linspace(0, math.pi / 2, whole("directions", directions, at_least=2))
        x, y = np.cos(rays) ** 2, np.sin(rays) ** 2
        x[-1] = y[0] = 0.0
        least = judged.best_fit.chi2
        far = judged.reach(x, y, least + float(self.value.max()))
        ends = np.isfinite(far)
        radius = np.full(rays.shape, math.inf)
        x, y = x[ends], y[ends]

        def above(s: Array) -> Array:
            allowed = self._at(mu10 * np.sqrt(s * x), mu10 * np.sqrt(s * y))
            return np.asarray(judged.chi2_mu10(s * x, s * y) - least - allowed)

        radius[ends] = mu10 * np.sqrt(last_below(above, far[ends] * (1 + 1e-6), _ALONG))
        return Boundary(rays, radius)


def _place(axis: Array, x: Array) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.intp]], Array]:
    """Index of the node below, and how far x is from it to the next."""
    i = np.clip(np.searchsorted(axis, x, side="right") - 1, 0, len(axis) - 1)
    above = np.minimum(i + 1, len(axis) - 1)
    width = np.where(above > i, axis[above] - axis[i], 1.0)
    return i, np.clip((x - axis[i]) / width, 0.0, 1.0)


@checked
def thresholds(
    data: MomentChi2 | HasMomentChi2,
    mu_e: ArrayLike,
    mu_mu: ArrayLike,
    *,
    confidence_level: float = 0.90,
    **how: Unpack[How],
) -> Thresholds:
    r"""Find thresholds of Delta chi^2 that cover exactly, whatever two effective moments are true.

    Equation :eq:`eq:toys-threshold` of the book.

    .. math:: P\left(\Delta\chi^2\le c\,\middle|\,\mu_e,\mu_\mu\right)=\text{C.L.}

    Parameters
    ----------
    data : that were measured, as they are repeated by `cevns.inference.repeated.drawn`
    mu_e, mu_mu : axes of true effective moments [mu_B], ascending, >= 0
    confidence_level : between 0 and 1
    how : experiments are repeated; the same luck for every truth

    Raises
    ------
    ValueError
        if an axis does not ascend, a number is out of its range, data have no probability, or see
        a further state
    """
    delta_chi2(confidence_level, 1)
    axes = [_axis(name, one) for name, one in (("mu_e", mu_e), ("mu_mu", mu_mu))]
    repeated = to_be_repeated(data)
    only_flavors(repeated)
    size = scales(repeated)
    jobs = []
    for x in (axes[0] / mu10) ** 2:
        for y in (axes[1] / mu10) ** 2:
            question = Distance(mu_e2_mu10=float(x), mu_mu2_mu10=float(y))
            jobs.append(
                Job(
                    data=repeated,
                    scales=size,
                    mu_e2_mu10=question.mu_e2_mu10,
                    mu_mu2_mu10=question.mu_mu2_mu10,
                    question=question,
                )
            )
    found = np.array([one.rows[:, 0] for one in answers(jobs, **how)])
    each: list[Quantile] = [quantile(one, confidence_level) for one in found]
    shape = (len(axes[0]), len(axes[1]))
    value, low, high = (np.array(one).reshape(shape) for one in zip(*each, strict=True))
    return Thresholds(
        mu_e=axes[0],
        mu_mu=axes[1],
        confidence_level=confidence_level,
        value=value,
        low=low,
        high=high,
        delta_chi2=found.reshape(*shape, -1),
    )


def _axis(name: str, given: ArrayLike) -> Array:
    axis = np.atleast_1d(in_range(name, given, "mu_B", at_least=0))
    if axis.ndim != 1 or not axis.size or not (np.diff(axis) > 0).all():
        raise ValueError(f"{name} must be numbers that ascend [mu_B]; got {given!r}")
    return axis
