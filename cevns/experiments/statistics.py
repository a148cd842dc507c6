"""What was counted, in a file: one count, observed or expected, or bins from a table."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from cevns.basics.entries import File, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION
from cevns.basics.readers import Kinds, Reader
from cevns.basics.tables import Column, Layout, Table
from cevns.detectors.measured_quenching import energies
from cevns.experiments.measurement import (
    ExpectedCount,
    Measurement,
    ObservedBins,
    ObservedCount,
    PoissonCount,
)

_COUNT: Final[Mapping[str, Any]] = {"at_least": 0, "at_most": 1e12}


def _events(key: str, meaning: str, **more: Any) -> Number:
    return Number(key=key, meaning=meaning, unit="events", limits=_COUNT, **more)


def _uncertainty(of: str, **more: Any) -> Number:
    return Number(
        key=f"sigma_{of}",
        meaning=f"relative uncertainty of the {of}",
        limits=FRACTION,
        **more,
    )


_SIGNAL: Final = (
    _uncertainty("signal", default=0.0),
    _uncertainty("background", default=0.0),
)

_OBSERVED: Final = (
    Number(
        key="observed_events",
        meaning="events with the source minus those without it, which may be negative",
        unit="events",
        limits={"at_least": -1e12, "at_most": 1e12},
    ),
    _events("prompt_neutron_events", "background expected among them"),
    _events("steady_state_events", "what was subtracted, counted in an equal time without it"),
    _uncertainty("signal"),
    _uncertainty("background"),
)


def _observed(given: Values, *, printed_variance: bool) -> Measurement:
    least = -given["steady_state_events"]
    if given["observed_events"] < least:
        raise ValueError(
            f"observed_events = {given['observed_events']:g} must be at least "
            f"-steady_state_events = {least:g}: otherwise fewer than no events were counted with "
            "the source"
        )
    return ObservedCount(
        observed=given["observed_events"],
        prompt_neutrons=given["prompt_neutron_events"],
        steady_state=given["steady_state_events"],
        sigma_signal=given["sigma_signal"],
        sigma_background=given["sigma_background"],
        printed_variance=printed_variance,
    )


def _poisson(given: Values) -> Measurement:
    tau = given["off_exposure"]
    if given["off_events"] and math.isinf(tau):
        raise ValueError("off_events need an off_exposure: for how long were they counted?")
    return PoissonCount(
        observed=given["observed_events"],
        background=given["background_events"],
        off=given["off_events"],
        off_exposure=tau,
        sigma_signal=given["sigma_signal"],
        sigma_background=given["sigma_background"],
    )


def _expected(given: Values) -> Measurement:
    return ExpectedCount(sigma_stat=given["sigma_stat"], sigma_sys=given["sigma_sys"])


@checked
@dataclass(frozen=True, slots=True, eq=False)
class InBins:
    """Counts in bins, the edges of the bins [MeV or PE], and of what they are."""

    counts: ObservedBins
    edges: tuple[float, ...]
    of: str


def _off(otherwise: str) -> Number:
    return Number(
        key="off_exposure",
        meaning="for how long it was counted without the source, in units of the time with it",
        limits={"above": 0, "at_most": 1e6},
        default=math.inf,
        otherwise=otherwise,
    )


def _edges(of: str) -> tuple[Column, ...]:
    electronvolts = (*energies(of, "nr"), *energies(of, "ee"))
    return (
        *electronvolts,
        Column(heading=f"{of}_PE", of="PE", limits={"at_least": 0, "at_most": 1e6}),
    )


BINS: Final = File(
    key="table",
    meaning="counts in bins that follow one another, without the source in off",
    layout=Layout(
        places=(
            _edges("lower"),
            _edges("upper"),
            (Column(heading="observed", limits=_COUNT),),
            (Column(heading="off", limits=_COUNT),),
            (Column(heading="background", limits=_COUNT),),
        ),
        optional=2,
        rows=1,
    ),
    build=lambda table: table,
)


def _bins(given: Values) -> InBins:
    table: Table = given["table"]
    lower, upper, on, off, background = table.values
    if table.of(0) != table.of(1):
        raise ValueError(f"{table.name}: lower and upper must be of the same energy")
    worth = table.columns[0].factor if table.columns[0] else 1.0
    if not (upper > lower).all():
        i = int(np.argmin(upper > lower))
        raise ValueError(f"{table.name}: the bin from {lower[i] / worth:g} is empty or negative")
    gaps = np.abs(upper[:-1] - lower[1:]) > 1e-9 * upper[:-1]
    if gaps.any():
        i = int(np.argmax(gaps))
        raise ValueError(
            f"{table.name}: the bin up to {upper[i] / worth:g} is followed by one from "
            f"{lower[i + 1] / worth:g}: bins must follow one another; give a gap a bin of its own, "
            "or begin after it"
        )
    tau = given["off_exposure"]
    if off.size and math.isinf(tau):
        tau = 1.0
    if not off.size and math.isfinite(tau):
        raise ValueError(f"{table.name}: off_exposure needs a column off")
    counts = ObservedBins(
        on=on,
        off=off if off.size else np.zeros_like(on),
        background=background if background.size else np.zeros_like(on),
        sigma_signal=given["sigma_signal"],
        sigma_background=given["sigma_background"],
        off_exposure=tau,
    )
    return InBins(counts, (*map(float, lower), float(upper[-1])), table.of(0))


STATISTICS: Final[Kinds[Measurement | InBins]] = MappingProxyType(
    {
        "expected": Reader(
            meaning="an experiment to come, taken to count what the Standard Model expects",
            entries=(
                Number(
                    key="sigma_stat",
                    meaning="background for each event of the signal",
                    limits={"at_least": 0, "at_most": 10, "hint": "a ratio, not per cent"},
                ),
                Number(
                    key="sigma_sys",
                    meaning="relative uncertainty of the signal",
                    limits=FRACTION,
                ),
            ),
            build=_expected,
        ),
        "observed": Reader(
            meaning="a count from which another was subtracted",
            entries=_OBSERVED,
            build=partial(_observed, printed_variance=False),
        ),
        "talk": Reader(
            meaning="the same with the variance that the talk prints",
            entries=_OBSERVED,
            build=partial(_observed, printed_variance=True),
        ),
        "poisson": Reader(
            meaning="a count of any size, with a known background or events without the source",
            entries=(
                _events("observed_events", "events with the source"),
                _events("background_events", "background expected among them", default=0.0),
                _events("off_events", "events without the source", default=0.0),
                _off("nothing was counted without it"),
                *_SIGNAL,
            ),
            build=_poisson,
        ),
        "bins": Reader(
            meaning="counts in bins of what the detector measures, from a table",
            entries=(BINS, _off("1, if the table has a column off"), *_SIGNAL),
            build=_bins,
        ),
    }
)
"""Readers of a ``[statistics]`` table, by its kind."""
