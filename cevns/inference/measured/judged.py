"""Measured data with pulls as fits of couplings and sizes ask for them: chi^2 of signal events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.measured.expectation import Expectation
from cevns.inference.measured.likelihood import Likelihood, Term
from cevns.inference.measured.profiled import coefficients_of
from cevns.inference.measured.templates import SIGNAL, TemplateBins
from cevns.inference.poisson import steady_state

_NOTHING = 1e-30
"""Events of a bin in which the Standard Model has none."""

_FREE = 1e3
"""Uncertainty of a pull that is free, in its units."""


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class JudgedTemplates:
    """chi^2 of signal events in the bins of measured data, all pulls profiled.

    Pulls change the events by the factor, in each bin, by which they change those of the Standard
    Model: that is exact for a signal of its shape in each bin, and nearly so for one near it.

    Parameters
    ----------
    data : counts, templates and pulls
    standard : signal events that the Standard Model is computed to give, shape (bins,)
    """

    data: TemplateBins
    standard: Array

    @property
    def bins(self) -> int:
        """As many as were counted."""
        return len(self.standard)

    @property
    def shares(self) -> bool:
        """Whether it has pulls that others may have, too."""
        return any(one.shared for one in self.data.nuisances)

    @cached_property
    def term(self) -> Term:
        """What it adds to chi^2, with a signal that is free in every bin."""
        free = Expectation(self.data.parts, self.data.nuisances, flexible=SIGNAL[0])
        return replace(self.data.term, expectation=free)

    @cached_property
    def _valleys(self) -> Array:
        one = coefficients_of(self.term.expectation.names, np.zeros(1), np.zeros(1))
        return self.data.likelihood.valleys([one])

    def chi2(self, events: Array) -> Array:
        """chi^2 of events of shape (bin, n)."""
        return _least([self], [events], self._valleys)

    @staticmethod
    def of_all(judges: "Sequence[JudgedTemplates]", events: Sequence[Array]) -> Array:
        """chi^2 of several data sets whose shared pulls are one, of events (bin, n) of each."""
        return _least(judges, events)

    def covariance(self, events: Array) -> Array:
        """Covariance of the counts if so many signal events are true, pulls included."""
        data, term = self.data, self.term
        c = coefficients_of(term.expectation.names, np.zeros(1), np.zeros(1))
        theta = np.array([[one.centre for one in data.nuisances]])
        found = term.expectation.at(c, theta, factor=self._factor(events[:, None]))
        sigma = np.array([_FREE if one.free else one.sigma for one in data.nuisances])
        D = found.slopes[0] * sigma[:, None]
        if data.variance is not None:
            return np.asarray(np.diag(data.variance) + D.T @ D)
        noise = found.events[0]
        if data.off is not None:
            beta = steady_state(noise, data.on, data.off, data.tau)[0]
            noise = noise + (1 + 1 / data.tau) * beta
        return np.asarray(np.diag(np.maximum(noise, _NOTHING)) + D.T @ D)

    def _factor(self, events: Array) -> Array:
        return np.asarray(events.T / np.maximum(self.standard, _NOTHING))


def _least(
    judges: Sequence[JudgedTemplates], events: Sequence[Array], valleys: Array | None = None
) -> Array:
    terms = [replace(j.term, factor=j._factor(e)) for j, e in zip(judges, events, strict=True)]
    zero = np.zeros(events[0].shape[1])
    cs = [coefficients_of(term.expectation.names, zero, zero) for term in terms]
    found = Likelihood(terms, [j.data.nuisances for j in judges])
    return found.profiled(cs, valleys=valleys)[0]
