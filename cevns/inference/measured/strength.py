"""How strong a signal is in measured data, in units of what is expected of it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from cevns.basics.checks import number
from cevns.basics.kinds import checked
from cevns.inference.measured.mixtures import scaled
from cevns.inference.measured.templates import SIGNAL, TemplateBins

NORMS: Final = ("flux", "signal")
"""Pulls of which nothing but the size of the signal is left, and which a strength replaces."""


class Strength(NamedTuple):
    """A fitted strength, in units of what is expected of a part of the events.

    ``best`` is where chi^2 is least, >= 0, ``lower`` and ``upper`` where it is larger by 1;
    ``without`` is by how much it is larger without any such part, ``chi2`` the least, and
    ``events`` those at strength 1, by which to multiply.
    """

    best: float
    lower: float
    upper: float
    without: float
    chi2: float
    events: float

    @property
    def error(self) -> float:
        """Mean of the two uncertainties."""
        return (self.upper - self.lower) / 2

    @property
    def significance(self) -> float:
        """Standard deviations at which no such part is excluded, the root of `without`."""
        return math.sqrt(self.without)


@checked
def without_norms(data: TemplateBins, norms: Sequence[str] = NORMS) -> TemplateBins:
    """Return data without the pulls that a free size of the signal replaces."""
    return replace(data, nuisances=tuple(n for n in data.nuisances if n.name not in norms))


@checked
def signal_strength(
    data: TemplateBins, norms: Sequence[str] = NORMS, part: str = SIGNAL[0]
) -> Strength:
    r"""Fit how much there is of one part of the events, all pulls profiled.

    .. math:: \mu_b = s\,N_b^\text{part}(\theta) + B_b(\theta), \qquad
              \hat s = \arg\min_{s\ge0}\chi^2(s)

    Parameters
    ----------
    data : counts in bins with templates
    norms : pulls that are left out, as s itself is the size; with none left out, s is in units of
        what is expected within their errors, and its own error contains theirs
    part : ``"sm"`` for the signal of the Standard Model

    Raises
    ------
    ValueError
        if there is no such part, or nothing is expected of it
    """
    known = without_norms(data, norms)
    events = float(scaled(known, 1.0, part).parts[part].sum())
    if not events:
        raise ValueError(f"{data.name}: nothing is expected of {part!r}, so it has no strength")
    return strength_of(lambda s: float(scaled(known, s, part).profile(0.0, 0.0).chi2), events)


@checked
def strength_of(chi2: Callable[[float], float], events: float = 1.0) -> Strength:
    """Find the least of a chi^2 of a strength, and where it is larger by 1.

    Parameters
    ----------
    chi2 : of a strength >= 0, with one minimum
    events : at strength 1

    Raises
    ------
    ValueError
        if chi^2 does not grow by 1 up to strengths of a million
    """
    from scipy.optimize import brentq, minimize_scalar  # cost as much time at import as the rest

    total = number("events", events, "events", at_least=0)
    zero, end = chi2(0.0), 3.0
    while chi2(end) <= chi2(end / 2) + 1:
        end *= 2
        if end > 1e6:
            raise ValueError("chi^2 does not depend on the strength: it grows by 1 nowhere")
    least = minimize_scalar(chi2, bounds=(0.0, end), method="bounded", options={"xatol": 1e-5})
    best, low = (float(least.x), float(least.fun)) if least.fun < zero else (0.0, zero)

    def above(s: float) -> float:
        return chi2(s) - low - 1

    lower = 0.0 if zero - low <= 1 else brentq(above, 0.0, best, xtol=1e-5)
    return Strength(
        best=best,
        lower=float(lower),
        upper=float(brentq(above, best, end, xtol=1e-5)),
        without=zero - low,
        chi2=low,
        events=total,
    )
