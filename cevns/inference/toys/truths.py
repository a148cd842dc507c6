"""What may be true besides the modulus that a limit is about."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array, choice, number
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.choices import Choices
from cevns.inference.many_forms import states_of
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2
from cevns.inference.profiling import Objective, least_over_free
from cevns.inference.toys.basins import scales, swift
from cevns.inference.toys.jobs import to_be_repeated

BESIDE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fitted": "what is free is what fits the measured data best at that modulus",
        "zero": "the other moments and all phases are zero",
    }
)
"""What is true of everything that is not named."""


class Truth(NamedTuple):
    """What is true: one modulus [mu_B], and squared effective moments [mu10^2].

    Parameters
    ----------
    modulus : of the moment that a limit is about
    mu_e2_mu10, mu_mu2_mu10 : of electron and muon flavour
    others_mu10 : of the further states that the data see
    """

    modulus: float
    mu_e2_mu10: float
    mu_mu2_mu10: float
    others_mu10: tuple[float, ...] = ()


class Place(NamedTuple):
    """A value of chi^2, and the squared effective moments where it is [mu10^2]."""

    chi2: float
    squares: tuple[float, ...]


@checked
def fitted(
    data: MomentChi2,
    moment: str,
    modulus: float,
    choices: Choices,
    scales: tuple[float, ...],
) -> Place:
    r"""Return the least chi^2 at a modulus, all that is free profiled, and where it is.

    Parameters
    ----------
    data : measured, or repeated
    moment : such as ``"Lambda_1"``
    modulus : of it [mu_B], >= 0
    choices : what is free
    scales : of chi^2 along every axis [mu10^2]
    """
    seen: list[Place] = []

    def chi2(*squares: Array) -> Array:
        each = np.broadcast_arrays(*squares)
        values = data.chi2_mu10(*each)
        at = int(np.argmin(values))
        seen.append(Place(float(values.flat[at]), tuple(float(q.flat[at]) for q in each)))
        return values

    def bottoms() -> list[tuple[float, float]]:
        return [one[1:] for one in getattr(data, "minima", (data.best_fit,))]

    # whether chi^2 grows matters only where the search would otherwise take long
    slow = choices.others == "profiled" and choices.phases != "profiled"
    states = states_of(data)
    known: dict[str, Any] = {"scales": scales}
    if states:
        known = {"more": states, "spans": scales, "like": getattr(data, "sketch", None)}
    objective = Objective(chi2, slow and data.grows, bottoms, **known)
    v = np.array([[modulus / mu10]])
    lowest = float(least_over_free(v, [moment], choices, objective)[0])
    # a well that cannot be reached was looked at, too: of all that was seen it is the nearest
    return min(seen, key=lambda one: abs(one.chi2 - lowest))


@checked
def truth(
    data: MomentChi2 | HasMomentChi2,
    moment: str,
    modulus: float,
    choices: Choices,
    beside: str = "fitted",
) -> Truth:
    r"""Return what would be true if one moment had this modulus.

    Where others are free, most of what they may be is far from where a limit ends. A limit is
    tried hardest where they fit the data best,

    .. math:: (\mu_e^2,\mu_\mu^2) = \operatorname{arg\,min}_\text{free}\chi^2

    Parameters
    ----------
    data : that were measured
    moment : such as ``"Lambda_1"``
    modulus : of it [mu_B], >= 0
    choices : what is free
    beside : one of `BESIDE`; without anything free both are the same

    Raises
    ------
    ValueError
        if a name is unknown, or a number negative or not finite
    """
    size = number("modulus", modulus, "mu_B", at_least=0)
    if choice("beside", beside, BESIDE) == "zero":
        choices = replace(choices, others="zero", phases=(0.0, 0.0, 0.0), delta="fixed")
    measured = to_be_repeated(data)
    along = scales(measured)
    x, y, *others = fitted(swift(measured, along), moment, size, choices, along).squares
    return Truth(size, x, y, tuple(others))
