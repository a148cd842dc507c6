"""chi^2 of counts in bins, one set or several with pulls in common, profiled for many points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.descent import Around, Flags, Local, descend
from cevns.inference.measured.expectation import Expectation, floored
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.room import Room
from cevns.inference.poisson import OnOff, on_off
from cevns.inference.search import Indices

BLOCK: Final = 2**18
"""Numbers worked on at once, few enough to stay in the cache."""

FEWEST: Final = 1e-3
"""Part of the events expected in a bin below which no pull brings them linearly."""

_SPARSE: Final = 8
"""One in so many points is solved first, the others from its pulls."""

_BRANCH: Final = 0.3
"""Pulls of neighbours that differ by more, in units of their starts, lie in different valleys."""

_APART: Final = 1e-3
"""Minima whose pulls differ by less than that, in their units, are the same."""


@checked
@dataclass(frozen=True, eq=False)
class Term:
    """What one data set adds to chi^2.

    Parameters
    ----------
    expectation : of its events
    on, off : counts, shape (1, bins), or (n, bins) for n experiments
    tau : exposure off the source in units of that on it; infinite without
    variance : of the counts if they are Gaussian, shape (bins,); None if they are Poisson's
    factor : on each flexible part of the expectation, shape (parts, n, bins)
    """

    expectation: Expectation
    on: Array
    off: Array
    tau: float
    variance: Array | None = None
    factor: Array | None = None

    @cached_property
    def fewest(self) -> Array:
        """Events of every bin below which no pull brings them linearly."""
        total = self.expectation.nominal.sum(axis=0)
        return np.where(total > 0, FEWEST * total, 1e-9)

    def local(
        self,
        c: Array,
        theta: Array,
        which: Indices,
        near: Flags,
        free: Sequence[int] = (),
        room: Room | None = None,
    ) -> Local:
        """chi^2 and its derivatives in some coefficients and all pulls, priors left out.

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        theta : pulls, shape (n, pulls)
        which : experiments, if there are many
        near : where the second derivative is that of chi^2
        free : parts whose coefficients are parameters too, before the pulls
        room : to work in
        """
        factor = None if self.factor is None else self.factor[:, which]
        room = room or Room()
        found = self.expectation.at(c, theta, factor=factor, room=room)
        chi2, slope, weight = self._judged(found.events, which, near)
        D, k = found.slopes, len(free)
        if free:
            D = np.concatenate([self.expectation.of_parts(found, free), D], axis=1)
        gradient = (D @ slope[..., None])[..., 0]
        weighted = room["weighted", D.swapaxes(0, 1).shape].swapaxes(0, 1)
        hessian = np.multiply(D, weight[:, None], out=weighted) @ D.swapaxes(1, 2)
        if near.any():
            bend = self.expectation.bend(c, found, slope, factor)
            hessian[:, k:, k:] += np.where(near[:, None, None], bend, 0.0)
            for i, part in enumerate(free):  # events are linear in coefficients
                alone = np.zeros_like(c)
                alone[:, part] = 1.0
                own = self.expectation.at(alone, theta, factor=factor).slopes
                mixed = np.where(near[:, None], (own @ slope[..., None])[..., 0], 0.0)
                hessian[:, i, k:] += mixed
                hessian[:, k:, i] += mixed
        return Local(chi2, gradient, hessian)

    def _judged(self, events: Array, which: Indices, near: Flags) -> tuple[Array, Array, Array]:
        on = self.on if len(self.on) == 1 else self.on[which]
        if self.variance is not None:
            missed = events - on
            slope = 2 * missed / self.variance
            weight = np.broadcast_to(2 / self.variance, missed.shape)
            return (slope * missed).sum(axis=1) / 2, slope, weight
        off = self.off if len(self.off) == 1 else self.off[which]
        if (events >= self.fewest).all():
            bins = on_off(events, on, off, self.tau)
            return bins.chi2.sum(axis=1), bins.slope, _bend(bins, near)
        kept = floored(events, self.fewest)
        bins = on_off(kept.value, on, off, self.tau)
        weight = _bend(bins, near) * kept.slope**2
        weight += np.where(near[:, None], bins.slope * kept.bend, 0.0)
        return bins.chi2.sum(axis=1), bins.slope * kept.slope, weight


def _bend(bins: OnOff, near: Flags) -> Array:
    """Second derivative in the events of every bin: its own near a minimum, else as expected."""
    if near.all():
        return bins.curvature
    return np.where(near[:, None], bins.curvature, bins.fisher)


@checked
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
        self.bounds = np.full((2, len(self.nuisances)), [[-np.inf], [np.inf]])
        low, high = self.bounds
        for term, index in zip(terms, self.index, strict=True):
            low[index] = np.maximum(low[index], term.expectation.lower)
            high[index] = np.minimum(high[index], term.expectation.upper)
        self._slots: dict[int, list[tuple[Any, Any]]] = {}
        each = zip(self.terms, self.index, strict=True)
        self.width = max(t.expectation.nominal.shape[1] * max(1, len(index)) for t, index in each)

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
        """Pulls from which minima are looked for, shape (starts, pulls).

        The centres of the priors; and none, alone and with each value that a nuisance names. A
        repeated experiment has other centres, and may be described best far from them.
        """
        none = np.where(np.isfinite(self.sigma), 0.0, self.centre)
        each = [none]
        for j, one in enumerate(self.nuisances):
            for value in one.starts:
                each.append(none.copy())
                each[-1][j] = value
        return np.stack(each if (none == self.centre).all() else [self.centre, *each])

    def around(
        self,
        coefficients: Callable[[Array, Indices], Sequence[Array]],
        free: Sequence[Sequence[int]] = (),
        centre: Array | None = None,
    ) -> Around:
        """chi^2 with its priors, as a function of free coefficients, if any, and of the pulls.

        Parameters
        ----------
        coefficients : of the parts of every term at parameters (n, k), for these problems
        free : for every term, the parts whose coefficients are the first parameters
        centre : of the priors, shape (n, pulls), if they differ between problems
        """
        k = len(free[0]) if free else 0
        prior = np.append(np.zeros(k), 2 / self.sigma**2)
        own = np.diag(prior)
        room = Room()
        if k not in self._slots:
            self._slots[k] = [_slots(np.append(np.arange(k), k + at)) for at in self.index]
        slots = self._slots[k]

        def local(at: Array, which: Indices, near: Flags) -> Local:
            n, size = at.shape
            theta = at[:, k:]
            off = theta - (self.centre if centre is None else centre[which])
            gradient = np.zeros((n, size))
            gradient[:, k:] = prior[k:] * off
            chi2 = (gradient[:, k:] * off).sum(axis=1) / 2
            hessian = np.repeat(own[None], n, axis=0)
            cs = coefficients(at, which)
            for i, (term, c) in enumerate(zip(self.terms, cs, strict=True)):
                rows, columns = slots[i]
                mine = at[:, columns][:, k:]
                one = term.local(c, mine, which, near, free[i] if free else (), room)
                chi2 += one.chi2
                gradient[:, columns] += one.gradient
                hessian[:, rows, columns] += one.hessian
            return Local(chi2, gradient, hessian)

        return local

    def profiled(
        self, cs: Sequence[Array], centre: Array | None = None, valleys: Array | None = None
    ) -> tuple[Array, Array]:
        """Least chi^2 at coefficients (n, parts) of every term, and the pulls there.

        Parameters
        ----------
        cs : for every term
        centre : as in `around`
        valleys : pulls near minima, where they are known, shape (minima, pulls) or
            (minima, n, pulls); for a few problems all is looked for from there
        """
        n = max(len(c) for c in cs)

        def coefficients(_: Array, which: Indices) -> list[Array]:
            return [c[which] if len(c) == n else np.repeat(c, len(which), axis=0) for c in cs]

        around = self.around(coefficients, centre=centre)
        if valleys is None or n >= _SPARSE:
            return _Search(self, around, n).found()
        starts = valleys if valleys.ndim == 3 else valleys[:, None]
        return self.deepest(around, starts, np.arange(n), near=True)

    def deepest(
        self, around: Around, starts: Array, which: Indices, *, near: bool
    ) -> tuple[Array, Array]:
        """Least chi^2 of some problems over all of their starts, and the pulls there.

        Parameters
        ----------
        around : as `around` returns it
        starts : shape (starts, n, pulls), or (starts, 1, pulls)
        which : problems, shape (n,)
        near : whether minima are near
        """
        m, n = len(starts), len(which)
        start = np.repeat(starts, n, axis=1) if starts.shape[1] < n else starts
        chi2, pulls = descend(
            lambda at, some, newton: around(at, which[some % n], newton),
            start.reshape(m * n, start.shape[2]),
            self.bounds,
            near,
        )
        if m == 1:
            return chi2, pulls
        least = chi2.reshape(m, n).argmin(axis=0) * n + np.arange(n)
        return chi2[least], pulls[least]

    def valleys(self, cs: Sequence[Array]) -> Array:
        """Return the pulls of all minima at coefficients (1, parts) of every term, (minima, pulls).

        Parameters
        ----------
        cs : for every term
        """
        around = self.around(lambda _, which: [np.repeat(c, len(which), axis=0) for c in cs])
        chi2, pulls = descend(around, self.starts, self.bounds)
        found: list[Array] = []
        for one in pulls[np.argsort(chi2)]:
            if not any((np.abs(one - other) < _APART * (1 + np.abs(one))).all() for other in found):
                found.append(one)
        return np.stack(found)


class _Search:
    """The deepest minimum of every problem: some of them from all starts, others from those."""

    def __init__(self, likelihood: Likelihood, around: Around, n: int) -> None:
        self.likelihood, self.around, self.n = likelihood, around, n
        pulls = len(likelihood.sigma)
        self.chi2, self.pulls = np.empty(n), np.empty((n, pulls))
        self.size = max(1, BLOCK // likelihood.width)
        # pulls that lead into several valleys, by how far apart these are
        reach = [max(map(abs, one.starts), default=np.inf) for one in likelihood.nuisances]
        self.reach = np.array(reach)

    def found(self) -> tuple[Array, Array]:
        """chi^2 of every problem, and the pulls."""
        # neighbours are alike: coarse ones first, the others from those
        coarse, starts = np.arange(0, self.n, _SPARSE**2), self.likelihood.starts[:, None]
        for some in _blocks(coarse, max(1, self.size // len(starts))):
            found = self.likelihood.deepest(self.around, starts, some, near=False)
            self.chi2[some], self.pulls[some] = found
        for step in (_SPARSE, 1):
            fine = np.arange(0, self.n, step)
            self._between(np.setdiff1d(fine, coarse), coarse)
            coarse = fine
        return self.chi2, self.pulls

    def _between(self, which: Indices, known: Indices) -> None:
        """Solve problems from the pulls of those beside them that are solved."""
        for some in _blocks(which, self.size):
            right = np.minimum(np.searchsorted(known, some), len(known) - 1)
            before, after = known[np.maximum(right - 1, 0)], known[right]
            share = (some - before) / np.maximum(after - before, 1)
            start = self.pulls[before] + np.minimum(share, 1.0)[:, None] * (
                self.pulls[after] - self.pulls[before]
            )
            apart = (np.abs(self.pulls[before] - self.pulls[after]) > _BRANCH * self.reach).any(
                axis=1
            )
            start[apart] = self.pulls[before[apart]]
            self.chi2[some], self.pulls[some] = self._down(start, some, near=True)
            if apart.any():
                also = some[apart]
                chi2, pulls = self._down(self.pulls[after[apart]], also, near=True)
                lower = chi2 < self.chi2[also]
                self.chi2[also[lower]], self.pulls[also[lower]] = chi2[lower], pulls[lower]

    def _down(self, start: Array, which: Indices, near: bool) -> tuple[Array, Array]:
        return self.likelihood.deepest(self.around, start[None], which, near=near)


def _slots(index: Indices) -> tuple[Any, Any]:
    """Rows and columns of a matrix: slices, which are quick, if they follow one another."""
    if len(index) and (np.diff(index) == 1).all():
        whole = slice(int(index[0]), int(index[-1]) + 1)
        return whole, whole
    return index[:, None], index


def _blocks(which: Indices, size: int) -> list[Indices]:
    return [which[i : i + size] for i in range(0, len(which), size)]
