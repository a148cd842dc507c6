"""Read CSV tables, the shipped ones and yours; a bad entry names file and line."""

import csv
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.frozen import read_only
from cevns.basics.text import read_text


def shipped(room: str, name: str) -> Traversable:
    """Return a data file of a room, such as ``shipped("nuclei", "nuclides.csv")``."""
    return files("cevns") / room / "data" / name


class Line(NamedTuple):
    """A line of a table: where it stands, such as ``"curve.csv, line 3"``, and its cells."""

    where: str
    cells: list[str]


def read_lines(file: Traversable | Path) -> list[Line]:
    """Return the lines of a CSV table that are neither empty nor start with ``#``, headings first.

    Raises
    ------
    ValueError
        naming the file, if it cannot be read or has no such line
    """
    lines = []
    for number, text in enumerate(read_text(file).splitlines(), 1):
        # as a spreadsheet leaves them, an empty line may have commas and a comment quotes
        if not text.strip(' ,;\t"') or text.lstrip(' "').startswith("#"):
            continue
        where = f"{file.name}, line {number}"
        try:
            lines.append(Line(where, [cell.strip() for cell in next(csv.reader([text]))]))
        except csv.Error as error:
            raise ValueError(f"{where}: {error}") from None
    if not lines:
        raise ValueError(f"{file.name}: no table in it")
    return lines


def finite(what: str, cell: str) -> float:
    """Return the number in a cell.

    Raises
    ------
    ValueError
        if it is empty, no number, or not finite
    """
    try:
        value = float(cell)
    except ValueError:
        raise ValueError(f"{what} = {cell!r} is not a number") from None
    if "_" in cell:  # which Python would read, and nobody writes
        raise ValueError(f"{what} = {cell!r} is not a number")
    if not math.isfinite(value):
        raise ValueError(f"{what} = {cell} is not finite")
    return value


def read_columns(file: Traversable | Path, names: Sequence[str]) -> dict[str, Array]:
    """Return the read-only columns of a CSV table of numbers, as `read_csv` reads it."""
    rows = read_csv(file, dict.fromkeys(names, float))
    return {name: read_only(np.array([row[name] for row in rows], dtype=float)) for name in names}


def read_csv(file: Traversable | Path, columns: Mapping[str, type]) -> list[dict[str, object]]:
    """Rows of a CSV table with ``#`` header lines and exactly these columns, converted.

    Raises
    ------
    ValueError
        naming file and line, if a column is missing or unknown or an entry does not convert
    """
    (head, found), *rest = read_lines(file)
    if found != list(columns):
        raise ValueError(f"{head}: columns {found}, expected {list(columns)}")
    rows = []
    for where, cells in rest:
        if len(cells) != len(columns):
            raise ValueError(
                f"{where}: {len(cells)} entries, expected {len(columns)} ({', '.join(columns)})"
            )
        rows.append(
            {
                name: _converted(f"{where}: {name}", convert, cell)
                for (name, convert), cell in zip(columns.items(), cells, strict=True)
            }
        )
    return rows


def _converted(what: str, convert: type, cell: str) -> object:
    if convert is float:
        return finite(what, cell)
    try:
        return convert(cell)
    except ValueError:
        raise ValueError(f"{what} = {cell!r} is not an integer") from None
