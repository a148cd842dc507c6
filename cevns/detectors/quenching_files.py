"""How a detector in a file quenches recoils: a constant, a table, a law, or as published."""

from dataclasses import dataclass
from typing import Any, Final

from cevns.basics.checks import choice
from cevns.basics.entries import Choice, File, Listed, Number, NumberOrFile, Single, Values
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section
from cevns.basics.units import eV
from cevns.detectors.bound_lindhard import BoundModel
from cevns.detectors.measured_quenching import (
    FACTOR_RANGE,
    LAYOUT,
    ConstantQuenching,
    MeasuredQuenching,
    quenching_table,
)
from cevns.detectors.polynomial_quenching import PolynomialQuenching
from cevns.detectors.quenching import LindhardModel, Quenching, QuenchingModel
from cevns.detectors.quenching_models import PUBLISHED, published_quenching
from cevns.nuclei.nuclides import elements


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Quenched(Single):
    """A constant factor, a table, or one of these for each element of the target."""

    one: NumberOrFile

    def value(self, section: Section) -> MeasuredQuenching:
        """Return the quenching of every nuclide."""
        if not section.is_table(self.key):
            return MeasuredQuenching(self._built(self.one.value(section)))
        table = section.section(self.key)
        found = []
        for element in table.names():
            table.located(lambda e=element: choice("element", e, elements()))  # type: ignore[misc]
            each = NumberOrFile(
                key=element,
                meaning="",
                number=Number(key=element, meaning="", limits=self.one.number.limits),
                file=File(
                    key=element,
                    meaning="",
                    layout=self.one.file.layout,
                    build=self.one.file.build,
                ),
            )
            found.append((element, self._built(each.value(table))))
            section.inputs[f"{self.key}.{element}"] = table.inputs[element]
        if not found:
            raise ValueError(f"{table.where} is empty: it needs an entry for each element")
        return MeasuredQuenching(None, tuple(found))

    def _built(self, value: Any) -> Quenching:
        return ConstantQuenching(value) if isinstance(value, float) else value

    def accepts(self) -> str:
        """Say what may stand there."""
        return f"{self.one.accepts()}; or one of these for each element, `{{ Na = ..., I = ... }}`"


QUENCHING: Final = Quenched(
    key="quenching",
    meaning="of recoils, where ionisation or light is measured",
    default=None,
    otherwise="Lindhard's",
    one=NumberOrFile(
        key="quenching",
        meaning="",
        number=Number(key="quenching", meaning="", limits=FACTOR_RANGE),
        file=File(key="quenching", meaning="", layout=LAYOUT, build=quenching_table),
    ),
)

LINDHARD: Final = (
    QUENCHING,
    Listed(
        key="quenching_polynomial",
        meaning="c_1, c_2, ... of E_ee = c_1 T + c_2 T² + ..., of energies in MeV",
        default=None,
        otherwise="Lindhard's",
    ),
    Number(
        key="lindhard_k",
        meaning="strength of the electronic stopping in Lindhard's law",
        limits={"above": 0, "at_most": 1},
        default=None,
        otherwise="Lindhard's own, for each nuclide",
    ),
    Number(
        key="binding_energy_eV",
        meaning="that a recoil spends on leaving its place, in Lindhard's equation: nothing is "
        "seen below twice as much",
        unit="eV",
        limits={"above": 0, "at_most": 1000, "hint": "is it in keV?"},
        default=None,
        otherwise="none: Lindhard's law without it",
    ),
    Choice(
        key="quenching_model",
        meaning="as published, for germanium or silicon",
        known=PUBLISHED,
        default=None,
        otherwise="Lindhard's",
    ),
)
"""Entries of a detector that measures what is quenched."""


QUENCHINGS: Final = (
    "quenching",
    "quenching_polynomial",
    "quenching_model",
    "lindhard_k",
    "binding_energy_eV",
)
"""Entries of which one says how recoils are quenched, or the last two together."""


@checked
def quenching_of(given: Values) -> QuenchingModel:
    """Return what was measured or published, or Lindhard's, with binding or without."""
    k, binding, named = (given[x] for x in ("lindhard_k", "binding_energy_eV", "quenching_model"))
    said = [key for key in QUENCHINGS if given[key] is not None]
    if len(said) > 1 and said != ["lindhard_k", "binding_energy_eV"]:
        raise ValueError(f"give {said[0]} or {said[1]}, not both")
    if named is not None:
        return published_quenching(named)
    if binding is not None:
        return BoundModel(binding=binding * eV, k=k)
    if given["quenching"] is not None:
        return given["quenching"]  # type: ignore[no-any-return]
    if given["quenching_polynomial"] is not None:
        return MeasuredQuenching(PolynomialQuenching(given["quenching_polynomial"]))
    return LindhardModel(k)
