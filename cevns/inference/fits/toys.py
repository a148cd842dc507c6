"""Coverage: how often the interval of a fit holds the truth when the experiment is repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, Unpack

import numpy as np

from cevns.basics.checks import Array, number, whole
from cevns.basics.kinds import checked
from cevns.inference.counts import Counting
from cevns.inference.fits import one
from cevns.inference.fits.ask import Fittable, Meaning, problem
from cevns.inference.fits.judge import JudgedBins, JudgedCount
from cevns.inference.intervals import delta_chi2
from cevns.inference.poisson import Counted, steady_state
from cevns.inference.search import Indices, least

NODES: Final = 30
"""Nodes of the scan for the best fit of every toy, twice as many where neither side has an end."""


class Repeated(Protocol):
    """Many outcomes of an experiment at once."""

    def chi2(self, events: Array, which: Indices) -> Array:
        """chi^2 of predicted events (bin, n), each by the outcome of its index, shape (n,)."""
        ...


@checked
@dataclass(frozen=True, slots=True)
class Counts:
    """Outcomes of a Gaussian count: the excesses that were seen."""

    count: Counting
    excess: Array

    def chi2(self, events: Array, which: Indices) -> Array:
        """chi^2 of predicted events, as in `Repeated`."""
        N = events[0]
        spread = self.count.fixed_variance + (self.count.sigma_signal * N) ** 2
        return np.asarray((self.excess[which] - N) ** 2 / spread)


@checked
@dataclass(frozen=True, slots=True)
class Bins:
    """Outcomes of bins on and off a source."""

    counted: Counted
    on: Array
    off: Array

    def chi2(self, events: Array, which: Indices) -> Array:
        """chi^2 of predicted events, as in `Repeated`."""
        c = self.counted
        toys = Counted(
            on=self.on[:, which],
            off=self.off[:, which],
            background=np.broadcast_to(c.background, events.shape),
            sigma_signal=c.sigma_signal,
            sigma_background=c.sigma_background,
            shape=c.shape,
        )
        return toys.profiled(events)[0]


@checked
def coverage(
    data: Fittable,
    quantity: str,
    flavor: str | None = None,
    *,
    truth: float,
    toys: int = 10_000,
    seed: int = 1,
    **how: Unpack[Meaning],
) -> float:
    r"""Fraction of repeated experiments in which the interval contains the truth.

    .. math:: P\left(\Delta\chi^2(\text{truth}) \le \Delta\chi^2_\text{C.L.}\right)

    Signal and background are scaled by what their pulls allow, and counts fluctuate around that.

    Parameters
    ----------
    data : one data set, a Gaussian count or bins
    quantity, flavor, how : as in `cevns.inference.fits.ask.fit`
    truth : value of the parameter, in its unit
    toys, seed : how many experiments, and where randomness begins

    Raises
    ------
    ValueError
        if there are several data sets, or the count is no Gaussian one
    """
    whole("toys", toys)
    true = number("truth", truth)
    asked = [quantity if flavor is None else (quantity, flavor)]
    ready, data = problem(data, asked, **how)
    p = ready.parameters[0]
    line = one.curve(ready)
    nodes = line.nodes(NODES)
    low, high = p.physical
    nodes = np.unique([*nodes[(nodes >= low) & (nodes <= high)], *_ends(low, high)])
    t = np.asarray(p.inner(np.array([true])))
    repeated = drawn(
        ready.judge,
        ready.events(t)[:, 0],
        toys,
        np.random.default_rng(whole("seed", seed, at_least=0)),
    )

    def value(at: Array, which: Indices) -> Array:
        at = np.broadcast_to(at, (len(which), at.shape[1]))
        events = ready.events(at.ravel())
        return repeated.chi2(events, np.repeat(which, at.shape[1])).reshape(at.shape)

    every = np.arange(toys)
    at_truth = value(np.full((1, 1), t[0]), every)[:, 0]
    delta = at_truth - np.minimum(least(value, nodes, toys), at_truth)
    return float(np.mean(delta <= delta_chi2(data.assumptions.confidence_level, 1)))


def _ends(*ends: float) -> list[float]:
    return [end for end in ends if np.isfinite(end)]


@checked
def drawn(judge: Any, events: Array, toys: int, rng: np.random.Generator) -> Repeated:
    """Draw outcomes of a count or of bins.

    Parameters
    ----------
    judge : of the data
    events : true signal, one a bin
    toys : how many outcomes
    rng : where randomness comes from

    Raises
    ------
    ValueError
        if it is neither a Gaussian count nor bins
    """
    if isinstance(judge, JudgedBins):
        return _bins(judge.counted, events, toys, rng)
    count = judge.gaussian if isinstance(judge, JudgedCount) else None
    if count is None:
        raise ValueError("coverage is of one Gaussian count or of one set of bins")
    z, noise = rng.standard_normal((2, toys))
    scaled = events[0] * (1 + count.sigma_signal * z)
    return Counts(count, scaled + noise * np.sqrt(count.fixed_variance))


def _bins(counted: Counted, events: Array, toys: int, rng: np.random.Generator) -> Bins:
    b = counted.background[:, 0]
    expected: Callable[..., Array] = counted.shape.drawn
    z = rng.standard_normal((2, toys))
    scale = np.maximum(expected(z[0], counted.sigma_signal), 0.0)
    other = np.maximum(1 + counted.sigma_background * z[1], 0.0)
    steady = steady_state(events + b, counted.on[:, 0], counted.off[:, 0])[0]
    on = rng.poisson(events[:, None] * scale + b[:, None] * other + steady[:, None])
    off = rng.poisson(np.broadcast_to(steady[:, None], on.shape))
    return Bins(counted, on.astype(float), off.astype(float))
