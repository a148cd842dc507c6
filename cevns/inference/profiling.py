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
from cevns.inference.choices import Choices, kept_moments
from cevns.inference.reachable import (
    QUADRANT,
    Frontier,
    Moments2,
    Tangents,
    all_tangents,
    averaged_moments,
    effective_moments,
    least_seen_at_phases,
    rows_at,
    rows_of,
)
from cevns.inference.search import Indices, least
from cevns.neutrinos.mixing import ComplexArray


@dataclass(frozen=True, slots=True)
class Objective:
    """What is to be made small, as a function of mu_e^2 and mu_mu^2 [mu10^2].

    Parameters
    ----------
    value : of arrays of any shape
    grows : more magnetic events never make it smaller
    wells : where it has a local minimum, other than at the edges of the quadrant; asked for
        only if it does not grow
    """

    value: Callable[[Array, Array], Array]
    grows: bool
    wells: Callable[[], Sequence[tuple[float, float]]]


_CIRCLE: Final = np.arange(-1.0, 25.0) * (math.pi / 12)
"""Once around, with one more node at each end."""

_SMALL: Final = 1e-4

_MODULUS: Final = np.linspace(0.0, 28.0, 85)
"""Scan of a modulus, 1e-4 mu10 (exp(t) - 1): from zero to beyond all that is bounded."""

_INSIDE: Final = np.concatenate([[-40.0], np.linspace(-18, 18, 37), [40.0]])
"""Scan of the tangents in the quadrant, its ends included: there blind is exactly blind."""

_TO_THE_ENDS: Final = np.linspace(-29.0, 29.0, 88)
"""Scan of all tangents: the frontier runs to infinity as they come to an end."""

_OUTWARDS: Final = np.linspace(-24.0, 38.0, 94)
"""Scan along a straight end of a frontier, of the logarithm of the distance [mu10^2]."""


_TURN: Final = np.tan(np.linspace(-1.45, 1.45, 11))
"""Scan of a turning phase: of the tangent of what it has turned."""

_SPREAD: Final = 1e-10
"""Added to one node after the other, so that none is there twice."""

_SUDDEN, _BESIDE = 1e-6, 1e-8
"""A phase that turns within this part of the tangent squared jumps, and there are its sides."""

_CHORD: Final = np.linspace(0.0, 1.0, 9)
"""Scan from one end of a straight part of a frontier to the other."""


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
    if flavor_basis:  # neither phases nor mixing enter
        U = np.eye(3, dtype=complex)[:, :, None, None]
        return _Problems(U, v, kept, replace(choices, phases="averaged"), objective).least()
    if choices.delta == "fixed":
        return _Problems(rows_of(choices.mixing), v, kept, choices, objective).least()

    def at_delta(delta: Array, who: Indices) -> Array:
        delta = np.broadcast_to(delta, (len(who), delta.shape[1]))
        U = rows_at(choices.mixing, delta.ravel())
        repeated = np.repeat(v[who], delta.shape[1], axis=0)
        return _Problems(U, repeated, kept, choices, objective).least().reshape(delta.shape)

    return least(at_delta, _CIRCLE, len(v))


@dataclass(frozen=True, slots=True)
class _Problems:
    """Many of them at once, at fixed mixing: U of shape (3, 3, n or 1, 1)."""

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
        return _some(self.U, who), self.v[who]

    def least(self) -> Array:
        """One value for each problem."""
        profiled, phases = self.choices.others == "profiled", self.choices.phases
        if phases == "profiled":
            if profiled:
                return self.on_frontier()
            return self.over_phase()
        if phases == "averaged":
            if profiled and not self.objective.grows:
                return self.over_moduli(self.averaged)
            # without interference more moments are more events
            return self.once(self.averaged)
        if not profiled:
            return self.once(self.at_phases)
        return self.over_tangents() if self.objective.grows else self.over_moduli(self.at_phases)

    def averaged(self, U: ComplexArray, moduli: Sequence[Array | None]) -> Moments2:
        return averaged_moments(U, [None if r is None else r**2 for r in moduli])

    def at_phases(self, U: ComplexArray, moduli: Sequence[Array | None]) -> Moments2:
        turns = np.exp(1j * np.asarray(self.choices.phases, dtype=float))
        return effective_moments(
            U, [None if r is None else r * turn for r, turn in zip(moduli, turns, strict=True)]
        )

    def once(self, moments: Callable[..., Moments2]) -> Array:
        """Nothing is free."""
        x, y = moments(self.U, self.moduli(self.v))
        return self.objective.value(x[:, 0], y[:, 0])

    def moduli(self, v: Array) -> list[Array | None]:
        """Columns of the moduli kept, None for the others."""
        found: list[Array | None] = [None] * 3
        for at, i in enumerate(self.kept):
            found[i] = v[:, at, None]
        return found

    def over_phase(self) -> Array:
        """Let the phase between two moments run once around; one moment has none that matters."""
        if len(self.kept) == 1:
            x, y = effective_moments(self.U, self.moduli(self.v))
            return self.objective.value(x[:, 0], y[:, 0])

        def with_phase(t: Array, who: Indices) -> Array:
            U, v = self.of(who)
            moments = self.moduli(v)
            moments[self.kept[1]] = moments[self.kept[1]] * np.exp(1j * t)
            return self.objective.value(*effective_moments(U, moments))

        return least(with_phase, _CIRCLE, len(self.v))

    def over_moduli(self, moments: Callable[..., Moments2]) -> Array:
        """Let the moduli not named run from zero to infinity, one inside the other."""
        return self._nested(moments, self.U, self.moduli(self.v), self.others)

    def _nested(
        self,
        moments: Callable[..., Moments2],
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
                return self.objective.value(*moments(_some(U, who), given))
            flat = [None if q is None else np.repeat(q, m, axis=0) for q in given]
            flat[first] = np.broadcast_to(r, (len(who), m)).reshape(-1, 1)
            inner = self._nested(moments, _some(U, np.repeat(who, m)), flat, rest)
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

    def on_frontier(self) -> Array:
        """Phases and other moments free: along the boundary of what can be reached."""
        tangents = QUADRANT if self.objective.grows else all_tangents(self.U, self.others)
        scan = _INSIDE if self.objective.grows else _TO_THE_ENDS
        whole, n = self.frontier(np.arange(len(self.v))), len(self.v)

        def touching(t: Array, who: Indices) -> Array:
            return self.objective.value(*self.frontier(who).point(tangents.of(who).angle(t)))

        if len(self.kept) == 1:
            value = least(touching, scan, n)
        else:
            centre, width = whole.turns()
            turn = centre + np.maximum(width, _SUDDEN * np.abs(centre)) * _TURN
            turning = tangents.parameter(_angles(turn))
            if not self.objective.grows:
                mirrored = tangents.parameter(-_angles(turn))
                turning = np.concatenate([turning, mirrored], axis=1)
            scan = np.concatenate([np.broadcast_to(scan, (len(turning), len(scan))), turning], 1)
            value = least(touching, np.sort(scan, axis=1) + _SPREAD * np.arange(scan.shape[1]), n)
            if (width < _SUDDEN * centre).any():
                for sign in (1, -1)[: 1 if self.objective.grows else 2]:
                    ends = [
                        whole.point(sign * _angles(centre * (1 + side)))
                        for side in (-_BESIDE, _BESIDE)
                    ]
                    value = np.minimum(value, self.along_chord(*ends))
        if self.objective.grows:
            return value
        value = np.minimum(value, self.beyond_ends(whole, tangents))
        return self.in_wells(value, tangents)

    def frontier(self, who: Indices) -> Frontier:
        """Of some of the problems."""
        return Frontier(*self.of(who), self.kept, self.others)

    def along_chord(self, start: Moments2, stop: Moments2) -> Array:
        """Where the phase jumps the frontier is straight, from one side of the jump to the other."""

        def between(share: Array, who: Indices) -> Array:
            x, y = (a[who] + (b - a)[who] * share for a, b in zip(start, stop, strict=True))
            return self.objective.value(x, y)

        return least(between, _CHORD, len(self.v))

    def beyond_ends(self, whole: Frontier, tangents: Tangents) -> Array:
        """Straight on, from where the scan of the tangents comes to its ends."""
        value = np.full(len(self.v), np.inf)
        for end, (a, b) in zip(_TO_THE_ENDS[[0, -1]], tangents.outwards, strict=True):
            x, y = whole.point(tangents.angle(np.full((1, 1), end)))
            a, b = np.broadcast_to(a, x.shape), np.broadcast_to(b, x.shape)

            def outwards(
                t: Array, who: Indices, line: tuple[Array, ...] = (x, y, a, b)
            ) -> Array:
                x, y, a, b = (one[who] for one in line)
                return self.objective.value(x + a * np.exp(t), y + b * np.exp(t))

            value = np.minimum(value, least(outwards, _OUTWARDS, len(self.v)))
        return value

    def in_wells(self, value: Array, tangents: Tangents) -> Array:
        """Smaller values at local minima that are inside, where no frontier comes by."""
        for x_0, y_0 in self.objective.wells():
            depth = float(self.objective.value(np.asarray(x_0), np.asarray(y_0)))
            open_ = np.flatnonzero(value > depth)

            def distance(
                t: Array, who: Indices, x_0: float = x_0, y_0: float = y_0, some: Indices = open_
            ) -> Array:
                theta = tangents.of(some[who]).angle(t)
                support = self.frontier(some[who]).support(theta)
                return np.cos(theta) * x_0 + np.sin(theta) * y_0 - support

            inside = least(distance, _TO_THE_ENDS, len(open_)) >= 0
            value[open_[inside]] = depth
        return value


def _some(U: ComplexArray, who: Indices) -> ComplexArray:
    """Mixing matrices of some of the problems."""
    return U if U.shape[2] == 1 else U[:, :, who]


def _angles(squared_tangent: Array) -> Array:
    return np.arctan(np.sqrt(np.maximum(squared_tangent, 0.0)))
