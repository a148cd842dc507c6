r"""Expected events as a function of coefficients and pulls, with derivatives, for many points.

.. math::

    \mu_b = \sum_p c_p\,\Bigl(N_{pb}+\sum_j\sum_k A_{pjkb}\,\theta_j^k\Bigr)\,
    g\Bigl(1+\sum_js_{pj}\theta_j\Bigr)

with g(z) = z but where the size of a part would become negative.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.room import Room

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

    ``templates`` are those of its parts, and below them what every pull, part and power adds to
    them; a pull with fewer powers than others has zeros there. ``scaling`` are the pulls that
    change the size, each by its one of ``scales``, which is that of all pulls.
    """

    parts: Indices
    templates: Array  # (parts + pulls * parts * powers, bins)
    pulls: Indices
    powers: Array  # (powers,): 1, 2, ...
    scaling: list[int]
    scales: Array  # (all pulls, 1)

    def __post_init__(self) -> None:
        """Look at the templates in two parts: what is there, and what pulls add to it."""
        m, (rows, bins) = len(self.parts), self.templates.shape
        below = self.templates[m:]
        shape = (len(self.pulls), m * len(self.powers), bins) if rows > m else (0, 0, bins)
        object.__setattr__(self, "below", below)
        object.__setattr__(self, "added", below.reshape(shape))

    below: Array = field(init=False)  # (pulls * parts * powers, bins)
    added: Array = field(init=False)  # (pulls, parts * powers, bins)

    def monomials(self, theta: Array) -> tuple[Array, Array, Array]:
        """theta^k of every pull and its first two derivatives, shape (n, pulls, powers)."""
        k = self.powers
        t = np.ones((len(theta), len(self.pulls), len(k) + 1))
        t[..., 1:] = theta[:, self.pulls, None]
        np.multiply.accumulate(t, axis=2, out=t)
        bends = np.zeros((*t.shape[:2], len(k)))
        bends[..., 1:] = (k * (k - 1))[1:] * t[..., :-2]
        return t[..., 1:], k * t[..., :-1], bends


class Moved(NamedTuple):
    """A group at n points: its events before its size, and its monomials."""

    group: _Group
    events: Array  # (n, bins)
    slopes: Array  # (n, pulls, powers): of the monomials
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
        self._scaling = np.flatnonzero((self.scales[:, self._static] != 0).any(axis=1)).tolist()
        self._constant = self.nominal[self._static]
        self._growth = self.scales[self._scaling][:, self._static]
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
        pulls = [
            j for j, one in enumerate(nuisances) if any(name in one.variants for name in names)
        ]
        powers = max((len(nuisances[j].at) for j in pulls), default=0)
        added = np.zeros((len(pulls), len(names), powers, nominal.shape[1]))
        for at, j in enumerate(pulls):
            for i, name in enumerate(names):
                if name in nuisances[j].variants:
                    found = nuisances[j].powers(name, nominal[i])
                    added[at, i, : len(found)] = found
        return _Group(
            parts=which,
            templates=np.concatenate([nominal, added.reshape(-1, nominal.shape[1])]),
            pulls=np.array(pulls, dtype=int),
            powers=np.arange(1.0, powers + 1),
            scaling=np.flatnonzero(self.scales[:, which[0]]).tolist(),
            scales=self.scales[:, which[:1]],
        )

    def events(self, c: Array, theta: Array) -> Array:
        """Return events at coefficients (n, parts) and pulls (n, pulls): (n, bins)."""
        found: Array = self.at(c, theta, slopes=False).events
        return found

    def at(
        self,
        c: Array,
        theta: Array,
        *,
        slopes: bool = True,
        factor: Array | None = None,
        room: Room | None = None,
    ) -> Expected:
        """Return expected events with their slopes.

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        theta : pulls, shape (n, pulls)
        slopes : whether those are needed
        factor : on each flexible part, shape (parts, n, bins)
        room : where slopes are put, and where the next ones take their place
        """
        sizes = floored(1 + theta @ self.scales, self.floors)
        sized, static = c * sizes.value, self._static
        events = sized[:, static] @ self._constant
        moved = [self._moved(group, c, theta, factor) for group in self._groups]
        for one in moved:
            events += sizes.value[:, one.group.parts[0], None] * one.events
        if not slopes:
            return Expected(events, events, sizes, theta, moved)
        by_pull = (room or Room())["slopes", (len(self.scales), *events.shape)]
        by_pull[...] = 0.0
        grown = (c * sizes.slope)[:, static]
        for j, growth in zip(self._scaling, self._growth, strict=True):
            np.matmul(grown * growth, self._constant, out=by_pull[j])
        for one in moved:
            group, p = one.group, one.group.parts[0]
            own = sized[:, None, group.parts, None] * one.slopes[:, :, None]
            for i, j in enumerate(group.pulls.tolist()):
                added = own[:, i].reshape(len(theta), -1) @ group.added[i]
                by_pull[j] += self._flexed(group, added, factor)
            if group.scaling:
                size = sizes.slope[:, p, None] * one.events
                for j in group.scaling:
                    by_pull[j] += size * group.scales[j]
        return Expected(events, by_pull.swapaxes(0, 1), sizes, theta, moved)

    def _moved(self, group: _Group, c: Array, theta: Array, factor: Array | None) -> Moved:
        own = c[:, group.parts]
        t, slopes, bends = group.monomials(theta)
        shares = (own[:, None, :, None] * t[:, :, None]).reshape(len(theta), -1)
        events = np.concatenate([own, shares], axis=1) @ group.templates
        return Moved(group, self._flexed(group, events, factor), slopes, bends)

    def _flexed(self, group: _Group, events: Array, factor: Array | None) -> Array:
        """Events of a group times their factor, if its part is flexible."""
        part = int(group.parts[0])
        if factor is None or part not in self.flexible:
            return events
        own: Array = factor[self.flexible.index(part)]
        return events * own

    def of_parts(self, found: Expected, which: Sequence[int]) -> Array:
        """Slopes in the coefficients of some parts, shape (n, parts, bins)."""
        n, bins = found.events.shape
        parts = np.repeat(self.nominal[None, list(which)], n, axis=0)
        for one in found.moved:
            group = one.group
            if not len(group.pulls):
                continue
            t = group.monomials(found.theta)[0].reshape(n, -1)
            terms = group.added.reshape(len(group.pulls), len(group.parts), -1, bins)
            for i, p in enumerate(group.parts):
                if p in which:
                    parts[:, list(which).index(p)] += t @ terms[:, i].reshape(-1, bins)
        return np.asarray(found.sizes.value[:, list(which), None] * parts)

    def bend(self, c: Array, found: Expected, slope: Array, factor: Array | None = None) -> Array:
        """Second derivatives in the pulls, contracted with a slope over bins: (n, pulls, pulls).

        Parameters
        ----------
        c : coefficients of the parts, shape (n, parts)
        found : by `at`
        slope : of chi^2 in the events, shape (n, bins)
        factor : as in `at`
        """
        n, pulls = found.theta.shape
        total = np.zeros((n, pulls, pulls))
        sizes, static = found.sizes, self._static
        if sizes.bend.any():
            along = np.zeros((n, len(self.names)))
            along[:, static] = c[:, static] * (slope @ self._constant.T)
            for one in found.moved:
                along[:, one.group.parts[0]] = (one.events * slope).sum(axis=1)
            total += ((along * sizes.bend)[:, None, :] * self.scales) @ self.scales.T
        for one in found.moved:
            group, p = one.group, one.group.parts[0]
            if not len(group.pulls):
                continue
            along = self._flexed(group, slope, factor) @ group.below.T
            r = along.reshape(n, len(group.pulls), len(group.parts), -1)
            r = (c[:, None, group.parts, None] * r).sum(axis=2)
            total[:, group.pulls, group.pulls] += sizes.value[:, p, None] * (r * one.bends).sum(2)
            v = np.zeros((n, 1, pulls))
            v[:, 0, group.pulls] = (r * one.slopes).sum(axis=2) * sizes.slope[:, p, None]
            cross = group.scales * v
            total += cross
            total += cross.swapaxes(1, 2)
        return total
