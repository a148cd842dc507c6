"""Published limits on the effective moment of solar neutrinos."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cevns.basics.checks import Array, choice, number
from cevns.basics.provenance import Input
from cevns.neutrinos.mixing import Mixing
from cevns.sources.solar import COMPONENTS, birthplace
from cevns.talk.closed_forms import solar_moduli


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveMomentLimit:
    """A published limit on the effective moment of solar neutrinos, by electron recoils.

    Parameters
    ----------
    key, setup : such as ``"borexino"`` and ``"current"``
    mu_nu : the limit [mu_B], > 0
    component : of the Sun that dominates it, one of `cevns.sources.solar.COMPONENTS`
    E_nu : their energy [MeV], > 0
    inputs : every number above with provenance and reference

    Raises
    ------
    ValueError
        if the limit is out of range or the component unknown
    """

    key: str
    setup: str
    mu_nu: float
    component: str
    E_nu: float
    inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        number(f"{self.key}: mu_nu", self.mu_nu, "mu_B", above=0, at_most=1)
        choice("solar component", self.component, COMPONENTS)
        number(f"{self.key}: E_nu", self.E_nu, "MeV", above=0)

    def limits(self, mixing: Mixing) -> Array:
        """Limits on the three moduli, one at a time [mu_B]."""
        P_e1 = birthplace(self.component).P_e1(self.E_nu, mixing)
        return solar_moduli(self.mu_nu, P_e1, mixing)
