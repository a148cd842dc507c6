"""Tables of yours: which columns one may have, in which units, and what may stand in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from cevns.basics.checks import Array, in_range, nearest
from cevns.basics.csv_tables import Line, finite, read_lines
from cevns.basics.frozen import read_only

NO_LIMITS: Mapping[str, Any] = MappingProxyType({})
"""Limits that allow every number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column a table may have.

    Parameters
    ----------
    heading : with its unit, such as ``"T_keV_nr"``
    of : which of several quantities it holds, such as ``"nr"``
    factor : what its unit is worth in those of the package
    limits : of its numbers, in its own unit, as `cevns.basics.checks.in_range` takes them
    reaches : the largest number must be at least that, in its own unit; less is another unit
    hint : what the slip then may be
    """

    heading: str
    of: str = ""
    factor: float = 1.0
    limits: Mapping[str, Any] = field(default_factory=lambda: NO_LIMITS)
    reaches: float = 0.0
    hint: str = ""

    def values(self, lines: list[Line], cells: list[str]) -> Array:
        """Return the numbers in the units of the package, once every one is good."""
        unit = self.heading.partition("_")[2].replace("_", " ")
        found = np.empty(len(cells))
        for i, (line, cell) in enumerate(zip(lines, cells, strict=True)):
            what = f"{line.where}: {self.heading}"
            found[i] = in_range(what, finite(what, cell), unit, **self.limits)
        if found.max() < self.reaches:
            raise ValueError(
                f"{lines[0].where.partition(',')[0]}: the largest {self.heading} is "
                f"{found.max():g}, expected at least {self.reaches:g}; {self.hint}"
            )
        return found * self.factor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """What was read.

    Parameters
    ----------
    name : of the file
    columns : which of the columns that were possible, in their order; None for one left out
    values : of each, in the units of the package
    """

    name: str
    columns: tuple[Column | None, ...]
    values: tuple[Array, ...]

    def of(self, place: int) -> str:
        """Which quantity stands at a place; empty if the column was left out."""
        column = self.columns[place]
        return column.of if column else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns a table has.

    Parameters
    ----------
    places : for every column the alternatives, of which one must be there
    optional : how many of the last places may be left out
    ascending : whether the first column must ascend
    rows : how many there must be at least
    """

    places: tuple[tuple[Column, ...], ...]
    optional: int = 0
    ascending: bool = True
    rows: int = 2

    def read(self, file: Traversable | Path) -> Table:
        """Read a table with these columns, in any order.

        Raises
        ------
        ValueError
            naming file and line, if a column is missing, unknown or there twice, an entry no
            number or out of its range, or the first column does not ascend
        """
        head, *lines = read_lines(file)
        columns = self._columns(head)
        if len(lines) < self.rows:
            raise ValueError(
                f"{file.name}: {len(lines)} rows of numbers, expected {self.rows} or more"
            )
        for line in lines:
            if len(line.cells) != len(head.cells):
                raise ValueError(
                    f"{line.where}: {len(line.cells)} entries, expected {len(head.cells)} "
                    f"({', '.join(head.cells)})"
                )
        found = []
        for column in columns:
            if column is None:
                found.append(np.array([]))
                continue
            place = head.cells.index(column.heading)
            found.append(read_only(column.values(lines, [line.cells[place] for line in lines])))
        if self.ascending:
            _refuse_unsorted(columns[0], found[0], lines)
        return Table(name=file.name, columns=tuple(columns), values=tuple(found))

    def _columns(self, head: Line) -> list[Column | None]:
        """Return which of the alternatives the headings name."""
        _refuse_slips(head, self.headings())
        known = {c.heading: c for place in self.places for c in place}
        for heading in head.cells:
            if heading not in known:
                alike = (k for k in known if k.split("_")[0] == heading.split("_")[0])
                near = nearest(heading, known) or next(alike, None)
                raise ValueError(
                    f"{head.where}: no column {heading!r} here; "
                    + (f"did you mean {near!r}? " if near else "")
                    + f"expected {self.headings()}"
                )
        found: list[Column | None] = []
        for i, place in enumerate(self.places):
            there = [c for c in place if head.cells.count(c.heading)]
            if not there and i >= len(self.places) - self.optional:
                found.append(None)
            elif len(there) != 1 or head.cells.count(there[0].heading) > 1:
                wrong = "is there twice" if there else "is missing"
                raise ValueError(f"{head.where}: {_or(place)} {wrong}; expected {self.headings()}")
            else:
                found.append(there[0])
        return found

    def headings(self) -> str:
        """Say which columns it has, for messages and for the reference."""
        return ", ".join(self._told())

    def told(self) -> str:
        """Say the same for the reference, every quantity in one of its units."""
        said = []
        for i, place in enumerate(self.places):
            first = {column.of: column.heading for column in reversed(place)}
            one = " or ".join(f"`{heading}`" for heading in reversed(first.values()))
            left_out = i >= len(self.places) - self.optional
            said.append(f"{one} (may be left out)" if left_out else one)
        return "; ".join(said)

    def _told(self) -> Iterator[str]:
        for i, place in enumerate(self.places):
            left_out = i >= len(self.places) - self.optional
            yield _or(place) + (" (may be left out)" if left_out else "")


def _or(columns: tuple[Column, ...]) -> str:
    return " or ".join(c.heading for c in columns)


def _refuse_slips(head: Line, expected: str) -> None:
    """Refuse a table that is separated otherwise, or has no headings."""
    for sign, name in ((";", "';'"), ("\t", "tabs")):
        if any(sign in cell for cell in head.cells):
            raise ValueError(
                f"{head.where}: its columns are separated by {name}; save it with commas between "
                "the columns and points in the numbers"
            )
    try:
        [float(cell) for cell in head.cells]
    except ValueError:
        return
    raise ValueError(
        f"{head.where}: no headings, which say the units; the first line must be {expected}"
    )


def _refuse_unsorted(column: Column | None, x: Array, lines: list[Line]) -> None:
    falls = np.flatnonzero(np.diff(x) <= 0)
    if falls.size and column is not None:
        i = int(falls[0])
        slip = "twice" if x[i + 1] == x[i] else "sort the table"
        raise ValueError(
            f"{lines[i + 1].where}: {column.heading} = {x[i + 1] / column.factor:g} after "
            f"{x[i] / column.factor:g} must ascend; {slip}"
        )
