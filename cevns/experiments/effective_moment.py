"""Published limits on the effective moment of solar neutrinos."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from cevns.basics.checks import Array, choice, settle
from cevns.basics.csv_tables import shipped
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import Input, Section, read_toml
from cevns.basics.ranges import MOMENT, SOLAR_ENERGY
from cevns.neutrinos.effective import moduli_seen_by_mixture
from cevns.neutrinos.mixing import Mixing
from cevns.neutrinos.oscillation import solar_probabilities
from cevns.sources.solar import COMPONENTS, birthplace


@checked
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
        settle(self, "mu_nu", "mu_B", what=f"{self.key}: mu_nu", above=0, **MOMENT)
        choice("solar component", self.component, COMPONENTS)
        settle(self, "E_nu", "MeV", what=f"{self.key}: E_nu", **SOLAR_ENERGY)

    def P_e1(self, mixing: Mixing) -> float:
        """Two-flavour probability of these neutrinos to arrive as nu_1, 0 to 1."""
        return float(birthplace(self.component).P_e1(self.E_nu, mixing))

    def limits(self, mixing: Mixing) -> Array:
        """Limits on the three moduli, one at a time [mu_B]."""
        probabilities = solar_probabilities(self.P_e1(mixing), mixing)
        return moduli_seen_by_mixture(self.mu_nu, probabilities)


@cache
def effective_moment_limits() -> Mapping[str, EffectiveMomentLimit]:
    """Return the shipped limits on effective moments of solar neutrinos, by key."""
    return read_effective_moments(read_toml(shipped("experiments", "experiments.toml")))


@checked
def read_effective_moments(root: Section) -> Mapping[str, EffectiveMomentLimit]:
    """Read every ``[effective_moment]`` table of a file of experiments."""
    sections = root.section("effective_moment")
    return MappingProxyType({key: _read(key, sections.section(key)) for key in sections.names()})


def _read(key: str, section: Section) -> EffectiveMomentLimit:
    limit = EffectiveMomentLimit(
        key=key,
        setup="current",
        mu_nu=section.number("mu_nu_muB", "mu_B", above=0, **MOMENT),
        component=section.one_of("component", COMPONENTS),
        E_nu=section.number("E_nu_MeV", "MeV", above=0),
    )
    section.finish()
    return replace(limit, inputs=FrozenMapping(section.inputs))
