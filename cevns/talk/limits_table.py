"""The talk's table of limits: what it prints beside what each prescription gives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Unpack

from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.assumptions import RECOMMENDED, TALK, Assumptions, Changes
from cevns.inference.judging import measured
from cevns.inference.limits import limits_from_signal
from cevns.inference.record import inferred
from cevns.inference.sensitivity import expected_signal
from cevns.neutrinos.mixing import Mixing
from cevns.rates.signal import Signal
from cevns.talk.collection import COLLECTION
from cevns.talk.published import Key, beyond_rounding, talk_limits, talk_roundings

Triple = tuple[float, float, float]

BEAM_OF_SOURCE: Final[Mapping[str, str]] = MappingProxyType(
    {"sns-prompt": "prompt", "sns-delayed": "delayed", "reactor": "all"}
)
"""Which components carry the magnetic term in a row of the table."""


class Row(NamedTuple):
    """Limits on (abs Lambda_1, abs Lambda_2, abs Lambda_3) in 1e-10 mu_B, and what they are.

    ``None`` where a column does not apply; what each rests on is in `columns`. ``kind`` is
    ``"observed"`` if they are limits from data, ``"expected"`` if they are what a plan would give
    if it counted what the Standard Model expects. ``inferred`` are the inputs that no source
    gives, with value and reason, as `cevns.inference.record.inferred` has them.
    """

    experiment: str
    source: str
    setup: str
    printed: Triple
    talk: Triple | None
    profiled: Triple | None
    statistical: Triple | None
    recommended: Triple
    kind: str
    inferred: dict[str, dict[str, Any]]

    @property
    def beyond_rounding(self) -> Triple | None:
        """Relative deviations of ``talk`` from the nearest values that round to the print."""
        if self.talk is None:
            return None
        half = talk_roundings()[self.experiment, self.source, self.setup]
        return _triple(map(beyond_rounding, self.talk, self.printed, half))


@checked
def columns(
    mixing: Mixing | None = None, confidence_level: float | None = None
) -> dict[str, Assumptions]:
    """Return what each computed column rests on, by its name in `Row`.

    Those named after a prescription assume what reproduces the print but for the prescription,
    and give the magnetic term to the beam of the row, `BEAM_OF_SOURCE`; ``recommended`` is
    `cevns.inference.assumptions.RECOMMENDED`, all beams of a source at once, so that a prompt and
    a delayed row of one detector have the same.

    Parameters
    ----------
    mixing : of the leptons, for all columns; None for that of each
    confidence_level : between 0 and 1, likewise
    """
    sets = {
        "talk": TALK,
        "profiled": TALK.but(prescription="profiled"),
        "statistical": TALK.but(prescription="statistical"),
        "recommended": RECOMMENDED,
    }
    changes: Changes = {}
    if mixing is not None:
        changes["mixing"] = mixing
    if confidence_level is not None:
        changes["confidence_level"] = confidence_level
    return {name: one.but(**changes) for name, one in sets.items()}


@checked
def rows(mixing: Mixing | None = None, confidence_level: float | None = None) -> tuple[Row, ...]:
    """Every row the talk prints, with ours under the assumptions of each of `columns`.

    Parameters
    ----------
    mixing, confidence_level : as in `columns`

    Returns
    -------
    tuple of Row
        Borexino's limits are a conversion of its effective moment, with the mixing of ``talk``
        and of ``recommended``
    """
    under = columns(mixing, confidence_level)
    counted = {
        key: {name: expected_signal(e, under[name]) for name in ("talk", "recommended")}
        for key, e in catalogue(COLLECTION).items()
    }
    return tuple(
        _of_the_sun(key, printed, under)
        if key[1] == "solar"
        else _of_a_count(key, printed, under, counted[key[0], key[2]])
        for key, printed in talk_limits().items()
    )


def _of_the_sun(key: Key, printed: Triple, under: Mapping[str, Assumptions]) -> Row:
    sun = effective_moment_limits()[key[0]]
    talk, recommended = (
        _triple(sun.limits(under[name].mixing) / mu10) for name in ("talk", "recommended")
    )
    chosen = inferred(sun.inputs)
    return Row(*key, printed, talk, None, None, recommended, "observed", chosen)


def _of_a_count(
    key: Key, printed: Triple, under: Mapping[str, Assumptions], counts: Mapping[str, Signal]
) -> Row:
    e = catalogue(COLLECTION)[key[0], key[2]]
    beam = BEAM_OF_SOURCE[key[1]]

    def ours(name: str, signal: str, **changes: Unpack[Changes]) -> Triple:
        assumptions = under[name].but(**changes)
        found = limits_from_signal(counts[signal], measured(e), assumptions=assumptions)
        return _triple(found / mu10)

    talk, profiled, statistical = (
        ours(name, "talk", beam=beam) for name in ("talk", "profiled", "statistical")
    )
    recommended = ours("recommended", "recommended")
    kind = "expected" if isinstance(e.measurement, ExpectedCount) else "observed"
    chosen = inferred(e.inputs)
    return Row(*key, printed, talk, profiled, statistical, recommended, kind, chosen)


def _triple(values: Any) -> Triple:
    one, two, three = map(float, values)
    return one, two, three
