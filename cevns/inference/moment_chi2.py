"""What limits and regions ask of anything that was measured: a chi^2 of two effective moments.

Every count at a terrestrial source depends on the transition moments through mu_e^2 and mu_mu^2
only. Above the counts they are in mu10^2 = (1e-10 mu_B)^2, and names of arguments say so.
"""

from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.basics.kinds import checked, describe
from cevns.neutrinos.mixing import Angles, ComplexArray

TOLD_APART: Final = 1.0
"""Delta chi^2 from which data tell the two effective moments apart, each at its own limit."""

_LIMIT: Final = 2.7055
"""Delta chi^2 of a limit on one parameter at 90 %."""


def combinations(information: Array) -> int:
    r"""Return how many independent combinations of the two effective moments data measure.

    Equation :eq:`eq:stat-combinations` of the book. With the information F on
    :math:`(\mu_e^2,\mu_\mu^2)`,

    .. math::

        \Delta\chi^2_{e\mu} = 2C\,(1-\cos\theta), \qquad
        \cos\theta = \frac{F_{e\mu}}{\sqrt{F_{ee}F_{\mu\mu}}}, \qquad C = 2.71

    separates a moment of either flavour at its own limit from one of the other: two combinations
    if it is at least `TOLD_APART`, else one, for which the data see but a sum. Of more effective
    moments those count that are told apart from all that were counted before.

    Parameters
    ----------
    information : F, symmetric, shape (k, k), on a common scale of any size; k = 2 at terrestrial
        sources

    Returns
    -------
    int
        1 to k
    """
    own = np.sqrt(np.diagonal(information))
    counted: list[int] = []
    for i in np.flatnonzero(own > 0):
        cosines = [float(information[i, j] / (own[i] * own[j])) for j in counted]
        if all(2 * _LIMIT * (1 - cosine) >= TOLD_APART for cosine in cosines):
            counted.append(int(i))
    return max(1, len(counted))


class BestFit(NamedTuple):
    """Smallest chi^2, and the squared effective moments there [mu10^2]."""

    chi2: float
    mu_e2_mu10: float
    mu_mu2_mu10: float


class MomentChi2(Protocol):
    """A data set as a chi^2 of the effective moments: one count, bins, a sum, a table."""

    @property
    def name(self) -> str:
        """Of the data, such as ``"coherent-csi current"``."""
        ...

    @property
    def source(self) -> str:
        """Key of the source, such as ``"sns"``; empty for a sum over several."""
        ...

    @property
    def grows(self) -> bool:
        """Whether chi^2 is known to grow with either moment from the Standard Model on."""
        ...

    @property
    def best_fit(self) -> BestFit:
        """Global minimum over physical moments."""
        ...

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2, all pulls profiled, at squared effective moments [mu_B^2], from 0 to 1e-4."""
        ...

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """chi^2, all pulls profiled, at squared effective moments [mu10^2]; unchecked."""
        ...

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        r"""How far a ray stays allowed: the largest s with :math:`\chi^2(sx, sy)` at most that.

        Parameters
        ----------
        x, y : direction of the ray in the plane of mu_e^2 and mu_mu^2, >= 0, one-dimensional
        chi2_max : largest chi^2 that is allowed

        Returns
        -------
        Array
            s; infinite where nothing bounds it
        """
        ...

    @property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, shape (2, 2) [mu10^-4].

        Pulls are profiled. It says how many combinations of the two are measured.
        """
        ...

    def form(self, mixing: Angles) -> ComplexArray:
        """Positive form whose null space is what the data cannot see, in the mass basis."""
        ...


describe(MomentChi2, "a chi^2 of effective moments", "use cevns.dataset(name)")


class HasMomentChi2(Protocol):
    """Data that can be had as a chi^2 of the moments: a data set, or several together."""

    @property
    def moment_chi2(self) -> MomentChi2:
        """The data as a chi^2 of the effective moments."""
        ...


describe(HasMomentChi2, "data with a chi^2 of effective moments", "use cevns.dataset(name)")


@checked
def chi2_of(data: MomentChi2 | HasMomentChi2) -> MomentChi2:
    """Return data as a chi^2 of the effective moments, whichever way they come."""
    found: MomentChi2 = getattr(data, "moment_chi2", data)  # type: ignore[arg-type]
    return found
