"""What answers for data in the place of their exact chi^2, and leaves to that what it cannot do."""

from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import BestFit, MomentChi2
from cevns.inference.moment_count import squared_moments
from cevns.neutrinos.mixing import Angles, ComplexArray


@checked
class StandIn:
    """A `MomentChi2` that is what ``exact`` is, but for what it does otherwise.

    A dataclass that is one has a field ``exact``, and methods of its own for what it knows a
    quicker way to.
    """

    exact: MomentChi2

    @property
    def name(self) -> str:
        """Of the data."""
        return self.exact.name

    @property
    def source(self) -> str:
        """Key of the source."""
        return self.exact.source

    @property
    def grows(self) -> bool:
        """Whether the exact chi^2 is known to grow with either moment."""
        return self.exact.grows

    @property
    def best_fit(self) -> BestFit:
        """Of the exact chi^2."""
        return self.exact.best_fit

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2, all nuisances profiled, at squared moments [mu_B^2], from 0 to 1e-4."""
        return self.chi2_mu10(*squared_moments(mu_e2, mu_mu2))

    def chi2_mu10(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """`chi2` at squared effective moments [mu10^2], unchecked, for inner loops."""
        return self.exact.chi2_mu10(mu_e2_mu10, mu_mu2_mu10)

    def reach(self, x: Array, y: Array, chi2_max: float) -> Array:
        """How far a ray stays allowed, as in `cevns.inference.moment_chi2.MomentChi2`."""
        return self.exact.reach(x, y, chi2_max)

    @property
    def information(self) -> Array:
        """Information on (mu_e^2, mu_mu^2) at the Standard Model, of the exact chi^2 [mu10^-4]."""
        return self.exact.information

    def form(self, mixing: Angles) -> ComplexArray:
        """Form of the exact chi^2: what the data cannot see is its null space."""
        return self.exact.form(mixing)
