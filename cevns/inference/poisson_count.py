"""Chi-squared of one count of a few events: a Poisson likelihood."""

import math
from dataclasses import dataclass, replace
from typing import Final, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, number, settle, whole
from cevns.basics.kinds import checked
from cevns.inference.poisson import Counted, steady_state
from cevns.inference.pulls import PULLS, Pull
from cevns.inference.search import last_below

_FACTORS: Final = 41
"""Equally probable values that stand for a normalisation that is not known."""

_RARE: Final = 1e-12
"""Outcomes less probable than this do not occur."""

ROUNDING: Final = 1e-9
"""Differences of chi^2 are not known better than this."""

_FAR: Final = 1e30


class Repeated(NamedTuple):
    """Delta chi^2 of the truth in repeated experiments, and how probable each is.

    Without probabilities all are equally probable.
    """

    delta_chi2: Array
    probability: Array | None = None

    def threshold(self, level: float) -> float:
        """Delta chi^2 that this fraction of experiments does not exceed; of outcomes, at least."""
        q = number("level", level, at_least=0, at_most=1, hint="write 0.90 for 90 %")
        if self.probability is None:
            return float(np.quantile(self.delta_chi2, q))
        p = self.probability
        return float(np.quantile(self.delta_chi2, q, weights=p, method="inverted_cdf"))

    def below(self, threshold: float) -> float:
        """Probability of a Delta chi^2 up to a threshold."""
        inside = self.delta_chi2 <= number("threshold", threshold) + ROUNDING
        return float(np.average(inside, weights=self.probability))


def true_signal(signal: float, sigma: float, common: float) -> tuple[float, float, float]:
    """Return what outcomes are drawn from once they are numbers.

    Parameters
    ----------
    signal : true [events], >= 0
    sigma : the part of its relative uncertainty that is shared, >= 0
    common : the shared pull in units of it
    """
    return (
        number("signal", signal, "events", at_least=0),
        number("sigma", sigma, at_least=0, hint="a relative uncertainty"),
        number("common", common),
    )


One = TypeVar("One")


class Possible(NamedTuple, Generic[One]):
    """Outcomes of a count, and how probable each is; without probabilities, equally."""

    counts: list[One]
    probability: Array | None = None


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class PoissonCounting:
    r"""One Poisson count against a signal, with all that is not known of it profiled.

    Equation :eq:`eq:stat-poisson` of the book.

    .. math::

        \chi^2(S) = \min_{A,C,\beta}\;&2P(n_\text{on};\,AS+Cb+\beta)
        + 2P(n_\text{off};\,\tau\beta) \\
        &+ \text{price}(A) + \frac{(C-1)^2}{\sigma_b^2}

    with :math:`P(n;\mu)=\mu-n+n\ln(n/\mu)`, half of the deviance. Zero events are a good count.

    Parameters
    ----------
    on : n_on, events with the source, >= 0; of an expected count it need not be whole
    background : b, expected among them, >= 0
    off, tau : n_off, events without the source, and for how long they were counted in units of
        the time with it; infinite if there are none
    sigma_signal, sigma_background : relative uncertainties of S and of b, >= 0
    pull : shape of that on the signal, one of `cevns.inference.pulls.PULLS`

    Raises
    ------
    ValueError
        if a number is not finite or out of range, or the shape unknown

    Notes
    -----
    Source of on and off: T.-P. Li and Y.-Q. Ma, Astrophys. J. 272 (1983) 317.
    """

    on: float
    background: float = 0.0
    off: float = 0.0
    tau: float = math.inf
    sigma_signal: float = 0.0
    sigma_background: float = 0.0
    pull: str = "gaussian"

    def __post_init__(self) -> None:
        for name in ("on", "background", "off"):
            settle(self, name, "events", at_least=0)
        if self.off or not (isinstance(self.tau, float) and self.tau == math.inf):
            settle(self, "tau", above=0, hint="finite with events off")
        for name in ("sigma_signal", "sigma_background"):
            settle(self, name, at_least=0, hint="a relative uncertainty")
        choice("pull", self.pull, PULLS)

    @property
    def pull_free_signal(self) -> float:
        """The signal whose size the pull leaves alone: none, it multiplies all of it."""
        return 0.0

    @property
    def shape(self) -> Pull:
        """Shape of the pull on the signal."""
        return PULLS[self.pull]

    @property
    def observed(self) -> float:
        """Events left after subtracting those without the source."""
        return self.on - self.off / self.tau

    @property
    def excess(self) -> float:
        """The signal that fits best, which may be negative [events]."""
        return self.observed - self.background

    @property
    def variance(self) -> float:
        """Statistical variance of the observed events, estimated from the counts [events^2]."""
        return self.on + self.off / self.tau**2

    @property
    def fixed_variance(self) -> float:
        """The same with the uncertainty of the background."""
        return self.variance + (self.sigma_background * self.background) ** 2

    def total_variance(self, signal: ArrayLike) -> Array:
        """Variance of the count if the signal is true, pulls included to first order."""
        S = in_range("signal", signal, "events", at_least=0)
        rest = self.background + self._beta(S) * (1 + 1 / self.tau)
        pulled = (self.sigma_signal * S) ** 2 + (self.sigma_background * self.background) ** 2
        return S + rest + pulled

    def _beta(self, S: Array) -> Array:
        """Events with the source that come from elsewhere and are not known, at a true signal."""
        return steady_state(S + self.background, np.array(self.on), np.array(self.off), self.tau)[0]

    def chi2(self, signal: ArrayLike) -> Array:
        """chi^2 minimised over all that is not known, for a signal of S >= 0 events."""
        return self.chi2_at(in_range("signal", signal, "events", at_least=0))

    def chi2_at(self, signal: Array) -> Array:
        """`chi2`, unchecked, for inner loops."""
        S = np.asarray(signal, dtype=float)
        on, off = np.array([[self.on]]), np.array([[self.off]])
        return self._chi2(S.reshape(1, -1), on, off).reshape(S.shape)

    def _chi2(self, S: Array, on: Array, off: Array) -> Array:
        """chi^2 of many outcomes, at one signal or many; shapes (1, n)."""
        counted = Counted(
            on=on,
            off=off,
            background=np.array([[self.background]]),
            tau=self.tau,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background if self.background else 0.0,
            shape=self.shape,
        )
        return counted.profiled(np.broadcast_to(S, np.broadcast_shapes(S.shape, on.shape)))[0]

    def without_pulls(self) -> "PoissonCounting":
        """Return the same count with statistical uncertainty only."""
        return replace(self, sigma_signal=0.0, sigma_background=0.0)

    def upper_signal(self, chi2_max: float) -> float:
        """Return the largest signal with chi^2 at most ``chi2_max`` [events].

        Infinite if none bounds it, and negative infinity if no signal fits so well.
        """
        C = number("chi2_max", chi2_max, at_least=0)
        if self.chi2_at_infinity <= C:
            return math.inf
        low = max(self.excess, 0.0)
        if float(self.chi2_at(np.array(low))) > C:
            return -math.inf
        room = 1 + math.sqrt(self.fixed_variance)
        while float(self.chi2_at(np.array(low + room))) <= C:
            room *= 2
            if room > _FAR:
                return math.inf
        ends = np.array([0.0, 1.0])
        return low + float(
            last_below(lambda s: self.chi2_at(low + s) - C, np.array([room]), ends)[0]
        )

    def best_physical_signal(self, smallest: float) -> float:
        """Signal of smallest chi^2 among those of at least ``smallest`` events."""
        return max(number("smallest", smallest, "events", at_least=0), self.excess)

    def grows_from(self, signal: float) -> bool:
        """Whether chi^2 grows with the signal from here on: beyond the best one it does."""
        return self.excess <= number("signal", signal, "events", at_least=0)

    @property
    def chi2_at_infinity(self) -> float:
        """chi^2 of a signal without bound, its scale as small as it must be."""
        known = replace(self, sigma_signal=0.0)
        rest = float(known.chi2_at(np.array(max(self.excess, 0.0))))
        return self.shape.at_infinity(self.sigma_signal) + rest

    def typical(self) -> "PoissonCounting":
        """Return the same with whole numbers of events: the medians, if they are expected."""
        return replace(self, on=_median(self.on), off=_median(self.off))

    def _outcomes(self, signal: float) -> tuple[Array, Array, Array]:
        """Return what may be counted if a signal is true: events on, off, and probabilities.

        Scales that are not known take equally probable values; the events off the source are
        expected as they fit best to what was observed.
        """
        from scipy.special import gammaln, ndtri  # half of the package's import time

        S = number("signal", signal, "events", at_least=0)
        beta = float(self._beta(np.array(S)))

        def scales(sigma: float, shape: Pull) -> Array:
            if not sigma:
                return np.ones(1)
            z = ndtri((np.arange(_FACTORS) + 0.5) / _FACTORS)
            return np.maximum(shape.drawn(z, sigma), 0.0)

        A = scales(self.sigma_signal, self.shape)
        C = scales(self.sigma_background if self.background else 0.0, PULLS["gaussian"])
        mean = ((A * S)[:, None] + C * self.background + beta).ravel()

        def probability(mu: Array) -> Array:
            n = np.arange(int(mu.max() + 8 * math.sqrt(mu.max()) + 12))
            with np.errstate(divide="ignore", invalid="ignore"):
                log = np.where(mu[:, None] > 0, n * np.log(mu)[:, None], np.where(n, -np.inf, 0.0))
            return np.asarray(np.exp(log - mu[:, None] - gammaln(n + 1.0)).mean(axis=0))

        on = probability(mean)
        off = np.ones(1) if math.isinf(self.tau) else probability(np.array([self.tau * beta]))
        both = on[:, None] * off
        i, j = np.nonzero(both > _RARE)
        return i.astype(float), j.astype(float), both[i, j]

    def repeated(self, signal: float, smallest: float, quantiles: int = 0) -> Repeated:
        """Delta chi^2 of the true signal from the physical minimum, in every outcome.

        Parameters
        ----------
        signal : S, true [events]
        smallest : physical boundary [events]
        quantiles : not used, as all outcomes are counted through
        """
        S_0 = number("smallest", smallest, "events", at_least=0)
        whole("quantiles", quantiles, at_least=0)
        on, off, probability = self._outcomes(signal)
        excess = on - off / self.tau - self.background
        rows = on[None], off[None]
        at_truth = self._chi2(np.full((1, len(on)), signal), *rows)
        best = np.maximum(excess, S_0)[None]
        return Repeated(at_truth - self._chi2(best, *rows), probability)

    def possible(self, signal: float, quantiles: int = 0) -> Possible["PoissonCounting"]:
        """Return all outcomes if a signal is true.

        Parameters
        ----------
        signal : S, true [events]
        quantiles : not used, as all outcomes are counted through
        """
        whole("quantiles", quantiles, at_least=0)
        on, off, probability = self._outcomes(signal)
        pairs = zip(on.tolist(), off.tolist(), strict=True)
        return Possible([replace(self, on=n, off=m) for n, m in pairs], probability)

    def drawn(
        self, signal: float, rng: np.random.Generator, sigma: float = 0.0, common: float = 0.0
    ) -> "PoissonCounting":
        """Draw an outcome if a signal is true.

        Parameters
        ----------
        signal : S, true [events]
        rng : where randomness comes from
        sigma : the part of the signal's uncertainty that is shared
        common : the shared pull in units of it, drawn already
        """
        S, shared, pull = true_signal(signal, sigma, common)
        beta = float(self._beta(np.array(S)))
        z = rng.standard_normal(2)
        own = self.shape.drawn(z[0], self.shape.rest(self.sigma_signal, shared))
        A = max(float(own * self.shape.drawn(np.array(pull), shared)), 0.0)
        C = max(1 + self.sigma_background * z[1], 0.0)
        off = 0 if math.isinf(self.tau) else rng.poisson(self.tau * beta)
        on = rng.poisson(A * S + C * self.background + beta)
        return replace(self, on=float(on), off=float(off))


def _median(mean: float) -> float:
    """Return the median of a Poisson distribution; a whole mean is its own."""
    if mean % 1 == 0:
        return mean
    from scipy.special import gammaincc  # as above

    n = math.floor(mean)
    return float(n if gammaincc(n + 1, mean) >= 0.5 else n + 1)
