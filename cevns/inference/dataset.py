"""Data sets: what an experiment measured, under stated assumptions, as a chi^2 of the moments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice
from cevns.basics.frozen import FrozenMapping
from cevns.experiments.experiment import Experiment, with_exposure_factor
from cevns.experiments.measurement import ExpectedCount, Measurement, ObservedBins
from cevns.inference import judging, limits
from cevns.inference.assumptions import DEFAULT, Assumptions, Changes
from cevns.inference.combination import Combination
from cevns.inference.counts import Count, counting
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.one_moment import OneMoment
from cevns.inference.sensitivity import expected_signal, matrix_from_signal
from cevns.neutrinos.hermitian import seen_alone
from cevns.neutrinos.moments import MOMENTS
from cevns.rates.signal import Signal


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """What an experiment measured, or would measure, under stated assumptions.

    Parameters
    ----------
    name : such as ``"coherent-csi@2017-count"``
    experiment : apparatus and measurement
    assumptions : what anything inferred from it rests on
    licence, reference : of the data, for those of others

    Raises
    ------
    ValueError
        if nothing was measured with the experiment
    """

    name: str
    experiment: Experiment
    assumptions: Assumptions = DEFAULT
    licence: str = ""
    reference: str = ""

    def __post_init__(self) -> None:
        judging.measured(self.experiment)

    @property
    def measurement(self) -> Measurement:
        """What was measured, or would be."""
        return judging.measured(self.experiment)

    @property
    def observed(self) -> bool:
        """Whether it was measured; otherwise it is what the Standard Model expects."""
        return not isinstance(self.measurement, ExpectedCount)

    @property
    def observed_events(self) -> float | list[float] | None:
        """Events that were observed, in each bin if there are any; None if they are expected."""
        m = self.measurement
        if isinstance(m, ExpectedCount):
            return None
        counts: list[float] | float = m.on.tolist() if isinstance(m, ObservedBins) else m.observed
        return counts

    @cached_property
    def signal(self) -> Signal:
        """Events by component, Standard Model and magnetic; of all bins together."""
        known: tuple[DataSet, float] | None = self.__dict__.get("_events")
        if known is None:
            return expected_signal(self.experiment, self.assumptions)
        same, factor = known
        return same.signal if factor == 1 else same.signal.scaled(factor)

    @cached_property
    def counting(self) -> Count:
        """chi^2 of its single count as a function of the signal.

        Raises
        ------
        ValueError
            if it has bins
        """
        under = self.assumptions
        N = self.signal.sm_total
        return counting(self.measurement, N, under.prescription, under.pull)

    @cached_property
    def moment_chi2(self) -> MomentChi2:
        """The data as a chi^2 of the effective moments of electron and muon flavour."""
        if isinstance(self.measurement, ObservedBins):
            return judging.moment_chi2(self.experiment, self.assumptions, self.name)
        return judging.moment_count(self.experiment, self.signal, self.assumptions, self.name)

    def along(self, moment: str) -> OneMoment:
        """Its single count as a function of one modulus, the other moments zero.

        Parameters
        ----------
        moment : ``"Lambda_1"``, ``"Lambda_2"`` or ``"Lambda_3"``

        Raises
        ------
        ValueError
            if the moment is unknown, or the data have bins
        """
        i = MOMENTS[choice("moment", moment, MOMENTS)]
        H = matrix_from_signal(self.signal, self.assumptions.mixing, self.assumptions.beam)
        seen = float(seen_alone(H)[i])
        return OneMoment(counting=self.counting, sm=self.signal.sm_total, per_mu10=seen)

    def under(self, **changes: Unpack[Changes]) -> "DataSet":
        """Return the same data under other assumptions, such as ``beam="prompt"``."""
        new = {"couplings", "form_factor", "neutron_form_factor"} & set(changes)
        return self._with(None if new else 1, assumptions=self.assumptions.but(**changes))

    def _with(self, events: float | None = 1, **changed: Any) -> "DataSet":
        """Return a copy with other fields and so many times the events; None to count again.

        They are counted once, when one of the two is first asked for its signal.
        """
        copy = replace(self, **changed)
        if events is not None:
            copy.__dict__["_events"] = (self, events)
        return copy

    def with_experiment(self, change: Callable[[Experiment], Experiment]) -> "DataSet":
        """Return the data set of a changed experiment."""
        return replace(self, experiment=change(self.experiment))

    def longer(self, factor: float) -> "DataSet":
        """Run the experiment longer: signal, counts and backgrounds grow by a factor, > 0.

        Nothing is integrated again: all events are scaled.
        """
        return self._with(factor, experiment=with_exposure_factor(self.experiment, factor))

    def expected(self) -> "DataSet":
        r"""Return the same before its measurement: the count is what the Standard Model expects.

        .. math:: \sigma_\text{stat} = \frac{V-n+B}{N_\text{SM}}

        What of the variance is there without a signal becomes background per signal event, so
        that the variance is that of :math:`n = N_\text{SM}+B` events.

        Raises
        ------
        ValueError
            if it has bins
        """
        m = self.measurement
        if isinstance(m, ExpectedCount):
            return self
        if isinstance(m, ObservedBins):
            raise ValueError(f"{self.name}: no single count to expect, it has {len(m.on)} bins")
        background = m.background_variance / self.signal.sm_total
        return self.with_measurement(ExpectedCount(sigma_stat=background, sigma_sys=m.sigma_signal))

    def with_measurement(self, measurement: Measurement) -> "DataSet":
        """Return the data set with something else measured: no event depends on it."""
        return self._with(experiment=replace(self.experiment, measurement=measurement))

    def with_systematics(
        self, sigma_signal: float, sigma_background: float | None = None
    ) -> "DataSet":
        """Return the data with other relative uncertainties of signal and background.

        Raises
        ------
        ValueError
            if one is no fraction, or there is no background to be uncertain of
        """
        m = self.measurement
        if isinstance(m, ExpectedCount):
            if sigma_background is not None:
                raise ValueError(f"{self.name}: an expected count has no background pull")
            changed: Measurement = replace(m, sigma_sys=sigma_signal)
        else:
            background = m.sigma_background if sigma_background is None else sigma_background
            changed = replace(m, sigma_signal=sigma_signal, sigma_background=background)
        return self.with_measurement(changed)

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2 at squared effective moments [mu_B^2], 0 to 1e-4, pulls profiled; broadcasts."""
        return self.moment_chi2.chi2(mu_e2, mu_mu2)

    def limit(self, moment: str, **options: Unpack[limits.Options]) -> float:
        """Upper limit on one modulus [mu_B], as `cevns.inference.limits.limit` gives it."""
        return limits.limit(self, moment, **options)

    def limits(self, **options: Unpack[limits.Options]) -> Array:
        """Upper limits on the three moduli, one after the other: `limit` for each [mu_B]."""
        return np.array([self.limit(moment, **options) for moment in MOMENTS])


@dataclass(frozen=True, kw_only=True)
class CombinedData:
    """Several data sets together: their chi-squares add.

    Parameters
    ----------
    sets : independent data sets
    shared : by source, the relative flux uncertainty common to its counts
    pooled : judge the sum of the counts, one number, instead of every count
    """

    sets: tuple[DataSet, ...]
    shared: Mapping[str, float] = field(default_factory=lambda: FrozenMapping({}))
    pooled: bool = False

    @property
    def name(self) -> str:
        """Names of the data sets."""
        return " + ".join(one.name for one in self.sets)

    @cached_property
    def moment_chi2(self) -> Combination:
        """All data as one chi^2 of the effective moments."""
        return Combination(
            counts=tuple(one.moment_chi2 for one in self.sets),
            shared=self.shared,
            pooled=self.pooled,
        )

    @property
    def assumptions(self) -> Assumptions:
        """What the limits rest on; the data sets have the same."""
        return self.sets[0].assumptions

    def under(self, **changes: Unpack[Changes]) -> "CombinedData":
        """Return the same data under other assumptions."""
        return replace(self, sets=tuple(one.under(**changes) for one in self.sets))

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2 at squared effective moments [mu_B^2], 0 to 1e-4, pulls profiled; broadcasts."""
        return self.moment_chi2.chi2(mu_e2, mu_mu2)

    def limit(self, moment: str, **options: Unpack[limits.Options]) -> float:
        """Upper limit on one modulus [mu_B], as `cevns.inference.limits.limit` gives it."""
        return limits.limit(self, moment, **options)

    def limits(self, **options: Unpack[limits.Options]) -> Array:
        """Upper limits on the three moduli, one after the other: `limit` for each [mu_B]."""
        return np.array([self.limit(moment, **options) for moment in MOMENTS])
