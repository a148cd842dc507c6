"""When the neutrinos of a stopped-pion source arrive, for proton pulses given in bins."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number

MUON_LIFETIME: Final = 2.197e-6
"""Mean life of the muon [s], PDG."""

PROMPT_SHARES: Final = (0.065, 0.909, 0.026)
"""Shares of the prompt neutrinos in the first bins of arrival time after the trigger of the first
COHERENT data, each `PROMPT_BIN` wide; arXiv:1804.09459."""

PROMPT_BIN: Final = 0.5e-6
"""Width of these bins [s]."""


def delayed_density(
    t: ArrayLike, prompt: ArrayLike = PROMPT_SHARES, width: float = PROMPT_BIN
) -> Array:
    r"""Arrival times of neutrinos from muons whose pions decay evenly within each bin.

    .. math:: f(t) = \sum_i\frac{p_i}{\Delta}\left[e^{-(t-t_{i+1})_+/\tau}
              - e^{-(t-t_i)_+/\tau}\right]

    Parameters
    ----------
    t : time after the start of the first bin [s], any shape
    prompt : share of the prompt neutrinos in each bin, summing to 1
    width : of the bins, Delta [s], > 0

    Returns
    -------
    Array
        1/s; it integrates to 1
    """
    time, step = in_range("t", t, "s"), number("width", width, "s", above=0)
    total = np.zeros_like(time)
    for i, share in enumerate(in_range("prompt", prompt, at_least=0, at_most=1)):
        since_start, since_stop = time - i * step, time - (i + 1) * step
        growth = np.exp(-np.clip(since_stop, 0, None) / MUON_LIFETIME)
        decay = np.exp(-np.clip(since_start, 0, None) / MUON_LIFETIME)
        total += share / step * (growth - decay)
    return total
