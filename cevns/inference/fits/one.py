"""Fit of one parameter, alone or with a second one profiled."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from cevns.basics.checks import Array, choice
from cevns.basics.kinds import checked
from cevns.inference.assumptions import Assumptions
from cevns.inference.fits import solve
from cevns.inference.fits.curve import Curve
from cevns.inference.fits.judge import JudgedCount
from cevns.inference.fits.parameters import Parameter
from cevns.inference.fits.prediction import NODES
from cevns.inference.fits.problem import Problem
from cevns.inference.fits.result import Fit, Interval, Minimum
from cevns.inference.fits.solve import Chi2, Spot
from cevns.inference.intervals import DEFINITIONS, boundary_threshold, delta_chi2, feldman_cousins
from cevns.inference.search import Indices, least

SCAN: Final = 200
"""Nodes of a scan, twice as many where neither side has an end."""

PROFILED: Final = 60
"""Nodes of a scan of what is profiled."""

NEXT: Final = 1e-4
"""Distance from an end at which it is looked whether chi^2 grows from there."""

LEVEL: Final = 1e-6
"""Differences of chi^2 that are no hill between two minima."""

LEVEL_END: Final = 1e-4
"""Part of that by which chi^2 has grown where a level stretch is said to end."""


@checked
def curve(problem: Problem, index: int = 0) -> Curve:
    """Events as a polynomial of one of the parameters, the other where it changes nothing."""
    p = problem.parameters[index]

    def events(t: Array) -> Array:
        rest = [np.full_like(t, q.neutral) for q in problem.parameters]
        rest[index] = t
        return problem.events(*rest)

    if p.degree is None:
        return Curve.through(events, NODES - 1, (p.low, p.high), p.low, p.high)
    weight = max(float(np.abs(one.parameters[index].weights).max()) for one in problem.parts)
    if p.squared:
        grows = np.diff(events(np.array([0.0, 1.0]))).sum()
        scale = (0.0, float(events(np.zeros(1)).sum() / grows) if grows > 0 else 1.0)
        return Curve.through(events, 1, scale, p.low, p.high)
    half = 0.5 / weight if weight else 1.0
    first = Curve.through(events, 2, (p.origin - half, p.origin + half), p.low, p.high)
    if not first.turns:
        return first
    turn = first.turns[0]
    half = max(half, abs(turn - p.origin))
    return Curve.through(events, 2, (turn - half, turn + half), p.low, p.high)


@checked
def fit(problem: Problem, under: Assumptions, data: str) -> Fit:
    """Fit the first parameter of a problem; a second one is profiled.

    Parameters
    ----------
    problem : data and parameters
    under : assumptions, which say what a confidence level means
    data : name of the data

    Raises
    ------
    ValueError
        if the definition asks for the probability of one count, and there are bins
    """
    choice("definition", under.definition, DEFINITIONS)
    p = problem.parameters[0]
    line = curve(problem)
    chi2 = _profile(problem) if len(problem.parameters) > 1 else problem.chi2
    judge = problem.judge
    level_ends: set[float] = set()
    gaussian = judge.gaussian if isinstance(judge, JudgedCount) else None
    if gaussian and len(problem.parameters) == 1:
        spots = solve.exact_minima(line, gaussian, chi2)
        crossings = solve.exact(line, gaussian, chi2)
        if line.total.degree() < 1:
            spots = []
    else:
        scan = line.nodes(SCAN)
        spots, nodes = solve.scanned_minima(scan, chi2)
        spots = solve.within(spots, scan, line.low, line.high)
        crossings = solve.scanned(nodes, chi2)
        spots, level_ends = _level(spots, chi2, crossings)
    low, high = p.physical
    spots = sorted([*spots, *_at_ends(p, chi2)])
    inside = [s for s in spots if low <= s.t <= high]
    least_chi2 = min((s.chi2 for s in inside), default=float(chi2(np.array([p.neutral]))[0]))
    threshold = delta_chi2(under.confidence_level, 1)
    if under.definition == "boundary":
        threshold = boundary_threshold(under.confidence_level)
    reference = least_chi2
    if under.definition == "free":
        reference = min([least_chi2, *(s.chi2 for s in spots), _below(problem, line)])
    level = reference + threshold
    marks = crossings(level)
    judged: Chi2 = chi2
    if under.definition == "feldman_cousins":
        marks, judged, level = _neyman(problem, line, p, under.confidence_level)
    allowed = solve.pieces(marks, max(low, p.low), min(high, p.high), judged, level)
    outside = [
        piece
        for a, b in ((p.low, low), (high, p.high))
        if a < b
        for piece in solve.pieces(marks, a, b, judged, level)
    ]
    return Fit(
        quantity=p.quantity,
        flavor=p.flavor,
        data=data,
        unit=p.unit,
        best=tuple(_minima(spots, p, line, level_ends)),
        chi2_min=least_chi2,
        intervals=tuple(_shown(piece, p) for piece in allowed),
        unphysical=tuple(_shown(piece, p) for piece in outside),
        confidence_level=under.confidence_level,
        delta_chi2=threshold,
        parameters=1,
        definition=under.definition,
        note=p.note,
        free=", ".join(f"{q.quantity} {q.flavor}" for q in problem.parameters[1:]),
        assumptions=under.record(),
        profile=lambda value: chi2(p.inner(value)),
    )


def _at_ends(p: Parameter, chi2: Chi2) -> list[Spot]:
    """Minima at an end of what is physical, where the range that is looked at goes on."""
    found = []
    for end, beyond, step in ((p.physical[0], p.low, NEXT), (p.physical[1], p.high, -NEXT)):
        if math.isfinite(end) and end != beyond:
            here, inside = chi2(np.array([end, end + step]))
            if here < inside:
                found.append(Spot(end, float(here)))
    return found


def _profile(problem: Problem) -> Chi2:
    """chi^2 of the first parameter, least over what the second one can be."""
    q = problem.parameters[1]
    line = curve(problem, 1)
    low, high = q.physical
    clipped = replace(line, low=max(low, q.low), high=min(high, q.high))
    return profiled(problem, clipped.nodes(PROFILED))


@checked
def profiled(problem: Problem, nodes: Array) -> Chi2:
    """chi^2 of the first parameter, least over the second, whose scan has these nodes."""

    def chi2(t: Array) -> Array:
        def value(y: Array, which: Indices) -> Array:
            x, y = np.broadcast_arrays(t[which][:, None], y)
            return problem.chi2(x.ravel(), y.ravel()).reshape(x.shape)

        return least(value, nodes, len(t))

    return chi2


def _below(problem: Problem, line: Curve) -> float:
    """Smallest chi^2 with squared moments below zero, down to where a bin would be empty."""
    p = problem.parameters[0]
    if not p.squared:
        return math.inf
    at = np.array([0.0, 1.0])
    rest = [np.full(2, q.neutral) for q in problem.parameters[1:]]
    none, one = problem.events(at, *rest).T
    falls = one > none
    if not falls.any():
        return math.inf
    lowest = -float((none[falls] / (one - none)[falls]).min())
    nodes = np.linspace(lowest * (1 - 1e-9), 0.0, SCAN)
    chi2 = _profile(problem) if len(problem.parameters) > 1 else problem.chi2
    spots, _ = solve.scanned_minima(nodes, chi2)
    return min((s.chi2 for s in spots), default=math.inf)


def _neyman(
    problem: Problem, line: Curve, p: Parameter, level: float
) -> tuple[list[float], Chi2, float]:
    """Crossings by the construction of Feldman and Cousins, for one count."""
    if not isinstance(problem.judge, JudgedCount) or len(problem.parameters) > 1:
        raise ValueError("definition 'feldman_cousins' is for one count and one parameter")
    ends = [t for t in (*p.physical, *line.turns) if math.isfinite(t)]
    least_signal = max(float(line.total(np.array(ends)).min()) if ends else 0.0, 0.0)
    N = feldman_cousins(problem.judge.counting, least_signal, confidence_level=level)
    marks = [t for n in N if math.isfinite(n) for t in line.reaching(n)]

    def outside(t: Array) -> Array:
        events = line.total(t)
        return np.where((events >= N.low - 1e-9) & (events <= N.high + 1e-9), 0.0, 1.0)

    return sorted(marks), outside, 0.5


def _minima(spots: list[Spot], p: Parameter, line: Curve, level: set[float]) -> list[Minimum]:
    turn = line.turns[0] if p.effect == "shift" and line.turns else None
    low, high = p.physical
    found = []
    for s in spots:
        flipped = turn is not None and (s.t - turn) * (p.origin - turn) < 0
        kind = "level" if s.t in level else "mirror" if flipped else "direct"
        found.append(Minimum(p.shown(s.t), s.chi2, low <= s.t <= high, kind))
    return sorted(found, key=lambda m: (not m.physical, round(m.chi2, 9), m.kind))


def _level(
    spots: list[Spot], chi2: Chi2, crossings: Callable[[float], list[float]]
) -> tuple[list[Spot], set[float]]:
    """Find minima between which chi^2 is as small everywhere, and where that stretch ends."""
    ends: set[float] = set()
    for a, b in pairwise(sorted(spots)):
        between = chi2(np.linspace(a.t, b.t, 9)[1:-1])
        least = min(a.chi2, b.chi2, float(between.min()))
        if float(between.max()) > least + LEVEL:
            continue
        marks = crossings(least + LEVEL * LEVEL_END)
        start = max((t for t in marks if t <= a.t), default=a.t)
        stop = min((t for t in marks if t >= b.t), default=b.t)
        spots = [s for s in spots if s not in (a, b)]
        spots += [Spot(t, float(chi2(np.array([t]))[0])) for t in (start, stop)]
        ends |= {start, stop}
    return spots, ends


def _shown(piece: solve.Piece, p: Parameter) -> Interval:
    """Return an interval in the unit shown; an end without a crossing is open."""
    low = None if piece.low <= p.low and not p.squared else p.shown(piece.low)
    high = None if piece.high >= p.high else p.shown(piece.high)
    if low is not None and piece.low == p.physical[0] and not p.squared:
        low = None
    if high is not None and piece.high == p.physical[1]:
        high = None
    return Interval(low, high)
