"""Shapes of pulses in a file: which share of every bin of energy is where on the second axis."""

from itertools import pairwise
from typing import Final

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.entries import File
from cevns.basics.kinds import checked
from cevns.basics.tables import Column, Layout, Table
from cevns.basics.units import keV
from cevns.detectors.binning import with_bins
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.measured_quenching import energies
from cevns.detectors.pulse_shape import PulseShapeDetector, PulseShapes
from cevns.detectors.response import Detector


def _edges(of: str) -> tuple[Column, ...]:
    return (*energies(of, "ee"), *energies(of, "nr"))


def _steps(what: str, lower: Array, upper: Array, worth: float = 1.0) -> tuple[Array, list[int]]:
    """Return the edges of bins listed row by row, and which of the bins every row is."""
    rows = list(zip(lower.tolist(), upper.tolist(), strict=True))
    bins = sorted(set(rows))
    for (a, b), (c, _) in pairwise([*bins, (bins[-1][1], 0.0)]):
        if not b > a or b != c:
            raise ValueError(
                f"bins of {what} must follow one another: one is from {a / worth:g} to "
                f"{b / worth:g}, the next begins at {c / worth:g}"
            )
    return np.array([bins[0][0], *(b for _, b in bins)]), [bins.index(row) for row in rows]


@checked
def pulse_shapes(table: Table) -> tuple[PulseShapes, str]:
    """Return the shapes of a table with a row for every pair of bins, and of which energy it is."""
    if table.of(0) != table.of(1):
        raise ValueError(f"{table.name}: both edges must be of the same energy")
    lower, upper, first, last, share = table.values
    E, row = _steps("energy", lower, upper, keV)
    edges, column = _steps("the pulse shape", first, last)
    shares = np.full((len(E) - 1, len(edges) - 1), np.nan)
    shares[row, column] = share
    if np.isnan(shares).any() or len(row) != shares.size:
        raise ValueError(
            f"{table.name}: {len(row)} rows for {shares.shape[0]} bins of energy times "
            f"{shares.shape[1]} of the pulse shape; every pair needs one"
        )
    return PulseShapes(energies=E, edges=edges, shares=shares), table.of(0)


PULSE_SHAPE: Final = File(
    key="pulse_shape",
    meaning="share of the nuclear recoils of every bin of measured energy that is in every bin of "
    "a second observable, such as F90 in argon; its bins become a second axis",
    layout=Layout(
        places=(
            _edges("lower"),
            _edges("upper"),
            (Column(heading="lower_shape"),),
            (Column(heading="upper_shape"),),
            (Column(heading="share", limits={"at_least": 0, "at_most": 2}),),
        ),
        ascending=False,
        rows=1,
    ),
    build=pulse_shapes,
    default=None,
)


@checked
def with_pulse_shape(detector: Detector, found: tuple[PulseShapes, str]) -> PulseShapeDetector:
    """Return a detector that measures the shape of the pulse besides.

    Parameters
    ----------
    detector : of the energy the bins of the shapes are of
    found : the shapes, and of which energy they are: ``"ee"`` or ``"nr"``

    Raises
    ------
    ValueError
        if it measures another energy, or not as far as the bins reach
    """
    shapes, of = found
    binned = with_bins(detector, shapes.energies.tolist(), of)
    if not isinstance(binned, EnergyDetector):
        raise ValueError("pulse_shape belongs to a detector of an energy")
    return PulseShapeDetector(energy=binned, shapes=shapes)
