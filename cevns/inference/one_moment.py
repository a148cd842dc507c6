"""A single count as a function of one modulus alone, the other moments zero."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.counts import Count


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class OneMoment:
    r"""A count seen as a function of one modulus.

    .. math:: S = N_\text{SM} + H_{ii}|\Lambda_i|^2

    Parameters
    ----------
    counting : its chi^2
    sm : Standard Model events, >= 0
    per_mu10 : H_ii, magnetic events of a moment of 1e-10 mu_B, >= 0

    Raises
    ------
    ValueError
        if a number of events is negative
    """

    counting: Count
    sm: float
    per_mu10: float

    def __post_init__(self) -> None:
        settle(self, "sm", "events", what="SM events", at_least=0)
        settle(self, "per_mu10", "events", what="magnetic events", at_least=0)

    @property
    def least_chi2(self) -> float:
        """Smallest chi^2 of a physical signal."""
        return float(self.counting.chi2(self.counting.best_physical_signal(self.sm)))

    @property
    def moment_of_equal_counts(self) -> float:
        r"""Modulus that gives as many magnetic events as the others, the root :eq:`eq:lumi-limit`.

        .. math:: 10^{-10}\,\mu_B\,\sqrt{N_\text{SM}/H_{ii}}

        Returns
        -------
        float
            mu_B; infinite if the moment is not seen
        """
        return mu10 * math.sqrt(self.sm / self.per_mu10) if self.per_mu10 else math.inf

    def events(self, modulus: ArrayLike) -> Array:
        """Signal at moduli [mu_B], >= 0, of any shape."""
        x = in_range("modulus", modulus, "mu_B", at_least=0, at_most=1, hint="write 1e-10") / mu10
        return np.asarray(self.sm + self.per_mu10 * x**2)

    def delta_chi2(self, modulus: ArrayLike) -> Array:
        """Delta chi^2 at moduli [mu_B] from the smallest chi^2 of a physical signal."""
        return np.asarray(self.counting.chi2(self.events(modulus)) - self.least_chi2)

    def reaches(self, delta_chi2: float) -> float:
        """Largest modulus with at most this Delta chi^2 [mu_B]; infinite if nothing bounds it."""
        height = number("delta_chi2", delta_chi2, at_least=0)
        room = self.counting.upper_signal(self.least_chi2 + height) - self.sm
        return mu10 * math.sqrt(room / self.per_mu10) if self.per_mu10 else math.inf
