"""Measured charge radii of nuclei."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.nuclei.nuclides import Nuclide


@cache
def charge_radii() -> Mapping[str, float]:
    """Return root-mean-square charge radii [fm] by nuclide.

    From electron scattering, muonic atoms and isotope shifts; I. Angeli and K. P. Marinova,
    At. Data Nucl. Data Tables 99 (2013) 69.
    """
    rows = read_csv(shipped("nuclei", "charge_radii.csv"), {"name": str, "R_ch_fm": float})
    return MappingProxyType({str(row["name"]): float(str(row["R_ch_fm"])) for row in rows})


@checked
def charge_radius(nuclide: Nuclide) -> float:
    """Return the measured root-mean-square charge radius of a nuclide [fm].

    Raises
    ------
    ValueError
        if neither the nuclide nor `charge_radii` has it
    """
    if nuclide.charge_radius is not None:
        return nuclide.charge_radius
    if nuclide.name not in charge_radii():
        raise ValueError(
            f"no charge radius of {nuclide.name!r}: give it one, Nuclide(..., charge_radius=...), "
            "or use a form factor without, such as helm"
        )
    return charge_radii()[nuclide.name]
