"""Tables of fluxes and spectra: what their columns mean, and what is built of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.kinds import checked
from cevns.basics.tables import Column, Layout, Table
from cevns.basics.units import GeV, MeV, keV
from cevns.sources.tabulated import TabulatedSpectrum

_ENERGIES: Final = tuple(
    Column(
        heading=f"E_{name}",
        factor=unit,
        limits={"at_least": 0, "at_most": 1e3 * MeV / unit, "hint": "is it in another unit?"},
        reaches=1e-3 * MeV / unit,
        hint="is it in another unit?",
    )
    for name, unit in (("MeV", MeV), ("keV", keV), ("GeV", GeV))
)

DENSITY: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 0, "hint": "a flux is not negative"}
)


def _per_energy(what: str, of: str) -> tuple[Column, ...]:
    """Columns of something per energy, in each unit of energy."""
    return tuple(
        Column(heading=f"{what}{name}", of=of, factor=1 / unit, limits=DENSITY)
        for name, unit in (("MeV", MeV), ("keV", keV), ("GeV", GeV))
    )


FLUX: Final = Layout(
    places=(
        _ENERGIES,
        _per_energy("flux_per_cm2_s_", "flux")
        + _per_energy("rate_per_s_", "rate")
        + _per_energy("per_", "shape"),
    )
)
"""A flux at the detector, what a source emits in a second, or a shape of any normalisation."""

FISSION: Final = Layout(
    places=(_ENERGIES, _per_energy("per_fission_", "fission") + _per_energy("per_", "shape"))
)
"""Antineutrinos of one fission, or a shape of any normalisation."""


@checked
@dataclass(frozen=True, slots=True)
class Tabulated:
    """A spectrum from a table, and what its integral counts: flux, rate, fission or shape."""

    spectrum: TabulatedSpectrum
    of: str


@checked
def tabulated(check: Callable[[Tabulated], None]) -> Callable[[Table], Tabulated]:
    """Return what builds a spectrum of a table, once its integral is good."""

    def build(table: Table) -> Tabulated:
        found = Tabulated(TabulatedSpectrum.of(*table.values), table.of(1))
        check(found)
        return found

    return build
