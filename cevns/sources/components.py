"""A source of your own: lines and tables, one component each, with beams of any name."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import number
from cevns.basics.entries import Choice, File, Number, Values
from cevns.basics.ranges import MOST_ENERGY
from cevns.basics.readers import OneOf, Reader, Tables
from cevns.basics.units import CM_PER_METRE
from cevns.neutrinos.flavors import FLAVORS
from cevns.sources.beams import (
    DISTANCE_RANGE,
    FLUX_RANGE,
    BeamComponent,
    Components,
    Intensity,
    Isotropic,
    PlaneWave,
    Source,
)
from cevns.sources.flux_tables import FLUX, Tabulated, tabulated
from cevns.sources.spectra import Line

RATE_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 1e3, "at_most": 1e24, "hint": "neutrinos in a second"}
)
"""Rates that are accepted [1/s]; a core of 4 GW emits 7e20."""


def _check(found: Tabulated) -> None:
    total = found.spectrum.total
    if found.of == "flux":
        number("integral of the flux", total, "cm^-2 s^-1", **FLUX_RANGE)
    if found.of == "rate":
        number("integral of the rate", total, "1/s", **RATE_RANGE)


SPECTRUM: Final = File(
    key="spectrum",
    meaning="flux or spectrum, linear between its entries and zero outside",
    layout=FLUX,
    build=tabulated(_check),
)

ENTRIES: Final = (
    Choice(key="flavor", meaning="what it consists of", known=FLAVORS),
    Choice(
        key="beam",
        meaning="group it belongs to, for `--beam`",
        default=None,
        otherwise="the name of the source",
    ),
    OneOf(
        (
            Number(
                key="line_MeV",
                meaning="energy of a line",
                unit="MeV",
                limits={"at_least": 0.01, "at_most": MOST_ENERGY, "hint": "is it in keV?"},
            ),
            SPECTRUM,
        )
    ),
    OneOf(
        (
            Number(key="rate_per_s", meaning="neutrinos emitted", unit="1/s", limits=RATE_RANGE),
            Number(
                key="flux_per_cm2_s",
                meaning="neutrinos of all energies that cross the detector",
                unit="cm^-2 s^-1",
                limits=FLUX_RANGE,
            ),
        ),
        optional=True,
        otherwise="what the table integrates to",
    ),
    Number(
        key="distance_m",
        meaning="its own distance; with a flux, that at which it is quoted",
        unit="m",
        limits=DISTANCE_RANGE,
        default=None,
        otherwise="`baseline_m` of the experiment; a flux is that at any",
    ),
)


def _intensity(given: Values, table: Tabulated | None) -> Intensity:
    """Return how many neutrinos there are, from the one entry or table that says it."""
    rate, flux = given["rate_per_s"], given["flux_per_cm2_s"]
    distance = given["distance_m"]
    of = table.of if table else "shape"
    said = {"rate": "rate_per_s", "flux": "flux_per_cm2_s"}
    if of != "shape":
        if rate is not None or flux is not None:
            raise ValueError(
                f"spectrum says how many neutrinos there are (its column is a {of}): leave "
                f"{'rate_per_s' if flux is None else 'flux_per_cm2_s'} out, or give a shape per_MeV"
            )
        assert table is not None
        rate, flux = (table.spectrum.total if of == one else None for one in said)
    if rate is not None:
        return Isotropic(rate, distance)
    if flux is None:
        raise ValueError(
            "give rate_per_s or flux_per_cm2_s: a line or a shape does not say how many neutrinos "
            "there are"
        )
    if distance is None:
        return PlaneWave(flux)
    return Isotropic(flux * 4 * math.pi * (distance * CM_PER_METRE) ** 2)


def _component(given: Values) -> dict[str, Any]:
    table = given["spectrum"]
    return {
        "state": given["flavor"],
        "beam": given["beam"],
        "spectrum": table.spectrum if table else Line(given["line_MeV"]),
        "intensity": _intensity(given, table),
    }


COMPONENT: Final = Reader(
    meaning="one flavour with one spectrum", entries=ENTRIES, build=_component
)


def _named(part: dict[str, Any], source: str) -> dict[str, Any]:
    """Return a component whose beam is called like its source, if nobody named it."""
    return part | {"beam": source if part["beam"] is None else part["beam"]}


def _read(given: Values) -> Source:
    parts: dict[str, dict[str, Any]] = given["component"]

    def components(there: Values) -> Components:
        return tuple(
            BeamComponent(label=label, **_named(part, there["source"]))
            for label, part in parts.items()
        )

    near = [part["intensity"] for part in parts.values()]
    known = all(isinstance(one, PlaneWave) or one.distance_m is not None for one in near)
    return Source((), components, lambda there: known)


COMPONENTS: Final = Reader(
    meaning="a source of your own: lines, such as those of 51Cr, and tables",
    entries=(Tables(key="component", meaning="by labels that tell them apart", reader=COMPONENT),),
    build=_read,
)
"""Reader of a ``[source]`` of kind "components"."""
