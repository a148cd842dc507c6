"""chi^2 of predicted events, bin by bin, for one data set or several."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.counts import Count, Counting
from cevns.inference.fits.prediction import Predicted
from cevns.inference.poisson import Counted, steady_state
from cevns.inference.pulls import PULLS
from cevns.inference.search import Indices, least

_OUTWARDS: Final = np.array([0.5, *2.0 ** np.arange(9)])

COMMON: Final = np.concatenate([-_OUTWARDS[::-1], [0.0], _OUTWARDS])
"""Scan of a common pull, in units of its uncertainty."""


class Judge(Protocol):
    """What a fit asks of data: chi^2 of events, all nuisances profiled."""

    @property
    def bins(self) -> int:
        """How many numbers are predicted."""
        ...

    def judged(self, predicted: Predicted) -> Array:
        """chi^2 of what is predicted at n values, shape (n,)."""
        ...

    def covariance(self, events: Array) -> Array:
        """Covariance of what is counted if so many signal events are true, shape (bin, bin)."""
        ...


@checked
@dataclass(frozen=True, slots=True)
class JudgedCount:
    """One count."""

    counting: Count

    @property
    def bins(self) -> int:
        """One."""
        return 1

    def chi2(self, events: Array) -> Array:
        """chi^2 of events of shape (1, n)."""
        return np.asarray(self.counting.chi2_at(events[0]))

    def judged(self, predicted: Predicted) -> Array:
        """chi^2 of what is predicted: all events alike, of whatever kind."""
        return self.chi2(predicted.events)

    def covariance(self, events: Array) -> Array:
        """Its variance, pulls included."""
        return np.asarray(self.counting.total_variance(events)).reshape(1, 1)

    @property
    def gaussian(self) -> Counting | None:
        """The count if its chi^2 can be inverted in closed form."""
        c = self.counting
        return c if isinstance(c, Counting) and c.pull == "gaussian" else None


@checked
@dataclass(frozen=True, slots=True)
class JudgedBins:
    """Bins on and off a source."""

    counted: Counted

    @property
    def bins(self) -> int:
        """As many as were counted."""
        return len(self.counted.on)

    def chi2(self, events: Array) -> Array:
        """chi^2 of events of shape (bin, n)."""
        return self.counted.profiled(events)[0]

    def judged(self, predicted: Predicted) -> Array:
        """chi^2 of what is predicted: all events alike, of whatever kind."""
        return self.chi2(predicted.events)

    def covariance(self, events: Array) -> Array:
        """Of counts on minus off, the normalisations of signal and background included."""
        c, b = self.counted, self.counted.background[:, 0]
        steady = steady_state(events + b, c.on[:, 0], c.off[:, 0], c.tau)[0]
        pulled = np.stack([c.sigma_signal * events, c.sigma_background * b])
        return np.asarray(np.diag(events + b + (1 + 1 / c.tau) * steady) + pulled.T @ pulled)


@checked
@dataclass(frozen=True, slots=True)
class JudgedTogether:
    """Several data sets, one after the other in the bins.

    Parameters
    ----------
    parts : of the data sets
    shared : groups of Gaussian counts with an uncertainty in common: where they are, and its size
    joined, together : where those are that have pulls in common, and chi^2 of these from what is
        predicted of each
    """

    parts: Sequence[Judge]
    shared: Mapping[tuple[int, ...], float]
    joined: tuple[int, ...] = ()
    together: "Callable[[Sequence[Judge], Sequence[Predicted]], Array] | None" = None

    @property
    def bins(self) -> int:
        """Of all of them."""
        return sum(one.bins for one in self.parts)

    def judged(self, each: Sequence[Predicted]) -> Array:
        """chi^2 of what is predicted of every data set."""
        common = {i for group in self.shared for i in group} | set(self.joined)
        total = np.zeros(each[0].weak.shape[1])
        for i, (one, own) in enumerate(zip(self.parts, each, strict=True)):
            if i not in common:
                total = total + one.judged(own)
        for group, sigma in self.shared.items():
            members = [(self.parts[i], each[i].events[0]) for i in group]
            total = total + _with_common_pull(members, sigma)
        if self.joined and self.together:
            who = [self.parts[i] for i in self.joined]
            total = total + self.together(who, [each[i] for i in self.joined])
        return np.asarray(total)

    def covariance(self, events: Array) -> Array:
        """Of all of them, with what is shared."""
        total = np.zeros((len(events), len(events)))
        starts = np.cumsum([0, *(one.bins for one in self.parts)])
        for one, start, stop in zip(self.parts, starts, starts[1:], strict=False):
            total[start:stop, start:stop] = one.covariance(events[start:stop])
        for group, sigma in self.shared.items():
            at = starts[list(group)]
            together = np.outer(events[at], events[at])
            total[np.ix_(at, at)] += sigma**2 * (together - np.diag(np.diag(together)))
        return total


def _with_common_pull(members: Sequence[tuple[Judge, Array]], sigma: float) -> Array:
    r"""Least of :math:`\sum_e(r_e+aN_e)^2/D_e+a^2/\sigma^2` over the common pull a."""
    own = []
    for judge, N in members:
        c = judge.gaussian if isinstance(judge, JudgedCount) else None
        if c is None:
            return _with_common_factor(members, sigma)
        own.append((N, c.excess, c.fixed_variance + (c.sigma_signal**2 - sigma**2) * N**2))
    seen = sum(N**2 / D for N, _, D in own)
    wanted = sum(N * (n - N) / D for N, n, D in own)
    a = sigma**2 * wanted / (1 + sigma**2 * seen)
    total = sum(((1 + a) * N - n) ** 2 / D for N, n, D in own)
    return np.asarray(total + (a / sigma) ** 2)


def _with_common_factor(members: Sequence[tuple[Judge, Array]], sigma: float) -> Array:
    """Least chi^2 over a factor common to the signals, each of which keeps a pull of its own."""
    counts = [judge.counting for judge, _ in members if isinstance(judge, JudgedCount)]
    shape = PULLS[counts[0].pull]
    rest = [replace(c, sigma_signal=shape.rest(c.sigma_signal, sigma)) for c in counts]
    signals = [N for _, N in members]

    def chi2(a: Array, which: Indices) -> Array:
        factor = np.maximum(shape.drawn(a, sigma), 0.0)
        each = (c.chi2_at(factor * N[which, None]) for c, N in zip(rest, signals, strict=True))
        return np.asarray(a**2 + sum(each))

    return least(chi2, COMMON, len(signals[0]))
