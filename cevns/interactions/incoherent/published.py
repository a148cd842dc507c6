"""Incoherent scattering as others have measured or computed it."""

from collections.abc import Mapping
from functools import cache
from math import hypot
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.checks import Array
from cevns.basics.csv_tables import read_columns, read_csv, shipped


@cache
def argon() -> tuple[Array, Array]:
    """Return neutrino energies [MeV] and the neutral-current cross section of 40Ar [cm^2].

    All excited states, neutrinos and antineutrinos alike: the table distributed with SNOwGLoBES.
    """
    columns = read_columns(
        shipped("interactions", "argon_neutral_current.csv"), ("E_nu_MeV", "sigma")
    )
    sigma = columns["sigma"] * 1e-42
    sigma.setflags(write=False)
    return columns["E_nu_MeV"], sigma


class Measured(NamedTuple):
    """A measured cross section and its uncertainties [cm^2], and where it is printed."""

    sigma: float
    statistical: float
    systematic: float
    source: str

    @property
    def uncertainty(self) -> float:
        """Both uncertainties together [cm^2]."""
        return hypot(self.statistical, self.systematic)


@cache
def carbon() -> Mapping[str, Measured]:
    """Return KARMEN's cross sections of the 15.11 MeV state of 12C, by beam.

    ``"nu_mu"`` at 29.8 MeV, and ``"muon"``, nu_e and antinu_mu of muon decay at rest, added.
    """
    columns = {
        "beam": str,
        "sigma": float,
        "statistical": float,
        "systematic": float,
        "source": str,
    }
    found = {}
    for row in read_csv(shipped("interactions", "carbon_neutral_current.csv"), columns):
        sigma, statistical, systematic = (
            float(str(row[name])) * 1e-42 for name in ("sigma", "statistical", "systematic")
        )
        found[str(row["beam"])] = Measured(sigma, statistical, systematic, str(row["source"]))
    return MappingProxyType(found)
