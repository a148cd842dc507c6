"""What rates need to know of a detector.

On every nuclide a detector has a response: into which bin a recoil of energy T goes, how often,
and the recoil energies between which that is smooth, so that rates put their quadrature panels
in the right places.
"""

from typing import Final, Literal, Protocol

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
