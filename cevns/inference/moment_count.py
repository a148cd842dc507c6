"""One Gaussian count as a function of two effective moments."""

from dataclasses import dataclass

from cevns.basics.checks import Array, number
from cevns.inference.counts import Count
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import Angles, ComplexArray


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
        number(f"{self.name}: SM events", self.sm, "events", at_least=0)
        number(f"{self.name}: n_e", self.n_e, "events", at_least=0)
        number(f"{self.name}: n_mu", self.n_mu, "events", at_least=0)

    def events(self, mu_e2_mu10: Array, mu_mu2_mu10: Array) -> Array:
        """Signal at squared effective moments [mu10^2]; unchecked."""
        return self.sm + self.n_e * mu_e2_mu10 + self.n_mu * mu_mu2_mu10

    def form(self, mixing: Angles) -> ComplexArray:
        """Sensitivity matrix in the mass basis [events per (1e-10 mu_B)^2]."""
        return self.n_e * flavor_form("nu_e", mixing) + self.n_mu * flavor_form("nu_mu", mixing)
