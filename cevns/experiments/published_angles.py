"""What others have published on the weak mixing angle below the Z pole."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from cevns.basics.csv_tables import read_csv, shipped


class PublishedAngle(NamedTuple):
    r"""A published value of :math:`\sin^2\theta_W`, in the definition of its authors.

    ``process`` is what was scattered or bound, ``scale`` where, in words; ``down`` and ``up`` are
    the distances to the ends of one standard deviation; ``reference`` is a key of the bibliography.
    """

    process: str
    year: int
    scale: str
    value: float
    down: float
    up: float
    reference: str


@cache
def published_angles() -> Mapping[str, PublishedAngle]:
    """Return the published values by key, such as ``"cs-atoms"``, dimensionless."""
    columns = {
        "key": str,
        "process": str,
        "year": int,
        "scale": str,
        "value": float,
        "down": float,
        "up": float,
        "reference": str,
    }
    rows = read_csv(shipped("experiments", "weak_mixing_angles.csv"), columns)
    found = {
        str(key): PublishedAngle(*row)  # type: ignore[arg-type]
        for key, *row in (row.values() for row in rows)
    }
    return MappingProxyType(found)
