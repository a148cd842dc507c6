"""How large every part of the events is, if that of the signal is free instead of being known."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.measured.mixtures import by_part
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.strength import NORMS, without_norms
from cevns.inference.measured.templates import SIGNAL, TemplateBins

FREE: Final = "size of the signal"
"""Name of the pull that is free in the place of what is known of the size."""


class Sizes(NamedTuple):
    """Sizes of all parts that fit best, and what goes with them.

    ``ratio`` is that of the signal in units of what is expected, as is its Fisher ``error``;
    ``events`` are those of every part, and ``bins`` the data with the size free, whose ``pulls``
    these are.
    """

    ratio: float
    error: float
    chi2: float
    events: dict[str, float]
    bins: TemplateBins
    pulls: Array


@checked
def fitted_sizes(data: TemplateBins, norms: Sequence[str] = NORMS) -> Sizes:
    r"""Fit the size of the signal of the Standard Model with those of all other parts.

    The chi^2 is that of equation :eq:`eq:argon-chi2` of the book, with all pulls of the data. The
    error is that of the Fisher information, with what is expected at the best fit,

    .. math:: F_{jk} = \sum_b\frac{\partial_j\mu_b\,\partial_k\mu_b}{\mu_b}
              + \frac{\delta_{jk}}{\sigma_j^2}, \qquad \sigma = \sqrt{(F^{-1})_{11}}

    Parameters
    ----------
    data : Poisson counts and their templates, without a count off the source
    norms : pulls that are left out, as the size is free

    Returns
    -------
    Sizes
        `cevns.inference.measured.strength.signal_strength` has the ends of :math:`\Delta\chi^2=1`

    Raises
    ------
    ValueError
        if the counts are no such ones
    """
    if data.off is not None or data.variance is not None:
        raise ValueError(f"{data.name}: sizes are fitted to Poisson counts without any off")
    free = Nuisance(name=FREE, sigma=math.inf, scales={SIGNAL[0]: 1.0})
    known = without_norms(data, norms)
    fit = replace(known, nuisances=(free, *known.nuisances))
    chi2, pulls = fit.profile(0.0, 0.0)
    nothing = np.zeros(1)
    found = fit.expectation.at(fit.coefficients(nothing, nothing)[0], pulls[None])
    D, mu = found.slopes[0], found.events[0]
    weight = np.divide(1.0, mu, out=np.zeros_like(mu), where=mu > 0)
    sigma = np.array([one.sigma for one in fit.nuisances])
    information = (D * weight) @ D.T + np.diag(1 / sigma**2)
    return Sizes(
        ratio=1 + float(pulls[0]),
        error=math.sqrt(np.linalg.inv(information)[0, 0]),
        chi2=float(chi2),
        events={name: float(of.sum()) for name, of in by_part(fit, pulls).items()},
        bins=fit,
        pulls=pulls,
    )
