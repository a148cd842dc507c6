"""A fit made ready: predictions of one data set or several, and the parameters that move them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ObservedBins
from cevns.inference.assumptions import Assumptions
from cevns.inference.counts import Count, counting
from cevns.inference.fits.judge import Judge, JudgedBins, JudgedCount, JudgedTogether
from cevns.inference.fits.parameters import Parameter
from cevns.inference.fits.prediction import Models, Predicted, Prediction, Sizes, prediction
from cevns.inference.poisson import Counted
from cevns.inference.pulls import PULLS
from cevns.nuclei.radii import form_factor_models
from cevns.sources.beams import BeamComponent

if TYPE_CHECKING:
    from cevns.inference.fits.judge_templates import Described

Of = Callable[[Assumptions, Sequence[BeamComponent]], Parameter]
"""A parameter for the components of a beam, under assumptions."""


class Measured(Protocol):
    """What a fit needs of a data set."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def experiment(self) -> Experiment: ...  # noqa: D102
    @property
    def assumptions(self) -> Assumptions: ...  # noqa: D102


@checked
@dataclass(frozen=True, kw_only=True)
class Part:
    """One data set of a problem.

    Parameters
    ----------
    prediction : of its events
    parameters : one or two, by what they do to its components
    judge : of its events
    """

    prediction: Prediction
    parameters: tuple[Parameter, ...]
    judge: Judge

    def predicted(self, *values: Array) -> Predicted:
        """Events at values of the parameters, each of shape (n,)."""
        n = len(values[0])
        shift, across, mu2 = (np.zeros((len(self.prediction.flavors), n)) for _ in range(3))
        size = None
        for p, t in zip(self.parameters, values, strict=True):
            if p.effect == "size":
                size = t
                continue
            into = {"shift": shift, "transition": across, "moment": mu2}[p.effect]
            into += p.weights[:, None] * (t - p.origin)
        return self.prediction.at_values(shift, across, mu2, size)

    def events(self, *values: Array) -> Array:
        """All events at values of the parameters, shape (bin, n)."""
        return self.predicted(*values).events


@checked
def part(data: Measured, parameters: Sequence[Of]) -> Part:
    """Integrate what a data set needs for a fit of one or two parameters.

    Raises
    ------
    ValueError
        if both change the size of nuclei, or nothing was measured
    """
    e, under = data.experiment, data.assumptions
    chosen = tuple(of(under, e.components) for of in parameters)
    sizes: list[Sizes] = [p.sizes for p in chosen if p.sizes]
    if len(sizes) > 1:
        raise ValueError("one size of the nuclei at a time")
    models = form_factor_models(under.proton_model, under.neutron_model)
    size = sizes[0] if sizes else None
    described = getattr(data, "description", None)
    if described is not None:
        found = prediction(e, under.nucleon_couplings, models, size, described)
        from cevns.inference.fits.judge_templates import judged_templates  # loads when asked for

        plain = prediction(e, under.nucleon_couplings, models, None, described) if size else found
        judged = judged_templates(cast("Described", data), chosen, plain)
        return Part(prediction=found, parameters=chosen, judge=judged)
    found = prediction(e, under.nucleon_couplings, models, size)
    of_counts = judge(e, under, _standard(found, models, e, under))
    return Part(prediction=found, parameters=chosen, judge=of_counts)


def _standard(
    found: Prediction, models: Models, e: Experiment, under: Assumptions
) -> Callable[[], float]:
    """Return the events of the Standard Model, once they are asked for."""

    def events() -> float:
        if found.sizes is None:
            return float(found.pieces[0].sum())
        plain = prediction(e, under.nucleon_couplings, models)
        return float(plain.pieces[0].sum())

    return events


@checked
def judge(e: Experiment, under: Assumptions, standard_model: Callable[[], float]) -> Judge:
    """Return chi^2 of an experiment's measurement."""
    m = e.measurement
    if m is None:
        raise ValueError(f"{e.key}: an apparatus without a measurement bounds nothing")
    if isinstance(m, ObservedBins):
        on, off, background = (np.asarray(z)[:, None] for z in (m.on, m.off, m.background))
        return JudgedBins(
            Counted(
                on=on,
                off=off,
                background=background,
                tau=m.off_exposure,
                sigma_signal=m.sigma_signal,
                sigma_background=m.sigma_background,
                shape=PULLS[under.pull],
            )
        )
    known = getattr(m, "events", 1.0)
    expected = 1.0 if isinstance(known, float) else standard_model()
    one: Count = counting(m, expected, under.prescription, under.pull)
    return JudgedCount(one)


@checked
@dataclass(frozen=True, kw_only=True)
class Problem:
    """One or two parameters against data.

    Parameters
    ----------
    parts : one for each data set
    judge : of the events of all of them
    """

    parts: tuple[Part, ...]
    judge: Judge | JudgedTogether

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What is fitted; weights are those of the first data set."""
        return self.parts[0].parameters

    def events(self, *values: Array) -> Array:
        """Events at values of the parameters, shape (bin, n)."""
        return np.concatenate([one.events(*values) for one in self.parts])

    def chi2(self, *values: Array) -> Array:
        """chi^2 at values of the parameters, nuisances profiled, shape (n,)."""
        each = [one.predicted(*values) for one in self.parts]
        if isinstance(self.judge, JudgedTogether):
            return self.judge.judged(each)
        return self.judge.judged(each[0])
