"""Pulls in the description of measured data: a table each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cevns.basics.kinds import checked
from cevns.basics.provenance import Section


@checked
@dataclass(frozen=True, kw_only=True)
class Pull:
    """What a table ``nuisance.NAME`` says.

    Parameters
    ----------
    name : of the pull
    title : what it is, in a line
    sigma : prior uncertainty in its own unit; infinite if it is free
    shared : key that it has in common with other data; empty if it has not
    at : values at which variants are told
    within : values it may have; None for those that a polynomial can be believed at
    starts : from which minima are looked for besides
    scales : relative change per unit of each part
    columns : of the table of bins, by part, one for each value ``at``
    changes : entries of the apparatus, by where they stand, one for each value ``at``
    """

    name: str
    title: str
    sigma: float
    shared: str
    at: tuple[float, ...]
    within: tuple[float, float] | None
    starts: tuple[float, ...]
    scales: Mapping[str, float]
    columns: Mapping[str, tuple[str, ...]]
    changes: Mapping[str, tuple[object, ...]]

    def changed(self, i: int) -> dict[str, object]:
        """Entries of the apparatus at one of the values."""
        return {path: values[i] for path, values in self.changes.items()}


@checked
def read_pull(name: str, section: Section) -> Pull:
    """Read the table of a pull.

    Raises
    ------
    ValueError
        if it does nothing, or has not as many variants as values
    """
    at = section.listed("at") if section.has("at") else (-1.0, 1.0)
    free = section.has("prior") and section.text("prior", ("free", "gaussian")) == "free"
    found = Pull(
        name=name,
        title=section.text("title") if section.has("title") else name,
        sigma=math.inf
        if free
        else section.number("sigma", above=0)
        if section.has("sigma")
        else 1.0,
        shared=section.text("shared") if section.has("shared") else "",
        at=at,
        within=_ends(section),
        starts=section.listed("starts") if section.has("starts") else (),
        scales=section.numbers("scales") if section.has("scales") else {},
        columns=_columns(section, len(at)),
        changes=_changes(section, len(at)),
    )
    section.finish()
    if not (found.scales or found.columns or found.changes):
        raise ValueError(f"{section.where}: it changes nothing: give scales, columns or changes")
    return found


def _ends(section: Section) -> tuple[float, float] | None:
    if not section.has("within"):
        return None
    ends = section.ascending("within")
    if len(ends) != 2:
        raise ValueError(f"{section.where}.within must be two numbers, got {len(ends)}")
    return ends[0], ends[1]


def _columns(section: Section, n: int) -> dict[str, tuple[str, ...]]:
    if not section.has("columns"):
        return {}
    given = section.section("columns")
    found = {part: given.texts(part) for part in given.names()}
    for part, columns in found.items():
        if len(columns) != n:
            raise ValueError(f"{given.where}.{part} needs {n} columns, got {len(columns)}")
    return found


def _changes(section: Section, n: int) -> dict[str, tuple[object, ...]]:
    if not section.has("changes"):
        return {}
    given = section.section("changes")
    found = {}
    for path in given.names():
        values = given.anything(path)
        if not isinstance(values, list) or len(values) != n:
            raise ValueError(f'{given.where}."{path}" needs a list of {n} values, got {values!r}')
        found[path] = tuple(values)
    return found
