"""What limits and regions ask of anything that was measured: a chi^2 of two effective moments.

Every count at a terrestrial source depends on the transition moments through mu_e^2 and mu_mu^2
only. Above the counts they are in mu10^2 = (1e-10 mu_B)^2, and names of arguments say so.
"""

from typing import NamedTuple, Protocol

from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.neutrinos.mixing import Angles, ComplexArray


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

    def form(self, mixing: Angles) -> ComplexArray:
        """Positive form whose null space is what the data cannot see, in the mass basis."""
        ...


class HasMomentChi2(Protocol):
    """Data that can be had as a chi^2 of the moments: a data set, or several together."""

    @property
    def moment_chi2(self) -> MomentChi2:
        """The data as a chi^2 of the effective moments."""
        ...


def chi2_of(data: MomentChi2 | HasMomentChi2) -> MomentChi2:
    """Return data as a chi^2 of the effective moments, whichever way they come."""
    found: MomentChi2 = getattr(data, "moment_chi2", data)  # type: ignore[arg-type]
    return found
