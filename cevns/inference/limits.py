"""Upper limits on transition moments: one function for one count, bins, or a combination."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, Unpack, cast

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import Array, choice
from cevns.basics.kinds import checked
from cevns.basics.units import mu10
from cevns.experiments.experiment import Experiment
from cevns.experiments.measurement import Measurement, ObservedBins
from cevns.inference import regions
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.counts import counting
from cevns.inference.intervals import room_above
from cevns.inference.judging import measured, moment_chi2
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.sensitivity import expected_signal, matrix_from_signal
from cevns.neutrinos.moments import FLAVOR_MOMENTS, MOMENTS
from cevns.rates.signal import Signal

if TYPE_CHECKING:
    from cevns.inference.fits.ask import Asked
    from cevns.inference.fits.plane import Region
    from cevns.inference.fits.result import Fit


class Options(Changes, total=False):
    """What may be said of a limit besides the moment: what is free, and other assumptions."""

    others: str
    phases: str | Sequence[float]
    delta: str


@checked
class Data:
    """Data under assumptions of their own: one set, or several together."""

    name: str
    assumptions: Assumptions

    @property
    def moment_chi2(self) -> MomentChi2:
        """The data as a chi^2 of the effective moments of electron and muon flavour."""
        raise NotImplementedError

    def under(self, **changes: Unpack[Changes]) -> Self:
        """Return the same data under other assumptions, such as ``beam="prompt"``."""
        raise NotImplementedError

    @property
    def observed(self) -> bool:
        """Whether all of it was measured; what an experiment expects is no measurement."""
        raise NotImplementedError

    def chi2(self, mu_e2: ArrayLike, mu_mu2: ArrayLike) -> Array:
        """chi^2 at squared effective moments [mu_B^2], 0 to 1e-4, pulls profiled; broadcasts."""
        return self.moment_chi2.chi2(mu_e2, mu_mu2)

    def limit(self, moment: str, **options: Unpack[Options]) -> float:
        """Upper limit on one modulus [mu_B], as `limit` gives it."""
        return limit(self, moment, **options)

    def fit(self, quantity: str, flavor: str | None = None, **how: Any) -> "Fit":
        """Fit a parameter such as ``"sin2_theta_w"``: see `cevns.inference.fits.ask.fit`."""
        from cevns.inference.fits import ask  # limits need none of it

        return ask.fit(self, quantity, flavor, **how)

    def region(self, x: "Asked", y: "Asked", **how: Any) -> "Region":
        """Region in the plane of two parameters: see `cevns.inference.fits.plane.region`."""
        from cevns.inference.fits import plane

        return plane.region(self, x, y, **how)

    def limits(self, **options: Unpack[Options]) -> Array:
        """Upper limits on the three moduli, one after the other: `limit` for each [mu_B]."""
        changes, choices = split(options)
        data = self.under(**changes)
        return np.array([limit(data, moment, **choices) for moment in MOMENTS])


@checked
def split(options: Options) -> tuple[Changes, Options]:
    """Tell what is assumed from what is done with everything but the moment."""
    changes = {key: value for key, value in options.items() if key in Changes.__annotations__}
    choices = {key: value for key, value in options.items() if key not in changes}
    return cast(Changes, changes), cast(Options, choices)


@checked
def limit(
    what: Experiment | Data | MomentChi2,
    moment: str,
    *,
    others: str = "zero",
    phases: str | Sequence[float] = (0.0, 0.0, 0.0),
    delta: str = "fixed",
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> float:
    r"""Upper limit on the modulus of one transition moment.

    Equation :eq:`eq:coh-limit` of the book.

    .. math:: |\Lambda_i| \le \sqrt{\frac{S_\text{max}-N_\text{SM}}{H_{ii}}}

    for a single count with the other moments zero, where :math:`S_\text{max}` is the largest
    signal the count allows; otherwise by `cevns.inference.regions.limit`.

    Parameters
    ----------
    what : an experiment with a measurement, data under assumptions of their own, or anything
        that is a chi^2 of the effective moments
    moment : such as ``"Lambda_1"`` or ``"Lambda_mu"``
    others, phases, delta : what is done with the other moduli, the phases and delta_CP, as in
        `cevns.inference.regions.Choices`
    assumptions : what the limit rests on besides the data
    changes : assumptions to be changed, such as ``beam="prompt"`` or ``confidence_level=0.95``

    Returns
    -------
    float
        mu_B; infinite if nothing bounds the moment

    Raises
    ------
    ValueError
        if a name is unknown, the confidence level no fraction, or what was measured excludes
        the Standard Model itself
    """
    choice("moment", moment, (*MOMENTS, *FLAVOR_MOMENTS))
    data = what.under(**changes) if isinstance(what, Data) else None
    under = data.assumptions if data else assumptions.but(**changes)
    choices = regions.Choices(mixing=under.mixing, others=others, phases=phases, delta=delta)
    alone = others == "zero" and delta == "fixed" and moment in MOMENTS
    experiment = getattr(data, "experiment", what)
    if alone and isinstance(experiment, Experiment):
        measurement = measured(experiment)
        if not isinstance(measurement, ObservedBins):
            # a data set has counted already
            signal = getattr(data, "signal", None) or expected_signal(experiment, under)
            three = limits_from_signal(signal, measurement, assumptions=under)
            return float(three[MOMENTS[moment]])
    if isinstance(what, Experiment):
        what = moment_chi2(what, under)
    # measured data have a table, for what asks for chi^2 thousands of times
    searched = data if alone else getattr(data, "table", data)
    return regions.limit(
        searched or what,
        moment,
        choices,
        confidence_level=under.confidence_level,
        definition=under.definition,
    )


@checked
def limits_from_signal(
    counts: Signal,
    measurement: Measurement,
    *,
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> Array:
    """Upper limits on the three moduli, one at a time, from counts that are already there.

    Parameters
    ----------
    counts : of `cevns.rates.signal.signal`
    measurement : how the count is judged, `Experiment.measurement`
    assumptions, changes : as in `limit`; couplings and form factors are in the counts already

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
    under = assumptions.but(**changes)
    judged = counting(measurement, counts.sm_total, under.prescription, under.pull)
    excess = room_above(
        judged,
        counts.sm_total,
        confidence_level=under.confidence_level,
        definition=under.definition,
    )
    sensitivity = np.diag(matrix_from_signal(counts, under.mixing, under.beam)).real
    seen = sensitivity > 0
    ratio = np.where(seen, excess / np.where(seen, sensitivity, 1.0), math.inf)
    return mu10 * np.sqrt(ratio)
