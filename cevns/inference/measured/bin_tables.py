"""Tables of measured bins: a row a bin, with its edges, its counts, and whatever is expected there.

Columns ``lower_X`` and ``upper_X`` are the edges of a bin on an axis; X is an energy, ``PE``,
``keV_ee`` or ``keV_nr``, a time, ``us`` or ``ns``, or anything else that a detector has bins of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array
from cevns.basics.csv_tables import finite, read_lines
from cevns.basics.frozen import FrozenMapping, read_only
from cevns.basics.kinds import checked
from cevns.basics.units import eV, keV, ns, us

ENERGIES: Final[Mapping[str, tuple[float, str]]] = MappingProxyType(
    {
        "PE": (1.0, "PE"),
        "keV_ee": (keV, "ee"),
        "keV_nr": (keV, "nr"),
        "eV_ee": (eV, "ee"),
        "eV_nr": (eV, "nr"),
    }
)
"""Units of bins of energy: what they are worth, and what a detector with them measures."""

TIMES: Final[Mapping[str, float]] = MappingProxyType({"us": us, "ns": ns})
"""Units of bins of time [s]."""


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Axis:
    """Bins along one axis.

    Parameters
    ----------
    unit : as in the heading
    edges : ascending, in that unit, shape (bins + 1,)
    index : which of its bins every row of the table is in
    """

    unit: str
    edges: Array
    index: NDArray[np.intp]


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class BinTable:
    """What was read.

    Parameters
    ----------
    name : of the file
    axes : in the order in which a response has them: energy, others, time
    columns : by heading, each over the rows
    """

    name: str
    axes: tuple[Axis, ...]
    columns: Mapping[str, Array]

    def column(self, heading: str) -> Array:
        """Return a column by its heading."""
        if heading not in self.columns:
            raise ValueError(
                f"{self.name}: no column {heading!r}; there are {', '.join(self.columns)}"
            )
        return self.columns[heading]

    @property
    def energy(self) -> Axis | None:
        """Axis of an energy, if there is one."""
        return next((axis for axis in self.axes if axis.unit in ENERGIES), None)

    @property
    def time(self) -> Axis | None:
        """Axis of time, if there is one."""
        return next((axis for axis in self.axes if axis.unit in TIMES), None)

    @property
    def shape(self) -> tuple[int, ...]:
        """Bins along each axis."""
        return tuple(len(axis.edges) - 1 for axis in self.axes)

    def rows_of(self, values: Array) -> Array:
        """Return what a response has, shape (..., bins), in the order of the rows: (..., rows)."""
        lead = values.shape[: values.ndim - len(self.axes)]
        if values.shape[len(lead) :] != self.shape:
            raise ValueError(
                f"{self.name}: bins {self.shape} of {', '.join(a.unit for a in self.axes)}, the "
                f"detector has {values.shape[len(lead) :]}"
            )
        index: tuple[Any, ...] = (..., *(axis.index for axis in self.axes))
        return np.asarray(values[index])


@checked
def read_bins(file: Traversable | Path) -> BinTable:
    """Read a table of bins.

    Raises
    ------
    ValueError
        naming the file and the line, if an entry is no number, an edge has no partner, or the bins
        of an axis do not follow one another
    """
    head, *lines = read_lines(file)
    headings = head.cells
    if len(set(headings)) < len(headings):
        raise ValueError(f"{head.where}: a heading comes twice")
    for line in lines:
        if len(line.cells) != len(headings):
            raise ValueError(f"{line.where}: {len(line.cells)} entries, expected {len(headings)}")
    values = np.array(
        [
            [finite(f"{n.where}: {h}", c) for h, c in zip(headings, n.cells, strict=True)]
            for n in lines
        ]
    ).reshape(len(lines), len(headings))
    columns = {h: read_only(values[:, i].copy()) for i, h in enumerate(headings)}
    axes = [
        _axis(file.name, h.removeprefix("lower_"), columns)
        for h in headings
        if h.startswith("lower_")
    ]
    axes.sort(key=lambda axis: 0 if axis.unit in ENERGIES else 2 if axis.unit in TIMES else 1)
    rest = {h: c for h, c in columns.items() if not h.startswith(("lower_", "upper_"))}
    return BinTable(name=file.name, axes=tuple(axes), columns=FrozenMapping(rest))


def _axis(name: str, unit: str, columns: Mapping[str, Array]) -> Axis:
    if f"upper_{unit}" not in columns:
        raise ValueError(f"{name}: lower_{unit} without upper_{unit}")
    lower, upper = columns[f"lower_{unit}"], columns[f"upper_{unit}"]
    starts, first, index = np.unique(lower, return_index=True, return_inverse=True)
    ends = upper[first]
    if (upper != ends[index]).any() or (ends <= starts).any():
        raise ValueError(f"{name}: bins of {unit} that begin alike must end alike, and later")
    if (np.abs(ends[:-1] - starts[1:]) > 1e-9 * np.abs(ends[:-1])).any():
        raise ValueError(f"{name}: bins of {unit} must follow one another, without gaps")
    edges = read_only(np.append(starts, ends[-1]))
    return Axis(unit=unit, edges=edges, index=index.astype(np.intp))
