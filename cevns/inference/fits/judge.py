"""chi^2 of predicted events, bin by bin, for one data set or several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cevns.basics.checks import Array
from cevns.inference.counts import Count, Counting
from cevns.inference.poisson import Counted


class Judge(Protocol):
    """What a fit asks of data: chi^2 of events, all nuisances profiled."""

    @property
    def bins(self) -> int:
        """How many numbers are predicted."""
        ...

    def chi2(self, events: Array) -> Array:
        """chi^2 of events of shape (bin, n), shape (n,)."""
        ...


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

    @property
    def gaussian(self) -> Counting | None:
        """The count if its chi^2 can be inverted in closed form."""
        c = self.counting
        return c if isinstance(c, Counting) and c.pull == "gaussian" else None


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


@dataclass(frozen=True, slots=True)
class JudgedTogether:
    """Several data sets, one after the other in the bins.

    Parameters
    ----------
    parts : of the data sets
    shared : groups of Gaussian counts with an uncertainty in common: where they are, and its size
    """

    parts: Sequence[Judge]
    shared: Mapping[tuple[int, ...], float]

    @property
    def bins(self) -> int:
        """Of all of them."""
        return sum(one.bins for one in self.parts)

    def chi2(self, events: Array) -> Array:
        """chi^2 of events of shape (bin, n)."""
        stops = np.cumsum([one.bins for one in self.parts])
        cut = np.split(events, stops[:-1])
        common = {i for group in self.shared for i in group}
        total = np.zeros(events.shape[1])
        for i, (one, own) in enumerate(zip(self.parts, cut, strict=True)):
            if i not in common:
                total = total + one.chi2(own)
        for group, sigma in self.shared.items():
            total = total + self._with_common_pull(
                [(self.parts[i], cut[i][0]) for i in group], sigma
            )
        return np.asarray(total)

    @staticmethod
    def _with_common_pull(members: Sequence[tuple[Judge, Array]], sigma: float) -> Array:
        r"""Least of :math:`\sum_e(r_e+aN_e)^2/D_e+a^2/\sigma^2` over the common pull a."""
        own = []
        for judge, N in members:
            c = judge.gaussian if isinstance(judge, JudgedCount) else None
            if c is None:
                raise ValueError("only Gaussian counts can share an uncertainty here")
            own.append((N, c.excess, c.fixed_variance + (c.sigma_signal**2 - sigma**2) * N**2))
        seen = sum(N**2 / D for N, _, D in own)
        wanted = sum(N * (n - N) / D for N, n, D in own)
        a = sigma**2 * wanted / (1 + sigma**2 * seen)
        total = sum(((1 + a) * N - n) ** 2 / D for N, n, D in own)
        return np.asarray(total + (a / sigma) ** 2)
