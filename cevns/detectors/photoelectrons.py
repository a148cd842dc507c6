"""Scintillators read out in photoelectrons."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.kinds import checked
from cevns.detectors.acceptance import Acceptance, bends
from cevns.detectors.response import ELECTRON, Recoiler, nuclear_only


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoelectronDetector:
    r"""A scintillator read out in photoelectrons, with a window of them.

    The acceptance is taken at the mean number of photoelectrons, :math:`n = Y T`:

    .. math:: \varepsilon(T) = \mathcal A(YT)\quad\text{for}\quad n_\text{lower}\le YT\le
              n_\text{upper}, \ \text{else}\ 0

    Parameters
    ----------
    light_yield : Y, photoelectrons per unit of nuclear-recoil energy [PE/MeV], > 0
    acceptance : of the event selection
    lower, upper : the window [PE]
    edges : of bins that fill the window [PE], ascending; none for a mere count

    Raises
    ------
    ValueError
        if the light yield is not positive (or per keV), the window is empty, or the bins do not
        ascend from its lower end to its upper one
    """

    light_yield: float
    acceptance: Acceptance
    lower: float
    upper: float
    edges: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _check_window(self)

    def binned(self, edges: Sequence[float]) -> Self:
        """Return the same detector with bins of photoelectrons, and the window they fill."""
        return replace(self, **_window(edges))

    def on(self, target: Recoiler) -> Self:
        """Return itself: the response is the same for every nuclide."""
        nuclear_only(self, target)
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """Window and bin edges and acceptance steps as recoil energies [MeV]."""
        inner = {step for step in bends(self.acceptance) if self.lower < step < self.upper}
        marks = sorted({self.lower, self.upper, *inner, *self.edges})
        return tuple(n / self.light_yield for n in marks)

    def efficiency(self, T: ArrayLike) -> Array:
        """Return the acceptance at the mean number of photoelectrons, 0 outside the window."""
        n = in_range("T", T, "MeV", at_least=0) * self.light_yield
        inside = (n >= self.lower) & (n <= self.upper)
        return np.where(inside, self.acceptance(np.clip(n, self.lower, self.upper)), 0.0)

    def matrix(self, T: ArrayLike) -> Array:
        """Return the efficiency, in the bin of the mean number of photoelectrons if there are."""
        counted = self.efficiency(T)
        if not self.edges:
            return counted
        n = np.asarray(T, dtype=float) * self.light_yield
        own = np.clip(np.searchsorted(self.edges, n, side="right") - 1, 0, len(self.edges) - 2)
        binned: Array = counted[..., None] * (own[..., None] == np.arange(len(self.edges) - 1))
        return binned


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class SmearedPhotoelectronDetector:
    r"""The same scintillator with Poisson fluctuations of the number of photoelectrons.

    Equation :eq:`eq:csi-smearing` of the book.

    .. math:: \varepsilon(T) = \sum_{k=n_\text{lower}}^{n_\text{upper}-1}
              \frac{(YT)^k e^{-YT}}{k!}\,\mathcal A\!\left(k+\tfrac12\right)

    the recipe of COHERENT's data release, which evaluates the acceptance at bin centres.

    Parameters
    ----------
    light_yield : Y [PE/MeV], > 0
    acceptance : of the event selection
    lower, upper : the window [PE], whole numbers; counts lower, ..., upper - 1 are kept
    edges : of bins that fill the window [PE], whole numbers; none for a mere count
    electron_light : photoelectrons per unit of an electron's energy [PE/MeV]; 0 if nothing is known
        of electrons
    """

    light_yield: float
    acceptance: Acceptance
    lower: float
    upper: float
    edges: tuple[float, ...] = ()
    electron_light: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "electron_light", "PE/MeV", what="light of electrons", at_least=0)
        for edge in (self.lower, self.upper, *self.edges):
            if number("edge of the window", edge, "PE") % 1:
                raise ValueError(
                    f"edge of the window = {edge:g} PE must be a whole number of photoelectrons"
                )
        _check_window(self)

    def binned(self, edges: Sequence[float]) -> Self:
        """Return the same detector with bins of photoelectrons, and the window they fill."""
        return replace(self, **_window(edges))

    def on(self, target: Recoiler) -> Self:
        """Return itself: the response is the same for every nuclide; for electrons with theirs."""
        if target == ELECTRON and self.electron_light:
            return replace(self, light_yield=self.electron_light)
        nuclear_only(self, target)
        return self

    @property
    def kinks(self) -> tuple[float, ...]:
        """Panels that follow the rise and fall of every smeared bin [MeV].

        Below the first, fewer than 1e-2 photoelectrons are expected: the efficiency there
        is under 1e-12 for windows from 6 PE on and is not zero but neglected.
        """
        edges = (0.01, 1.0, self.lower, self.upper, 2 * self.upper, *self.edges)
        return (*(n / self.light_yield for n in sorted(set(edges))), math.inf)

    def efficiency(self, T: ArrayLike) -> Array:
        """Probability to be counted, summed over the photoelectrons in the window."""
        summed: Array = np.sum(self._counted(T), axis=-1)
        return summed

    def matrix(self, T: ArrayLike) -> Array:
        """Probability to be counted, in each bin if there are any."""
        if not self.edges:
            return self.efficiency(T)
        starts = np.array(self.edges[:-1], dtype=int) - int(self.lower)
        binned: Array = np.add.reduceat(self._counted(T), starts, axis=-1)
        return binned

    def _counted(self, T: ArrayLike) -> Array:
        """Probability that each number of the window is there and accepted, (..., numbers)."""
        from scipy.special import gammaln  # costs as much time at import as all the rest

        mean = in_range("T", T, "MeV", at_least=0)[..., None] * self.light_yield
        k = np.arange(int(self.lower), int(self.upper))
        with np.errstate(divide="ignore"):
            log_poisson = k * np.log(mean) - mean - gammaln(k + 1)
        counted: Array = np.exp(log_poisson) * self.acceptance(k + 0.5)
        return counted


def _check_window(detector: PhotoelectronDetector | SmearedPhotoelectronDetector) -> None:
    settle(
        detector,
        "light_yield",
        "PE/MeV of nuclear recoil",
        what="light yield",
        above=0,
        hint="write 1.17 / keV for 1.17 PE per keV",
    )
    lower = settle(detector, "lower", "PE", what="lower edge of the window", above=0)
    upper = settle(detector, "upper", "PE", what="upper edge of the window", above=lower)
    detector.acceptance(np.array([lower, upper]))
    if len(detector.edges):
        edges = tuple(in_range("bin edges", detector.edges, "PE", above=0).ravel().tolist())
        object.__setattr__(detector, "edges", edges)
    edges = detector.edges
    ascending = all(b > a for a, b in pairwise(edges))
    if edges and not (ascending and len(edges) > 1 and (edges[0], edges[-1]) == (lower, upper)):
        raise ValueError(
            f"bin edges {edges} PE must ascend from {lower:g} to {upper:g} PE, the window; "
            "use detector.binned(edges)"
        )


class _Window(TypedDict):
    lower: float
    upper: float
    edges: tuple[float, ...]


def _window(edges: Sequence[float]) -> _Window:
    marks = in_range("bin edges", edges, "PE", above=0)
    if marks.ndim != 1 or len(marks) < 2 or not (np.diff(marks) > 0).all():
        raise ValueError(f"bin edges must ascend, two or more of them [PE]; got {edges!r}")
    return {
        "lower": float(marks[0]),
        "upper": float(marks[-1]),
        "edges": tuple(map(float, marks)),
    }


@checked
def smeared(detector: PhotoelectronDetector) -> SmearedPhotoelectronDetector:
    """Return the same detector with Poisson fluctuations."""
    return SmearedPhotoelectronDetector(
        light_yield=detector.light_yield,
        acceptance=detector.acceptance,
        lower=detector.lower,
        upper=detector.upper,
        edges=detector.edges,
    )
