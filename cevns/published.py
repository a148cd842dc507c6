"""Published numbers to compare with, typed in from their sources."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from cevns.checks import Array
from cevns.tables import read_csv, shipped


class BinnedCounts(NamedTuple):
    """Counts in bins of photoelectrons.

    ``edges`` has one entry more than the others; ``prompt_neutrons`` is a shape.
    """

    edges: Array
    coincidence: Array
    anticoincidence: Array
    prompt_neutrons: Array

    @property
    def residual(self) -> Array:
        """Coincidence minus anticoincidence counts."""
        return self.coincidence - self.anticoincidence

    @property
    def uncertainty(self) -> Array:
        """Statistical uncertainty of the residual: both counts are Poisson."""
        return np.sqrt(self.coincidence + self.anticoincidence)


@cache
def coherent_csi_2017() -> BinnedCounts:
    """Return the twelve bins of COHERENT's first result (arXiv:1804.09459), 6 to 30 PE."""
    names = ("lower_PE", "upper_PE", "coincidence", "anticoincidence", "prompt_neutrons")
    rows = read_csv(shipped("coherent_csi_2017.csv"), dict.fromkeys(names, float))
    columns = {name: np.array([row[name] for row in rows], dtype=float) for name in names}
    return BinnedCounts(
        np.append(columns["lower_PE"], columns["upper_PE"][-1]),
        columns["coincidence"],
        columns["anticoincidence"],
        columns["prompt_neutrons"],
    )


Key = tuple[str, str, str]
"""Experiment, source and setup of a row, such as ("coherent-csi", "sns-prompt", "current")."""


@cache
def _talk_limits_as_printed() -> dict[Key, tuple[str, ...]]:
    moments = tuple(f"Lambda_{i}_1e10_muB" for i in (1, 2, 3))
    keys = ("experiment", "source", "setup")
    columns = dict.fromkeys((*keys, *moments), str)
    return {
        (str(row["experiment"]), str(row["source"]), str(row["setup"])): tuple(
            str(row[m]) for m in moments
        )
        for row in read_csv(shipped("talk_limits.csv"), columns)
    }


@cache
def talk_limits() -> Mapping[Key, tuple[float, float, float]]:
    """Return the printed limits [1e-10 mu_B] by (experiment, source, setup)."""
    printed = _talk_limits_as_printed().items()
    return MappingProxyType({k: (float(a), float(b), float(c)) for k, (a, b, c) in printed})


@cache
def talk_roundings() -> dict[Key, tuple[float, ...]]:
    """Return half a unit of the last digit printed [1e-10 mu_B], for each of `talk_limits`."""
    return {
        key: tuple(0.5 * 10.0 ** -len(text.partition(".")[2]) for text in row)
        for key, row in _talk_limits_as_printed().items()
    }


def beyond_rounding(ours: float, printed: float, half_unit: float) -> float:
    """Relative deviation from the nearest value that rounds to the print; 0 if ours does."""
    nearest = min(max(ours, printed - half_unit), printed + half_unit)
    return ours / nearest - 1
