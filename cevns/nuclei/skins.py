"""Neutron skins of nuclei, as others measured or computed them."""

from functools import cache
from typing import NamedTuple

from cevns.basics.csv_tables import read_csv, shipped


class Skin(NamedTuple):
    """How far the neutrons of a nucleus reach beyond its protons.

    ``skin`` and ``error`` are in fm, ``how`` says by what method, ``source`` is a key of the
    bibliography.
    """

    name: str
    how: str
    skin: float
    error: float
    source: str


@cache
def published_skins() -> tuple[Skin, ...]:
    """Return neutron skins from parity violation in electron scattering, and from theory [fm]."""
    kinds = {"name": str, "how": str, "skin_fm": float, "error_fm": float, "source": str}
    rows = read_csv(shipped("nuclei", "neutron_skins.csv"), kinds)
    return tuple(Skin(*row.values()) for row in rows)  # type: ignore[arg-type]
