"""Counts in bins against templates with pulls: the likelihood of measured data."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, infinite, number
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked
from cevns.inference.measured.expectation import Expectation
from cevns.inference.measured.likelihood import Likelihood, Term
from cevns.inference.measured.nuisances import Nuisance, centred
from cevns.inference.measured.profiled import Profiled, coefficients_of
from cevns.inference.moment_count import squared_moments
from cevns.inference.poisson import steady_state

SIGNAL: Final = ("sm", "electron", "muon")
"""Parts that are the signal: of the Standard Model, and per mu10^2 of either flavour."""


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class TemplateBins(Profiled):
    r"""Counts in bins, their likelihood with templates and any number of pulls.

    .. math::

        \chi^2 = \min_{\theta,\beta}\;2\sum_b\left[P(n_b;\,\mu_b+\beta_b)+P(n_b^\text{off};\,
        \tau\beta_b)\right]+\sum_j\left(\frac{\theta_j-\theta_j^0}{\sigma_j}\right)^2

    with :math:`P(n;\mu)=\mu-n+n\ln(n/\mu)` and the expected events :math:`\mu_b` of
    `cevns.inference.measured.expectation`: the sum of all parts, each with its shape and size
    changed by the pulls. Without a measurement off the source there is no :math:`\beta`; with a
    variance the counts are Gaussian.

    Parameters
    ----------
    name, source : of the data set and where it was measured
    on : counts, any shape; all arrays are flattened
    off, tau : counts off the source, and for how long in units of the time on it; None if there
        are none, and then the steady state is one of the parts
    parts : templates over the bins. ``"sm"``, ``"electron"`` and ``"muon"`` are the signal, of the
        Standard Model and per (1e-10 mu_B)^2 of either flavour; all others are backgrounds
    nuisances : pulls
    variance : of Gaussian counts, > 0; None for Poisson's

    Raises
    ------
    ValueError
        if numbers are out of range, bins are not equally many, a nuisance acts on a part that is
        not there, or events were seen where none are expected
    """

    name: str
    source: str
    on: Array
    parts: Mapping[str, Array]
    nuisances: tuple[Nuisance, ...] = ()
    off: Array | None = None
    tau: float = 1.0
    variance: Array | None = None

    def __post_init__(self) -> None:
        gaussian = self.variance is not None
        on = self._bins("on", self.on, None if gaussian else 0.0)
        parts = {key: self._bins(key, one, 0.0, on.size) for key, one in self.parts.items()}
        parts = {key: parts.get(key, read_only(np.zeros(on.size))) for key in SIGNAL} | parts
        for key, value in (("on", on), ("parts", FrozenMapping(parts))):
            object.__setattr__(self, key, value)
        object.__setattr__(self, "nuisances", tuple(self.nuisances))
        if self.off is not None:
            object.__setattr__(self, "off", self._bins("off", self.off, 0.0, on.size))
        if not infinite(self.tau):
            number(f"{self.name}: tau", self.tau, above=0)
        if self.variance is not None:
            variance = in_range(f"{self.name}: variance", self.variance, "events^2", above=0)
            object.__setattr__(self, "variance", self._bins("variance", variance, 0.0, on.size))
        self._refuse_strangers()

    def _bins(
        self, what: str, values: ArrayLike, at_least: float | None, size: int | None = None
    ) -> Array:
        found = in_range(f"{self.name}: {what}", values, "events", at_least=at_least).ravel()
        if size is not None and found.size != size:
            raise ValueError(f"{self.name}: {what} has {found.size} bins, the counts have {size}")
        return read_only(found)

    def _refuse_strangers(self) -> None:
        keys = [one.key for one in self.nuisances]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"{self.name}: nuisances {', '.join(sorted(twice))} come twice")
        for one in self.nuisances:
            for part in (*one.scales, *one.variants):
                if part not in self.parts:
                    raise ValueError(
                        f"{self.name}: {one.name} acts on {part!r}, the parts are "
                        f"{', '.join(self.parts)}"
                    )
            for part, variants in one.variants.items():
                for variant in variants:
                    self._bins(f"{one.name}: {part}", variant, None, self.on.size)
        if self.variance is None and self.off is None:
            lost = (self.on > 0) & (sum(self.parts.values()) <= 0)
            if lost.any():
                i = int(np.argmax(lost))
                raise ValueError(
                    f"{self.name}: {self.on[i]:g} events were seen in bin {i + 1}, where neither "
                    "signal nor background is expected"
                )

    @cached_property
    def expectation(self) -> Expectation:
        """Expected events as a function of coefficients and pulls."""
        return Expectation(self.parts, self.nuisances)

    @cached_property
    def term(self) -> Term:
        """What it adds to chi^2."""
        off = np.zeros_like(self.on) if self.off is None else self.off
        tau = math.inf if self.off is None else self.tau
        return Term(self.expectation, self.on[None], off[None], tau, self.variance)

    @cached_property
    def likelihood(self) -> Likelihood:
        """Its one term with its pulls."""
        return Likelihood([self.term], [self.nuisances])

    def coefficients(self, x: Array, y: Array) -> list[Array]:
        """Coefficients of the parts, shape (n, parts), at moments [mu10^2], (n,), in a list."""
        return [coefficients_of(self.expectation.names, x, y)]

    @property
    def _free(self) -> list[list[int]]:
        return [[self.expectation.names.index(f) for f in SIGNAL[1:]]]

    @property
    def _seen(self) -> tuple[float, float]:
        e, mu = (float(self.parts[f].sum()) for f in SIGNAL[1:])
        return e, mu

    def expected(
        self, mu_e2: ArrayLike = 0.0, mu_mu2: ArrayLike = 0.0, pulls: ArrayLike | None = None
    ) -> Array:
        """Return events on top of a steady state that was measured, shape (..., bins).

        Parameters
        ----------
        mu_e2, mu_mu2 : squared effective moments [mu_B^2], from 0 to 1e-4, broadcastable
        pulls : shape (..., pulls); what fits best by default
        """
        x, y = np.broadcast_arrays(*squared_moments(mu_e2, mu_mu2))
        theta = self._profile(x, y).pulls if pulls is None else in_range("pulls", pulls)
        theta = np.broadcast_to(theta, (*x.shape, len(self.nuisances)))
        events = self.expectation.events(
            self.coefficients(x.ravel(), y.ravel())[0], theta.reshape(x.size, -1)
        )
        return events.reshape(*x.shape, -1)

    def asimov(
        self, mu_e2: float = 0.0, mu_mu2: float = 0.0, pulls: ArrayLike | None = None
    ) -> "TemplateBins":
        """Return the same with what is expected in the place of what was counted.

        Parameters
        ----------
        mu_e2, mu_mu2 : true squared moments [mu_B^2]
        pulls : true ones, shape (pulls,); zero by default
        """
        theta = np.zeros(len(self.nuisances)) if pulls is None else pulls
        mu = self.expected(mu_e2, mu_mu2, theta)
        if self.off is None:
            return replace(self, on=mu)
        beta = steady_state(mu, self.on, self.off, self.tau)[0]
        return replace(self, on=mu + beta, off=self.tau * beta)

    def fluctuated(
        self,
        rng: np.random.Generator,
        mu_e2: float = 0.0,
        mu_mu2: float = 0.0,
        pulls: ArrayLike | None = None,
    ) -> "TemplateBins":
        """Draw what might have been measured, priors' centres included.

        Parameters
        ----------
        rng : where randomness comes from
        mu_e2, mu_mu2 : true squared moments [mu_B^2]
        pulls : true ones, shape (pulls,); what fits best to the data by default
        """
        x, y = squared_moments(mu_e2, mu_mu2)
        theta = self._profile(x, y).pulls if pulls is None else in_range("pulls", pulls)
        mu = self.expected(mu_e2, mu_mu2, theta)
        pulled = centred(self.nuisances, theta, rng)
        if self.variance is not None:
            return replace(self, on=rng.normal(mu, np.sqrt(self.variance)), nuisances=pulled)
        if self.off is None:
            return replace(self, on=rng.poisson(mu).astype(float), nuisances=pulled)
        beta = steady_state(mu, self.on, self.off, self.tau)[0]
        on, off = rng.poisson(mu + beta), rng.poisson(self.tau * beta)
        return replace(self, on=on.astype(float), off=off.astype(float), nuisances=pulled)
