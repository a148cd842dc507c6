"""When neutrinos of a pulsed source arrive, in any bins: an analytic pulse, or a table."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked
from cevns.sources.arrival import MUON_LIFETIME

PION_LIFETIME: Final = 26.033e-9
"""Mean life of the charged pion [s], PDG."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class PulsedArrival:
    r"""Arrival after a Gaussian pulse of protons and one or two exponential decays.

    Equation :eq:`eq:et-arrival` of the book. A fraction F(t) has arrived by t: after one decay,
    with :math:`z=(t-m)/\sigma`,

    .. math::

        F_\tau(t) = \Phi(z) - e^{\sigma^2/2\tau^2-(t-m)/\tau}\,
        \Phi\!\left(z-\frac{\sigma}{\tau}\right), \qquad
        F_{\tau\tau'}(t) = \frac{\tau F_\tau(t)-\tau'F_{\tau'}(t)}{\tau-\tau'}

    after two.

    Parameters
    ----------
    mean, width : of the pulse, m and sigma, after the trigger [s]; any sign, and > 0
    lifetimes : of what decays in turn [s], one or two different ones, > 0

    Notes
    -----
    That all protons come in one pulse of that shape, and all pions and muons decay at rest.
    """

    mean: float
    width: float
    lifetimes: tuple[float, ...]

    def __post_init__(self) -> None:
        settle(self, "mean", "s", what="middle of the pulse", at_least=-1, at_most=1)
        settle(self, "width", "s", what="width of the pulse", above=0, at_most=1, hint="in s")
        lifetimes = in_range("lifetimes", self.lifetimes, "s", above=0)
        if lifetimes.shape not in ((1,), (2,)) or len(set(lifetimes)) != lifetimes.size:
            raise ValueError(f"lifetimes {self.lifetimes} s must be one, or two different ones")
        object.__setattr__(self, "lifetimes", tuple(map(float, lifetimes)))

    def arrived(self, t: Array) -> Array:
        """Fraction that has arrived by a time [s], shape of t."""
        each = [self._after_one(in_range("t", t, "s"), tau) for tau in self.lifetimes]
        if len(each) == 1:
            return each[0]
        tau, other = self.lifetimes
        both: Array = (tau * each[0] - other * each[1]) / (tau - other)
        return both

    def __call__(self, edges: Array) -> Array:
        """Fractions that arrive between the edges of time bins [s]."""
        return np.maximum(np.diff(self.arrived(edges)), 0.0)

    def shifted(self, delay: float) -> Self:
        """Return the same, later by a delay [s]."""
        return replace(self, mean=self.mean + number("delay", delay, "s"))

    def _after_one(self, t: Array, tau: float) -> Array:
        from scipy.special import log_ndtr, ndtr  # costs as much time at import as all the rest

        z = (t - self.mean) / self.width
        ratio = self.width / tau
        late = np.exp(0.5 * ratio**2 - (t - self.mean) / tau + log_ndtr(z - ratio))
        return np.asarray(ndtr(z) - late)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class TabulatedArrival:
    """Arrival by a table of the fraction that has arrived, linear between its entries.

    Parameters
    ----------
    arrived : fraction by a time [s], rising from 0 to at most 1
    delay : by which all of it is later [s]

    Raises
    ------
    ValueError
        if the fraction falls, does not begin at 0, or exceeds 1
    """

    arrived: Curve
    delay: float = 0.0

    def __post_init__(self) -> None:
        y = in_range("arrived", self.arrived.y, at_least=0, at_most=1 + 1e-6)
        if y[0] != 0 or (np.diff(y) < 0).any():
            raise ValueError("the fraction that has arrived must rise, and begin with 0")
        settle(self, "delay", "s", at_least=-1, at_most=1)

    def __call__(self, edges: Array) -> Array:
        """Fractions that arrive between the edges of time bins [s]."""
        t = in_range("edges", edges, "s") - self.delay
        return np.diff(np.interp(t, self.arrived.x, np.minimum(self.arrived.y, 1.0)))

    def shifted(self, delay: float) -> Self:
        """Return the same, later by a delay [s]."""
        return replace(self, delay=self.delay + number("delay", delay, "s"))


@checked
def stopped_pion_arrivals(mean: float, width: float) -> tuple[PulsedArrival, PulsedArrival]:
    """Return the arrivals of prompt and of delayed neutrinos of stopped pions.

    Parameters
    ----------
    mean, width : of the Gaussian pulse of protons [s]
    """
    prompt = PulsedArrival(mean=mean, width=width, lifetimes=(PION_LIFETIME,))
    return prompt, replace(prompt, lifetimes=(MUON_LIFETIME, PION_LIFETIME))
