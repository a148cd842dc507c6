"""Data with fewer bins: what one axis adds is seen when it is given up."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.inference.measured.bin_tables import BinTable
from cevns.inference.measured.templates import TemplateBins


@checked
def merged(data: TemplateBins, into: ArrayLike) -> TemplateBins:
    """Add up the bins of data: counts, templates, and variants of templates.

    Parameters
    ----------
    data : with any bins
    into : for every bin the number of the one it becomes part of, from 0 on without a gap

    Raises
    ------
    ValueError
        if there is not one whole number a bin, or one is missing
    """
    given = in_range("into", into, at_least=0)
    if given.shape != data.on.shape or (given % 1).any():
        raise ValueError(f"into must be a whole number for each of {data.on.size} bins")
    index: NDArray[np.intp] = given.astype(np.intp)
    bins = int(index.max()) + 1
    if len(np.unique(index)) < bins:
        raise ValueError(f"into leaves out some of the numbers from 0 to {bins - 1}")

    def added(values: Array) -> Array:
        return np.bincount(index, weights=values, minlength=bins).astype(float)

    optional: dict[str, Any] = {
        key: added(values)
        for key in ("off", "variance")
        if (values := getattr(data, key)) is not None
    }
    return replace(
        data,
        on=added(data.on),
        parts={name: added(part) for name, part in data.parts.items()},
        nuisances=tuple(
            replace(
                pull,
                variants={part: tuple(map(added, each)) for part, each in pull.variants.items()},
            )
            for pull in data.nuisances
        ),
        **optional,
    )


@checked
def along(data: TemplateBins, table: BinTable, unit: str) -> TemplateBins:
    """Keep one axis of the bins and add up all others.

    Parameters
    ----------
    data : whose bins are the rows of the table
    table : with its axes
    unit : of the axis that is kept, such as ``"PE"`` or ``"us"``

    Raises
    ------
    ValueError
        if there is no such axis
    """
    for axis in table.axes:
        if axis.unit == unit:
            return merged(data, axis.index)
    told = ", ".join(axis.unit for axis in table.axes)
    raise ValueError(f"{table.name}: no axis {unit!r}; there are {told}")
