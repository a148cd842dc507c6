"""Data on Earth and from the Sun together: a chi^2 of more than two effective moments."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.combination import JOINT, Combination
from cevns.inference.many_forms import State, least_anywhere
from cevns.inference.moment_chi2 import BestFit, MomentChi2
from cevns.inference.moment_count import BLIND, FAR, squared_moments
from cevns.inference.repeated import drawn
from cevns.inference.search import Indices, farthest_below
from cevns.inference.sketches import Sketch, line, plane
from cevns.inference.tabulated import Tabulated, tabulated
from cevns.inference.tabulated_line import TabulatedLine, tabulated_line
from cevns.neutrinos.mixing import NUFIT_6_1, Angles, ComplexArray, Mixing

ROUNDING: Final = 1e-9
"""Differences of chi^2 are not known better than this."""

_ENDS: Final = np.array([0.0, 1.0])
_ALONG: Final = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 91)])


@checked
@dataclass(frozen=True, kw_only=True)
class Seen:
    r"""Data of neutrinos that arrive in one state: a chi^2 of their one effective moment squared.

    Parameters
    ----------
    state : what they arrive as, such as `cevns.sources.arriving.Arriving`
    chi2 : of which the first variable, mu_e^2, stands for the effective moment squared of that
        state; nothing may depend on the second
    """

    state: State
    chi2: MomentChi2

    @property
    def name(self) -> str:
        """Of the data."""
        return self.chi2.name

    @property
    def source(self) -> str:
        """Key of the source."""
        return self.chi2.source

    @property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with the moment from the Standard Model on."""
        return self.chi2.grows

    def chi2_mu10(self, z: Array) -> Array:
        """chi^2, all pulls profiled, at a squared effective moment [mu10^2]; unchecked."""
        return self.chi2.chi2_mu10(z, np.zeros_like(z))

    def reach(self, z: Array, chi2_max: float) -> Array:
        """How far a squared effective moment may grow, in units of z >= 0: infinite for z = 0."""
        far = np.full(z.shape, math.inf)
        seen = z > 0
        if seen.any():
            far[seen] = self.chi2.reach(z[seen], np.zeros(int(seen.sum())), chi2_max)
        return far

    @property
    def events_per_mu10(self) -> float:
        """What of its form counts: events at 1e-10 mu_B."""
        return float(np.trace(self.chi2.form(NUFIT_6_1)).real) / 2


@checked
@dataclass(frozen=True, kw_only=True)
class Together:
    r"""Data at terrestrial sources and data of other states, whose chi-squares add.

    .. math::

        \chi^2 = \chi^2_\text{Earth}(\mu_e^2,\mu_\mu^2)+\sum_s\chi^2_s(\mu_s^2),\qquad
        \mu_s^2 = \Lambda^\dagger h_s\Lambda

    It is a `MomentChi2` that takes one more variable for each state in `more`, in their order.

    Parameters
    ----------
    earth : data at terrestrial sources; None if there are none
    seen : data of other states, one or more
    mixing : of the leptons, for the best fit: which moments can be at once depends on it
    sketch : what resembles it and costs little: minima are looked for there first

    Raises
    ------
    ValueError
        if there are no data of other states, or one data set comes twice
    """

    earth: MomentChi2 | None
    seen: tuple[Seen, ...]
    mixing: Mixing = NUFIT_6_1
    sketch: Sketch | None = field(default=None, repr=False, compare=False)
    _best: dict[Mixing, tuple[float, tuple[float, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not self.seen:
            raise ValueError("seen: no data of another state; what is on Earth is enough alone")
        names = [n for one in self._all for n in one.name.split(JOINT)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)}: given twice, but one data set counts once")

    @property
    def _all(self) -> tuple[Any, ...]:
        return (*([] if self.earth is None else [self.earth]), *self.seen)

    @cached_property
    def more(self) -> tuple[State, ...]:
        """States whose effective moments come after those of electron and muon flavour."""
        return tuple(dict.fromkeys(one.state for one in self.seen))

    @property
    def name(self) -> str:
        """Names of all data sets."""
        return JOINT.join(one.name for one in self._all)

    @property
    def source(self) -> str:
        """Key of the source if there is one for all, otherwise empty."""
        sources = {one.source for one in self._all}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with every effective moment."""
        return all(one.grows for one in self._all)

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike, *others: ArrayLike) -> Array:
        """chi^2, all pulls profiled.

        Parameters
        ----------
        mu_e2, mu_mu2 : squared effective moments [mu_B^2], from 0 to 1e-4, broadcastable
        others : those of the states in `more`
        """
        x, y = squared_moments(mu_e2, mu_mu2)
        return self.chi2_mu10(x, y, *(squared_moments(z, 0.0)[0] for z in others))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array, *others: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        x, y, *z = np.broadcast_arrays(mu_e2_mu10, mu_mu2_mu10, *self._given(others))
        total = np.zeros(x.shape) if self.earth is None else self.earth.chi2_mu10(x, y)
        for one in self.seen:
            total = total + one.chi2_mu10(z[self.more.index(one.state)])
        return np.asarray(total)

    def _given(self, others: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(others) != len(self.more):
            raise ValueError(
                f"{self.name}: besides mu_e^2 and mu_mu^2 give the effective moments squared of "
                f"{', '.join(state.name for state in self.more)}; got {len(others)} more"
            )
        return others

    def reach(self, x: Array, y: Array, chi2_max: float, *others: Array) -> Array:
        r"""How far a ray stays allowed, in the space of all effective moments squared.

        Parameters
        ----------
        x, y : direction along mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : of all data sets together
        others : direction along those of the states in `more`

        Returns
        -------
        Array
            the largest s with chi^2 at most that; infinite where nothing bounds it
        """
        x, y, *z = np.broadcast_arrays(x, y, *self._given(others))
        least = [self._least_of(one) for one in self._all]
        room = [chi2_max - sum(least) + own for own in least]
        alone = []
        if self.earth is not None:
            far, seen = np.full(x.shape, math.inf), x + y > 0
            if seen.any():
                far[seen] = self.earth.reach(x[seen], y[seen], room[0])
            alone.append(far)
        for one, most in zip(self.seen, room[-len(self.seen) :], strict=True):
            alone.append(one.reach(z[self.more.index(one.state)], most))
        if len(alone) == 1:
            return np.asarray(alone[0])
        length = x + y + sum(z)
        far = FAR**2 / np.maximum(length, 1e-300)
        upper = np.minimum(np.min(alone, axis=0) * (1 + 1e-9), far)
        directions = [np.where(q > BLIND * length, q, 0.0) for q in (x, y, *z)]

        def above(s: Array, rays: Indices) -> Array:
            return self.chi2_mu10(*(s * q[rays] for q in directions)) - chi2_max

        return farthest_below(above, upper, far, _ENDS if self.grows else _ALONG)

    @staticmethod
    def _least_of(one: Any) -> float:
        best: float = (one.chi2 if isinstance(one, Seen) else one).best_fit.chi2
        return best

    @cached_property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over all moments, at the mixing given."""
        return self.best_fit_at(self.mixing)

    @cached_property
    def _at_origin(self) -> float:
        zero = np.zeros(())
        return float(self.chi2_mu10(zero, zero, *(zero for _ in self.more)))

    def best_fit_at(self, mixing: Mixing) -> BestFit:
        """Smallest chi^2 over all moments, and both flavours' squared moments there.

        Parameters
        ----------
        mixing : which effective moments can be at once depends on it
        """
        chi2, q = self._best_at(mixing)
        return BestFit(chi2, q[0], q[1])

    @property
    def best_others(self) -> tuple[float, ...]:
        """Squared effective moments of the states in `more` at the best fit [mu10^2]."""
        return self._best_at(self.mixing)[1][2:]

    def _best_at(self, mixing: Mixing) -> tuple[float, tuple[float, ...]]:
        """Smallest chi^2 over all moments, and all effective moments squared there."""
        origin = self._at_origin, (0.0,) * (2 + len(self.more))
        if self.grows or (self.sketch is None and self._all_best_at_origin):
            return origin
        if mixing not in self._best:
            found, q = least_anywhere(
                self.chi2_mu10, self.more, mixing, self.scales, like=self.sketch
            )
            lower = found < origin[0] - ROUNDING
            self._best[mixing] = (found, tuple(q.tolist())) if lower else origin
        return self._best[mixing]

    @cached_property
    def _all_best_at_origin(self) -> bool:
        # each at its own best, which no moments may give all of them at once
        return self._at_origin <= sum(map(self._least_of, self._all)) + ROUNDING

    @cached_property
    def scales(self) -> Array:
        """How far along every axis chi^2 changes by about one; 1 where nothing is seen."""
        if self.sketch is not None:
            return np.array(self.sketch.scales)
        enough = max(self._at_origin, sum(map(self._least_of, self._all))) + 1
        ends = [
            float(self.reach(axis[0], axis[1], enough, *axis[2:])[0])
            for axis in np.eye(2 + len(self.more))[..., None]
        ]
        return np.array([end if 0 < end < math.inf else 1.0 for end in ends])

    def tabulated(
        self,
        *,
        depth: float = 10.0,
        nodes: int = 121,
        tolerance: float = 1e-7,
        rays: int = 161,
        checks: int = 4000,
    ) -> "Together":
        """Return the same with all of its data tabulated.

        Parameters
        ----------
        depth, nodes, tolerance, rays, checks : as in `cevns.inference.tabulated.tabulated`
        """
        earth = self.earth
        if earth is not None and not isinstance(earth, Tabulated):
            asked = {"nodes": nodes, "rays": rays, "checks": checks}
            earth = tabulated(earth, depth=depth, tolerance=tolerance, **asked)
        seen = (
            one
            if isinstance(one.chi2, TabulatedLine)
            else replace(
                one,
                chi2=tabulated_line(one.chi2, depth=depth, nodes=nodes, tolerance=tolerance),
            )
            for one in self.seen
        )
        return replace(self, earth=earth, seen=tuple(seen), sketch=None)

    def fluctuated(
        self,
        rng: np.random.Generator,
        mu_e2: float = 0.0,
        mu_mu2: float = 0.0,
        *others: float,
    ) -> "Together":
        """Draw what might have been measured.

        Parameters
        ----------
        rng : where randomness comes from
        mu_e2, mu_mu2 : true squared effective moments [mu_B^2]
        others : those of the states in `more`; none by default

        Raises
        ------
        ValueError
            if data have no probability, or are a table
        """
        x, y = (float(q) for q in squared_moments(mu_e2, mu_mu2))
        given = others or (0.0,) * len(self.more)
        z = [float(squared_moments(one, 0.0)[0]) for one in self._given(given)]
        earth = None if self.earth is None else drawn(self.earth, rng, x, y)
        seen = (
            replace(one, chi2=drawn(one.chi2, rng, z[self.more.index(one.state)], 0.0))
            for one in self.seen
        )
        return replace(self, earth=earth, seen=tuple(seen), sketch=None)

    @property
    def information(self) -> Array:
        """Information on all effective moments squared at the Standard Model [mu10^-4]."""
        k = 2 + len(self.more)
        total = np.zeros((k, k))
        if self.earth is not None:
            total[:2, :2] = self.earth.information
        for one in self.seen:
            at = 2 + self.more.index(one.state)
            total[at, at] += one.chi2.information[0, 0]
        return total

    def form(self, mixing: Angles) -> ComplexArray:
        """Positive form whose null space is what no data set sees, in the mass basis."""
        total = np.zeros((3, 3), dtype=complex)
        if self.earth is not None:
            total = total + self.earth.form(mixing)
        for one in self.seen:
            total = total + one.events_per_mu10 * one.state.form(mixing)
        return total


@checked
def sketched(data: Together, scales: Sequence[float]) -> Together:
    """Return data that look for their minima on a `Sketch` first.

    Parameters
    ----------
    data : as they are
    scales : how far along every axis chi^2 changes by about one [mu10^2], `Together.scales`, of
        these data or of others like them
    """
    sizes = tuple(float(one) for one in scales)
    earth = None if data.earth is None else plane(data.earth.chi2_mu10, (sizes[0], sizes[1]))
    lines = [
        (at, line(one.chi2_mu10, sizes[at]))
        for one in data.seen
        for at in [2 + data.more.index(one.state)]
    ]
    return replace(data, sketch=Sketch(sizes, earth, tuple(lines)))


def _taken_apart(parts: tuple[MomentChi2 | Seen, ...]) -> Iterator[MomentChi2 | Seen]:
    for one in parts:
        if isinstance(one, Together):
            yield from one._all
        else:
            yield one


@checked
def together(*parts: MomentChi2 | Seen, mixing: Mixing = NUFIT_6_1) -> MomentChi2:
    """Sum of chi-squares of data at terrestrial sources and of other states.

    Parameters
    ----------
    parts : data sets, combinations, what was `Seen` of other states, or sums of these
    mixing : as in `Together`

    Returns
    -------
    MomentChi2
        a `Combination` if there is nothing but terrestrial data, else a `Together`

    Raises
    ------
    ValueError
        if there is nothing, or a data set comes twice
    """
    flat = tuple(_taken_apart(parts))
    seen = tuple(one for one in flat if isinstance(one, Seen))
    earth = tuple(one for one in flat if not isinstance(one, Seen))
    if not seen:
        return Combination(counts=earth)
    alone = earth[0] if len(earth) == 1 else Combination(counts=earth) if earth else None
    return Together(earth=alone, seen=seen, mixing=mixing)
