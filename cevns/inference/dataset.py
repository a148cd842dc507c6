"""Data sets: what an experiment measured, under stated assumptions, as a chi^2 of the moments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Unpack

from cevns.basics.checks import choice
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked, describe
from cevns.experiments.experiment import Experiment, with_exposure_factor
from cevns.experiments.measurement import ExpectedCount, Measurement, ObservedBins
from cevns.inference import judging, limits
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.combination import Combination
from cevns.inference.counts import Count, counting
from cevns.inference.many_forms import states_of
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.one_moment import OneMoment
from cevns.inference.sensitivity import expected_signal, matrix_from_signal
from cevns.neutrinos.hermitian import seen_alone
from cevns.neutrinos.moments import MOMENTS
from cevns.rates.signal import Signal


@checked
@dataclass(frozen=True, kw_only=True)
class DataSet(limits.Data):
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
    assumptions: Assumptions = RECOMMENDED
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
    def single(self) -> bool:
        """Whether it is one count; otherwise it has bins."""
        return not isinstance(self.measurement, ObservedBins)

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
        """Return the same data under other assumptions, such as ``beam="prompt"``.

        Nothing is computed again that does not depend on what changes.
        """
        if not changes:
            return self
        new = set(changes)
        counted = not new & {"couplings", "form_factor", "neutron_form_factor"}
        same = self._with(1 if counted else None, assumptions=self.assumptions.but(**changes))
        judged = self.__dict__.get("moment_chi2")
        if judged is not None and new <= {"mixing", "flux", "definition", "confidence_level"}:
            same.__dict__["moment_chi2"] = judged
        return same

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


describe(DataSet, hint="use cevns.dataset(name)")


@checked
@dataclass(frozen=True, kw_only=True)
class CombinedData(limits.Data):
    """Several data sets together: their chi-squares add.

    Parameters
    ----------
    sets : independent data sets
    shared : by source, the relative flux uncertainty common to its counts; None for what the
        assumptions say of the flux
    pooled : judge the sum of the counts, one number, instead of every count
    """

    sets: tuple[DataSet, ...]
    shared: Mapping[str, float] | None = None
    pooled: bool = False
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:  # type: ignore[override]
        """Names of the data sets."""
        return " + ".join(one.name for one in self.sets)

    @property
    def observed(self) -> bool:
        """Whether all of it was measured."""
        return all(one.observed for one in self.sets)

    @property
    def common_flux(self) -> Mapping[str, float]:
        """By source, the relative flux uncertainty that its single counts share.

        Unless it was given, that of the source where there are several, each with a larger
        uncertainty of its signal. One that is no larger supposes a flux that is known better, and
        bins have a pull of their own: those share nothing.
        """
        if self.shared is not None:
            return self.shared
        if self.assumptions.flux == "separate" or self.assumptions.prescription == "statistical":
            return FrozenMapping({})
        common = {}
        for source in dict.fromkeys(one.experiment.source for one in self.sets):
            there = [one for one in self.sets if one.single and one.experiment.source == source]
            flux = max((one.experiment.flux_uncertainty for one in there), default=0.0)
            if len(there) > 1 and 0 < flux < min(one.counting.sigma_signal for one in there):
                common[source] = flux
        return FrozenMapping(common)

    @cached_property
    def moment_chi2(self) -> MomentChi2:
        """All data as one chi^2 of the effective moments."""
        each = [one.moment_chi2 for one in self.sets if not one.single]
        solar = [one for one in each if states_of(one)]
        earth = self._on_earth([one for one in each if not states_of(one)])
        if not solar:
            assert earth is not None
            return earth
        if self.pooled:
            raise ValueError(f"{self.name}: only Gaussian counts can be pooled, and of one beam")
        from cevns.inference.measured.solar import with_solar

        return with_solar(earth, solar, self.assumptions.mixing)  # type: ignore[arg-type]

    def _on_earth(self, each: list[MomentChi2]) -> Combination | None:
        """Join the data at terrestrial sources, if there are any."""
        common = self.common_flux
        counts = tuple(one.moment_chi2 for one in self.sets if one.single)
        bins = tuple(self._with_pulls(each))
        if not counts and not bins:
            return None
        if not bins or self.shared or self.pooled:
            return Combination(counts=counts + bins, shared=common, pooled=self.pooled)
        single = (Combination(counts=counts, shared=common),) if counts else ()
        return Combination(counts=single + bins)

    @staticmethod
    def _with_pulls(bins: list[MomentChi2]) -> list[MomentChi2]:
        """Join those that have pulls into one, in which the shared ones are one."""
        pulled = [one for one in bins if hasattr(one, "nuisances")]
        if len(pulled) < 2:
            return bins
        from cevns.inference.measured.joint import Joint  # measured data load when asked for

        return [Joint(sets=tuple(pulled)), *(one for one in bins if one not in pulled)]  # type: ignore[arg-type]

    @property
    def table(self) -> MomentChi2:
        """The chi^2 of all, tabulated once, if there are data with pulls among them."""
        if not any(hasattr(one, "table") for one in self.sets):
            return self.moment_chi2
        from cevns.inference.measured.tabulated_once import tabulated_once

        return tabulated_once(self.moment_chi2, self._kept)

    @property
    def assumptions(self) -> Assumptions:  # type: ignore[override]
        """What the limits rest on; the data sets have the same."""
        return self.sets[0].assumptions

    def under(self, **changes: Unpack[Changes]) -> "CombinedData":
        """Return the same data under other assumptions."""
        if not changes:
            return self
        same = set(changes) <= {"definition", "confidence_level"}
        sets = tuple(one.under(**changes) for one in self.sets)
        changed = replace(self, sets=sets)
        if same:
            changed.__dict__["_kept"] = self._kept
        return changed
