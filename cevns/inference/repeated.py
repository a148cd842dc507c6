"""Repeated experiments: what data might have been, if the moments were known."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, in_range, number, whole
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.inference.bins import PoissonBins
from cevns.inference.combination import Combination
from cevns.inference.counts import PULLS
from cevns.inference.many_forms import states_of
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.moment_count import MomentCount


@checked
def drawn(
    data: MomentChi2,
    rng: np.random.Generator,
    mu_e2_mu10: float = 0.0,
    mu_mu2_mu10: float = 0.0,
    *others_mu10: float,
) -> MomentChi2:
    """Draw data as they would be if the effective moments had these squares.

    Counts fluctuate, and so do the normalisations that the pulls stand for: each by its own
    uncertainty, those of one source whose flux is shared by a common part.

    Parameters
    ----------
    data : one count, bins, or a combination of such; of another kind what knows itself how to be
        repeated, ``fluctuated(rng, mu_e2, mu_mu2)`` with squares in mu_B^2: there pulls are true
        as they fit what was measured, and it is what their priors rest on that fluctuates
    rng : where randomness comes from
    mu_e2_mu10, mu_mu2_mu10 : true squared effective moments [mu10^2]; none by default
    others_mu10 : those of the further states that data see, of which none is left out

    Raises
    ------
    ValueError
        if data have no probability, are a table, or see other states
    """
    if others_mu10 and len(others_mu10) != len(states_of(data)):
        raise ValueError(
            f"{data.name}: sees {len(states_of(data))} further states, got {len(others_mu10)}"
        )
    return _drawn(data, rng, _truth(mu_e2_mu10, mu_mu2_mu10, *others_mu10), 0.0, 0.0)


def _truth(mu_e2_mu10: float, mu_mu2_mu10: float, *others_mu10: float) -> tuple[float, ...]:
    return (
        number("mu_e2_mu10", mu_e2_mu10, at_least=0),
        number("mu_mu2_mu10", mu_mu2_mu10, at_least=0),
        *(number("others_mu10", one, at_least=0) for one in others_mu10),
    )


@checked
def region_coverage(
    data: MomentChi2,
    mu_e2_mu10: float,
    mu_mu2_mu10: float,
    threshold: ArrayLike,
    *,
    toys: int = 1000,
    seed: int = 1,
) -> Array:
    r"""Fraction of repeated experiments whose allowed region contains the true moments.

    .. math:: P\left(\Delta\chi^2(\mu_e^2,\mu_\mu^2)\le\text{threshold}\right)

    from the minimum over physical moments. Its own uncertainty is binomial.

    Parameters
    ----------
    data : one count, bins, or a combination of such; what was observed matters only for what
        counts off the source say of backgrounds
    mu_e2_mu10, mu_mu2_mu10 : true squared effective moments [mu10^2]
    threshold : largest Delta chi^2 that is allowed, one or many for the same experiments
    toys : number of experiments drawn
    seed : of what is drawn

    Returns
    -------
    Array
        of the shape of the thresholds

    Raises
    ------
    ValueError
        if data have no probability, or are a table
    """
    rng, truth = (
        np.random.default_rng(whole("seed", seed, at_least=0)),
        _truth(mu_e2_mu10, mu_mu2_mu10),
    )
    allowed = in_range("threshold", threshold, at_least=0)
    repeated = (_drawn(data, rng, truth, 0.0, 0.0) for _ in range(whole("toys", toys)))
    there = tuple(map(np.array, truth))
    delta = np.array([float(one.chi2_mu10(*there)) - one.best_fit.chi2 for one in repeated])
    return np.asarray(np.mean(delta <= allowed[..., None], axis=-1))


def _drawn(
    data: MomentChi2,
    rng: np.random.Generator,
    truth: tuple[float, ...],
    sigma: float,
    common: float,
) -> MomentChi2:
    """Draw data that share a pull of a given uncertainty, which has a value in units of it."""
    if isinstance(data, Combination):
        pulls = {source: rng.standard_normal() for source in data.shared}
        counts = [
            _drawn(c, rng, truth, data.shared.get(c.source, 0.0), pulls.get(c.source, 0.0))
            for c in data.counts
        ]
        return replace(data, counts=tuple(counts), shared=dict(data.shared))
    if isinstance(data, MomentCount):
        S = float(data.events_mu10(*map(np.asarray, truth)))
        return replace(data, counting=data.counting.drawn(S, rng, sigma, common))
    if isinstance(data, PoissonBins):
        return _drawn_bins(data, rng, truth)
    if hasattr(data, "fluctuated"):
        itself: MomentChi2 = data.fluctuated(rng, *(mu10**2 * one for one in truth))
        return itself
    raise ValueError(f"{data.name}: no way to repeat a {type(data).__name__}; use what it is of")


def _drawn_bins(
    data: PoissonBins, rng: np.random.Generator, truth: tuple[float, ...]
) -> PoissonBins:
    signal: Array = data.events_mu10(*map(np.asarray, truth))
    off = data.steady_state(signal)
    z = rng.standard_normal(2)
    A = np.maximum(PULLS[data.pull].drawn(z[0], data.sigma_signal), 0.0)
    C = max(1 + data.sigma_background * z[1], 0.0)
    on = rng.poisson(A * signal + C * np.asarray(data.background) + off)
    return replace(data, on=tuple(on), off=tuple(rng.poisson(_seen_off(data, off))))


def _seen_off(data: PoissonBins, steady: Array) -> Array:
    """Events expected off the beam; none if it was not looked there."""
    return steady if np.isinf(data.tau) else data.tau * steady
