"""Detectors that measure an energy or photoelectrons: a window or bins, with what you know of it.

What is measured of a recoil is x(T): the recoil energy itself, the electron equivalent that
quenching makes of it, or photoelectrons.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice, in_range, infinite, number, settle
from cevns.basics.curves import Curve
from cevns.basics.kinds import checked
from cevns.basics.units import keV
from cevns.detectors.acceptance import Acceptance, LogisticAcceptance, bends, linear_between
from cevns.detectors.quenching import QuenchingModel, recoil_energy
from cevns.detectors.resolution import FAR, Resolution
from cevns.detectors.response import Recoiler, nuclear_only
from cevns.nuclei.nuclides import Nuclide

LIFTED: Final = 6.5
"""A threshold that many widths above no energy is not reached from there: 4e-11 are."""

BEYOND: Final = 200.0
"""A curve that reaches that many times beyond all recoils is in another unit."""

_NEAR_ZERO: Final = (1e-9, 1e-6, 1e-3)


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyDetector:
    r"""What is measured of a recoil, how it spreads, and how often it is counted, in which bin.

    .. math:: R_b(T) = \varepsilon_T(T)\int_b dx\,\varepsilon(x)\,P\left(x\,|\,x(T)\right)

    with P a Gaussian or a gamma distribution, or without a spread the number x(T) itself.

    Parameters
    ----------
    lower, upper : the window of x; the upper end may be infinite
    quenching : gives every nuclide its own; None if recoil energies are measured
    gain : x for an energy of 1 MeV, such as photoelectrons; 1 for energies
    unit : of x, ``"MeV"`` or ``"PE"``
    efficiency : of x, a fraction, a curve or an acceptance; under a resolution the latter is
        taken as linear between numbers so close that it is off by 1e-5 at most
    recoil_efficiency : of the recoil energy [MeV], before anything is measured; None if there is
        nothing to say
    resolution : of x; None for none
    lowest : least recoil energy that is counted at all [MeV], where a spread would lift recoils of
        no energy into the window; 0 if none is
    least : least x that is counted at all, before it spreads, such as a single pair; 0 if none is
    edges : of bins that fill the window, ascending; none for a mere count

    Raises
    ------
    ValueError
        if the window is empty, the bins do not fill it, an efficiency is no fraction; when it is
        used, if magnetic events would grow without bound towards T = 0, or a curve does not reach
        as far as it is asked for
    """

    lower: float
    upper: float = math.inf
    quenching: QuenchingModel | None = None
    gain: float = 1.0
    unit: str = "MeV"
    efficiency: float | Acceptance = 1.0
    recoil_efficiency: Curve | None = None
    resolution: Resolution | None = None
    lowest: float = 0.0
    least: float = 0.0
    edges: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        choice("unit", self.unit, ("MeV", "PE"))
        settle(self, "lower", self.unit, what="lower end of the window", at_least=0)
        if not infinite(self.upper):
            settle(self, "upper", self.unit, what="upper end of the window", at_least=0)
        if not self.upper > self.lower:
            raise ValueError(
                f"the window from {self.lower:g} to {self.upper:g} {self.unit} is empty"
            )
        settle(self, "gain", f"{self.unit}/MeV" if self.unit == "PE" else "", above=0)
        settle(self, "lowest", "MeV", what="lowest recoil energy", at_least=0, at_most=1)
        settle(self, "least", self.unit, what=f"least {self.unit} counted", at_least=0)
        for one in (self.efficiency, self.recoil_efficiency):
            if isinstance(one, Curve):
                in_range("efficiency", one.y, at_least=0, at_most=1, hint="not per cent")
        if not isinstance(self.efficiency, LogisticAcceptance | Curve):
            settle(self, "efficiency", at_least=0, at_most=1, hint="not per cent")
        if len(self.edges):
            marks = in_range("bin edges", self.edges, self.unit, at_least=0)
            object.__setattr__(self, "edges", tuple(map(float, marks.ravel())))
        edges = self.edges
        if edges and not (
            len(edges) > 1
            and all(b > a for a, b in pairwise(edges))
            and (edges[0], edges[-1]) == (self.lower, self.upper)
        ):
            raise ValueError(
                f"bin edges {edges} {self.unit} must ascend from {self.lower:g} to {self.upper:g}, "
                "the window; use detector.binned(edges)"
            )

    def binned(self, edges: Sequence[float]) -> Self:
        """Return the same detector with bins of x, and the window they fill."""
        marks = in_range("bin edges", edges, self.unit, at_least=0)
        if marks.ndim != 1 or len(marks) < 2 or not (np.diff(marks) > 0).all():
            raise ValueError(f"bin edges must ascend, two or more of them; got {edges!r}")
        every = tuple(map(float, marks))
        return replace(self, lower=every[0], upper=every[-1], edges=every)

    def on(self, target: Recoiler) -> "EnergyResponse":
        """Return the response to recoils of a nuclide, or of electrons, which are not quenched."""
        return _response(self, target)

    def at_marks(self) -> tuple[Array, Array]:
        """Return values of x between which the efficiency is linear, and the efficiency there."""
        known = self.efficiency
        marks = {self.lower, self.upper, *self.edges}
        if not callable(known):
            x = np.array(sorted(marks))
            return x, np.full_like(x, known)
        if isinstance(known, LogisticAcceptance) and self.resolution is not None:
            x = np.array(sorted(marks | set(linear_between(known, self.lower, self.upper))))
            return x, known(x)
        x = np.array(sorted(marks | {k for k in bends(known) if self.lower < k < self.upper}))
        if not isinstance(known, Curve):
            return x, known(x)
        if math.isinf(x[-1]) and self.resolution is not None and known.y[-1]:
            x[-1] = known.last  # whether something is lifted beyond is looked at where it is asked
        return x, known(np.minimum(x, max(known.last, self.lower)) if math.isinf(x[-1]) else x)

    def refuse_beyond(self, x: Array) -> None:
        """Refuse to smear beyond the end of a curve that has not come down to 0."""
        known, spread = self.efficiency, self.resolution
        if spread is None or not isinstance(known, Curve) or not known.y[-1]:
            return
        if math.isinf(self.upper) and x.size:
            known(np.max(x + FAR * spread.width(x)))


@checked
@dataclass(frozen=True, slots=True)
class EnergyResponse:
    """Response of an `EnergyDetector` to recoils of one kind.

    Parameters
    ----------
    detector : whose response it is
    measured : x(T) [MeV or PE] of recoil energies [MeV]
    recoil : its inverse
    kinks : as every response has them
    """

    detector: EnergyDetector
    measured: Callable[[ArrayLike], Array]
    recoil: Callable[[Array], Array]
    kinks: tuple[float, ...]

    def efficiency(self, T: ArrayLike) -> Array:
        """Fraction counted, in any bin."""
        found: Array = np.sum(self._pieces(in_range("T", T, "MeV", at_least=0)), axis=-1)
        return found

    def matrix(self, T: ArrayLike) -> Array:
        """Fraction counted, in each bin if there are any."""
        d = self.detector
        pieces = self._pieces(in_range("T", T, "MeV", at_least=0))
        if not d.edges:
            return np.asarray(np.sum(pieces, axis=-1))
        starts = np.searchsorted(d.at_marks()[0], d.edges[:-1])
        return np.asarray(np.add.reduceat(pieces, starts, axis=-1))

    def refuse_short(self, T_max: float) -> None:
        """Refuse curves that do not reach as far as the recoils do, up to an end point [MeV]."""
        T_max = number("T_max", T_max, "MeV", above=0)
        end = min(self.kinks[-1], T_max)
        before = self.detector.recoil_efficiency
        if before is not None and before.last > BEYOND * T_max:
            raise ValueError(
                f"the efficiency curve goes on to {before.last / keV:g} keV, and no recoil is "
                f"larger than {T_max / keV:.3g} keV; is it in eV?"
            )
        if self.kinks[0] < end:
            self.matrix(np.array([self.kinks[0] * (1 + 1e-9), end * (1 - 1e-9)]))

    def _pieces(self, T: Array) -> Array:
        """Fraction counted between every two marks of x, shape (..., pieces)."""
        d = self.detector
        marks, at_marks = d.at_marks()
        counted = np.zeros((*T.shape, len(marks) - 1))
        some = self.kinks[0] <= T
        T_some = T[some]
        x = self.measured(T_some)
        if d.resolution is not None:
            d.refuse_beyond(x)
            within = d.resolution.weighted(x, marks, at_marks)
        else:
            own = np.clip(np.searchsorted(marks, x, side="right") - 1, 0, len(marks) - 2)
            inside = (x >= d.lower) & (x <= d.upper)
            level = (
                d.efficiency(np.where(inside, x, d.lower))
                if callable(d.efficiency)
                else (d.efficiency)
            )
            chance = np.where(inside, level, 0.0)
            within = chance[:, None] * (own[:, None] == np.arange(len(marks) - 1))
        if d.recoil_efficiency is not None:
            within = within * d.recoil_efficiency(T_some)[:, None]
        counted[some] = within
        return counted


@lru_cache(maxsize=256)
def _response(detector: EnergyDetector, target: Recoiler) -> EnergyResponse:
    """Find x(T) and where the response has kinks, once for every nuclide."""
    d = detector
    if d.quenching is None:
        nuclear_only(d, target)
    quenched = d.quenching(target) if d.quenching and isinstance(target, Nuclide) else None

    def measured(T: ArrayLike) -> Array:
        return d.gain * (np.asarray(T, dtype=float) if quenched is None else quenched(T))

    def recoil(x: Array) -> Array:
        E = x / d.gain
        return E if quenched is None else recoil_energy(quenched, E)

    knots = getattr(quenched, "kinks", ())
    bare = EnergyResponse(d, measured, recoil, (0.0, math.inf))
    return replace(bare, kinks=_kinks(bare, knots))


def _kinks(response: EnergyResponse, knots: Sequence[float]) -> tuple[float, ...]:
    """Recoil energies between which a response is smooth; knots are those of its quenching."""
    d, recoil = response.detector, response.recoil
    x = _smooth_between(d)
    end = float(response.measured(np.array(knots[-1]))) if knots else math.inf
    if x[0] > end:
        raise ValueError(
            f"the window begins at {x[0]:.4g} {d.unit}, and the quenching table ends at "
            f"{end:.4g} {d.unit}: nothing is counted"
        )
    marks = [
        float(T) for T in recoil(np.array([one for one in x if 0 < one <= end and one < math.inf]))
    ]
    top = marks[-1] if math.isfinite(x[-1]) and x[-1] <= end else math.inf
    bottom = max(d.lowest, marks[0] if x[0] > 0 else 0.0)
    if d.least > 0:
        bottom = max(bottom, float(recoil(np.array(d.least))))
    before = d.recoil_efficiency
    if before is not None:
        marks += map(float, before.x)
        bottom = bottom if before.y[0] else max(bottom, before.first)
        top = top if before.y[-1] else min(top, before.last)
    if not bottom < top:
        raise ValueError(
            f"counts recoils from {bottom / keV:.4g} to {top / keV:.4g} keV only: "
            "nothing is counted"
        )
    marks = sorted({T for T in (*marks, *knots, bottom, top) if bottom <= T <= top})
    if bottom > 0:
        return tuple(marks)
    _refuse_everything(response)
    least = next(T for T in (*marks, 1e-3) if T > 0)
    return (*(least * share for share in _NEAR_ZERO), *marks[1:])


def _smooth_between(d: EnergyDetector) -> list[float]:
    """Values of x between which the counted fraction is smooth; outside the first and last is 0."""
    marks, level = d.at_marks()
    counts = np.flatnonzero((level[:-1] > 0) | (level[1:] > 0))
    used = marks[counts[0] : counts[-1] + 2] if counts.size else marks
    if d.resolution is None:
        return [float(x) for x in used]
    finite = used[np.isfinite(used)]
    kept = d.resolution.smooth_between(finite)
    return kept if math.isfinite(used[-1]) else [*kept[:-1], math.inf]


def _refuse_everything(response: EnergyResponse) -> None:
    """Refuse a response that counts recoils of no energy, of which magnetic ones are infinite."""
    d = response.detector
    before = d.recoil_efficiency
    if before is not None and before.first == 0 and before.y[0] == 0:
        return
    marks, level = d.at_marks()
    if d.resolution is None:
        if level[0] == 0:
            return
        said = f"efficiency = {level[0]:g} where nothing recoils"
    else:
        first = float(marks[np.argmax(level > 0)])
        sigma = float(d.resolution.width(np.array(0.0)))
        if first > LIFTED * sigma:
            return
        said = f"the window begins {first / sigma:.2g} widths above no energy"
    raise ValueError(
        f"{said}: magnetic events grow without bound towards T = 0, as 1/T; give a threshold, "
        "lowest_keV_nr, or an efficiency that is 0 at T = 0"
    )
