"""A pull that changes the experiment itself, such as its quenching."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from cevns.basics.checks import Array, number
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.inference.dataset import DataSet
from cevns.inference.gaussian_count import Counting
from cevns.inference.intervals import delta_chi2
from cevns.inference.search import Indices, last_below, least

_PULLS: Final = np.linspace(-4.0, 4.0, 17)
"""Values at which the events are counted, in units of the uncertainty."""

_MOMENT2: Final = np.concatenate([[0.0], np.geomspace(1e-3, 1e7, 201)])
"""Scan of the modulus squared [mu10^2]."""


@checked
def limit_with_pull(
    data: DataSet,
    moment: str,
    change: Callable[[Experiment, float], Experiment],
    sigma_signal: float,
) -> float:
    r"""Upper limit on one modulus, others zero, if one more pull changes the experiment.

    .. math:: \chi^2(|\Lambda|^2) = \min_t\left[\frac{\bigl(n-B-N(t)-H(t)|\Lambda|^2\bigr)^2}{D_0
              +\sigma_1^2\bigl(N(t)+H(t)|\Lambda|^2\bigr)^2}+t^2\right]

    with the Standard Model events N and the sensitivity H counted at values of the pull t, and
    polynomials between them.

    Parameters
    ----------
    data : a single count under assumptions of its own, of which the confidence level is used, and
        the minimum over physical moments
    moment : ``"Lambda_1"``, ``"Lambda_2"`` or ``"Lambda_3"``
    change : the experiment at a value of the pull, in units of its uncertainty, from -4 to 4
    sigma_signal : what remains of the relative uncertainty of the signal, >= 0

    Returns
    -------
    float
        mu_B

    Raises
    ------
    ValueError
        if the data have no Gaussian count, or nothing bounds the moment
    """
    count = data.counting
    if not isinstance(count, Counting):
        raise ValueError(f"{data.name}: a pull of this kind needs a Gaussian count")
    rest = replace(count, sigma_signal=number("sigma_signal", sigma_signal, at_least=0))
    e = data.experiment
    along = [replace(data, experiment=change(e, float(t))).along(moment) for t in _PULLS]
    N, H = (
        np.polynomial.Polynomial.fit(_PULLS, values, 12)
        for values in ([one.sm for one in along], [one.per_mu10 for one in along])
    )

    def profiled(x: Array) -> Array:
        def chi2(t: Array, which: Indices) -> Array:
            signal = np.maximum(N(t) + H(t) * x[which, None], 0.0)
            return np.asarray(rest.chi2_at(signal) + t**2)

        return least(chi2, _PULLS, x.size)

    scan = profiled(_MOMENT2)
    highest = float(scan.min()) + delta_chi2(data.assumptions.confidence_level, 1)
    if not scan[-1] > highest:
        raise ValueError(f"{data.name}: nothing bounds {moment}")
    end = last_below(lambda x: profiled(x) - highest, _MOMENT2[-1:], _MOMENT2 / _MOMENT2[-1])
    return mu10 * math.sqrt(float(end[0]))
