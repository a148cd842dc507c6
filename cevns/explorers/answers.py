"""An answer to an exercise, as the package computes it, to compare a reader's with.

Nothing of it needs a server or a kernel: a cell displays the form, the build puts it into its
exercise, and the script of the same name reads what is typed. In notebooks `cevns.explorers.ask`
shows the same form. The answer is encoded, so that it is not read by accident; it is no lock.
"""

import base64
import html
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def encoded(thing: object) -> str:
    """Write something so that nobody reads it by accident."""
    return base64.b64encode(json.dumps(thing, ensure_ascii=False).encode()).decode()


def decoded(text: str) -> Any:
    """Read what `encoded` wrote."""
    return json.loads(base64.b64decode(text))


@dataclass(frozen=True)
class Answer:
    """What an exercise wants to know.

    Parameters
    ----------
    exercise : label of the exercise
    asks : which of its numbers, in a few words; "_" lowers the letter after it
    value : the answer, in the unit
    unit : as one would write it, such as "keV" or "cm^-2 s^-1"; none for a pure number
    digits : how many are wanted: the last may be off by the half of five units
    slips : what a known slip would give, in the same unit, by a sentence that helps on

    Raises
    ------
    ValueError
        if the answer is zero or not finite, or if a slip cannot be told from it or from another
    """

    exercise: str
    asks: str
    value: float
    unit: str = ""
    digits: int = 2
    slips: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = [float(self.value), *map(float, self.slips.values())]
        if not all(math.isfinite(x) and x != 0 for x in numbers):
            raise ValueError(f"{self.exercise}: answer and slips must be finite and not zero")
        for n, one in enumerate(numbers):
            for other in numbers[n + 1 :]:
                if abs(other / one - 1) <= 2 * self.tolerance:
                    raise ValueError(f"{self.exercise}: {one:g} cannot be told from {other:g}")

    @property
    def tolerance(self) -> float:
        """Largest relative distance of a number that is accepted."""
        return 5 * 10.0**-self.digits

    @property
    def key(self) -> dict[str, object]:
        """What the page compares with."""
        slips = [[float(f"{x:.8g}"), sentence] for sentence, x in self.slips.items()]
        value = float(f"{self.value:.8g}")
        return {
            "asks": self.asks,
            "value": value,
            "unit": self.unit,
            "tolerance": self.tolerance,
            "slips": slips,
        }

    @classmethod
    def of(cls, exercise: str, key: str) -> "Answer":
        """Read the answer to an exercise from its encoded key."""
        kept = decoded(key)
        digits = round(-math.log10(kept["tolerance"] / 5))
        slips = {sentence: x for x, sentence in kept["slips"]}
        return cls(exercise, kept["asks"], kept["value"], kept["unit"], digits, slips)

    def __repr__(self) -> str:
        return f"an answer to {self.exercise}: {self.asks}"

    def _repr_html_(self) -> str:
        """Write a form that stays hidden until there is a script to read it."""
        name = f"answer-{self.exercise}"
        asks = re.sub(r"_(\w)", r"<sub>\1</sub>", html.escape(self.asks.replace("'", "’")))
        asks = re.sub(r"(?<=\d) (?=(?:[kM]?eV|km|t|σ|%)(?!\w))", "\N{NO-BREAK SPACE}", asks)
        wanted = "a number and its unit" if self.unit else "a number"
        return (
            f'<form class="answer" hidden data-exercise="{self.exercise}" '
            f'data-key="{encoded(self.key)}">'
            f'<label for="{name}">Your answer: {asks}</label>'
            f'<input id="{name}" type="text" autocomplete="off" spellcheck="false" '
            f'aria-describedby="{name}-wanted">'
            '<button type="submit">Check</button>'
            f'<small id="{name}-wanted">{wanted}, {self.digits} digits</small>'
            "<output></output></form>"
        )


def answer(
    exercise: str,
    asks: str,
    value: float,
    unit: str = "",
    *,
    digits: int = 2,
    slips: Mapping[str, float] | None = None,
) -> Answer:
    """Show a form that takes an answer to an exercise.

    The parameters are those of `Answer`.
    """
    return Answer(exercise, asks, float(value), unit, digits, slips or {})
