"""Fit of one transition moment by the chi^2 of the moments, the others zero or free."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from cevns.basics.checks import Array, choice
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference import regions
from cevns.inference.assumptions import Assumptions
from cevns.inference.choices import Choices
from cevns.inference.fits import solve
from cevns.inference.fits.parameters import UNITS
from cevns.inference.fits.result import Fit, Interval, Minimum
from cevns.inference.intervals import boundary_threshold, delta_chi2
from cevns.inference.moment_chi2 import MomentChi2
from cevns.neutrinos.moments import MOMENTS

SCAN: Final = 40
"""Nodes of a scan."""

WITH_BINS: Final = ("physical", "boundary")
"""Definitions of a confidence level that need no single count."""

FARTHEST: Final = 1e4
"""Where a scan ends if nothing bounds the moment [1e-10 mu_B]."""


@checked
def fit(
    data: MomentChi2,
    under: Assumptions,
    moment: str,
    others: str = "profiled",
    phases: str | Sequence[float] = (0.0, 0.0, 0.0),
) -> Fit:
    """Fit the modulus of one transition moment, by the chi^2 that limits are taken from.

    Parameters
    ----------
    data : as a chi^2 of the effective moments
    under : what it rests on
    moment : ``"Lambda_1"``, ``"Lambda_2"`` or ``"Lambda_3"``
    others, phases : as in `cevns.inference.choices.Choices`

    Returns
    -------
    Fit
        with the others profiled, from the smallest chi^2 of all moments as a limit; with the others
        zero, from the smallest of this one: where another direction fits better, a limit is lower

    Raises
    ------
    ValueError
        if a name is unknown, or the definition is not one of `WITH_BINS`
    """
    choice("moment", moment, MOMENTS)
    choice("definition of a fit of transition moments", under.definition, WITH_BINS)
    choices = Choices(mixing=under.mixing, others=others, phases=phases)
    alone, level = others == "zero", under.confidence_level
    least = regions.least_chi2(data, choices)
    threshold = (
        delta_chi2(level, 1) if under.definition == "physical" else boundary_threshold(level)
    )

    def chi2(t: Array) -> Array:
        return least + regions.profile(data, {moment: mu10 * t}, choices)

    origin = float(chi2(np.zeros(1))[0])
    highest = (origin if alone else least) + threshold
    end = regions.farthest(data, moment, choices, highest) / mu10
    if origin <= least + solve.SAME * (1 + abs(least)):
        # what is allowed contains no moment at all, and is convex in the squared moments
        best, top = least, math.inf
        spots, allowed = [solve.Spot(0.0, least)], [solve.Piece(0.0, end)]
    else:
        top = 1.2 * end if math.isfinite(end) else FARTHEST
        spots, nodes = solve.scanned_minima(np.linspace(0, top, SCAN), chi2)
        best = min((s.chi2 for s in spots), default=origin) if alone else least
        marks = solve.scanned(nodes, chi2)(best + threshold)
        allowed = solve.pieces(marks, 0.0, top, chi2, best + threshold)
    return Fit(
        quantity="transition_moment",
        flavor="all",
        data=data.name,
        unit=UNITS["transition_moment"],
        best=tuple(Minimum(s.t, s.chi2) for s in sorted(spots, key=lambda s: s.chi2)),
        chi2_min=best,
        intervals=tuple(Interval(p.low, None if p.high == top else p.high) for p in allowed),
        unphysical=(),
        confidence_level=level,
        delta_chi2=threshold,
        parameters=1,
        definition=under.definition,
        note=f"|{moment}|" + (", the other moments zero" if alone else ""),
        free="" if alone else "the moduli of the other two moments",
        assumptions=under.record(),
        profile=chi2,
    )
