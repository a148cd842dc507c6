"""What should be said beside a limit: how it was found, when to be careful, why there is none."""

import math
from typing import Final, Unpack

from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.detectors.quenching_models import told_quenching
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import ExpectedCount, ObservedBins
from cevns.inference import limits
from cevns.inference.assumptions import Changes
from cevns.inference.counts import FEW, PoissonCounting
from cevns.inference.dataset import DataSet
from cevns.inference.intervals import upper_limit
from cevns.inference.moment_count import FAR
from cevns.inference.sensitivity import matrix_from_signal
from cevns.neutrinos.hermitian import null_vectors, seen_alone
from cevns.neutrinos.moments import MOMENTS
from cevns.nuclei.radii import fallbacks, form_factor_models

BAD_FIT: Final = 5.0
"""A chi^2 of bins that many standard deviations above their number is remarked on."""


@checked
def method(data: DataSet) -> str:
    """Say how the data are judged: by which likelihood, and with which construction of a limit.

    Of a detector that measures what is quenched it says the model besides, on which a limit may
    depend more than on anything else.

    Parameters
    ----------
    data : under assumptions of their own

    Returns
    -------
    str
        such as ``"Gaussian count, profile likelihood"``
    """
    under = data.assumptions
    if isinstance(data.measurement, ObservedBins):
        without = math.isinf(data.measurement.off_exposure)
        likelihood = "Poisson counts in bins" + ("" if without else ", on and off")
        pulls = getattr(data.moment_chi2, "nuisances", None)
        if pulls is not None:
            gaussian = getattr(data.moment_chi2, "variance", None) is not None
            kind = "Gaussian" if gaussian else "Poisson"
            likelihood = f"{kind} counts in {len(data.measurement.on)} bins, {len(pulls)} pulls"
            likelihood += "" if without else ", on and off"
    elif isinstance(data.counting, PoissonCounting):
        likelihood = "Poisson count"
    elif under.prescription == "talk" and isinstance(data.measurement, ExpectedCount):
        likelihood = "Gaussian count of the talk, no likelihood"
    else:
        likelihood = "Gaussian count"
    shape = {"log_normal": ", log-normal pull"}.get(under.pull, "")
    built = under.definition == "feldman_cousins"
    said = f"{likelihood}{shape}, {'Feldman-Cousins construction' if built else 'profile'}"
    return said + counted_how(data.experiment)


@checked
def counted_how(experiment: Experiment) -> str:
    """Say what the counts of an experiment rest on: its quenching, and what else it counts.

    Parameters
    ----------
    experiment : with any detector

    Returns
    -------
    str
        such as ``"; quenching: Lindhard, k = 0.162"``; empty if there is nothing to say
    """
    quenching = told_quenching(experiment.detector)
    electrons = "; electrons counted with nuclei" if experiment.counts_electrons else ""
    return (f"; quenching: {quenching}" if quenching else "") + electrons


@checked
def form_factor_remarks(data: DataSet) -> list[str]:
    """Say which nuclides of a target have another form factor than the one assumed.

    Parameters
    ----------
    data : under assumptions of their own

    Returns
    -------
    list of str
        empty if none has
    """
    protons, neutrons = form_factor_models(
        data.assumptions.proton_model, data.assumptions.neutron_model
    )
    other: dict[tuple[str, str, str], list[str]] = {}
    for model in dict.fromkeys((protons, neutrons)):
        for name, (instead, why) in fallbacks(model, data.experiment.material.nuclides).items():
            other.setdefault((instead, model.__name__, why), []).append(name)
    return [
        f"{', '.join(names)}: {instead} in place of {wanted}, {why}"
        for (instead, wanted, why), names in other.items()
    ]


@checked
def remarks(data: DataSet) -> list[str]:
    """Say what a reader of a limit should be careful about, a sentence each.

    Parameters
    ----------
    data : under assumptions of their own

    Returns
    -------
    list of str
        empty if there is nothing to say
    """
    said = form_factor_remarks(data)
    if isinstance(data.measurement, ObservedBins):
        return [*said, *_of_bins(data)]
    count, N = data.counting, data.signal.sm_total
    if isinstance(count, PoissonCounting) and count.variance < FEW:
        said.append(
            f"few events (a variance of {count.variance:.3g}): judged by their Poisson distribution"
        )
    elif count.variance < FEW:
        said.append(
            f"few events (a variance of {count.variance:.3g}): a Gaussian chi^2 is only a rough "
            "guide, and too optimistic"
        )
    off = (count.excess - N) / math.sqrt(float(count.total_variance(N)))
    if abs(off) > 2:
        said.append(
            f"the count lies {abs(off):.1f} standard deviations "
            f"{'above' if off > 0 else 'below'} the Standard Model, systematics included"
        )
    ceiling = data.counting.chi2_at_infinity
    if count.sigma_signal and ceiling < float(count.chi2(N)) + 9:
        said.append(
            f"the signal is uncertain by {100 * count.sigma_signal:g} %: no magnetic moment, "
            f"however large, is excluded beyond {math.sqrt(ceiling):.1f} standard deviations"
        )
    return said


def _of_bins(data: DataSet) -> list[str]:
    """Say whether bins fit at all: one expects a chi^2 of about as many as there are."""
    assert isinstance(data.measurement, ObservedBins)
    chi2, bins = data.moment_chi2.best_fit.chi2, len(data.measurement.on)
    if chi2 < bins + BAD_FIT * math.sqrt(2 * bins):
        return []
    return [
        f"the bins do not fit: chi^2 = {chi2:.3g} at best, for {bins} of them; is the exposure, "
        "the flux or the background in another unit?"
    ]


@checked
def why_unbounded(data: DataSet, moment: str, **options: Unpack[limits.Options]) -> str:
    """Say why nothing bounds a moment.

    Parameters
    ----------
    data : under assumptions of their own
    moment : such as ``"Lambda_1"``
    options : of the limit, as in `cevns.inference.limits.limit`

    Returns
    -------
    str
        empty if the moment is bounded

    Raises
    ------
    ValueError
        as `cevns.inference.limits.limit`
    """
    if math.isfinite(data.limit(moment, **options)):
        return ""
    changes = {key: value for key, value in options.items() if key in Changes.__annotations__}
    data = data.under(**changes)  # type: ignore[arg-type]
    under = data.assumptions
    if not data.signal.magnetic_total:
        return "no magnetic event can be seen"
    H = matrix_from_signal(data.signal, under.mixing, under.beam)
    if moment in MOMENTS and not seen_alone(H)[MOMENTS[moment]] > 0:
        return f"beam {under.beam!r} does not see it"
    if not isinstance(data.measurement, ObservedBins):
        count, N = data.counting, data.signal.sm_total
        asked = {"confidence_level": under.confidence_level, "definition": under.definition}
        if math.isinf(upper_limit(count, N, **asked)):  # type: ignore[arg-type]
            return (
                f"the signal is uncertain by sigma = {count.sigma_signal:g}: a pull explains any "
                f"signal away at a chi^2 of 1/sigma^2 = {count.chi2_at_infinity:.3g}, which is "
                "allowed"
            )
    blind = null_vectors(H)
    if blind.size:
        ratio = " : ".join(f"{abs(x):.2g}" for x in blind[0])
        return f"a direction is blind, |Lambda_1| : |Lambda_2| : |Lambda_3| = {ratio}"
    return f"nothing is looked at beyond {FAR * mu10:g} mu_B"
