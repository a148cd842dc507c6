"""Read the shipped (or a user's) CSV tables; a bad entry names file and line."""

import csv
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.frozen import read_only


def shipped(room: str, name: str) -> Traversable:
    """Return a data file of a room, such as ``shipped("nuclei", "nuclides.csv")``."""
    return files("cevns") / room / "data" / name


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
    lines = file.read_text(encoding="utf-8").splitlines()
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line and not line.startswith("#")]
    if not numbered:
        raise ValueError(f"{file.name}: no table in it")
    found = next(csv.reader([numbered[0][1]]))
    if found != list(columns):
        raise ValueError(
            f"{file.name}, line {numbered[0][0]}: columns {found}, expected {list(columns)}"
        )
    rows = []
    for line_number, line in numbered[1:]:
        cells = next(csv.reader([line]))
        if len(cells) != len(columns):
            raise ValueError(
                f"{file.name}, line {line_number}: {len(cells)} entries, "
                f"expected {len(columns)} ({', '.join(columns)})"
            )
        row: dict[str, object] = {}
        for (name, convert), cell in zip(columns.items(), cells, strict=True):
            try:
                row[name] = convert(cell)
            except ValueError:
                raise ValueError(
                    f"{file.name}, line {line_number}: {name} = {cell!r} "
                    f"is not {'an integer' if convert is int else 'a number'}"
                ) from None
            value = row[name]
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{file.name}, line {line_number}: {name} = {cell} is not finite")
        rows.append(row)
    return rows
