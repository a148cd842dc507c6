"""One count as a function of two effective moments."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, settle
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.counts import Count
from cevns.inference.moment_chi2 import BestFit
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import Angles, ComplexArray

BLIND: Final = 1e-12
"""A count that sees less than this part of a moment does not see it: it is rounding."""

FAR: Final = 1e8
"""A moment beyond this many 1e-10 mu_B, 1e-2 mu_B, is reported as unbounded."""


def squared_moments(mu_e2: ArrayLike, mu_mu2: ArrayLike) -> tuple[Array, Array]:
    """Return squared effective moments [mu10^2] given in mu_B^2, once they can be that.

    Raises
    ------
    ValueError
        if one is negative, not finite, or above 1e-4 mu_B^2, where no moment can be
    """
    return tuple(  # type: ignore[return-value]
        in_range(
            name,
            given,
            "mu_B^2",
            at_least=0,
            at_most=(FAR * mu10) ** 2 * (1 + 1e-9),
            hint="is it in (1e-10 mu_B)^2? multiply by mu10**2",
        )
        / mu10**2
        for name, given in (("mu_e2", mu_e2), ("mu_mu2", mu_mu2))
    )


def without_rounding(x: Array, y: Array) -> tuple[Array, Array]:
    """Return a direction, its smaller part exactly zero if nothing but rounding is left of it."""
    length = BLIND * (x + y)
    return np.where(x > length, x, 0.0), np.where(y > length, y, 0.0)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class MomentCount:
    r"""One count as a function of the two effective moments a terrestrial beam can have.

    Equation :eq:`eq:comb-count` of the book.

    .. math:: S = N_\text{SM} + n_e\,\mu_e^2 + n_\mu\,\mu_\mu^2

    Parameters
    ----------
    name : of the data set, such as ``"coherent-csi current"``; one count for each
    source : such as ``"sns"``
    sm : Standard Model events, >= 0
    n_e, n_mu : magnetic events per (1e-10 mu_B)^2 of electron and muon flavour, >= 0
    counting : its chi^2

    Raises
    ------
    ValueError
        if a number is not finite or negative
    """

    name: str
    source: str
    sm: float
    n_e: float
    n_mu: float
    counting: Count

    def __post_init__(self) -> None:
        settle(self, "sm", "events", what=f"{self.name}: SM events", at_least=0)
        settle(self, "n_e", "events", what=f"{self.name}: n_e", at_least=0)
        settle(self, "n_mu", "events", what=f"{self.name}: n_mu", at_least=0)

    def events(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """Signal at squared effective moments [mu_B^2], from 0 to 1e-4, broadcastable."""
        return self.events_mu10(*squared_moments(mu_e2, mu_mu2))

    def events_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`events` at squared effective moments [mu10^2], unchecked, for inner loops."""
        return self.sm + self.n_e * mu_e2_mu10 + self.n_mu * mu_mu2_mu10

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2, pulls profiled, at squared effective moments [mu_B^2], from 0 to 1e-4."""
        return self.chi2_mu10(*squared_moments(mu_e2, mu_mu2))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        return self.counting.chi2_at(np.asarray(self.events_mu10(mu_e2_mu10, mu_mu2_mu10)))

    @property
    def grows(self) -> bool:
        """Whether chi^2 grows with either moment from the Standard Model on.

        So it does if no more events were seen than it expects; but with fewer than the
        background alone the uncertainty of a large signal may outgrow its deviation.
        """
        return self.counting.grows_from(self.sm)

    @property
    def best_fit(self) -> BestFit:
        """Smallest chi^2 over physical moments; of many that give it, two equal ones."""
        judged, seen = self.counting, self.n_e + self.n_mu
        at_origin = BestFit(float(self.chi2_mu10(np.zeros(()), np.zeros(()))), 0.0, 0.0)
        if not seen:
            return at_origin
        room = max(judged.excess - self.sm, 0.0) / seen
        if room > 0:
            return BestFit(float(judged.chi2_at(np.array(judged.excess))), room, room)
        if not self.grows and judged.chi2_at_infinity < at_origin.chi2:
            return BestFit(judged.chi2_at_infinity, math.inf, math.inf)
        return at_origin

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        .. math:: s = \frac{S_\text{max}-N_\text{SM}}{n_e\,x+n_\mu\,y}

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : largest chi^2 that is allowed

        Returns
        -------
        Array
            s; infinite where nothing bounds it
        """
        rate, length = self.n_e * x + self.n_mu * y, x + y
        seen = rate > BLIND * (self.n_e + self.n_mu) * length
        room = max(self.counting.upper_signal(chi2_max) - self.sm, 0.0)
        s = np.where(seen, room / np.where(seen, rate, 1.0), math.inf)
        return np.where(s * length > FAR**2, math.inf, s)

    @property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, of rank one [mu10^-4]."""
        n = np.array([self.n_e, self.n_mu])
        return np.outer(n, n) / float(self.counting.total_variance(self.sm))

    def form(self, mixing: Angles) -> ComplexArray:
        """Sensitivity matrix in the mass basis [events per (1e-10 mu_B)^2]."""
        return self.n_e * flavor_form("nu_e", mixing) + self.n_mu * flavor_form("nu_mu", mixing)
