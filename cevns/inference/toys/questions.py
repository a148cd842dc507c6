"""What repeated experiments are asked: how far the truth is from their best fit, their limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from cevns.basics.checks import settle
from cevns.basics.kinds import checked
from cevns.inference.assumptions import Assumptions
from cevns.inference.bands import found_limit
from cevns.inference.choices import Choices
from cevns.inference.limits import Options
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.toys.truths import fitted

OUTWARDS: Final = 1e-5
"""Part of a modulus by which it is looked whether chi^2 falls."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    r"""How far a truth is from the best fit of an experiment.

    .. math:: \Delta\chi^2 = \chi^2(\mu_e^2,\mu_\mu^2)-\chi^2_\text{min}

    Parameters
    ----------
    mu_e2_mu10, mu_mu2_mu10 : squared effective moments of the truth [mu10^2]
    """

    columns: ClassVar[tuple[str, ...]] = ("delta_chi2", "chi2_min", "mu_e2_mu10", "mu_mu2_mu10")

    mu_e2_mu10: float
    mu_mu2_mu10: float

    def __post_init__(self) -> None:
        settle(self, "mu_e2_mu10", "mu10^2", at_least=0)
        settle(self, "mu_mu2_mu10", "mu10^2", at_least=0)

    def __call__(self, toy: MomentChi2) -> tuple[float, ...]:
        """Delta chi^2, the least chi^2, and where it is."""
        best = toy.best_fit
        here = float(toy.chi2_mu10(np.array(self.mu_e2_mu10), np.array(self.mu_mu2_mu10)))
        return (max(here - best.chi2, 0.0), *best)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    r"""How far the true modulus of one moment is from the best fit, all that is free profiled.

    As `cevns.inference.regions.profile`.

    Parameters
    ----------
    moment : such as ``"Lambda_1"``
    modulus : true [mu_B], >= 0
    choices : what is done with everything else
    scales : of chi^2 along every axis [mu10^2]
    """

    columns: ClassVar[tuple[str, ...]] = ("delta_chi2", "falls")

    moment: str
    modulus: float
    choices: Choices
    scales: tuple[float, ...]

    def __post_init__(self) -> None:
        settle(self, "modulus", "mu_B", at_least=0)

    def __call__(self, toy: MomentChi2) -> tuple[float, ...]:
        """Delta chi^2, and 1 if it falls with the modulus: all that is allowed lies above."""
        best = toy.best_fit
        at = fitted(toy, self.moment, self.modulus, self.choices, self.scales)
        delta = at.chi2 - best.chi2
        # all that can be reached grows with the square of the modulus
        further = (1 + OUTWARDS) ** 2 * np.array(at.squares)
        falls = not self.modulus or float(toy.chi2_mu10(*further)) < at.chi2
        return max(delta, 0.0), float(falls)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper limits of an experiment, or where its intervals end if it excludes no moments at all.

    Parameters
    ----------
    moments : such as ``("Lambda_1",)``
    assumptions : mixing, confidence level and definition
    others, phases, delta : as in `cevns.inference.limits.limit`
    """

    moments: tuple[str, ...]
    assumptions: Assumptions
    others: str = "zero"
    phases: str | Sequence[float] = (0.0, 0.0, 0.0)
    delta: str = "fixed"

    @property
    def columns(self) -> tuple[str, ...]:
        """The moments."""
        return self.moments

    def __call__(self, toy: MomentChi2) -> tuple[float, ...]:
        """Limits [mu_B]; infinite where nothing bounds a moment."""
        free: Options = {"others": self.others, "phases": self.phases, "delta": self.delta}
        return tuple(found_limit(toy, m, self.assumptions, free) for m in self.moments)


@checked
@dataclass(frozen=True, slots=True)
class Best:
    """How well an experiment is described at all: its least chi^2, and where it is."""

    columns: ClassVar[tuple[str, ...]] = ("chi2_min", "mu_e2_mu10", "mu_mu2_mu10")

    def __call__(self, toy: MomentChi2) -> tuple[float, ...]:
        """chi^2 and squared effective moments [mu10^2]."""
        return tuple(toy.best_fit)
