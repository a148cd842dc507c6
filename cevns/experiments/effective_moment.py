"""Published limits on the effective moment of solar neutrinos."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import Array, choice, settle
from cevns.basics.csv_tables import shipped
from cevns.basics.entries import Choice, Number, Values
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import Input, Section, read_toml
from cevns.basics.ranges import MOMENT, SOLAR_ENERGY
from cevns.basics.readers import Reader
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


ENTRIES: Final = (
    Number(
        key="mu_nu_muB",
        meaning="the limit, at 90 % C.L.",
        unit="mu_B",
        limits={"above": 0, "at_most": MOMENT["at_most"], "hint": "is it in 1e-10 or 1e-11 mu_B?"},
    ),
    Choice(key="component", meaning="of the Sun that dominates it", known=COMPONENTS),
    Number(
        key="E_nu_MeV",
        meaning="energy of these neutrinos",
        unit="MeV",
        limits=SOLAR_ENERGY,
    ),
)


def _limit(given: Values) -> EffectiveMomentLimit:
    return EffectiveMomentLimit(
        key="",
        setup="current",
        mu_nu=given["mu_nu_muB"],
        component=given["component"],
        E_nu=given["E_nu_MeV"],
    )


EFFECTIVE_MOMENT: Final = Reader(
    meaning="a published limit on the effective moment of solar neutrinos, which is checked only",
    entries=ENTRIES,
    build=_limit,
)
"""Reader of an ``[effective_moment]``."""


@checked
def read_effective_moments(root: Section) -> Mapping[str, EffectiveMomentLimit]:
    """Read every ``[effective_moment]`` table of a file of experiments."""
    found = {}
    for key, section in root.sections("effective_moment").items():
        limit = EFFECTIVE_MOMENT(section)
        section.finish()
        found[key] = replace(limit, key=key, inputs=FrozenMapping(section.inputs))
    return MappingProxyType(found)
