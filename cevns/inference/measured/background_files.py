"""Backgrounds of a formula in a file: the tables ``background.NAME`` of a description of data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import number
from cevns.basics.entries import Listed, Number, Values
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section
from cevns.basics.readers import Kinds, Reader
from cevns.inference.measured.shapes import (
    Background,
    Constant,
    Exponential,
    Lines,
    Modelled,
    modelled,
)

_LEVEL: Final[Mapping[str, Any]] = {"at_least": 0, "at_most": 1e12}
_ENERGY: Final[Mapping[str, Any]] = {"above": 0, "at_most": 1e4, "hint": "is it in eV?"}

_SIGMA: Final = Number(
    key="sigma",
    meaning="relative uncertainty of its size",
    limits={"at_least": 0, "at_most": 1e3, "hint": "a fraction, not per cent"},
    default=math.inf,
    otherwise="free: the data alone say it",
)


def _step(what: str, unit: str) -> Number:
    return Number(
        key=f"{what}_step{unit and '_' + unit}",
        meaning=f"its {what} is fitted too, in steps about as large as its uncertainty"
        + ("" if unit else ", of the logarithm"),
        unit=unit,
        limits={"above": 0, "at_most": 1e3},
        default=None,
        otherwise="fixed",
    )


def _energy(key: str, meaning: str, **more: Any) -> Number:
    return Number(key=key, meaning=meaning, unit="keV", limits={**_ENERGY, **more})


_PER_KEV: Final = Number(
    key="per_keV_day", meaning="events in a keV and a day", unit="1/(keV day)", limits=_LEVEL
)


def _made(shape: Any, given: Values, steps: Mapping[str, str]) -> Background:
    return Background(
        shape=shape,
        sigma=given["sigma"],
        steps={what: given[key] for what, key in steps.items() if given[key] is not None},
    )


def _constant(given: Values) -> Background:
    return _made(Constant(per_keV=given["per_keV_day"]), given, {})


def _exponential(given: Values) -> Background:
    shape = Exponential(
        per_keV=given["per_keV_day"], start=given["start_keV"], decay=given["decay_keV"]
    )
    return _made(shape, given, {"decay": "decay_step"})


def _lines(given: Values) -> Background:
    energies = given["energies_keV"]
    shape = Lines(
        events_of_all=given["per_day"],
        energies=energies,
        shares=given["shares"] or (1.0,) * len(energies),
        spread=given["width_keV"],
    )
    return _made(shape, given, {"energy": "energy_step_keV", "width": "width_step_keV"})


SHAPES: Final[Kinds[Background]] = MappingProxyType(
    {
        "constant": Reader(
            meaning="as many events in every keV", entries=(_PER_KEV, _SIGMA), build=_constant
        ),
        "exponential": Reader(
            meaning="falls exponentially",
            entries=(
                replace(_PER_KEV, meaning="events in a keV and a day where it starts"),
                _energy("start_keV", "where that is", above=None, at_least=0),
                _energy("decay_keV", "in which it falls by e"),
                _step("decay", ""),
                _SIGMA,
            ),
            build=_exponential,
        ),
        "lines": Reader(
            meaning="Gaussian lines of one width",
            entries=(
                Number(
                    key="per_day",
                    meaning="events of all lines in a day, in the bins or not",
                    unit="1/day",
                    limits=_LEVEL,
                ),
                Listed(key="energies_keV", meaning="of the lines", unit="keV", limits=_ENERGY),
                Listed(
                    key="shares",
                    meaning="of their events, in units of the first",
                    limits={"at_least": 0, "at_most": 1e6},
                    default=(),
                    otherwise="equal",
                ),
                _energy("width_keV", "their standard deviation"),
                _step("energy", "keV"),
                _step("width", "keV"),
                _SIGMA,
            ),
            build=_lines,
        ),
    }
)
"""Readers of a table ``background.NAME``, by its ``shape``."""


@checked
def read_background(section: Section) -> Background:
    """Read one table of a background.

    Parameters
    ----------
    section : with its ``shape``, and ``follows`` if its size is proportional to that of another

    Raises
    ------
    ValueError
        naming the entry that is missing, unknown or out of range
    """
    shape = section.text("shape", SHAPES)
    follows = section.text("follows") if section.has("follows") else ""
    found = SHAPES[shape](section)
    section.finish()
    return replace(found, follows=follows)


@checked
def read_backgrounds(
    tables: Mapping[str, Section], edges: Sequence[float], days: float
) -> Modelled:
    """Read the backgrounds of a description that have a shape: their templates and pulls.

    Parameters
    ----------
    tables : by the name of the background
    edges : of the bins [keV]
    days : live time, by which what is there in a day is multiplied

    Raises
    ------
    ValueError
        naming the entry that is missing, unknown or out of range
    """
    live = number("days", days, "days", above=0)
    per_day = modelled({name: read_background(one) for name, one in tables.items()}, edges)
    return per_day.each(lambda events: live * events)
