"""Fit of one transition moment while the others are free."""

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

FARTHEST: Final = 1e4
"""Where a scan ends if nothing bounds the moment [1e-10 mu_B]."""


@checked
def fit(
    data: MomentChi2,
    under: Assumptions,
    moment: str,
    phases: str | Sequence[float] = (0.0, 0.0, 0.0),
) -> Fit:
    """Fit the modulus of one transition moment with the other two profiled.

    Parameters
    ----------
    data : as a chi^2 of the effective moments
    under : what it rests on
    moment : ``"Lambda_1"``, ``"Lambda_2"`` or ``"Lambda_3"``
    phases : as in `cevns.inference.choices.Choices`

    Raises
    ------
    ValueError
        if a name is unknown, or the definition is neither ``"physical"`` nor ``"boundary"``
    """
    choice("moment", moment, MOMENTS)
    choice("definition with others profiled", under.definition, ("physical", "boundary"))
    choices = Choices(mixing=under.mixing, others="profiled", phases=phases)
    level, best = under.confidence_level, data.best_fit.chi2
    threshold = (
        delta_chi2(level, 1) if under.definition == "physical" else boundary_threshold(level)
    )

    def chi2(t: Array) -> Array:
        return best + regions.profile(data, {moment: mu10 * t}, choices)

    end = regions.upper_end(data, moment, choices, confidence_level=level) / mu10
    if under.definition == "boundary":
        end = (
            regions.limit(data, moment, choices, confidence_level=level, definition="boundary")
            / mu10
        )
    if not data.best_fit.mu_e2_mu10 and not data.best_fit.mu_mu2_mu10:
        # what is allowed contains no moment at all, and is convex in the squared moments
        spots, allowed, top = [solve.Spot(0.0, best)], [solve.Piece(0.0, end)], math.inf
    else:
        top = 1.2 * end if math.isfinite(end) else FARTHEST
        spots, nodes = solve.scanned_minima(np.linspace(0, top, SCAN), chi2)
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
        note=f"|{moment}|",
        free="the moduli of the other two moments",
        assumptions=under.record(),
        profile=chi2,
    )
