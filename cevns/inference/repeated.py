"""Repeated experiments: what data might have been, if the moments were known."""

import math
from dataclasses import replace

import numpy as np

from cevns.basics.checks import Array, number
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.counts import Count, Counting
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import MomentCount

NO_PROBABILITY = (
    "the 'talk' prescription of an expected count gives no probability to repeat it by; use "
    "'profiled' or 'statistical'"
)
"""What is said of a chi^2 that is not the logarithm of a likelihood."""


def probable_counts(count: Count, signal: float, quantiles: int = 101) -> list[Count]:
    r"""Return equally probable outcomes of a count, if a signal is true.

    .. math:: n_k = S + B + z_k\sqrt{V+\sigma_1^2S^2+\sigma_2^2B^2}

    with z_k the normal deviates at the mid-points of so many quantiles: no noise, no seed.

    Parameters
    ----------
    count : its observed number does not matter
    signal : S, the true number of events, >= 0
    quantiles : number of outcomes

    Raises
    ------
    ValueError
        if the count has no probability: the talk's prescription
    """
    from scipy.special import ndtri  # half of the package's import time, used only here

    if not isinstance(count, Counting):
        raise ValueError(NO_PROBABILITY)
    S = number("signal", signal, "events", at_least=0)
    z = ndtri((np.arange(quantiles) + 0.5) / quantiles)
    seen = S + count.background + z * math.sqrt(count.total_variance(S))
    return [replace(count, observed=float(n)) for n in seen]


def drawn(
    data: MomentChi2, rng: np.random.Generator, mu_e2_mu10: float = 0.0, mu_mu2_mu10: float = 0.0
) -> MomentChi2:
    """Draw data as they would be if the effective moments had these squares.

    Counts fluctuate, and so do the normalisations that the pulls stand for: each by its own
    uncertainty, those of one source whose flux is shared by a common part.

    Parameters
    ----------
    data : one count, bins, or a combination of such
    rng : where randomness comes from
    mu_e2_mu10, mu_mu2_mu10 : true squared effective moments [mu10^2]; none by default

    Raises
    ------
    ValueError
        if data have no probability, or are a table
    """
    return _drawn(data, rng, (mu_e2_mu10, mu_mu2_mu10), 0.0, 0.0)


def _drawn(
    data: MomentChi2,
    rng: np.random.Generator,
    truth: tuple[float, float],
    sigma: float,
    common: float,
) -> MomentChi2:
    """Draw data that share a pull of a given uncertainty, which has a given value."""
    if isinstance(data, Combination):
        pulls = {source: sigma * rng.standard_normal() for source, sigma in data.shared.items()}
        counts = [
            _drawn(c, rng, truth, data.shared.get(c.source, 0.0), pulls.get(c.source, 0.0))
            for c in data.counts
        ]
        return replace(data, counts=tuple(counts), shared=dict(data.shared))
    if isinstance(data, MomentCount):
        return replace(data, counting=_drawn_count(data, rng, truth, sigma, common))
    if isinstance(data, PoissonBins):
        return _drawn_bins(data, rng, truth)
    raise ValueError(f"{data.name}: no way to repeat a {type(data).__name__}; use what it is of")


def _drawn_count(
    data: MomentCount,
    rng: np.random.Generator,
    truth: tuple[float, float],
    sigma: float,
    common: float,
) -> Counting:
    count = data.counting
    if not isinstance(count, Counting):
        raise ValueError(NO_PROBABILITY)
    own = math.sqrt(count.sigma_signal**2 - sigma**2)
    S = float(data.events_mu10(*map(np.asarray, truth)))
    scale = 1 + common + own * rng.standard_normal()
    noise = math.sqrt(count.fixed_variance) * rng.standard_normal()
    return replace(count, observed=S * scale + count.background + noise)


def _drawn_bins(
    data: PoissonBins, rng: np.random.Generator, truth: tuple[float, float]
) -> PoissonBins:
    signal: Array = data.events_mu10(*map(np.asarray, truth))
    off = data.steady_state(signal)
    scales = 1 + rng.standard_normal(2) * (data.sigma_signal, data.sigma_background)
    A, C = np.maximum(scales, 0.0)
    on = rng.poisson(A * signal + C * np.asarray(data.background) + off)
    return replace(data, on=tuple(on), off=tuple(rng.poisson(off)))
