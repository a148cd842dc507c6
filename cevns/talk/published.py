"""What the talk prints, typed in from its slides: its table of limits, its experiments."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.checks import number, whole
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked

Key = tuple[str, str, str]
"""Experiment, source and setup of a row, such as ("coherent-csi", "sns-prompt", "current")."""


@cache
def talk_limits_as_printed() -> Mapping[Key, tuple[str, ...]]:
    """Return the printed limits [1e-10 mu_B] digit by digit, by (experiment, source, setup)."""
    moments = tuple(f"Lambda_{i}_1e10_muB" for i in (1, 2, 3))
    keys = ("experiment", "source", "setup")
    columns = dict.fromkeys((*keys, *moments), str)
    found = {}
    for row in read_csv(shipped("talk", "talk_limits.csv"), columns):
        experiment, source, setup = (str(row[name]) for name in keys)
        found[experiment, source, setup] = tuple(str(row[m]) for m in moments)
    return MappingProxyType(found)


class Quantity(NamedTuple):
    """A number as printed, and its unit, such as ``"10"`` and ``"yr"``; empty if it has none."""

    text: str
    unit: str


@cache
def talk_configuration() -> Mapping[tuple[str, str], Mapping[str, Quantity]]:
    """Return what is printed of an experiment and setup: mass, threshold and so on.

    The efficiency of the first CsI[Na] run is left out: "Eq. (??)" is no number.
    """
    columns = ("experiment", "setup", "mass", "threshold", "efficiency", "exposure", "baseline_m")
    found = {}
    for row in read_csv(shipped("talk", "talk_configuration.csv"), dict.fromkeys(columns, str)):
        parts = {name: str(row[name]).partition(" ") for name in columns[2:]}
        found[str(row["experiment"]), str(row["setup"])] = MappingProxyType(
            {name: Quantity(a, b) for name, (a, _, b) in parts.items() if a != "Eq."}
        )
    return MappingProxyType(found)


@cache
def talk_limits() -> Mapping[Key, tuple[float, float, float]]:
    """Return the printed limits [1e-10 mu_B] by (experiment, source, setup)."""
    printed = talk_limits_as_printed().items()
    return MappingProxyType({k: (float(a), float(b), float(c)) for k, (a, b, c) in printed})


@cache
def talk_roundings() -> Mapping[Key, tuple[float, ...]]:
    """Return half a unit of the last digit printed [1e-10 mu_B], for each of `talk_limits`."""
    return MappingProxyType(
        {key: tuple(map(half_unit, row)) for key, row in talk_limits_as_printed().items()}
    )


@checked
def half_unit(text: str) -> float:
    """Half a unit of the last digit of a number as printed: 0.05 for 69.2, 0.5 for 142."""
    return 0.5 * 10.0 ** -len(text.partition(".")[2])


def beyond_rounding(ours: float, printed: float, half_unit: float) -> float:
    """Relative deviation from the nearest value that rounds to the print; 0 if ours does."""
    x, p, half = number("ours", ours), number("printed", printed), number("half_unit", half_unit)
    nearest = min(max(x, p - half), p + half)
    return x / nearest - 1


def _row(key: Key) -> Key:
    if key not in talk_limits():
        raise ValueError(f"no row {key!r} is printed; known: {', '.join(map(str, talk_limits()))}")
    return key


@checked
def furthest_beyond_rounding(ours: Iterable[float], key: Key) -> float:
    """`beyond_rounding` of that of the three limits of a row which is furthest off.

    Parameters
    ----------
    ours : on the three moduli [1e-10 mu_B]
    key : of the row
    """
    numbers = zip(ours, talk_limits()[_row(key)], talk_roundings()[key], strict=True)
    return max((beyond_rounding(*one) for one in numbers), key=abs)


@checked
def printed_ratio(key: Key, above: int, below: int) -> tuple[float, float]:
    """Range of the ratio of two limits of one row that the rounding of the print leaves open.

    Parameters
    ----------
    key : of the row
    above, below : indices of the moments, 0 to 2
    """
    printed, half = talk_limits()[_row(key)], talk_roundings()[key]
    above, below = whole("above", above, at_least=0), whole("below", below, at_least=0)
    return (
        (printed[above] - half[above]) / (printed[below] + half[below]),
        (printed[above] + half[above]) / (printed[below] - half[below]),
    )
