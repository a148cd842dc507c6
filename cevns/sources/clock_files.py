"""The clock of a pulsed source in a file: when its neutrinos arrive."""

from typing import Final

from cevns.basics.checks import number
from cevns.basics.curves import Curve
from cevns.basics.entries import File, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import OneOf, Together
from cevns.basics.tables import Column, Layout, Table
from cevns.basics.units import ns, us
from cevns.sources.beams import Arrival
from cevns.sources.pulses import TabulatedArrival, stopped_pion_arrivals

_ARRIVED: Final = Layout(
    places=(
        (
            Column(heading="t_us", factor=us, limits={"at_least": -1e6, "at_most": 1e6}),
            Column(heading="t_ns", factor=ns, limits={"at_least": -1e9, "at_most": 1e9}),
        ),
        (
            Column(
                heading="arrived",
                limits={"at_least": 0, "at_most": 1 + 1e-6, "hint": "a fraction, not per cent"},
            ),
        ),
    )
)


def _tabulated(table: Table) -> TabulatedArrival:
    t, arrived = table.values
    return TabulatedArrival(arrived=Curve("arrived", "us", t, arrived, us))


def _file(beam: str) -> File:
    return File(
        key=f"{beam}_arrival",
        meaning=f"fraction of the {beam} neutrinos that has arrived by a time after the trigger",
        layout=_ARRIVED,
        build=_tabulated,
    )


CLOCK: Final = (
    OneOf(
        (
            Together(
                (
                    Number(
                        key="pulse_mean_ns",
                        meaning="middle of the pulse of protons, a Gaussian, after the trigger",
                        unit="ns",
                        limits={"at_least": -1e6, "at_most": 1e6, "hint": "is it in s?"},
                    ),
                    Number(
                        key="pulse_width_ns",
                        meaning="its standard deviation",
                        unit="ns",
                        limits={"at_least": 1, "at_most": 1e6, "hint": "is it in s?"},
                    ),
                )
            ),
            Together((_file("prompt"), _file("delayed"))),
        ),
        optional=True,
        otherwise="no clock: all are counted whenever they arrive",
    ),
    Number(
        key="time_shift_ns",
        meaning="by which all neutrinos arrive later than that",
        unit="ns",
        limits={"at_least": -1e6, "at_most": 1e6, "hint": "is it in s?"},
        default=0.0,
    ),
)
"""Entries of a source with a clock."""


@checked
def arrivals(given: Values) -> dict[str, Arrival | None]:
    """Return when prompt and delayed neutrinos arrive, by their beam; None without a clock."""
    delay = number("time_shift_ns", given["time_shift_ns"]) * ns
    if given["pulse_mean_ns"] is not None:
        both = stopped_pion_arrivals(given["pulse_mean_ns"] * ns, given["pulse_width_ns"] * ns)
    elif given["prompt_arrival"] is not None:
        both = given["prompt_arrival"], given["delayed_arrival"]
    elif delay:
        raise ValueError("time_shift_ns moves a pulse or tables of arrival: give one of them")
    else:
        return {"prompt": None, "delayed": None}
    return {beam: one.shifted(delay) for beam, one in zip(("prompt", "delayed"), both, strict=True)}
