"""Reactors as an experiment sees them: one core or several, by power or by flux."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import choice, number, settle, shares
from cevns.basics.entries import Choice, File, Number, Shares, Values
from cevns.basics.kinds import checked
from cevns.basics.readers import OneOf, Reader, Tables, Together
from cevns.sources.beams import (
    DISTANCE_RANGE,
    FLUX_RANGE,
    BeamComponent,
    Components,
    Isotropic,
    Source,
)
from cevns.sources.flux_tables import FISSION, Tabulated, tabulated
from cevns.sources.reactor import (
    E_TOP,
    E_TOP_RANGE,
    FITS,
    FUEL_FRACTIONS,
    ISOTOPES,
    LOW_ENERGY,
    POWER_RANGE,
    fissions_per_second,
    reactor_from_flux,
    reactor_spectrum,
)
from cevns.sources.spectra import Spectrum

FISSION_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "at_least": 0.1,
        "at_most": 20,
        "hint": "a fission gives about 7 antineutrinos, 2 of them above 1.8 MeV",
    }
)
"""Antineutrinos per fission that are accepted."""


def _check(found: Tabulated) -> None:
    if found.of == "fission":
        number("integral of the spectrum", found.spectrum.total, "per fission", **FISSION_RANGE)


FLUX: Final = Number(
    key="flux_per_cm2_s",
    meaning="antineutrinos of all energies that cross the detector",
    unit="cm^-2 s^-1",
    limits=FLUX_RANGE,
)

POWER: Final = Number(
    key="thermal_power_GW", meaning="thermal power", unit="GW", limits=POWER_RANGE
)

CORE: Final = Reader(
    meaning="one core of several",
    entries=(
        Number(key="distance_m", meaning="to the detector", unit="m", limits=DISTANCE_RANGE),
        OneOf((POWER, FLUX)),
    ),
    build=dict,
)

HERE: Final = (
    OneOf(
        (
            FLUX,
            POWER,
            Tables(key="core", meaning="several, each at its own distance", reader=CORE),
        )
    ),
)

ENTRIES: Final = (
    OneOf(
        (
            Together(
                (
                    Choice(key="fit", meaning="spectrum above 2 MeV", known=FITS),
                    Choice(key="low_energy", meaning="spectrum below 2 MeV", known=LOW_ENERGY),
                    Number(
                        key="captures_per_fission",
                        meaning="neutron captures on 238U",
                        limits={"at_least": 0, "at_most": 2},
                    ),
                    Number(
                        key="E_top_MeV",
                        meaning="where the fits end",
                        unit="MeV",
                        limits=E_TOP_RANGE,
                        default=E_TOP,
                    ),
                )
            ),
            File(
                key="spectrum",
                meaning="spectrum of your own, linear between its entries and zero outside",
                layout=FISSION,
                build=tabulated(_check),
            ),
        )
    ),
    Shares(
        key="fuel",
        meaning=f"shares of the fissions of {', '.join(ISOTOPES)}, summing to 1",
        default=FUEL_FRACTIONS,
    ),
)


def _model(given: Values) -> "Cores":
    table, fuel = given["spectrum"], given["fuel"]
    for isotope in fuel:
        choice("fissioning isotope", isotope, ISOTOPES)
    shares("shares of the fuel", fuel)
    if table is not None:
        per_fission = table.spectrum.total if table.of == "fission" else None
        return Cores(table.spectrum, per_fission, fuel)
    spectrum = reactor_spectrum(
        fit=given["fit"],
        low_energy=given["low_energy"],
        captures_per_fission=given["captures_per_fission"],
        fuel=fuel,
        E_top=given["E_top_MeV"],
    )
    return Cores(spectrum, spectrum.total, fuel)


@checked
@dataclass(frozen=True, slots=True)
class Cores:
    """What all cores of a source have in common.

    Parameters
    ----------
    spectrum : of the antineutrinos
    per_fission : how many a fission gives; None if nobody said
    fuel : shares of the fissions
    """

    spectrum: Spectrum
    per_fission: float | None
    fuel: Mapping[str, float]

    def __post_init__(self) -> None:
        if self.per_fission is not None:
            settle(self, "per_fission", above=0)

    def components(self, given: Values) -> Components:
        """Return a component for every core, or the only one at the baseline."""
        several: dict[str, Values] | None = given["core"]
        if several is None:
            return (self._core(given, given["baseline_m"]),)
        if given["baseline_m"] is not None:
            raise ValueError("several cores have a distance_m each: leave baseline_m out")
        found = []
        for name, core in several.items():
            at = core["distance_m"]
            one = self._core(core, at)
            assert isinstance(one.intensity, Isotropic)
            found.append(replace(one, label=name, intensity=replace(one.intensity, distance_m=at)))
        return tuple(found)

    def _core(self, given: Values, distance_m: float) -> BeamComponent:
        """Return a core, by its flux at a distance or by its power."""
        if given["flux_per_cm2_s"] is not None:
            return reactor_from_flux(given["flux_per_cm2_s"], distance_m, self.spectrum)[0]
        if self.per_fission is None:
            raise ValueError(
                "thermal_power_GW asks for the antineutrinos of a fission: give the spectrum a "
                "column per_fission_MeV in place of per_MeV, or quote flux_per_cm2_s"
            )
        fissions = fissions_per_second(given["thermal_power_GW"], self.fuel)
        return BeamComponent(
            state="nu_e_bar",
            beam="reactor",
            spectrum=self.spectrum,
            intensity=Isotropic(fissions * self.per_fission),
        )


REACTOR: Final = Reader(
    meaning="reactors: one core, or several of one kind at their own distances",
    entries=ENTRIES,
    build=lambda given: Source(
        HERE, _model(given).components, lambda there: there["core"] is not None
    ),
)
"""Reader of a ``[source]`` of kind "reactor"."""
