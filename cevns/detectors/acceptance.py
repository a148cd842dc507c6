"""Acceptances of event selections, as functions of the number of photoelectrons."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked, describe


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticAcceptance:
    r"""Acceptance of an event selection as a function of the number of photoelectrons.

    Equation :eq:`eq:csi-acceptance` of the book.

    .. math:: \mathcal A(x) = \left(\frac{a}{1+e^{-k(x-x_0)}}+d\right)_+H(x)

    where :math:`(y)_+` is y or, below it, zero, and H rises from 0 to 1 in equal steps: for
    COHERENT's at 5 and 6 PE it is 0, 1/2 and 1 for :math:`x<5`, :math:`5\le x<6` and
    :math:`x\ge6`.

    Parameters
    ----------
    plateau : a, 0 to 1
    slope : k [1/PE], > 0
    midpoint : x_0 [PE], > 0
    steps : of H [PE], > 0 and ascending; none if it is 1 everywhere
    offset : d, added to the curve; negative for a threshold below which nothing is accepted

    Raises
    ------
    ValueError
        if a number is out of range, nothing is ever accepted, or more than all

    Notes
    -----
    Source: COHERENT, data release for the first CsI[Na] result, arXiv:1804.09459 (no offset), and
    ancillary files of arXiv:2110.07730.
    """

    plateau: float
    slope: float
    midpoint: float
    steps: tuple[float, ...] = ()
    offset: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "offset", what="acceptance offset", at_least=-1, at_most=0)
        # the curve itself ends at a + d
        settle(self, "plateau", what="acceptance plateau", above=-self.offset)
        if self.plateau + self.offset > 1:
            settle(self, "plateau", what="acceptance plateau", above=0, at_most=1 - self.offset)
        settle(self, "slope", "1/PE", what="acceptance slope", above=0)
        settle(self, "midpoint", "PE", what="acceptance midpoint", above=0)
        steps = in_range("acceptance steps", self.steps, "PE", above=0) if len(self.steps) else ()
        object.__setattr__(self, "steps", tuple(map(float, steps)))
        if any(b <= a for a, b in pairwise(self.steps)):
            raise ValueError(f"acceptance steps {self.steps} PE must ascend")

    def __call__(self, photoelectrons: ArrayLike) -> Array:
        """Return the acceptance at a number of photoelectrons, >= 0."""
        x = in_range("number of photoelectrons", photoelectrons, "PE", at_least=0)
        step = np.mean([x >= cut for cut in self.steps], axis=0) if self.steps else 1.0
        curve = self.plateau / (1 + np.exp(-self.slope * (x - self.midpoint))) + self.offset
        acceptance: Array = step * np.maximum(curve, 0.0)
        return acceptance

    @property
    def begins(self) -> float:
        """Number of photoelectrons from which on the curve is above zero; 0 without an offset."""
        if not self.offset:
            return 0.0
        begins = self.midpoint - math.log(-self.plateau / self.offset - 1) / self.slope
        return max(0.0, begins - 1e-12 * abs(begins))  # so that there it is zero, not a rounding


describe(LogisticAcceptance, hint="use LogisticAcceptance(plateau=..., slope=..., midpoint=...)")

_CHORD: Final = 1e-5
"""How far a chord may be off an acceptance."""

Acceptance = LogisticAcceptance | Curve
"""Acceptance as a function of the number of photoelectrons."""


@checked
def bends(acceptance: Acceptance) -> tuple[float, ...]:
    """Numbers of photoelectrons at which an acceptance steps, or its table bends."""
    if isinstance(acceptance, Curve):
        return tuple(map(float, acceptance.x))
    return tuple(sorted({*acceptance.steps, *([acceptance.begins] if acceptance.begins else [])}))


@checked
def linear_between(acceptance: LogisticAcceptance, lower: float, upper: float) -> tuple[float, ...]:
    r"""Numbers of photoelectrons so close that an acceptance is nearly linear between them.

    A chord over h is off by :math:`h^2|\mathcal A''|/8`, which is held at 1e-5.

    Parameters
    ----------
    acceptance : without steps inside the window
    lower, upper : the window [PE]

    Raises
    ------
    ValueError
        if it has a step inside: what is smeared across it is not continuous
    """
    lower, upper = number("lower", lower, "PE"), number("upper", upper, "PE")
    if any(lower < cut < upper for cut in acceptance.steps):
        raise ValueError(
            f"acceptance steps at {acceptance.steps} PE lie inside the window from {lower:g} to "
            f"{upper:g} PE, where a resolution needs a curve without"
        )
    x = max(lower, acceptance.begins)
    marks = [x]
    while x < upper:
        x += max(_chord(acceptance, x), 1e-3)
        marks.append(min(x, upper))
    return tuple(marks)


def _chord(acceptance: LogisticAcceptance, x: float) -> float:
    """Length over which the acceptance is linear to `_CHORD` from x on [PE]."""
    a, k = acceptance.plateau, acceptance.slope
    # the second derivative, at its largest within the next piece
    near = [1 / (1 + math.exp(-k * (x + s / k - acceptance.midpoint))) for s in (0.0, 0.25, 0.5)]
    bend = max(abs(a * k**2 * p * (1 - p) * (1 - 2 * p)) for p in near)
    return min(math.sqrt(8 * _CHORD / max(bend, 1e-12)), 0.5 / k)
