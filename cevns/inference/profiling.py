"""Least of a function of the two effective moments over all that is not named.

Whatever is not named is set to zero, fixed, averaged or profiled, always by name. What is
profiled is searched one parameter inside another, for all problems at once; all that is asked
of the data is a function of (mu_e^2, mu_mu^2) and whether it grows with both.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.choices import Choices, kept_moments
from cevns.inference.frontier import QUADRANT, OneKept, Path, TwoKept, path
from cevns.inference.many_forms import State, least_of_all, with_rows
from cevns.inference.reachable import (
    Moments,
    averaged_moments,
    effective_moments,
    least_seen_at_phases,
    rows_at,
    rows_of,
    some_of,
)
from cevns.inference.search import Indices, least
from cevns.neutrinos.mixing import ComplexArray


@checked
@dataclass(frozen=True, slots=True)
class Objective:
    """What is to be made small, as a function of mu_e^2 and mu_mu^2 [mu10^2].

    Parameters
    ----------
    value : of arrays of any shape, one for each form
    grows : more magnetic events never make it smaller
    wells : where it has local minima in the quadrant; asked for only if it does not grow
    more : states whose forms it depends on besides
    spans : of all forms, on which it changes, if there are such states
    level : if it is minus how far a ray goes, what has the same value at the ends of all rays
    scales : along either axis [mu10^2], if they are known: then it is looked for along a frontier
        in few places, as far apart as it can change between them
    like : what resembles it and costs little, if there are such states: where to look first
    """

    value: Callable[..., Array]
    grows: bool
    wells: Callable[[], Sequence[tuple[float, float]]]
    more: tuple[State, ...] = ()
    spans: tuple[float, ...] = ()
    level: Callable[..., Array] | None = None
    scales: tuple[float, float] | None = None
    like: Callable[..., Array] | None = None


CIRCLE: Final = np.arange(-1.0, 25.0) * (math.pi / 12)
"""Once around, with one more node at each end."""

_SMALL: Final = 1e-4

_MODULUS: Final = np.linspace(0.0, 28.0, 85)
"""Scan of a modulus, 1e-4 mu10 (exp(t) - 1): from zero to beyond all that is bounded."""

_INSIDE: Final = np.concatenate([[-30.0], np.linspace(-18, 18, 37), [30.0]])
"""Scan of the tangents in the quadrant, its ends included: there blind is exactly blind."""

_TO_THE_ENDS: Final = np.concatenate(
    [np.linspace(-89, -42, 48), [-30.0], np.linspace(-18, 18, 37), [30.0], np.linspace(42, 89, 48)]
)
"""Scan of all tangents: the frontier runs to infinity as they come to an end."""

_OUTWARDS: Final = np.linspace(-24.0, 38.0, 94)
"""Scan along a straight end of a frontier, of the logarithm of the distance [mu10^2]."""

_UNMIXED: Final = np.eye(3, dtype=complex)[:, :, None, None]
_APART: Final = 0.35
"""Distance between places on a frontier, in the inverse hyperbolic sine of moments in `_FINE`."""

_FINE: Final = 0.05
"""Part of a scale that is seen."""

_AROUND: Final = 1e3
"""So many scales away nothing is looked for if a frontier comes nearer."""

_FARTHEST: Final = 1e16
"""A frontier that has gone as far as this went far enough [mu10^2]."""


@checked
def least_over_free(
    v: Array, names: Sequence[str], choices: Choices, objective: Objective
) -> Array:
    """Least objective over all that is free.

    Parameters
    ----------
    v : moduli of the named moments [mu10], shape (n, names)
    names : one or two moments of one basis
    choices : what is done with everything else
    objective : to be made small

    Returns
    -------
    Array
        shape (n,)
    """
    flavor_basis, kept = kept_moments(names)
    more, mixing = objective.more, choices.mixing
    if flavor_basis and not more:  # neither phases nor mixing enter
        choices = replace(choices, phases="averaged")
        return _Problems(_UNMIXED, v, kept, choices, objective).least()

    def rows(U: ComplexArray) -> ComplexArray:
        if not more:
            return U
        return with_rows(*((_UNMIXED, more, mixing, U) if flavor_basis else (U, more, mixing)))

    if choices.delta == "fixed":
        return _Problems(rows(rows_of(mixing)), v, kept, choices, objective).least()

    def at_delta(delta: Array, who: Indices) -> Array:
        delta = np.broadcast_to(delta, (len(who), delta.shape[1]))
        U = rows(rows_at(mixing, delta.ravel()))
        repeated = np.repeat(v[who], delta.shape[1], axis=0)
        return _Problems(U, repeated, kept, choices, objective).least().reshape(delta.shape)

    return least(at_delta, CIRCLE, len(v))


@dataclass(frozen=True, slots=True)
class _Problems:
    """Many of them at once, at fixed mixing: U of shape (3, 3, n or 1, 1), or with rows below."""

    U: ComplexArray
    v: Array
    kept: list[int]
    choices: Choices
    objective: Objective

    @property
    def others(self) -> list[int]:
        """Indices of what is not named."""
        return [i for i in range(3) if i not in self.kept]

    def of(self, who: Indices) -> tuple[ComplexArray, Array]:
        """Mixing and moduli of some of the problems."""
        return some_of(self.U, who), self.v[who]

    def least(self) -> Array:
        """One value for each problem."""
        profiled, phases = self.choices.others == "profiled", self.choices.phases
        if phases == "profiled":
            if not profiled:
                return self.over_phase()
            return self.searched() if self.objective.more else self.on_frontier()
        if phases == "averaged":
            if profiled and not self.objective.grows:
                return self.over_moduli(self.averaged)
            # without interference more moments are more events
            return self.once(self.averaged)
        if not profiled:
            return self.once(self.at_phases)
        tangents = self.objective.grows and not self.objective.more
        return self.over_tangents() if tangents else self.over_moduli(self.at_phases)

    def averaged(self, U: ComplexArray, moduli: Sequence[Array | None]) -> Moments:
        return averaged_moments(U, [None if r is None else r**2 for r in moduli])

    def at_phases(self, U: ComplexArray, moduli: Sequence[Array | None]) -> Moments:
        turns = np.exp(1j * np.asarray(self.choices.phases, dtype=float))
        return effective_moments(
            U, [None if r is None else r * turn for r, turn in zip(moduli, turns, strict=True)]
        )

    def once(self, moments: Callable[..., Moments]) -> Array:
        """Nothing is free."""
        return self.objective.value(*(q[:, 0] for q in moments(self.U, self.moduli(self.v))))

    def moduli(self, v: Array) -> list[Array | None]:
        """Columns of the moduli kept, None for the others."""
        found: list[Array | None] = [None] * 3
        for at, i in enumerate(self.kept):
            found[i] = v[:, at, None]
        return found

    def over_phase(self) -> Array:
        """Let the phase between two moments run once around; one moment has none that matters."""
        if len(self.kept) == 1:
            return self.once(effective_moments)

        def with_phase(t: Array, who: Indices) -> Array:
            U, v = self.of(who)
            moments = self.moduli(v)
            moments[self.kept[1]] = moments[self.kept[1]] * np.exp(1j * t)
            return self.objective.value(*effective_moments(U, moments))

        return least(with_phase, CIRCLE, len(self.v))

    def over_moduli(self, moments: Callable[..., Moments]) -> Array:
        """Let the moduli not named run from zero to infinity, one inside the other."""
        return self._nested(moments, self.U, self.moduli(self.v), self.others)

    def _nested(
        self,
        moments: Callable[..., Moments],
        U: ComplexArray,
        moduli: list[Array | None],
        free: list[int],
    ) -> Array:
        first, *rest = free

        def with_modulus(t: Array, who: Indices) -> Array:
            m = t.shape[1]
            r = _SMALL * np.expm1(t)
            given = [None if q is None else q[who] for q in moduli]
            if not rest:
                given[first] = r
                return self.objective.value(*moments(some_of(U, who), given))
            flat = [None if q is None else np.repeat(q, m, axis=0) for q in given]
            flat[first] = np.broadcast_to(r, (len(who), m)).reshape(-1, 1)
            inner = self._nested(moments, some_of(U, np.repeat(who, m)), flat, rest)
            return inner.reshape(len(who), m)

        return least(with_modulus, _MODULUS, max(len(q) for q in moduli if q is not None))

    def over_tangents(self) -> Array:
        """Phases fixed, other moduli free, and what is sought grows: one angle for all of them."""
        phases = np.asarray(self.choices.phases, dtype=float)

        def touching(t: Array, who: Indices) -> Array:
            U, v = self.of(who)
            theta = QUADRANT.angle(t)
            return self.objective.value(
                *least_seen_at_phases(U, v, self.kept, self.others, phases, theta)
            )

        return least(touching, _INSIDE, len(self.v))

    def searched(self) -> Array:
        """Phases and other moments free, where there are more than two forms."""
        what = self.objective
        return least_of_all(
            what.value,
            self.U,
            self.v,
            self.kept,
            np.array(what.spans),
            grows=what.grows,
            level=what.level,
            like=what.like,
        )

    def on_frontier(self) -> Array:
        """Phases and other moments free: along the boundary of what can be reached."""
        kind = OneKept if len(self.kept) == 1 else TwoKept
        frontier = kind(self.U, self.v, tuple(self.kept))
        grows = self.objective.grows
        way = path(
            frontier, QUADRANT if grows else frontier.tangents, _INSIDE if grows else _TO_THE_ENDS
        )

        def touching(t: Array, who: Indices) -> Array:
            return self.objective.value(*way.point(t, who))

        value = least(touching, self.places(way), len(self.v))
        if grows:
            return value
        return self.in_wells(self.beyond_ends(value, way), way)

    def places(self, way: Path) -> Array:
        """Nodes along a frontier; of one problem whose scales are known the fewest that do."""
        scales = self.objective.scales
        if scales is None or len(self.v) > 1:
            return way.nodes
        points = np.stack(way.point(way.nodes, np.zeros(1, dtype=int)))[:, 0]
        q = np.arcsinh(points / (_FINE * np.array(scales)[:, None]))
        near = np.flatnonzero((q < math.asinh(_AROUND / _FINE)).all(axis=0))
        if near.size:  # and one more on either side
            some = np.arange(max(near[0] - 1, 0), min(near[-1] + 2, q.shape[1]))
        else:
            some = np.arange(q.shape[1])
        kept = [some[0]]
        for i in some[1:]:
            if i == some[-1] or np.abs(q[:, i] - q[:, kept[-1]]).max() >= _APART:
                kept.append(i)
        return way.nodes[:, kept]

    def beyond_ends(self, value: Array, way: Path) -> Array:
        """Smaller values straight on, from where the scan of the tangents comes to its ends."""
        for end, (a, b) in zip(_TO_THE_ENDS[[0, -1]], way.tangents.outwards, strict=True):
            x, y = way.frontier.point(way.tangents.angle(np.full((1, 1), end)))
            near = np.flatnonzero((x + y)[:, 0] < _FARTHEST)  # others went far enough
            line = [np.broadcast_to(one, x.shape)[near] for one in (x, y, a, b)]

            def outwards(t: Array, who: Indices, line: list[Array] = line) -> Array:
                x, y, a, b = (one[who] for one in line)
                return self.objective.value(x + a * np.exp(t), y + b * np.exp(t))

            scan, scales = _OUTWARDS, self.objective.scales
            if scales is not None:
                ends = np.log([min(scales) / _AROUND, max(scales) * _AROUND])
                scan = np.linspace(ends[0], ends[1], 30)
            value[near] = np.minimum(value[near], least(outwards, scan, len(near)))
        return value

    def in_wells(self, value: Array, way: Path) -> Array:
        """Smaller values at local minima that are inside, where no frontier comes by."""
        for x_0, y_0 in self.objective.wells():
            depth = float(self.objective.value(np.asarray(x_0), np.asarray(y_0)))

            def distance(t: Array, who: Indices, x_0: float = x_0, y_0: float = y_0) -> Array:
                theta = way.tangents.of(who).angle(t)
                support = way.frontier.of(who).support(theta)
                return np.cos(theta) * x_0 + np.sin(theta) * y_0 - support

            higher = np.flatnonzero(value > depth)
            # most are outside of one of a few tangents
            higher = higher[(distance(_TO_THE_ENDS[None, ::4], higher) >= 0).all(axis=1)]

            def of_higher(t: Array, who: Indices, some: Indices = higher) -> Array:
                return distance(t, some[who])

            inside = least(of_higher, _TO_THE_ENDS, len(higher)) >= 0
            value[higher[inside]] = depth
        return value
