"""Counts in bins, as their release gives them."""

from functools import cache
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.csv_tables import read_columns, shipped
from cevns.basics.frozen import read_only


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
    columns = read_columns(shipped("experiments", "coherent_csi_2017.csv"), names)
    return BinnedCounts(
        read_only(np.append(columns["lower_PE"], columns["upper_PE"][-1])),
        columns["coincidence"],
        columns["anticoincidence"],
        columns["prompt_neutrons"],
    )
