"""Scintillators read out in photoelectrons."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Self, TypedDict

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, settle
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked, describe
from cevns.detectors.response import ELECTRON, Recoiler, nuclear_only


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticAcceptance:
    r"""Acceptance of an event selection as a function of the number of photoelectrons.

    Equation :eq:`eq:csi-acceptance` of the book.

    .. math:: \mathcal A(x) = \left(\frac{a}{1+e^{-k(x-x_0)}}+d\right)_+H(x)

    where :math:`(y)_+` is y or, below it, zero, and H rises from 0 to 1 in equal steps: for
    COHERENT's at 5 and 6 PE it is 0, 1/2 and 1 for :math:`x<5`, :math:`5\le x<6` and
    :math:`x\ge6`.

    Parameters
    ----------
    plateau : a, 0 to 1
    slope : k [1/PE], > 0
    midpoint : x_0 [PE], > 0
    steps : of H [PE], > 0 and ascending; none if it is 1 everywhere
    offset : d, added to the curve; negative for a threshold below which nothing is accepted

    Raises
    ------
    ValueError
        if a number is out of range, nothing is ever accepted, or more than all

    Notes
    -----
    Source: COHERENT, data release for the first CsI[Na] result, arXiv:1804.09459 (no offset), and
    ancillary files of arXiv:2110.07730.
    """

    plateau: float
    slope: float
    midpoint: float
    steps: tuple[float, ...] = ()
    offset: float = 0.0

    def __post_init__(self) -> None:
        settle(self, "offset", what="acceptance offset", at_least=-1, at_most=0)
        # the curve itself ends at a + d
        settle(self, "plateau", what="acceptance plateau", above=-self.offset)
        if self.plateau + self.offset > 1:
            settle(self, "plateau", what="acceptance plateau", above=0, at_most=1 - self.offset)
        settle(self, "slope", "1/PE", what="acceptance slope", above=0)
        settle(self, "midpoint", "PE", what="acceptance midpoint", above=0)
        steps = in_range("acceptance steps", self.steps, "PE", above=0) if len(self.steps) else ()
        object.__setattr__(self, "steps", tuple(map(float, steps)))
        if any(b <= a for a, b in pairwise(self.steps)):
            raise ValueError(f"acceptance steps {self.steps} PE must ascend")

    def __call__(self, photoelectrons: ArrayLike) -> Array:
        """Return the acceptance at a number of photoelectrons, >= 0."""
        x = in_range("number of photoelectrons", photoelectrons, "PE", at_least=0)
        step = np.mean([x >= cut for cut in self.steps], axis=0) if self.steps else 1.0
        curve = self.plateau / (1 + np.exp(-self.slope * (x - self.midpoint))) + self.offset
        acceptance: Array = step * np.maximum(curve, 0.0)
        return acceptance

    @property
    def begins(self) -> float:
        """Number of photoelectrons from which on the curve is above zero; 0 without an offset."""
        if not self.offset:
            return 0.0
        begins = self.midpoint - math.log(-self.plateau / self.offset - 1) / self.slope
        return max(0.0, begins - 1e-12 * abs(begins))  # so that there it is zero, not a rounding


describe(LogisticAcceptance, hint="use LogisticAcceptance(plateau=..., slope=..., midpoint=...)")

_CHORD: Final = 1e-5
"""How far a chord may be off an acceptance."""

Acceptance = LogisticAcceptance | Curve
"""Acceptance as a function of the number of photoelectrons."""


@checked
def bends(acceptance: Acceptance) -> tuple[float, ...]:
    """Numbers of photoelectrons at which an acceptance steps, or its table bends."""
    if isinstance(acceptance, Curve):
        return tuple(map(float, acceptance.x))
    return tuple(sorted({*acceptance.steps, *([acceptance.begins] if acceptance.begins else [])}))


@checked
def linear_between(acceptance: LogisticAcceptance, lower: float, upper: float) -> tuple[float, ...]:
    r"""Numbers of photoelectrons so close that an acceptance is nearly linear between them.

    A chord over h is off by :math:`h^2|\mathcal A''|/8`, which is held at 1e-5.

    Parameters
    ----------
    acceptance : without steps inside the window
    lower, upper : the window [PE]

    Raises
    ------
    ValueError
        if it has a step inside: what is smeared across it is not continuous
    """
    lower, upper = number("lower", lower, "PE"), number("upper", upper, "PE")
    if any(lower < cut < upper for cut in acceptance.steps):
        raise ValueError(
            f"acceptance steps at {acceptance.steps} PE lie inside the window from {lower:g} to "
            f"{upper:g} PE, where a resolution needs a curve without"
        )
    x = max(lower, acceptance.begins)
    marks = [x]
    while x < upper:
        x += max(_chord(acceptance, x), 1e-3)
        marks.append(min(x, upper))
    return tuple(marks)


def _chord(acceptance: LogisticAcceptance, x: float) -> float:
    """Length over which the acceptance is linear to `_CHORD` from x on [PE]."""
    a, k = acceptance.plateau, acceptance.slope
    # the second derivative, at its largest within the next piece
    near = [1 / (1 + math.exp(-k * (x + s / k - acceptance.midpoint))) for s in (0.0, 0.25, 0.5)]
    bend = max(abs(a * k**2 * p * (1 - p) * (1 - 2 * p)) for p in near)
    return min(math.sqrt(8 * _CHORD / max(bend, 1e-12)), 0.5 / k)


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
