"""Several data sets together: their chi-squares as functions of two effective moments.

Every data set at a terrestrial source depends on the moments through mu_e^2 and mu_mu^2 only.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked
from cevns.inference.counts import Count
from cevns.inference.moment_chi2 import BestFit, MomentChi2
from cevns.inference.moment_count import FAR, MomentCount, squared_moments, without_rounding
from cevns.inference.near import least_of_a_sum
from cevns.inference.poisson_count import PoissonCounting
from cevns.inference.pulls import PULLS
from cevns.inference.search import Indices, farthest_below, least
from cevns.inference.wells import wells
from cevns.neutrinos.mixing import Angles, ComplexArray

JOINT: Final = " + "
"""Between the names of data sets in that of a combination."""

_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-6, 1.0, 49)])
"""Shares of the farthest point of a ray, between which chi^2 crosses a threshold at most once."""

_ENDS: Final = np.array([0.0, 1.0])
"""Enough where chi^2 grows."""

_OUTWARDS: Final = np.array([0.5, *2.0 ** np.arange(9)])
_COMMON: Final = np.concatenate([-_OUTWARDS[::-1], [0.0], _OUTWARDS])
"""Scan of a common pull, in units of its uncertainty."""

_FAR_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-18, 1.0, 145)])
"""The same where that point is as far as a ray is followed."""


@checked
@dataclass(frozen=True, kw_only=True)
class Combination:
    r"""Independent data sets whose chi-squares add, with nuisances of their own or shared.

    Equation :eq:`eq:comb-shared` of the book.

    .. math::

        \chi^2 = r^TC^{-1}r, \qquad C = \mathrm{diag}(D_e) + \sum_s\sigma_s^2\,g_sg_s^T

    with the residuals r, the total variances D of the single counts, and for each source
    whose flux uncertainty is shared the response g of its counts to the common pull: all
    pulls are profiled. Without shared uncertainties it is the sum of the chi-squares, of
    counts, bins, tables or other combinations.

    Parameters
    ----------
    counts : one for every data set; combinations that only add are taken apart
    shared : by source, such as ``{"sns": 0.1}``, the relative uncertainty common to its
        counts; it is a part of the one that every count has, not added to it
    pooled : judge the sum of the counts, one number, instead of every count

    Raises
    ------
    ValueError
        if there is no data set, one comes twice, a source is not there, a shared uncertainty
        exceeds that of a count, or one that is no `MomentCount` is to be pooled or to share
    """

    counts: tuple[MomentChi2, ...]
    shared: Mapping[str, float] = field(default_factory=dict)
    pooled: bool = False

    def __post_init__(self) -> None:
        # copies, so that nobody can change them from outside
        object.__setattr__(self, "counts", tuple(_taken_apart(self.counts)))
        object.__setattr__(self, "shared", MappingProxyType(dict(self.shared)))
        if not self.counts:
            raise ValueError("a combination needs at least one count")
        names = [name for c in self.counts for name in c.name.split(JOINT)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(
                f"{', '.join(twice)}: given twice, but one data set is one count; for its prompt "
                "and delayed neutrinos together use beam='all'"
            )
        if self.pooled:
            for c in self.counts:
                _gaussian(c, "only Gaussian counts can be pooled")
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
                    at_most=_single(c, "only single counts can share").counting.sigma_signal,
                    hint=f"it is a part of the uncertainty of {c.name}",
                )

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by what it was built from: a read-only mapping is no such thing."""
        return _rebuilt, (self.counts, dict(self.shared), self.pooled)

    @property
    def name(self) -> str:
        """Names of all data sets."""
        return JOINT.join(c.name for c in self.counts)

    @property
    def source(self) -> str:
        """Key of the source if there is one for all, otherwise empty."""
        sources = {c.source for c in self.counts}
        return sources.pop() if len(sources) == 1 else ""

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2 of all data sets at squared effective moments, all pulls profiled.

        Parameters
        ----------
        mu_e2, mu_mu2 : squared effective moments [mu_B^2], from 0 to 1e-4, broadcastable

        Raises
        ------
        ValueError
            if one is out of range: in units of (1e-10 mu_B)^2, perhaps
        """
        return self.chi2_mu10(*squared_moments(mu_e2, mu_mu2))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        x, y = mu_e2_mu10, mu_mu2_mu10
        if self.pooled:
            return _of_the_pool(_gaussians(self.counts), self.shared, x, y)
        total = sum(c.chi2_mu10(x, y) for c in self.counts if c.source not in self.shared)
        for source, sigma in self.shared.items():
            total = total + _with_common_pull(_gaussians(self.counts, source), sigma, x, y)
        return np.asarray(total)

    def form(self, mixing: Angles) -> ComplexArray:
        """Sum of the sensitivity matrices: what no data set sees is its null space.

        It says which directions stay blind, and is no sensitivity of the combination.
        """
        return np.asarray(sum(c.form(mixing) for c in self.counts))

    @property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, pulls profiled [mu10^-4]."""
        if self.pooled:
            counts = _gaussians(self.counts)
            n = np.array([sum(c.n_e for c in counts), sum(c.n_mu for c in counts)])
            zero = np.zeros(())
            return np.outer(n, n) / float(_variance_of_the_pool(counts, self.shared, zero, zero))
        total = sum(
            (c.information for c in self.counts if c.source not in self.shared), np.zeros((2, 2))
        )
        for source, sigma in self.shared.items():
            total = total + _information_with_common_pull(_gaussians(self.counts, source), sigma)
        return np.asarray(total)

    @property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with either moment from the Standard Model on.

        So it does unless a count lies above it, a shared pull trades one against another, or a
        pool lets the uncertainty of one count cover the excess of another.
        """
        alone = not self.shared and (not self.pooled or len(self.counts) == 1)
        return alone and all(c.grows for c in self.counts)

    @cached_property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over physical moments, and where: mostly at the Standard Model."""
        if self.grows:
            return BestFit(float(self.chi2_mu10(np.zeros(()), np.zeros(()))), 0.0, 0.0)
        if len(self.counts) == 1 and not self.shared:
            return self.counts[0].best_fit
        if not self.shared and not self.pooled and any(hasattr(c, "exact") for c in self.counts):
            # a table is exact beyond its end, where nothing is to be found and all takes long
            return least_of_a_sum(self, self.counts)
        return wells(self.chi2_mu10, *_scales(self.counts))[0]

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : of all data sets together

        Returns
        -------
        Array
            s; infinite where nothing bounds it. In closed form for a single count
        """
        if len(self.counts) == 1:
            return self.counts[0].reach(x, y, chi2_max)
        x, y = without_rounding(x, y)
        rest = 0.0
        if not self.shared and not self.pooled:  # each of the others has at least its own least
            rest = sum(c.best_fit.chi2 for c in self.counts)
        alone = [
            c.reach(x, y, chi2_max - (rest - c.best_fit.chi2 if rest else 0.0)) for c in self.counts
        ]
        far = FAR**2 / (x + y)
        # the others and the common pulls only add to the chi^2 of a single data set, but a
        # pool may be fooled by what one of its counts would notice
        upper = far if self.pooled else np.minimum(np.min(alone, axis=0) * (1 + 1e-9), far)
        return farthest_below(
            lambda s, rays: self.chi2_mu10(s * x[rays], s * y[rays]) - chi2_max,
            upper,
            far,
            _ENDS if self.grows else _ALONG if (upper < far).all() else _FAR_ALONG,
        )


def _taken_apart(counts: tuple[MomentChi2, ...]) -> Iterator[MomentChi2]:
    """Yield data sets one by one, those of combinations that only add among them."""
    for c in counts:
        if isinstance(c, Combination) and not c.shared and not c.pooled:
            yield from c.counts
        else:
            yield c


def _single(c: MomentChi2, rule: str) -> MomentCount:
    if not isinstance(c, MomentCount):
        raise ValueError(f"{c.name}: {rule}, this one is a {type(c).__name__}")
    return c


def _gaussian(c: MomentChi2, rule: str) -> MomentCount:
    one = _single(c, rule)
    if not _closed_form(one):
        raise ValueError(f"{c.name}: {rule}, this one has few events, or a log-normal pull")
    return one


def _closed_form(c: MomentCount) -> bool:
    """Whether a count is Gaussian with Gaussian pulls, so that a common one is found at once."""
    return not isinstance(c.counting, PoissonCounting) and c.counting.pull == "gaussian"


def _gaussians(counts: tuple[MomentChi2, ...], source: str | None = None) -> list[MomentCount]:
    """Return the counts of a source, or all: of their class once a combination has been built."""
    return [c for c in counts if isinstance(c, MomentCount) and source in (None, c.source)]


def _with_common_pull(counts: list[MomentCount], sigma: float, x: Array, y: Array) -> Array:
    r"""Least of :math:`\sum_e(r_e+ag_e)^2/D_e+a^2/\sigma^2` over the common pull a.

    Summed as squares, from 1 + a: the closed form cancels where signals are huge.
    """
    if not all(map(_closed_form, counts)):
        return _with_common_factor(counts, sigma, x, y)
    own = []
    for c in counts:
        g = c.events_mu10(x, y) - c.counting.pull_free_signal
        missing = c.counting.excess - c.counting.pull_free_signal  # r = g - missing
        sigma2 = c.counting.sigma_signal**2 - sigma**2
        own.append((g, missing, c.counting.fixed_variance + sigma2 * g**2))
    seen = sum(g**2 / D for g, _, D in own)
    wanted = sum(g * missing / D for g, missing, D in own)
    scale = (1 + sigma**2 * wanted) / (1 + sigma**2 * seen)
    pull = sigma * (wanted - seen) / (1 + sigma**2 * seen)
    total = sum((scale * g - missing) ** 2 / D for g, missing, D in own)
    return np.asarray(total + pull**2)


def _with_common_factor(counts: list[MomentCount], sigma: float, x: Array, y: Array) -> Array:
    """Least chi^2 over a factor common to the signals, each of which keeps a pull of its own.

    The common part multiplies the rest of the pull; so do all log-normal ones.
    """
    shape = PULLS[counts[0].counting.pull]
    x, y = np.broadcast_arrays(x, y)
    own = []
    for c in counts:
        rest = shape.rest(c.counting.sigma_signal, sigma)
        free = c.counting.pull_free_signal
        judged: Count = replace(c.counting, sigma_signal=rest)
        own.append((judged, free, c.events_mu10(x.ravel(), y.ravel()) - free))

    def chi2(a: Array, which: Indices) -> Array:
        factor = np.maximum(shape.drawn(a, sigma), 0.0)
        parts = (judged.chi2_at(free + factor * g[which, None]) for judged, free, g in own)
        return np.asarray(a**2 + sum(parts))

    return least(chi2, _COMMON, x.size).reshape(x.shape)


def _information_with_common_pull(counts: list[MomentCount], sigma: float) -> Array:
    """Return what counts with a common pull say of the two effective moments."""
    gradient = np.array([[c.n_e, c.n_mu] for c in counts])
    pulled = sigma * np.array([c.sm - c.counting.pull_free_signal for c in counts])
    own = np.array([float(c.counting.total_variance(c.sm)) for c in counts]) - pulled**2
    covariance = np.diag(own) + np.outer(pulled, pulled)
    return np.asarray(gradient.T @ np.linalg.solve(covariance, gradient))


def _of_the_pool(
    counts: list[MomentCount], shared: Mapping[str, float], x: Array, y: Array
) -> Array:
    """chi^2 of the sum of all counts."""
    residual = np.sum([c.events_mu10(x, y) - c.counting.excess for c in counts], axis=0)
    return np.asarray(residual**2 / _variance_of_the_pool(counts, shared, x, y))


def _variance_of_the_pool(
    counts: list[MomentCount], shared: Mapping[str, float], x: Array, y: Array
) -> Array:
    """Variance of a sum of counts: pulls of a source in common add up, others in squares."""
    variance = np.asarray(sum(c.counting.fixed_variance for c in counts))
    common = dict.fromkeys(shared, np.zeros(()))
    for c in counts:
        g = c.events_mu10(x, y) - c.counting.pull_free_signal
        variance = variance + (c.counting.sigma_signal * g) ** 2
        if c.source in shared:
            variance = variance - (shared[c.source] * g) ** 2
            common[c.source] = common[c.source] + g
    for source, sigma in shared.items():
        variance = variance + (sigma * common[source]) ** 2
    return np.asarray(variance)


def _rebuilt(
    counts: tuple[MomentChi2, ...], shared: Mapping[str, float], pooled: bool
) -> Combination:
    return Combination(counts=counts, shared=shared, pooled=pooled)


def _scales(counts: tuple[MomentChi2, ...]) -> list[float]:
    """How far along either axis chi^2 changes by one, the mean over the data sets."""
    scales = []
    for x, y in np.eye(2)[..., None]:
        ends = [float(c.reach(x, y, c.best_fit.chi2 + 1)[0]) for c in counts]
        finite = [math.log(end) for end in ends if 0 < end < math.inf]
        scales.append(math.exp(sum(finite) / len(finite)) if finite else 1.0)
    return scales
