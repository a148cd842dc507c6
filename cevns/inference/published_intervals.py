"""The table of Feldman and Cousins, to compare with."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cevns.basics.csv_tables import read_columns, shipped
from cevns.inference.intervals import Interval


@cache
def feldman_cousins_1998() -> Mapping[tuple[int, float], Interval]:
    """Return the published 90 % intervals of a Poisson signal, by events and background.

    Notes
    -----
    Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873, table IV. The upper ends
    are smoothed so that they do not grow with the background; `intervals.feldman_cousins` is not.
    """
    table = read_columns(
        shipped("inference", "feldman_cousins_1998.csv"), ("n_0", "b", "low", "high")
    )
    rows = zip(*(table[name].tolist() for name in ("n_0", "b", "low", "high")), strict=True)
    return MappingProxyType({(int(n), b): Interval(low, high) for n, b, low, high in rows})
