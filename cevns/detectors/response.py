"""What rates need to know of a detector.

On every nuclide a detector has ``efficiency(T)`` and the recoil energies between which it is
smooth, so that rates put their quadrature panels in the right places.
"""

from typing import Protocol

from numpy.typing import ArrayLike

from cevns.basics.checks import Array
from cevns.nuclei.nuclides import Nuclide


class Response(Protocol):
    """What rates need to know of a detector for recoils of one nuclide."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Recoil energies [MeV] between which the efficiency is smooth, ascending.

        It is zero below the first and above the last, which may be infinite.
        """
        ...

    def efficiency(self, T: ArrayLike) -> Array:
        """Fraction of recoils of energy T [MeV] that are counted, 0 to 1."""
        ...


class Detector(Protocol):
    """A detector: its response may depend on the nuclide that recoils."""

    def on(self, nuclide: Nuclide) -> Response:
        """Return the response to recoils of a nuclide."""
        ...
