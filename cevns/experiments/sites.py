"""Where in the world coherent scattering is, or was, looked for."""

from functools import cache
from typing import NamedTuple

from cevns.basics.csv_tables import read_csv, shipped


class Site(NamedTuple):
    """An experiment and its place.

    ``source`` is stopped pions, a reactor or the sun; ``seen`` says whether coherent scattering
    was reported with more than 3 sigma and is not disputed, ``in_talk`` whether the talk analyses
    it; latitude and longitude are in degrees; ``reference`` is a key of the bibliography.
    """

    experiment: str
    place: str
    source: str
    target: str
    seen: bool
    in_talk: bool
    latitude: float
    longitude: float
    reference: str


@cache
def sites() -> tuple[Site, ...]:
    """Return the experiments of the world, from the shipped table."""
    kinds = {**Site.__annotations__, "seen": int, "in_talk": int}
    rows = read_csv(shipped("experiments", "sites.csv"), kinds)
    flags = ({"seen": bool(row["seen"]), "in_talk": bool(row["in_talk"])} for row in rows)
    return tuple(Site(**{**row, **flag}) for row, flag in zip(rows, flags, strict=True))  # type: ignore[arg-type]
