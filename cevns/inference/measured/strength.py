"""How many events of a signal data have: its size is fitted instead of being known."""

import math
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array, instance, number, unknown
from cevns.basics.kinds import checked
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.measured.composition import composition
from cevns.inference.measured.folding import judged
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.registry import description
from cevns.inference.measured.templates import TemplateBins

FREE: Final = "size of the signal"
"""Name of the pull that is free in the place of what is known of the size."""


class Strength(NamedTuple):
    """Size of the signal of the Standard Model that fits best, and all that goes with it.

    ``ratio`` is in units of what is expected, as is its Fisher ``error``; ``events`` are those of
    every part, and ``bins`` the data with the size free, whose ``pulls`` these are.
    """

    ratio: float
    error: float
    chi2: float
    events: dict[str, float]
    bins: TemplateBins
    pulls: Array


@checked
@cache
def template_bins(name: str, assumptions: Assumptions = RECOMMENDED) -> TemplateBins:
    """Return shipped data as counts and templates: what `cevns.dataset` judges moments by.

    Parameters
    ----------
    name : such as ``"coherent-lar@2020"``, or a variant of it
    assumptions : what its signal rests on

    Raises
    ------
    ValueError
        if there are no such data, or theirs is another likelihood
    """
    found = judged(description(name), assumptions)
    return instance(f"likelihood of {name}", found, TemplateBins, "it has no templates")


@checked
def without(bins: TemplateBins, *names: str) -> TemplateBins:
    """Return data without some of their pulls: what these stand for is taken to be known.

    Parameters
    ----------
    bins : counts and their templates
    names : of nuisances

    Raises
    ------
    ValueError
        if there is none of that name
    """
    there = {one.name for one in bins.nuisances}
    for name in names:
        if name not in there:
            raise ValueError(unknown(f"nuisance of {bins.name}", name, there))
    return replace(bins, nuisances=tuple(n for n in bins.nuisances if n.name not in names))


@checked
def scaled(bins: TemplateBins, ratio: float, part: str = "sm") -> TemplateBins:
    """Return data of which more of a part is expected, by a factor, >= 0.

    Parameters
    ----------
    bins : counts and their templates
    ratio : by which the part grows
    part : such as ``"sm"``, or a background
    """
    k = number("ratio", ratio, at_least=0)
    if part not in bins.parts:
        raise ValueError(unknown(f"part of {bins.name}", part, bins.parts))

    def one(nuisance: Nuisance) -> Nuisance:
        variants = {
            name: tuple(k * each for each in of) if name == part else of
            for name, of in nuisance.variants.items()
        }
        return replace(nuisance, variants=variants)

    parts = {**bins.parts, part: k * bins.parts[part]}
    return replace(bins, parts=parts, nuisances=tuple(map(one, bins.nuisances)))


@checked
def signal_strength(
    bins: TemplateBins, instead_of: tuple[str, ...] = ("flux", "signal")
) -> Strength:
    r"""Fit the size of the signal of the Standard Model, without magnetic moments.

    The chi^2 is that of equation :eq:`eq:argon-chi2` of the book, with all pulls of the data. The
    error is that of the Fisher information, with what is expected at the best fit,

    .. math:: F_{jk} = \sum_b\frac{\partial_j\mu_b\,\partial_k\mu_b}{\mu_b}
              + \frac{\delta_{jk}}{\sigma_j^2}, \qquad \sigma = \sqrt{(F^{-1})_{11}}

    Parameters
    ----------
    bins : Poisson counts and their templates, without a count off the source
    instead_of : names of the nuisances that say what is known of the size

    Raises
    ------
    ValueError
        if the counts are no such ones, or a nuisance is not there
    """
    if bins.off is not None or bins.variance is not None:
        raise ValueError(f"{bins.name}: the size is fitted to Poisson counts without any off")
    free = Nuisance(name=FREE, sigma=math.inf, scales={"sm": 1.0})
    known = without(bins, *instead_of)
    fit = replace(known, nuisances=(free, *known.nuisances))
    chi2, pulls = fit.profile(0.0, 0.0)
    nothing = np.zeros(1)
    found = fit.expectation.at(fit.coefficients(nothing, nothing)[0], pulls[None])
    D, mu = found.slopes[0], found.events[0]
    weight = np.divide(1.0, mu, out=np.zeros_like(mu), where=mu > 0)
    sigma = np.array([one.sigma for one in fit.nuisances])
    information = (D * weight) @ D.T + np.diag(1 / sigma**2)
    events = {name: float(of.sum()) for name, of in composition(fit, pulls=pulls).items()}
    return Strength(
        ratio=1 + float(pulls[0]),
        error=math.sqrt(np.linalg.inv(information)[0, 0]),
        chi2=float(chi2),
        events=events,
        bins=fit,
        pulls=pulls,
    )
