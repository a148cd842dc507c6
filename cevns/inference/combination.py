"""Several counts together: their chi-squares as functions of two effective moments.

Every count at a terrestrial source depends on the moments through mu_e^2 and mu_mu^2 only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.checks import Array, in_range, number
from cevns.basics.units import mu10
from cevns.inference.moment_chi2 import BestFit
from cevns.inference.moment_count import MomentCount
from cevns.neutrinos.mixing import Angles, ComplexArray

BLIND: Final = 1e-12
"""A count that sees less than this part of a moment does not see it: it is rounding."""

FAR: Final = 1e8
"""A moment beyond this many 1e-10 mu_B, 1e-2 mu_B, is reported as unbounded."""

TINY: Final = 1e-300

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    r"""Independent counts whose chi-squares add, with nuisances of their own or shared.

    Equation :eq:`eq:comb-shared` of the book.

    .. math::

        \chi^2 = r^TC^{-1}r, \qquad C = \mathrm{diag}(D_e) + \sum_s\sigma_s^2\,g_sg_s^T

    with the residuals r, the total variances D of the single counts, and for each source
    whose flux uncertainty is shared the response g of its counts to the common pull: all
    pulls are profiled. Without shared uncertainties it is the sum of the chi-squares.

    Parameters
    ----------
    counts : one for every data set
    shared : by source, such as ``{"sns": 0.1}``, the relative uncertainty common to its
        counts; it is a part of the one that every count has, not added to it
    pooled : judge the sum of the counts, one number, instead of every count

    Raises
    ------
    ValueError
        if there is no count, a data set comes twice, a source is not there, or a shared
        uncertainty exceeds that of a count
    """

    counts: tuple[MomentCount, ...]
    shared: Mapping[str, float] = field(default_factory=dict)
    pooled: bool = False

    def __post_init__(self) -> None:
        if not self.counts:
            raise ValueError("a combination needs at least one count")
        names = [c.name for c in self.counts]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"{', '.join(twice)}: given twice, but one data set is one count; for its prompt "
                "and delayed neutrinos together use beam='all'"
            )
        for source, sigma in self.shared.items():
            members = [c for c in self.counts if c.source == source]
            if not members:
                known = ", ".join(sorted({c.source for c in self.counts}))
                raise ValueError(f"shared: no count from source {source!r}; sources: {known}")
            for c in members:
                number(
                    f"shared uncertainty of {source}",
                    sigma,
                    at_least=0,
                    at_most=c.counting.sigma_signal,
                    hint=f"it is a part of the uncertainty of {c.name}",
                )

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2 of all counts at squared effective moments, all pulls profiled.

        Parameters
        ----------
        mu_e2, mu_mu2 : squared effective moments [mu_B^2], >= 0, broadcastable
        """
        x = in_range("mu_e2", mu_e2, "mu_B^2", at_least=0) / mu10**2
        y = in_range("mu_mu2", mu_mu2, "mu_B^2", at_least=0) / mu10**2
        return self.chi2_mu10(x, y)

    def chi2_mu10(self, x: Array, y: Array) -> Array:
        """`chi2` in units of (1e-10 mu_B)^2 and unchecked, for inner loops."""
        residuals, variances, responses = [], [], []
        for c in self.counts:
            S = c.events(x, y)
            g = S - c.counting.pull_free_signal
            sigma2 = c.counting.sigma_signal**2 - self.shared.get(c.source, 0.0) ** 2
            residuals.append(S - c.counting.excess)
            variances.append(c.counting.fixed_variance + sigma2 * g**2)
            responses.append(g)
        if self.pooled:
            variance = np.sum(variances, axis=0)
            for source, sigma in self.shared.items():
                mine = [i for i, c in enumerate(self.counts) if c.source == source]
                variance = variance + (sigma * np.sum([responses[i] for i in mine], axis=0)) ** 2
            return np.asarray(np.sum(residuals, axis=0) ** 2 / variance)
        total = np.sum([r**2 / D for r, D in zip(residuals, variances, strict=True)], axis=0)
        for source, sigma in self.shared.items():
            mine = [i for i, c in enumerate(self.counts) if c.source == source]
            pull = sum(responses[i] * residuals[i] / variances[i] for i in mine)
            stiffness = sum(responses[i] ** 2 / variances[i] for i in mine)
            total = total - sigma**2 * pull**2 / (1 + sigma**2 * stiffness)
        return np.asarray(total)

    def form(self, mixing: Angles) -> ComplexArray:
        """Sum of the sensitivity matrices: what no count sees is its null space.

        It says which directions stay blind, and is no sensitivity of the combination.
        """
        return np.asarray(sum(c.form(mixing) for c in self.counts))

    @property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with either moment from the Standard Model on.

        So it does unless a count lies above it, a shared pull trades one against another, or a
        pool lets the uncertainty of one count cover the excess of another.
        """
        alone = not self.shared and (not self.pooled or len(self.counts) == 1)
        return alone and all(c.counting.excess <= c.sm for c in self.counts)

    @property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over physical moments, and where: mostly at the Standard Model."""
        if self.grows:
            return BestFit(float(self.chi2_mu10(np.zeros(()), np.zeros(()))), 0.0, 0.0)
        from scipy.optimize import minimize  # half of the package's import time, used only here

        # in units that give as many events as fluctuate in the largest count
        events = max(c.sm + c.counting.fixed_variance**0.5 for c in self.counts)
        unit = events / max(c.n_e + c.n_mu for c in self.counts)

        def chi2(z: Array) -> float:
            return float(self.chi2_mu10(z[0] * unit, z[1] * unit))

        steps = np.concatenate([[0.0], np.geomspace(1e-5, 10, 31)])
        grid = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
        start = grid[np.argmin(self.chi2_mu10(grid[:, 0] * unit, grid[:, 1] * unit))]
        found = minimize(chi2, start, method="L-BFGS-B", bounds=((0, None), (0, None)), tol=1e-14)
        return BestFit(float(found.fun), float(found.x[0] * unit), float(found.x[1] * unit))

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : of all counts together

        Returns
        -------
        Array
            s; infinite where nothing bounds it. In closed form for a single count
        """
        seen: BoolArray = np.zeros(x.shape, dtype=np.bool_)
        farthest = np.full(x.shape, np.inf)
        for c in self.counts:
            rate = c.n_e * x + c.n_mu * y
            visible = rate > BLIND * (c.n_e + c.n_mu) * (x + y)
            seen |= visible
            # the others and the common pulls only add to the chi^2 of a single count
            room = c.counting.upper_signal(chi2_max) - c.sm
            farthest = np.minimum(farthest, room / np.where(visible, rate, TINY))
        if len(self.counts) == 1 or not seen.any():
            return np.where(seen, farthest, np.inf)
        return self._root(x, y, chi2_max, seen, farthest)

    def _root(self, x: Array, y: Array, chi2_max: float, seen: BoolArray, upper: Array) -> Array:
        from scipy.optimize.elementwise import find_root  # as above

        def above(s: Array, x: Array, y: Array) -> Array:
            return self.chi2_mu10(s * x, s * y) - chi2_max

        far = FAR**2 / (x + y)
        upper = np.minimum(upper * (1 + 1e-9), far)
        if self.pooled:  # a pool may be fooled by what one of its counts would notice
            upper = far
        bounded: BoolArray = seen & (above(upper, x, y) > 0)
        reach = np.full(x.shape, np.inf)
        if bounded.any():
            here = (x[bounded], y[bounded])
            found = find_root(above, (np.zeros_like(here[0]), upper[bounded]), args=here)
            reach[bounded] = found.x
        return reach
