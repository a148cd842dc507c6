"""Sensitivity matrices and the limits on transition moments that follow from them.

For Majorana moments every count is N_SM + Lambda^dagger H Lambda with one positive Hermitian
3x3 matrix H: all that an experiment knows of the moments and their phases.
"""

import math
from typing import Final

import numpy as np

from cevns.basics.checks import Array, choice, instance
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import Statistics
from cevns.inference.intervals import upper_limit
from cevns.interactions.couplings import NucleonCouplings
from cevns.neutrinos.hermitian import flavor_form
from cevns.neutrinos.mixing import DE_SALAS_2018_CP_CONSERVING, ComplexArray, Mixing
from cevns.nuclei.radii import FormFactorModel, helm
from cevns.rates.signal import Signal, signal
from cevns.sources.beams import BEAMS

MOMENTS: Final = {"Lambda_1": 0, "Lambda_2": 1, "Lambda_3": 2}
"""Mass-basis transition moments."""


def in_beam(signal: Signal, beam: str) -> tuple[str, ...]:
    """Flavours of the source that belong to a beam; all of them for ``"all"``.

    Raises
    ------
    ValueError
        if the beam is unknown, or the source has none of it
    """
    choice("beam", beam, BEAMS)
    chosen = tuple(f for f, group in signal.beams.items() if beam in ("all", group))
    if not chosen:
        raise ValueError(
            f"no component of the source is {beam!r}; its beams: "
            f"{', '.join(sorted(set(signal.beams.values())))}; use beam='all'"
        )
    return chosen


def matrix_from_signal(signal: Signal, mixing: Mixing, beam: str = "all") -> ComplexArray:
    r"""Sensitivity matrix of counts that are already there.

    .. math:: H = \sum_{f\in\text{beam}} N_\text{mag}^{(f)}\left(1 - \nu_f\nu_f^\dagger\right)

    Parameters and errors as in `sensitivity_matrix`.
    """
    instance("mixing", mixing, Mixing, "use mixing.preset(name)")
    chosen = in_beam(signal, beam)
    forms = [signal.magnetic[f] * flavor_form(f, mixing) for f in chosen]
    return np.asarray(np.sum(forms, axis=0), dtype=np.complex128)


def sensitivity_matrix(
    experiment: Experiment,
    mixing: Mixing,
    beam: str = "all",
    *,
    couplings: NucleonCouplings | None = None,
    form_factor: FormFactorModel = helm,
) -> ComplexArray:
    r"""All an experiment knows of the transition moments, in the mass basis.

    Equation :eq:`eq:coh-sensitivity` of the book.

    .. math:: N(\vec\Lambda) = N_\text{SM} + \vec\Lambda^\dagger H\,\vec\Lambda

    Parameters
    ----------
    experiment : to be computed
    mixing : of the leptons
    beam : ``"all"``, ``"prompt"`` or ``"delayed"``: which components carry the magnetic term
    couplings, form_factor : as in `cevns.rates.signal.signal`

    Returns
    -------
    ComplexArray
        H, shape (3, 3), Hermitian and positive [events per (1e-10 mu_B)^2]

    Raises
    ------
    ValueError
        if the source has no such beam
    """
    counts = signal(experiment, couplings=couplings, form_factor=form_factor)
    return matrix_from_signal(counts, mixing, beam)


def limit(
    experiment: Experiment,
    moment: str,
    *,
    beam: str = "all",
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
    confidence_level: float = 0.90,
    prescription: str = "profiled",
    definition: str = "physical",
    couplings: NucleonCouplings | None = None,
    form_factor: FormFactorModel = helm,
) -> float:
    r"""Upper limit on one :math:`|\Lambda_i|`, the other two being zero.

    Equation :eq:`eq:coh-limit` of the book.

    .. math:: |\Lambda_i| \le \sqrt{\frac{S_\text{max}-N_\text{SM}}{H_{ii}}}

    where :math:`S_\text{max}` is the largest signal the count allows.

    Parameters
    ----------
    experiment : to be computed
    moment : ``"Lambda_1"``, ``"Lambda_2"`` or ``"Lambda_3"``
    beam : ``"all"``, ``"prompt"`` or ``"delayed"``: which components carry the magnetic
        term; the Standard Model count always contains all of them
    mixing : of the leptons
    confidence_level : between 0 and 1, one parameter of interest
    prescription : one of `cevns.inference.counts.PRESCRIPTIONS`
    definition : one of `cevns.inference.intervals.DEFINITIONS`
    couplings, form_factor : as in `cevns.rates.signal.signal`

    Returns
    -------
    float
        mu_B; infinite if the count does not bound the moment

    Raises
    ------
    ValueError
        if a name is unknown or the confidence level is no fraction
    """
    index = MOMENTS[choice("moment", moment, MOMENTS)]
    counts = signal(experiment, couplings=couplings, form_factor=form_factor)
    return float(
        limits_from_signal(
            counts,
            experiment.statistics,
            beam=beam,
            mixing=mixing,
            confidence_level=confidence_level,
            prescription=prescription,
            definition=definition,
        )[index]
    )


def limits_from_signal(
    counts: Signal,
    statistics: Statistics,
    *,
    beam: str = "all",
    mixing: Mixing = DE_SALAS_2018_CP_CONSERVING,
    confidence_level: float = 0.90,
    prescription: str = "profiled",
    definition: str = "physical",
) -> Array:
    """Upper limits on the three moduli, one at a time, from counts that are already there.

    Parameters
    ----------
    counts : of `cevns.rates.signal.signal`
    statistics : how the count is judged, `Experiment.statistics`
    beam, mixing, confidence_level, prescription, definition : as in `limit`

    Returns
    -------
    Array
        (abs Lambda_1, abs Lambda_2, abs Lambda_3) [mu_B]; infinite where nothing is bounded

    Raises
    ------
    ValueError
        if a name is unknown, the confidence level no fraction, or the Standard Model alone
        already exceeds the largest signal allowed
    """
    counting = statistics.counting(counts.sm_total, prescription)
    largest = upper_limit(
        counting, counts.sm_total, confidence_level=confidence_level, definition=definition
    )
    excess = largest - counts.sm_total
    if excess < 0:
        raise ValueError(
            f"even without magnetic moments the Standard Model's {counts.sm_total:.4g} events "
            f"exceed the {largest:.4g} allowed under definition {definition!r}; use 'physical'"
        )
    sensitivity = np.diag(matrix_from_signal(counts, mixing, beam)).real
    seen = sensitivity > 0
    ratio = np.where(seen, excess / np.where(seen, sensitivity, 1.0), math.inf)
    return mu10 * np.sqrt(ratio)
