"""Measured data under stated assumptions, as a chi^2 of the moments: what a description becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Unpack

from cevns.basics.kinds import checked
from cevns.inference.assumptions import Assumptions, Changes
from cevns.inference.dataset import DataSet
from cevns.inference.moment_chi2 import MomentChi2
from cevns.rates.signal import Signal

if TYPE_CHECKING:
    from cevns.inference.measured.description import Description

_SAME: Final = frozenset({"mixing", "definition", "confidence_level"})
"""Assumptions on which no expected event depends."""


@checked
@dataclass(frozen=True, kw_only=True)
class MeasuredSet(DataSet):
    """What was measured in bins, with its backgrounds and pulls, under stated assumptions.

    Parameters
    ----------
    name : such as ``"coherent-csi@2021"``
    experiment : apparatus with the bins, and the counts in them
    assumptions : what anything inferred from it rests on
    licence, reference : of the data
    description : of what counted, what was counted, and what is unsure
    """

    description: "Description"
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def title(self) -> str:
        """What was measured, in a line."""
        return self.description.data.title

    @property
    def contains(self) -> tuple[str, ...]:
        """Names of other data that have the same events, other variants among them."""
        return (*self.description.data.contains, self.description.base)

    @property
    def observed_events(self) -> list[float]:
        """Events that were observed, in each bin."""
        told = self.description.data
        return list(map(float, told.table.column(told.on)))

    @cached_property
    def moment_chi2(self) -> MomentChi2:
        """The data as a chi^2 of the effective moments."""
        from cevns.inference.measured.folding import judged  # measured data load when asked for

        if "judged" not in self._kept:
            self._kept["judged"] = judged(self.description, self.assumptions)
        found: MomentChi2 = self._kept["judged"]
        return found

    @property
    def table(self) -> MomentChi2:
        """The same, tabulated once: what asks for it many times takes it from here."""
        from cevns.inference.measured.tabulated_once import tabulated_once

        return tabulated_once(self.moment_chi2, self._kept)

    @cached_property
    def signal(self) -> Signal:
        """Events by component, Standard Model and magnetic; of all bins together."""
        from cevns.inference.measured.folding import total_signal

        return total_signal(self.description, self.assumptions)

    def under(self, **changes: Unpack[Changes]) -> "MeasuredSet":
        """Return the same data under other assumptions, such as ``couplings="tree"``.

        Nothing is computed again that does not depend on what changes.
        """
        if not changes:
            return self
        changed = replace(self, assumptions=self.assumptions.but(**changes))
        if set(changes) <= _SAME:
            changed.__dict__["_kept"] = self._kept
        return changed

    def _with(self, events: float | None = 1, **changed: Any) -> "DataSet":
        raise ValueError(
            f"{self.name}: its counts, backgrounds and pulls are as they were measured; change "
            "its description, a file, or its likelihood, data.moment_chi2"
        )

    def variant(self, changes: Mapping[str, object]) -> "MeasuredSet":
        """Return the same data with entries of their description changed.

        Parameters
        ----------
        changes : by where they stand, such as ``{"source.pulse_width_ns": 200}``, as in
            `cevns.inference.measured.variants.changed`
        """
        from cevns.inference.measured.variants import changed

        entries = changed(self.description.entries, changes)
        told = replace(self.description, entries=entries)
        return measured_set(told, self.assumptions)


@checked
def measured_set(description: "Description", assumptions: Assumptions) -> MeasuredSet:
    """Return described data under assumptions.

    Parameters
    ----------
    description : as `cevns.inference.measured.description.read_description` reads it
    assumptions : what anything inferred from them rests on
    """
    told = description.data
    return MeasuredSet(
        name=description.name,
        experiment=description.measured,
        assumptions=assumptions,
        licence=told.licence,
        reference=told.reference,
        description=description,
    )
