"""chi^2 of counts in bins, one set or several with pulls in common, profiled for many points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.descent import Local, descend
from cevns.inference.measured.expectation import Expectation, floored
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.poisson import on_off
from cevns.inference.search import Indices

BLOCK: Final = 2**18
"""Numbers worked on at once, few enough to stay in the cache."""

FEWEST: Final = 1e-3
"""Part of the events expected in a bin below which no pull brings them linearly."""

_SPARSE: Final = 16
"""One in so many points is solved from scratch, the others from its pulls."""

_BRANCH: Final = 0.3
"""Pulls of neighbours that differ by more, in units of their starts, lie in different valleys."""


@dataclass(frozen=True, eq=False)
class Term:
    """What one data set adds to chi^2.

    Parameters
    ----------
    expectation : of its events
    on, off : counts, shape (1, bins), or (n, bins) for n experiments
    tau : exposure off the source in units of that on it; infinite without
    variance : of the counts if they are Gaussian, shape (bins,); None if they are Poisson's
    """

    expectation: Expectation
    on: Array
    off: Array
    tau: float
    variance: Array | None = None

    def _fewest(self) -> Array:
        total = self.expectation.nominal.sum(axis=0)
        return np.where(total > 0, FEWEST * total, 1e-9)

    def local(self, c: Array, theta: Array, which: Indices, free: Sequence[int] = ()) -> Local:
        """chi^2 and its derivatives in some coefficients and all pulls, priors left out.

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        theta : pulls, shape (n, pulls)
        which : experiments, if there are many
        free : parts whose coefficients are parameters too, before the pulls
        """
        found = self.expectation.at(c, theta)
        chi2, slope, weight = self._judged(found.events, which)
        D = found.slopes
        if free:
            D = np.concatenate([self.expectation.of_parts(found, free), D], axis=1)
        bend = np.zeros((len(theta), D.shape[1], D.shape[1]))
        k = len(free)
        bend[:, k:, k:] = self.expectation.bend(c, found, slope)
        gradient = (D @ slope[..., None])[..., 0]
        return Local(chi2, gradient, (D * weight[:, None]) @ D.swapaxes(1, 2), bend)

    def _judged(self, events: Array, which: Indices) -> tuple[Array, Array, Array]:
        on = self.on if len(self.on) == 1 else self.on[which]
        if self.variance is not None:
            missed = events - on
            chi2 = (missed**2 / self.variance).sum(axis=1)
            return chi2, 2 * missed / self.variance, np.broadcast_to(2 / self.variance, on.shape)
        off = self.off if len(self.off) == 1 else self.off[which]
        kept = floored(events, self._fewest())
        bins = on_off(kept.value, on, off, self.tau)
        slope = bins.slope * kept.slope
        return bins.chi2.sum(axis=1), slope, bins.fisher * kept.slope**2


class Likelihood:
    """Terms with pulls, some of which they may have in common.

    Parameters
    ----------
    terms : one for each data set
    nuisances : of each data set, in the order of its pulls

    Raises
    ------
    ValueError
        if what is shared has another prior in another data set
    """

    def __init__(self, terms: Sequence[Term], nuisances: Sequence[Sequence[Nuisance]]) -> None:
        self.terms = tuple(terms)
        self.nuisances: list[Nuisance] = []
        self.index = []
        for of in nuisances:
            self.index.append(np.array([self._place(one) for one in of], dtype=int))
        self.sigma = np.array([one.sigma for one in self.nuisances])
        self.centre = np.array([one.centre for one in self.nuisances])
        self.lower = np.full(len(self.nuisances), -np.inf)
        for term, index in zip(terms, self.index, strict=True):
            self.lower[index] = np.maximum(self.lower[index], term.expectation.lower)
        self.width = sum(t.expectation.nominal.shape[1] for t in terms)

    def _place(self, one: Nuisance) -> int:
        for i, known in enumerate(self.nuisances):
            if one.shared and known.shared == one.shared:
                if (known.sigma, known.centre) != (one.sigma, one.centre):
                    raise ValueError(
                        f"{one.name}: shared as {one.shared!r} with a prior of {one.centre:g} +- "
                        f"{one.sigma:g}, elsewhere it is {known.centre:g} +- {known.sigma:g}"
                    )
                return i
        self.nuisances.append(one)
        return len(self.nuisances) - 1

    @property
    def starts(self) -> Array:
        """Pulls from which minima are looked for, shape (starts, pulls)."""
        each = [np.where(np.isfinite(self.centre), self.centre, 0.0)]
        for j, one in enumerate(self.nuisances):
            for value in one.starts:
                each.append(each[0].copy())
                each[-1][j] = value
        return np.stack(each)

    def around(
        self,
        coefficients: Callable[[Array, Indices], Sequence[Array]],
        free: Sequence[Sequence[int]] = (),
        centre: Array | None = None,
    ) -> Callable[[Array, Indices], Local]:
        """chi^2 with its priors, as a function of free coefficients, if any, and of the pulls.

        Parameters
        ----------
        coefficients : of the parts of every term at parameters (n, k), for these problems
        free : for every term, the parts whose coefficients are the first parameters
        centre : of the priors, shape (n, pulls), if they differ between problems
        """
        k = len(free[0]) if free else 0

        def local(at: Array, which: Indices) -> Local:
            n, size = at.shape
            theta = at[:, k:]
            middle = self.centre if centre is None else centre[which]
            off = (theta - middle) / self.sigma
            chi2, gradient = (off**2).sum(axis=1), np.zeros((n, size))
            gradient[:, k:] = 2 * off / self.sigma
            fisher, bend = np.zeros((n, size, size)), np.zeros((n, size, size))
            own = np.arange(k, size)
            fisher[:, own, own] = 2 / self.sigma**2
            cs = coefficients(at, which)
            for i, (term, index, c) in enumerate(zip(self.terms, self.index, cs, strict=True)):
                one = term.local(c, theta[:, index], which, free[i] if free else ())
                where = np.concatenate([np.arange(k), k + index])
                chi2 += one.chi2
                gradient[:, where] += one.gradient
                fisher[:, where[:, None], where] += one.fisher
                bend[:, where[:, None], where] += one.bend
            return Local(chi2, gradient, fisher, bend)

        return local

    def profiled(self, cs: Sequence[Array], centre: Array | None = None) -> tuple[Array, Array]:
        """Least chi^2 at coefficients (n, parts) of every term, and the pulls there.

        Parameters
        ----------
        cs : for every term
        centre : as in `around`
        """
        n = max(len(c) for c in cs)
        cs = [np.broadcast_to(c, (n, c.shape[1])) for c in cs]
        chi2, pulls = np.empty(n), np.empty((n, len(self.sigma)))
        size = max(1, BLOCK // (self.width * max(1, len(self.sigma))))
        around = self.around(lambda _, which: [c[which] for c in cs], centre=centre)
        # far from its neighbours a point may lie in another valley: those are solved from scratch
        sparse = np.arange(0, n, _SPARSE) if n > _SPARSE else np.arange(n)
        for which in _blocks(sparse, size):
            chi2[which], pulls[which] = self._deepest(around, which)
        rest = np.setdiff1d(np.arange(n), sparse)
        for which in _blocks(rest, size):
            self._from_neighbours(around, which, sparse, chi2, pulls)
        return chi2, pulls

    def _deepest(
        self, around: Callable[[Array, Indices], Local], which: Indices
    ) -> tuple[Array, Array]:
        best: tuple[Array, Array] | None = None
        for start in self.starts:
            found = self._descended(around, np.tile(start, (len(which), 1)), which)
            best = found if best is None else _lower(best, found)
        assert best is not None
        return best

    def _descended(
        self, around: Callable[[Array, Indices], Local], start: Array, which: Indices
    ) -> tuple[Array, Array]:
        return descend(lambda at, some: around(at, which[some]), start, self.lower)

    def _from_neighbours(
        self,
        around: Callable[[Array, Indices], Local],
        which: Indices,
        sparse: Indices,
        chi2: Array,
        pulls: Array,
    ) -> None:
        before = sparse[which // _SPARSE]
        after = sparse[np.minimum(which // _SPARSE + 1, len(sparse) - 1)]
        chi2[which], pulls[which] = self._descended(around, pulls[before], which)
        reach = np.array([max(map(abs, one.starts), default=np.inf) for one in self.nuisances])
        apart = (np.abs(pulls[before] - pulls[after]) > _BRANCH * reach).any(axis=1)
        if apart.any():
            also = which[apart]
            other = self._descended(around, pulls[after[apart]], also)
            chi2[also], pulls[also] = _lower((chi2[also], pulls[also]), other)


def _blocks(which: Indices, size: int) -> list[Indices]:
    return [which[i : i + size] for i in range(0, len(which), size)]


def _lower(one: tuple[Array, Array], other: tuple[Array, Array]) -> tuple[Array, Array]:
    less = other[0] < one[0]
    return np.where(less, other[0], one[0]), np.where(less[:, None], other[1], one[1])
