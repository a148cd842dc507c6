"""What rates need to know of a detector.

On every nuclide a detector has a response: into which bin a recoil of energy T goes, how often,
and the recoil energies between which that is smooth, so that rates put their quadrature panels
in the right places.
"""

import math
from itertools import pairwise
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked, describe
from cevns.nuclei.nuclides import Nuclide

ELECTRON: Final = "electron"
"""The other thing that may recoil: an electron of the target."""

Recoiler = Nuclide | Literal["electron"]


class Response(Protocol):
    """What rates need to know of a detector for recoils of one nuclide."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Recoil energies [MeV] between which the response is smooth, ascending.

        It is zero below the first and above the last, which may be infinite.
        """
        ...

    def matrix(self, T: ArrayLike) -> Array:
        """Fraction of recoils of energy T [MeV] counted in each bin, shape (..., bins).

        A detector that only counts has no bins: the matrix is its efficiency, shape of T.
        """
        ...


class Detector(Protocol):
    """A detector: its response may depend on what recoils."""

    def on(self, target: Recoiler) -> Response:
        """Return the response to recoils of a nuclide, or of electrons.

        Raises
        ------
        ValueError
            if the detector does not say what it makes of such recoils
        """
        ...


describe(Detector, "a detector", "use ThresholdDetector(threshold_nr=5 * keV)")


ROUNDING = 1e-9
"""By how much a fraction may miss 0 and 1."""


@checked
def counted(response: Response, T: Array) -> Array:
    """Fraction of recoils counted in each bin, as `Response.matrix`, once it is one.

    Raises
    ------
    ValueError
        if a response of one's own gives numbers that are no fractions, or not one for each energy
    """
    matrix = np.asarray(response.matrix(T))
    if matrix.shape[:1] != T.shape:
        raise ValueError(
            f"{type(response).__name__}: a response has one efficiency, or one for each bin, at "
            f"each of {len(T)} recoil energies; got shape {matrix.shape}"
        )
    width = math.prod(matrix.shape[1:])
    summed = matrix if matrix.ndim == 1 else matrix.reshape(len(T), width).sum(axis=1)
    # a response that is smeared comes out at zero to rounding only, from either side
    if not (matrix.min(initial=0.0) >= -ROUNDING and summed.max(initial=0.0) <= 1 + ROUNDING):
        each = matrix.reshape(len(T), width)
        worst = int(np.argmin((each >= -ROUNDING).all(axis=1) & (summed <= 1 + ROUNDING)))
        raise ValueError(
            f"{type(response).__name__}: efficiency = {summed[worst]:g} at T = {T[worst]:g} MeV "
            "must be finite and >= 0 and <= 1 in all bins together; a fraction, not per cent"
        )
    return matrix


@checked
def ascending_kinks(response: Response) -> tuple[float, ...]:
    """Recoil energies between which a response is smooth, once they ascend from above zero."""
    kinks = tuple(response.kinks)
    if len(kinks) < 2 or not kinks[0] > 0 or any(not b > a for a, b in pairwise(kinks)):
        raise ValueError(
            f"{type(response).__name__}: kinks {kinks} MeV must ascend from above 0, two or more: "
            "where recoils begin to be counted, and where they cease"
        )
    return kinks


@checked
def efficiency(response: Response, T: ArrayLike) -> Array:
    """Fraction of recoils of energy T [MeV] counted in any bin, 0 to 1, shape of T."""
    x = in_range("T", T, "MeV", at_least=0)
    matrix = response.matrix(x)
    summed: Array = matrix.reshape(*x.shape, -1).sum(axis=-1)
    return summed


@checked
def nuclear_only(detector: object, target: Recoiler) -> Nuclide:
    """Return the nuclide that recoils, for a detector that knows nuclear recoils only."""
    if not isinstance(target, Nuclide):
        raise ValueError(
            f"{type(detector).__name__} says what it makes of nuclear recoils only, not of "
            f"{target!r}"
        )
    return target
