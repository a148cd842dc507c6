"""A mixing of one's own on the command line: every angle a number with its unit."""

import math
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import number
from cevns.inference.assumptions import RECOMMENDED
from cevns.neutrinos.mixing import INVERTED, PRESETS, Mixing, preset

UNITS: Final[Mapping[str, float]] = MappingProxyType(
    {"deg": math.pi / 180, "°": math.pi / 180, "rad": 1.0, "pi": math.pi}
)
"""How many radians a unit is."""

_SINE: Final = "sin2="
_ANGLES: Final = ("12", "13", "23")


def options(command: ArgumentParser, standard: str = RECOMMENDED.mixing.name) -> None:
    """Let the mixing be another preset, and its angles and its phase be others."""
    add = command.add_argument
    fits = ", ".join((*PRESETS, *INVERTED))
    add("--mixing", help=f"{fits}; {standard} by default")
    for pair in _ANGLES:
        add(f"--theta-{pair}", metavar="ANGLE", help="such as 33.7deg, 0.588rad or sin2=0.308")
    add("--delta-cp", metavar="PHASE", help="such as 212deg, -90deg, 3.7rad or 1.21pi")


def asked(args: Namespace, standard: Mixing) -> Mixing | None:
    """Return the mixing that was asked for; None if nothing was said of it.

    Parameters
    ----------
    args : with what `options` added
    standard : whose angles are those that were not said, unless a preset was named

    Raises
    ------
    ValueError
        if there is no such preset, or an angle has no unit or is out of range
    """
    base = preset(args.mixing) if args.mixing else standard
    said = {f"theta_{pair}": getattr(args, f"theta_{pair}") for pair in _ANGLES}
    said["delta_CP"] = args.delta_cp
    said = {name: text.strip() for name, text in said.items() if text is not None}
    if not said:
        return base if args.mixing else None
    changed: dict[str, Any] = {
        name.replace("theta", "sin2"): _sine_squared(name, text)
        for name, text in said.items()
        if name != "delta_CP"
    }
    if "delta_CP" in said:
        changed["delta_CP"] = _radians("delta_CP", said["delta_CP"], "212deg, 3.7rad or 1.21pi")
    told = ", ".join(f"{name} = {text.removeprefix(_SINE)}" for name, text in said.items())
    named = f"{base.name}; {told}"
    return replace(base, name=named, source=f"{base.source}; {told}, given", **changed)


def joined(arguments: Sequence[str]) -> list[str]:
    """Put a negative angle to its option: argparse takes ``-90deg`` for an option of its own."""
    whole: list[str] = []
    for one in arguments:
        if one[:1] == "-" and one[1:2] in "0123456789." and whole and whole[-1][:2] == "--":
            whole[-1] += f"={one}"
        else:
            whole.append(one)
    return whole


def _sine_squared(name: str, text: str) -> float:
    if text.startswith(_SINE):
        given = _float(name, text.removeprefix(_SINE), text, f"{_SINE}0.308")
        return number(f"sin^2 {name}", given, at_least=0, at_most=1)
    angle = _radians(name, text, f"33.7deg, 0.588rad or {_SINE}0.308")
    degrees = number(name, math.degrees(angle), "deg", at_least=0, at_most=90)
    return math.sin(math.radians(degrees)) ** 2


def _radians(name: str, text: str, examples: str) -> float:
    unit = next((unit for unit in UNITS if text.endswith(unit)), None)
    if unit is None:
        raise ValueError(f"{name} = {text!r} has no unit; write {examples}")
    return _float(name, text.removesuffix(unit), text, examples) * UNITS[unit]


def _float(name: str, digits: str, text: str, examples: str) -> float:
    try:
        return number(name, float(digits))
    except ValueError:
        raise ValueError(f"{name} = {text!r} is no angle; write {examples}") from None
