"""Upper limits on effective moments that others have published, each for its own neutrinos."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.csv_tables import read_csv, shipped


class PublishedMoment(NamedTuple):
    """A published upper limit on an effective moment.

    ``neutrinos`` come from the sun, a reactor, stopped pions or stars; ``mu_nu`` [mu_B] at the
    ``confidence_level``; ``reference`` is a key of the bibliography.
    """

    name: str
    year: int
    neutrinos: str
    mu_nu: float
    confidence_level: float
    reference: str


@cache
def published_moments() -> Mapping[str, PublishedMoment]:
    """Return the published limits by key, such as ``"xenonnt"``."""
    columns = {
        "key": str,
        "name": str,
        "year": int,
        "neutrinos": str,
        "mu_nu_muB": float,
        "confidence_level": float,
        "reference": str,
    }
    rows = read_csv(shipped("experiments", "published_moments.csv"), columns)
    found = {
        str(key): PublishedMoment(*row)  # type: ignore[arg-type]
        for key, *row in (row.values() for row in rows)
    }
    return MappingProxyType(found)
