r"""Expected events as a function of coefficients and pulls, with derivatives, for many points.

.. math::

    \mu_b = \sum_p c_p\,\Bigl(N_{pb}+\sum_j\sum_k A_{pjkb}\,\theta_j^k\Bigr)\,
    g\Bigl(1+\sum_js_{pj}\theta_j\Bigr)

with g(z) = z but where the size of a part would become negative.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.measured.nuisances import Nuisance

FLOOR: Final = 0.01
"""Part of itself below which what cannot be negative falls off exponentially instead."""

_LOWEST: Final = -200.0
"""Logarithm of the smallest part of that."""

Indices = NDArray[np.intp]


class Floored(NamedTuple):
    """What has been kept above zero, and its first two derivatives."""

    value: Array
    slope: Array
    bend: Array


def floored(z: Array, width: Array) -> Floored:
    r"""Keep something above zero, smoothly: z from a width on, :math:`we^{z/w-1}` below.

    Parameters
    ----------
    z : of any shape
    width : w, >= 0, broadcastable
    """
    low = z < width
    if not low.any():
        return Floored(z, np.ones_like(z), np.zeros_like(z))
    some = np.where(low, width, 1.0)
    slope = np.exp(np.where(low, np.maximum(z / some - 1, _LOWEST), 0.0))
    return Floored(np.where(low, some * slope, z), slope, np.where(low, slope / some, 0.0))


@dataclass(frozen=True, eq=False)
class _Group:
    """Parts whose size changes alike, and whose shapes change with some pulls.

    ``owners`` are the pulls of its terms, and ``belongs`` says it of each of ``pulls``.
    """

    parts: Indices
    nominal: Array  # (parts, bins)
    terms: Array  # (parts, terms * bins)
    owners: Indices
    belongs: Array  # (pulls, terms)
    pulls: Indices
    powers: Array  # (terms,)

    def monomials(self, theta: Array) -> tuple[Array, Array, Array]:
        """theta^k of every term and its first two derivatives, shape (n, terms)."""
        t, k = theta[:, self.owners], self.powers
        rest = np.ones_like(t)
        for power in range(3, int(k.max(initial=0)) + 1):
            rest *= np.where(k >= power, t, 1.0)
        once = np.where(k >= 2, t, 1.0) * rest
        return t * once, k * once, k * (k - 1) * rest


class Moved(NamedTuple):
    """A group at n points: its events before its size, and what each term adds to them."""

    group: _Group
    events: Array  # (n, bins)
    each: Array  # (n, terms, bins)
    slopes: Array  # (n, terms): of the monomials
    bends: Array


class Expected(NamedTuple):
    """Events of n points in every bin, and what is needed of them for the derivatives of chi^2."""

    events: Array  # (n, bins)
    slopes: Array  # (n, pulls, bins)
    sizes: Floored  # (n, parts)
    theta: Array  # (n, pulls)
    moved: list[Moved]


@checked
class Expectation:
    """Templates and what the pulls do to them, laid out for speed.

    Parameters
    ----------
    parts : templates by name, each over all bins
    nuisances : in the order of the pulls
    flexible : parts whose shapes may differ from point to point, by a factor in every bin
    """

    def __init__(
        self,
        parts: Mapping[str, Array],
        nuisances: Sequence[Nuisance],
        flexible: Sequence[str] = (),
    ) -> None:
        self.names = tuple(parts)
        self.nominal = np.stack([parts[name] for name in self.names])
        self.scales = np.array(
            [[one.scales.get(name, 0.0) for name in self.names] for one in nuisances]
        ).reshape(len(nuisances), len(self.names))
        within = [one.within or (-np.inf, np.inf) for one in nuisances]
        self._within = np.array(within).reshape(len(nuisances), 2)
        self.lower, self.floors = self._bounds()
        self.upper = self._within[:, 1]
        deformed = np.array(
            [n in flexible or any(n in one.variants for one in nuisances) for n in self.names]
        )
        self.flexible = [self.names.index(name) for name in flexible]
        self._static = np.flatnonzero(~deformed)
        # pulls that change the size of something whose shape stays
        self._scaling = np.flatnonzero((self.scales[:, self._static] != 0).any(axis=1))
        alike: dict[tuple[float, ...], list[int]] = {}
        for p in np.flatnonzero(deformed).tolist():
            own = (float(p),) if p in self.flexible else ()  # its factor is that of no other part
            alike.setdefault((*self.scales[:, p], *own), []).append(p)
        self._groups = [self._group(np.array(which), nuisances) for which in alike.values()]

    def _bounds(self) -> tuple[Array, Array]:
        """Lower bounds of the pulls, and where the size of a part has to be kept above zero.

        A pull that is alone in making a part larger ends where it has made nothing of it.
        """
        alone = (self.scales != 0).sum(axis=0) == 1
        own = np.where(alone & (self.scales > 0), self.scales, 0.0)
        steepest = own.max(axis=1, initial=0.0)
        lower = np.where(steepest > 0, -1 / np.where(steepest > 0, steepest, 1.0), -np.inf)
        lower = np.maximum(lower, self._within[:, 0])
        bounded = (own > 0).any(axis=0) | (self.scales == 0).all(axis=0)
        return lower, np.where(bounded, 0.0, FLOOR)

    def _group(self, which: Indices, nuisances: Sequence[Nuisance]) -> _Group:
        names, nominal = [self.names[p] for p in which], self.nominal[which]
        owners: list[int] = []
        powers: list[int] = []
        terms: list[Array] = []
        for j, one in enumerate(nuisances):
            if not any(name in one.variants for name in names):
                continue
            each = np.zeros((len(one.at), *nominal.shape))
            for i, name in enumerate(names):
                if name in one.variants:
                    each[:, i] = one.powers(name, nominal[i])
            owners += [j] * len(one.at)
            powers += range(1, len(one.at) + 1)
            terms.append(each)
        pulls = np.unique(np.array(owners, dtype=int))
        stacked = np.concatenate([np.zeros((0, *nominal.shape)), *terms]).swapaxes(0, 1)
        return _Group(
            parts=which,
            nominal=nominal,
            terms=np.ascontiguousarray(stacked.reshape(len(which), -1)),
            owners=np.array(owners, dtype=int),
            belongs=np.asarray(pulls[:, None] == np.array(owners, dtype=int), dtype=float),
            pulls=pulls,
            powers=np.array(powers) * 1.0,
        )

    def events(self, c: Array, theta: Array) -> Array:
        """Return events at coefficients (n, parts) and pulls (n, pulls): (n, bins)."""
        found: Array = self.at(c, theta, slopes=False).events
        return found

    def at(
        self, c: Array, theta: Array, *, slopes: bool = True, factor: Array | None = None
    ) -> Expected:
        """Return expected events with their slopes.

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        theta : pulls, shape (n, pulls)
        slopes : whether those are needed
        factor : on each flexible part, shape (parts, n, bins)
        """
        n, bins = len(theta), self.nominal.shape[1]
        sizes = floored(1 + theta @ self.scales, self.floors)
        static, scaling = self._static, self._scaling
        events = (c[:, static] * sizes.value[:, static]) @ self.nominal[static]
        moved = [self._moved(group, c, theta, factor) for group in self._groups]
        for one in moved:
            events += sizes.value[:, one.group.parts[:1]] * one.events
        if not slopes:
            return Expected(events, events, sizes, theta, moved)
        by_pull = np.zeros((n, len(self.scales), bins))
        scaled = (c * sizes.slope)[:, None, static] * self.scales[np.ix_(scaling, static)]
        by_pull[:, scaling] = scaled @ self.nominal[static]
        for one in moved:
            group, p = one.group, one.group.parts[0]
            if len(group.pulls):
                sized = (sizes.value[:, p, None] * one.slopes)[:, None, :] * group.belongs
                added = sized @ one.each
                for i, j in enumerate(group.pulls):
                    by_pull[:, j] += added[:, i]
            for j in np.flatnonzero(self.scales[:, p]):
                by_pull[:, j] += (self.scales[j, p] * sizes.slope[:, p, None]) * one.events
        return Expected(events, by_pull, sizes, theta, moved)

    def _moved(self, group: _Group, c: Array, theta: Array, factor: Array | None) -> Moved:
        n, bins = len(theta), self.nominal.shape[1]
        own = c[:, group.parts]
        each = (own @ group.terms).reshape(n, len(group.owners), bins)
        t, slopes, bends = group.monomials(theta)
        nominal = own @ group.nominal
        if factor is not None and (p := int(group.parts[0])) in self.flexible:
            of_part = factor[self.flexible.index(p)]
            each *= of_part[:, None, :]
            nominal *= of_part
        events = nominal + (t[:, None, :] @ each)[:, 0]
        return Moved(group, events, each, slopes, bends)

    def of_parts(self, found: Expected, which: Sequence[int]) -> Array:
        """Slopes in the coefficients of some parts, shape (n, parts, bins)."""
        n, bins = len(found.theta), self.nominal.shape[1]
        parts = np.broadcast_to(self.nominal[list(which)], (n, len(which), bins)).copy()
        for one in found.moved:
            t = one.group.monomials(found.theta)[0]
            terms = one.group.terms.reshape(len(one.group.parts), -1, bins)
            for i, p in enumerate(one.group.parts):
                if p in which:
                    parts[:, list(which).index(p)] += t @ terms[i]
        return np.asarray(found.sizes.value[:, list(which), None] * parts)

    def bend(self, c: Array, found: Expected, slope: Array) -> Array:
        """Second derivatives in the pulls, contracted with a slope over bins: (n, pulls, pulls).

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        found : by `at`
        slope : of chi^2 in the events, shape (n, bins)
        """
        n, pulls = found.theta.shape
        total = np.zeros((n, pulls, pulls))
        sizes, static = found.sizes, self._static
        if sizes.bend.any():
            along = np.zeros((n, len(self.names)))
            along[:, static] = c[:, static] * (slope @ self.nominal[static].T)
            for one in found.moved:
                along[:, one.group.parts[0]] = (one.events * slope).sum(axis=1)
            total += ((along * sizes.bend)[:, None, :] * self.scales) @ self.scales.T
        for one in found.moved:
            group, p = one.group, one.group.parts[0]
            if not len(group.pulls):
                continue
            r = (one.each @ slope[:, :, None])[..., 0]
            own = (r * one.bends) @ group.belongs.T
            total[:, group.pulls, group.pulls] += sizes.value[:, p, None] * own
            v = ((r * one.slopes) @ group.belongs.T) * sizes.slope[:, p, None]
            for j in np.flatnonzero(self.scales[:, p]):
                cross = self.scales[j, p] * v
                total[:, j, group.pulls] += cross
                total[:, group.pulls, j] += cross
        return total
