"""Curves of a detector in CSV tables: efficiency, acceptance, resolution."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.curves import Curve
from cevns.basics.entries import File, Number, NumberOrFile
from cevns.basics.kinds import checked
from cevns.basics.tables import Column, Layout, Table
from cevns.basics.units import keV
from cevns.detectors.ionisation import NOISE, noise_and_pairs
from cevns.detectors.measured_quenching import energies
from cevns.detectors.resolution import ConstantWidth, Gaussian, RootWidth

FRACTION: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "at_least": 0,
        "at_most": 1,
        "hint": "a fraction, not per cent",
    }
)
"""Entries of a curve of efficiency."""

PLATEAU: Final[Mapping[str, Any]] = MappingProxyType({**FRACTION, "above": 0, "at_least": None})
"""Efficiencies of all events that are accepted."""

_PHOTOELECTRONS: Final = Column(
    heading="photoelectrons",
    of="PE",
    limits={"at_least": 0, "at_most": 1e6},
    reaches=1.0,
    hint="is it per keV?",
)


@checked
@dataclass(frozen=True, slots=True)
class CurveOf:
    """A curve, and of what it is: recoil energy ``nr``, electron equivalent ``ee`` or ``PE``."""

    curve: Curve
    of: str


def _curve(name: str, table: Table) -> CurveOf:
    of = table.of(0)
    unit, worth = ("PE", 1.0) if of == "PE" else ("keV", keV)
    x, y = table.values
    return CurveOf(Curve(name, unit, x, y, worth), of)


def _efficiency(table: Table) -> CurveOf:
    if not table.values[1].any():
        raise ValueError(f"{table.name}: efficiency is 0 everywhere: nothing would be counted")
    return _curve("efficiency", table)


EFFICIENCY: Final = NumberOrFile(
    key="efficiency",
    meaning="of all events in the window, or as a curve, linear between its entries: of the recoil "
    "energy T, before it is smeared, or of the measured energy E",
    number=Number(key="efficiency", meaning="", limits=PLATEAU),
    file=File(
        key="efficiency",
        meaning="",
        layout=Layout(
            places=(
                (*energies("T", "nr"), *energies("E", "ee")),
                (Column(heading="efficiency", limits=FRACTION),),
            )
        ),
        build=_efficiency,
    ),
)

ACCEPTANCE: Final = File(
    key="acceptance",
    meaning="of the event selection, linear between the entries",
    layout=Layout(places=((_PHOTOELECTRONS,), (Column(heading="acceptance", limits=FRACTION),))),
    build=_efficiency,
)


def _resolution(table: Table) -> "WidthOf":
    x, sigma = table.values
    if table.of(0) != table.of(1):
        raise ValueError(
            f"{table.name}: {_heading(table, 0)} and {_heading(table, 1)} must be of the same "
            "energy"
        )
    if sigma.min() > x.max():
        raise ValueError(
            f"{table.name}: {_heading(table, 1)} exceeds every {_heading(table, 0)}; is it in "
            "another unit?"
        )
    found = _curve("resolution", table)
    return WidthOf(Gaussian(found.curve), found.of)


def _heading(table: Table, place: int) -> str:
    column = table.columns[place]
    return column.heading if column else ""


@checked
@dataclass(frozen=True, slots=True)
class WidthOf:
    """A Gaussian resolution, and of which energy it is."""

    resolution: Gaussian
    of: str


def _widths(of: str) -> tuple[Column, ...]:
    return tuple(
        Column(
            heading=column.heading.replace("E_", "sigma_"),
            of=of,
            factor=column.factor,
            limits={**column.limits, "at_least": None, "above": 0},
        )
        for column in energies("E", of)
    )


RESOLUTION: Final = File(
    key="resolution",
    meaning="standard deviation of what is measured, linear between the entries",
    layout=Layout(
        places=(
            (*energies("T", "nr"), *energies("E", "ee"), _PHOTOELECTRONS),
            (
                *_widths("nr"),
                *_widths("ee"),
                Column(heading="sigma_PE", of="PE", limits={"above": 0, "at_most": 1e6}),
            ),
        )
    ),
    build=_resolution,
)


@checked
def constant_width(of: str) -> Number:
    """Return the entry of a width that is the same at every energy."""
    return Number(
        key=f"resolution_keV_{of}",
        meaning="the same, at every energy",
        unit="keV",
        limits={"above": 0, "at_most": 1000, "hint": "is it in eV?"},
    )


@checked
def root_width(of: str) -> Number:
    """Return the entry of a width that grows with the root of the energy."""
    return Number(
        key=f"resolution_root_keV_{of}",
        meaning="r of r √(E/keV), what is counted fluctuates; added to the constant in quadrature",
        unit="keV",
        limits={"above": 0, "at_most": 100, "hint": "the width at 1 keV, in keV"},
        default=None,
    )


@checked
def width(given: Mapping[str, Any]) -> "WidthOf | None":
    """Return the resolution that a detector's entries give, if any."""
    table: WidthOf | None = given["resolution"]
    noise, root = (
        {of: given.get(f"{key}_{of}") for of in ("nr", "ee")}
        for key in ("resolution_keV", "resolution_root_keV")
    )
    said = [of for of in ("nr", "ee") if noise[of] is not None or root[of] is not None]
    if len(said) > 1 or (table is not None and said):
        raise ValueError(
            "resolution_root_keV goes with a resolution_keV of the same energy, and with no table"
        )
    if given.get(NOISE.keys[0]) is not None:
        if said:
            raise ValueError("noise_eV_ee is a resolution of its own: no resolution_root_keV_ee")
        return WidthOf(Gaussian(noise_and_pairs(given)), "ee")
    if not said:
        return table
    of = said[0]
    constant, r = noise[of], root[of]
    sigma = 0.0 if constant is None else constant * keV
    return WidthOf(Gaussian(ConstantWidth(sigma) if r is None else RootWidth(r, sigma)), of)
