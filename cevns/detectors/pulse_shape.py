"""A second thing that is measured of every event: the shape of its pulse, beside its energy.

Nuclear recoils excite liquid argon to light that comes faster than that of electrons. The share
of the light in the first 90 ns, F90, is a second axis of bins: every bin of energy is shared
among its bins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range
from cevns.basics.frozen import read_only
from cevns.basics.kinds import checked
from cevns.basics.units import keV
from cevns.detectors.energies import EnergyDetector, EnergyResponse
from cevns.detectors.quenching import QuenchingModel
from cevns.detectors.response import Recoiler, nuclear_only


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PulseShapes:
    r"""How nuclear recoils of every bin of energy are spread over bins of a second observable.

    Parameters
    ----------
    energies : edges of the bins of measured energy [MeV], ascending
    edges : of the bins of the second observable, ascending
    shares : P(k|b) of nuclear recoils, shape (bins of energy, bins of the other), >= 0. A row
        sums to 1, unless more or fewer are accepted than the efficiency says

    Raises
    ------
    ValueError
        if the edges do not ascend, or the shares are not one for every pair of bins
    """

    energies: Array
    edges: Array
    shares: Array

    def __post_init__(self) -> None:
        for name in ("energies", "edges"):
            marks = in_range(name, getattr(self, name))
            if marks.ndim != 1 or len(marks) < 2 or not (np.diff(marks) > 0).all():
                raise ValueError(f"{name} of bins must ascend, two or more of them; got {marks}")
            object.__setattr__(self, name, read_only(marks))
        shares = in_range("shares", self.shares, at_least=0, hint="a fraction, not per cent")
        expected = (len(self.energies) - 1, len(self.edges) - 1)
        if shares.shape != expected:
            raise ValueError(f"shares must have shape {expected}, got {shares.shape}")
        if (shares.sum(axis=1) > 2).any():
            worst = float(shares.sum(axis=1).max())
            raise ValueError(f"shares of one energy sum to {worst:g}, expected 1; per cent?")
        object.__setattr__(self, "shares", read_only(shares))


@checked
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PulseShapeDetector:
    r"""A detector of an energy that measures the shape of the pulse besides.

    Equation :eq:`eq:argon-shape` of the book.

    .. math:: R_{bk}(T) = R_b(T)\,P(k|b)

    Parameters
    ----------
    energy : the same without the shape, with bins or to be given the bins of the shares
    shapes : of the pulses of nuclear recoils in these bins

    Raises
    ------
    ValueError
        if the bins of energy are others; when it is asked for electrons, which it was built to
        tell apart
    """

    energy: EnergyDetector
    shapes: PulseShapes

    def __post_init__(self) -> None:
        if self.energy.edges:
            self._refuse_other(self.energy.edges)
        else:
            object.__setattr__(self, "energy", self.energy.binned(self.shapes.energies.tolist()))

    def _refuse_other(self, edges: Sequence[float]) -> None:
        own = self.shapes.energies
        if len(edges) != len(own) or not np.allclose(edges, own, rtol=1e-9, atol=1e-12):
            raise ValueError(
                f"bins of energy {[e / keV for e in edges]} keV are not those of the pulse "
                f"shapes, {(own / keV).tolist()} keV"
            )

    def binned(self, edges: Sequence[float]) -> Self:
        """Return itself, once the bins are those of its pulse shapes."""
        self._refuse_other(edges)
        return self

    @property
    def quenching(self) -> QuenchingModel | None:
        """Of the energy."""
        return self.energy.quenching

    def without_shape(self) -> EnergyDetector:
        """Return the detector that does not look at the shape."""
        return self.energy

    def with_shapes(self, shapes: PulseShapes) -> Self:
        """Return the same detector with other shapes of pulses."""
        return replace(self, shapes=shapes)

    def on(self, target: Recoiler) -> "PulseShapeResponse":
        """Return the response to recoils of a nuclide."""
        return PulseShapeResponse(self.energy.on(nuclear_only(self, target)), self.shapes.shares)


@checked
@dataclass(frozen=True, slots=True, eq=False)
class PulseShapeResponse:
    """Response of a `PulseShapeDetector`: that to the energy, and the shares of its bins."""

    energy: EnergyResponse
    shares: Array

    @property
    def kinks(self) -> tuple[float, ...]:
        """Those of the energy: the shares belong to measured bins, not to recoil energies."""
        return self.energy.kinks

    def refuse_short(self, T_max: float) -> None:
        """Refuse curves that do not reach as far as the recoils do, up to an end point [MeV]."""
        self.energy.refuse_short(T_max)

    def matrix(self, T: ArrayLike) -> Array:
        """Fraction counted in each bin of energy and shape, shape (..., energy, shape)."""
        shared: Array = self.energy.matrix(T)[..., None] * self.shares
        return shared
