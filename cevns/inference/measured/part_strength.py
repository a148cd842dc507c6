"""How strong a signal is in measured data, in units of what is expected."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from cevns.basics.checks import choice
from cevns.basics.kinds import checked
from cevns.inference.measured.mixtures import scaled
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.templates import TemplateBins

_NAME = "signal strength"


class Strength(NamedTuple):
    """Size of a part in units of what was expected, and where chi^2 is larger by one."""

    value: float
    lower: float
    upper: float
    chi2: float
    without: float

    @property
    def error(self) -> float:
        """Mean of the two uncertainties."""
        return 0.5 * (self.upper - self.lower)

    @property
    def significance(self) -> float:
        r"""Standard deviations from no such part, :math:`\sqrt{\Delta\chi^2}`."""
        return math.sqrt(max(self.without - self.chi2, 0.0))


@checked
def strength(data: TemplateBins, part: str = "sm") -> Strength:
    r"""Fit the size of one part of the events, all pulls profiled.

    .. math:: \mu_b = s\,\mu_b^\text{part} + \ldots, \qquad
              \chi^2(s_\pm) = \chi^2_\text{min} + 1

    Parameters
    ----------
    data : counts in bins with templates
    part : of which the size is asked for, the Standard Model's signal by default

    Returns
    -------
    Strength
        s, >= 0; the lower end is 0 if chi^2 does not grow by one before

    Raises
    ------
    ValueError
        if there is no such part, or nothing is expected of it
    """
    from scipy.optimize import brentq  # costs as much time at import as all the rest

    choice("part", part, data.parts)
    template = np.asarray(data.parts[part])
    if not template.any():
        raise ValueError(f"{data.name}: nothing is expected of {part!r}, so it has no strength")

    def chi2(s: float) -> float:
        return float(scaled(data, s, part).profile(0.0, 0.0).chi2)

    free = Nuisance(name=_NAME, sigma=math.inf, scales={part: 1.0})
    fitted = replace(data, nuisances=(*data.nuisances, free))
    best = fitted.profile(0.0, 0.0)
    value = max(1 + float(best.pulls[..., -1]), 0.0)
    least = chi2(value)
    high = 1.0
    while chi2(value + high) < least + 1:
        high *= 2
    upper = float(brentq(lambda s: chi2(s) - least - 1, value, value + high, xtol=1e-6))
    without = chi2(0.0)
    lower = 0.0
    if without > least + 1:
        lower = float(brentq(lambda s: chi2(s) - least - 1, 0.0, value, xtol=1e-6))
    return Strength(value=value, lower=lower, upper=upper, chi2=least, without=without)
