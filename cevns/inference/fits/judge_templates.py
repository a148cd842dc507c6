"""Measured data with pulls as fits ask for them: chi^2 of weak and of magnetic events.

Pulls change every kind of events in its own way: the magnetic ones by their own templates, as in
the chi^2 of the moments that limits are taken from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Protocol

import numpy as np

from cevns.basics.checks import Array, instance
from cevns.basics.kinds import checked
from cevns.inference.assumptions import Assumptions
from cevns.inference.fits.parameters import Parameter
from cevns.inference.fits.prediction import Predicted, Prediction
from cevns.inference.measured.description import Description
from cevns.inference.measured.expectation import Expectation
from cevns.inference.measured.folding import PART, in_bins
from cevns.inference.measured.likelihood import Likelihood, Term
from cevns.inference.measured.templates import SIGNAL, TemplateBins
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.poisson import steady_state
from cevns.neutrinos.flavors import FLAVORS

_NOTHING: Final = 1e-30
"""Events of a bin in which the Standard Model has none."""

_FREE: Final = 1e3
"""Uncertainty of a pull that is free, in its units."""


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class JudgedTemplates:
    """chi^2 of signal events in the bins of measured data, all pulls profiled.

    Pulls change weak events by the factor, in each bin, by which they change those of the Standard
    Model: that is exact for a signal of its shape in each bin, and nearly so for one near it.
    Magnetic events have templates and variants of their own.

    Parameters
    ----------
    data : counts, templates and pulls
    standard : signal events that the Standard Model is computed to give, shape (bins,)
    carriers : by magnetic part of the data, the components of the beam that it is made of
    magnetic : events per mu10^2 of these parts with the nuclei assumed, shape (bins,) each
    flexible : parts of the signal whose shape may be another than that of their template
    """

    data: TemplateBins
    standard: Array
    carriers: Mapping[str, tuple[int, ...]]
    magnetic: Mapping[str, Array]
    flexible: tuple[str, ...]

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
        """What it adds to chi^2, with a factor in every bin for what is flexible."""
        free = Expectation(self.data.parts, self.data.nuisances, flexible=self.flexible)
        return replace(self.data.term, expectation=free)

    @cached_property
    def _valleys(self) -> Array:
        return self.data.likelihood.valleys(self.data.coefficients(np.zeros(1), np.zeros(1)))

    def judged(self, predicted: Predicted) -> Array:
        """chi^2 of what is predicted at n values, shape (n,)."""
        return _least([self], [predicted], self._valleys)

    @staticmethod
    def of_all(judges: "Sequence[JudgedTemplates]", each: Sequence[Predicted]) -> Array:
        """chi^2 of several data sets whose shared pulls are one, of what is predicted of each."""
        return _least(judges, each)

    def covariance(self, events: Array) -> Array:
        """Covariance of the counts if so many signal events are true, pulls included."""
        data = self.data
        weak = Expectation(data.parts, data.nuisances, flexible=SIGNAL[:1])
        c = data.coefficients(np.zeros(1), np.zeros(1))[0]
        theta = np.array([[one.centre for one in data.nuisances]])
        factor = _ratio(events[:, None], self.standard)
        found = weak.at(c, theta, factor=factor[None])
        sigma = np.array([_FREE if one.free else one.sigma for one in data.nuisances])
        D = found.slopes[0] * sigma[:, None]
        if data.variance is not None:
            return np.asarray(np.diag(data.variance) + D.T @ D)
        noise = found.events[0]
        if data.off is not None:
            beta = steady_state(noise, data.on, data.off, data.tau)[0]
            noise = noise + (1 + 1 / data.tau) * beta
        return np.asarray(np.diag(np.maximum(noise, _NOTHING)) + D.T @ D)

    def coefficients(self, predicted: Predicted) -> Array:
        """Coefficients of the parts, shape (n, parts): squared moments of those that are asked."""
        names = self.term.expectation.names
        c = np.ones((predicted.weak.shape[1], len(names)))
        for i, name in enumerate(names):
            if name in self.carriers:
                c[:, i] = predicted.mu2_mu10[self.carriers[name][0]]
            elif name in SIGNAL[1:]:
                c[:, i] = 0.0
        return c

    def factor(self, predicted: Predicted) -> Array | None:
        """Return what the flexible parts are in units of their templates, (parts, n, bins)."""
        found = []
        for name in self.flexible:
            if name == SIGNAL[0]:
                found.append(_ratio(predicted.weak, self.standard))
            else:
                of_part = predicted.magnetic[list(self.carriers[name])].sum(axis=0)
                found.append(_ratio(of_part, self.magnetic[name]))
        return np.stack(found) if found else None


def _ratio(events: Array, template: Array) -> Array:
    return np.asarray(events.T / np.maximum(template, _NOTHING))


def _least(
    judges: Sequence[JudgedTemplates], each: Sequence[Predicted], valleys: Array | None = None
) -> Array:
    pairs = list(zip(judges, each, strict=True))
    terms = [replace(judge.term, factor=judge.factor(one)) for judge, one in pairs]
    cs = [judge.coefficients(one) for judge, one in pairs]
    found = Likelihood(terms, [judge.data.nuisances for judge in judges])
    return found.profiled(cs, valleys=valleys)[0]


class Described(Protocol):
    """What is asked of measured data."""

    @property
    def description(self) -> Description: ...  # noqa: D102
    @property
    def assumptions(self) -> Assumptions: ...  # noqa: D102
    @property
    def moment_chi2(self) -> MomentChi2: ...  # noqa: D102


@checked
def judged_templates(
    data: Described, parameters: Sequence[Parameter], plain: Prediction
) -> JudgedTemplates:
    """Return chi^2 of measured data with pulls.

    Parameters
    ----------
    data : measured
    parameters : what is to be fitted to them, by what it does to the components of the beam
    plain : what is computed of them without any parameter

    Raises
    ------
    ValueError
        if they are no counts with templates
    """
    bins = instance(
        f"likelihood of {data.description.name}",
        data.moment_chi2,
        TemplateBins,
        "it can be bounded, and nothing is fitted to it",
    )
    moments = [p.weights for p in parameters if p.effect == "moment"]
    carriers = _by_flavor(data)
    if any(np.ptp(w[list(which)]) > 0 for w in moments for which in carriers.values()):
        # of two components of a flavour one has a moment and the other has not
        components = data.description.experiment.components
        carriers = {c.label: (h,) for h, c in enumerate(components)}
        bins = in_bins(data.description, data.assumptions.but(beam="all"), apart=True)
    pieces = plain.pieces[:, 0]
    sized = any(p.effect == "size" for p in parameters)
    weak = sized or any(p.effect in ("shift", "transition") for p in parameters)
    return JudgedTemplates(
        data=bins,
        standard=pieces[0].sum(axis=0),
        carriers=carriers,
        magnetic={name: pieces[3, list(own)].sum(axis=0) for name, own in carriers.items()},
        flexible=SIGNAL[:1] * weak + tuple(carriers) * (sized and bool(moments)),
    )


def _by_flavor(data: Described) -> dict[str, tuple[int, ...]]:
    """Components that carry moments, by the part of the data that their flavour is."""
    found: dict[str, tuple[int, ...]] = {}
    for h, c in enumerate(data.description.experiment.components):
        if data.assumptions.beam in ("all", c.beam):
            part = PART[FLAVORS[str(c.state)]]
            found[part] = (*found.get(part, ()), h)
    return found
