"""What others have published on moments: of each kind of neutrino, and of all of them together."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.checks import choice
from cevns.basics.csv_tables import read_csv, shipped


class PublishedMoment(NamedTuple):
    """A published upper limit on an effective moment.

    ``neutrinos`` come from the sun, a reactor or stopped pions; ``mu_nu`` [mu_B] at the
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


class PlasmonBound(NamedTuple):
    r"""What somebody concludes from the decay of plasmons in red giants.

    The length [mu_B] is :math:`\sqrt{\sum|\lambda_{ij}|^2}`, over all i and j for Dirac neutrinos
    and over pairs for Majorana neutrinos, where it is :math:`|\vec\Lambda|`: no beam's effective
    moment. ``excluded`` is ``"above"`` for an upper limit at the ``confidence_level``, and
    ``"not below"`` for a claim that smaller lengths are allowed.
    """

    name: str
    year: int
    length: float
    excluded: str
    confidence_level: float | None
    reference: str


@cache
def plasmon_bounds() -> Mapping[str, PlasmonBound]:
    """Return bounds from red giants, and the doubt about them, by key, the strongest first.

    The keys are ``"omega-cen"``, ``"ngc-4258"`` and ``"free-stellar-physics"``; who quotes one
    quotes the last as well.
    """
    columns = {
        "key": str,
        "name": str,
        "year": int,
        "length_muB": float,
        "excluded": str,
        "confidence_level": str,
        "reference": str,
    }
    found = {}
    for row in read_csv(shipped("experiments", "plasmon_decay.csv"), columns):
        key, name, year, length, excluded, level, reference = row.values()
        choice("excluded", str(excluded), ("above", "not below"))
        confidence = float(str(level)) if level else None
        found[str(key)] = PlasmonBound(name, year, length, excluded, confidence, reference)  # type: ignore[arg-type]
    return MappingProxyType(found)
