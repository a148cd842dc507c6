"""What every likelihood with templates says as a chi^2 of the effective moments."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked
from cevns.inference.descent import descend
from cevns.inference.measured.likelihood import Likelihood
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.moment_chi2 import BestFit
from cevns.inference.moment_count import FAR, squared_moments, without_rounding
from cevns.inference.search import Indices, farthest_below
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import Angles, ComplexArray

_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-3, 1.0, 13)])
"""Shares of the farthest point of a ray, between which chi^2 crosses a threshold at most once."""

_FAR_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-18, 1.0, 145)])
"""The same for a threshold below the chi^2 of its origin."""

_NOISE: Final = 1e-9
"""What chi^2 is known to, as pulls are found step by step."""


class Profile(NamedTuple):
    """Least chi^2 over all pulls, and the pulls there, in the last axis."""

    chi2: Array
    pulls: Array


class Goodness(NamedTuple):
    """chi^2 at the best fit beside what to expect of it if every bin has many events."""

    chi2: float
    degrees_of_freedom: int
    p_value: float


@checked
class Profiled:
    """A likelihood of counts, as a chi^2 of two effective moments with all pulls profiled."""

    name: str
    source: str
    grows: bool = False

    @property
    def likelihood(self) -> Likelihood:
        """The terms of chi^2 and the pulls."""
        raise NotImplementedError

    def coefficients(self, x: Array, y: Array) -> list[Array]:
        """Coefficients of the parts of every term, (n, parts), at moments [mu10^2], (n,)."""
        raise NotImplementedError

    @property
    def _free(self) -> list[list[int]]:
        """For every term, which parts the two moments multiply."""
        raise NotImplementedError

    @property
    def _seen(self) -> tuple[float, float]:
        """Events per mu10^2 of either flavour."""
        raise NotImplementedError

    @property
    def nuisances(self) -> tuple[Nuisance, ...]:
        """What the pulls stand for, in their order; shared ones once."""
        return tuple(self.likelihood.nuisances)

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2, all pulls profiled, at squared moments [mu_B^2], from 0 to 1e-4."""
        return self.chi2_mu10(*squared_moments(mu_e2, mu_mu2))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        return self._profile(mu_e2_mu10, mu_mu2_mu10).chi2

    def profile(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Profile:
        """chi^2 at squared moments [mu_B^2], and the pulls that make it least."""
        return self._profile(*squared_moments(mu_e2, mu_mu2))

    def _profile(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Profile:
        x, y = (np.asarray(z, dtype=float) for z in (mu_e2_mu10, mu_mu2_mu10))
        if x.shape != y.shape:
            x, y = np.broadcast_arrays(x, y)
        shape, x, y = x.shape, x.ravel(), y.ravel()
        pulls, (by_x, by_y) = self._valleys
        starts = pulls + x[:, None] * by_x + y[:, None] * by_y
        chi2, at = self.likelihood.profiled(self.coefficients(x, y), valleys=starts)
        return Profile(chi2.reshape(shape), at.reshape(*shape, at.shape[1]))

    @cached_property
    def _valleys(self) -> tuple[Array, Array]:
        """Pulls of the minima at the Standard Model, and how they move with the two moments.

        Shapes (minima, 1, pulls) and (2, minima, 1, pulls), to go along with many moments.
        """
        zero = np.zeros(1)
        pulls = self.likelihood.valleys(self.coefficients(zero, zero))
        hessian = self._around_both(np.concatenate([np.zeros((len(pulls), 2)), pulls], axis=1))
        mixed, own = hessian[:, :2, 2:], hessian[:, 2:, 2:]
        moved = -mixed @ np.linalg.pinv(own, hermitian=True)
        return pulls[:, None], moved.swapaxes(0, 1)[:, :, None]

    def _around_both(self, at: Array, *, near: bool = True) -> Array:
        """Second derivatives of chi^2 in moments and pulls, (n, 2 + pulls, 2 + pulls)."""
        L, n = self.likelihood, len(at)
        around = L.around(lambda at, _: self.coefficients(at[:, 0], at[:, 1]), self._free)
        return around(at, np.arange(n), np.full(n, near)).hessian

    @cached_property
    def _best(self) -> tuple[BestFit, Array]:
        """Smallest chi^2 over physical moments and all pulls, and both there."""
        L = self.likelihood
        counts = sum(float(t.on.sum() + t.off.sum()) for t in L.terms)
        scale = [math.sqrt(1 + counts) / n if n else 0.0 for n in self._seen]
        moments = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [9, 0], [0, 9]]) * scale
        moments = np.unique(moments, axis=0)
        start = np.concatenate(
            [np.concatenate([moments, np.tile(s, (len(moments), 1))], axis=1) for s in L.starts]
        )

        def coefficients(at: Array, which: Indices) -> list[Array]:
            return self.coefficients(at[:, 0], at[:, 1])

        bounds = np.concatenate([[[0.0, 0.0], [math.inf, math.inf]], L.bounds], axis=1)
        around = L.around(coefficients, self._free)
        chi2, at = descend(around, start, bounds)
        # once more from the least: towards moments that hardly matter one comes slowly
        chi2, at = descend(around, at[[np.argmin(chi2)]], bounds, near=True)
        x, y, *pulls = at[0]
        return BestFit(float(chi2[0]), float(x), float(y)), np.array(pulls)

    @property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over physical moments, and where."""
        return self._best[0]

    @property
    def best_pulls(self) -> dict[str, float]:
        """Pulls at the best fit, by name, each in its own unit."""
        names = [one.key for one in self.nuisances]
        return dict(zip(names, self._best[1].tolist(), strict=True))

    @property
    def goodness_of_fit(self) -> Goodness:
        """chi^2 at the best fit against its bins less what is free: an approximation."""
        from scipy.special import chdtrc  # half of the package's import time

        L = self.likelihood
        bins = sum(t.on.shape[-1] for t in L.terms)
        free = sum(one.free for one in self.nuisances) + sum(n > 0 for n in self._seen)
        chi2 = self.best_fit.chi2
        return Goodness(chi2, bins - free, float(chdtrc(max(bins - free, 1), chi2)))

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

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
        x, y = without_rounding(x, y)
        far = FAR**2 / (x + y)
        # the information says how far one goes without a best fit elsewhere
        F = self.information
        across = np.sqrt(F[0, 0] * x**2 + 2 * F[0, 1] * x * y + F[1, 1] * y**2)
        room = math.sqrt(max(chi2_max - self.best_fit.chi2, 1.0))
        best = self.best_fit.mu_e2_mu10 + self.best_fit.mu_mu2_mu10
        guess = 2 * (room / np.maximum(across, 1e-300) + best / (x + y))
        allowed = float(self.chi2_mu10(np.zeros(()), np.zeros(()))) <= chi2_max
        return farthest_below(
            lambda s, rays: self.chi2_mu10(s * x[rays], s * y[rays]) - chi2_max,
            guess,
            far,
            _ALONG if allowed else _FAR_ALONG,
            _NOISE,
        )

    @cached_property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, pulls profiled [mu10^-4]."""
        L, zero = self.likelihood, np.zeros(1)
        pulls = L.profiled(self.coefficients(zero, zero))[1]
        pulls = np.where(np.isinf(L.sigma), pulls, L.centre)
        F = self._around_both(np.concatenate([np.zeros((1, 2)), pulls], axis=1), near=False)[0] / 2
        if F.shape[0] == 2:
            return np.asarray(F)
        rest = np.linalg.pinv(F[2:, 2:], hermitian=True)
        return np.asarray(F[:2, :2] - F[:2, 2:] @ rest @ F[2:, :2])

    def form(self, mixing: Angles) -> ComplexArray:
        """Sensitivity matrix in the mass basis, of all bins [events per (1e-10 mu_B)^2]."""
        e, mu = self._seen
        return np.asarray(e * flavor_form("nu_e", mixing) + mu * flavor_form("nu_mu", mixing))


@checked
def coefficients_of(names: Sequence[str], x: Array, y: Array) -> Array:
    """Coefficients of parts by name: the squared moments of their flavours, 1 for all others."""
    c = np.ones((len(x), len(names)))
    for name, value in (("electron", x), ("muon", y)):
        if name in names:
            c[:, names.index(name)] = value
    return c
