"""Goodness of fit: how many repeated experiments are described worse than the one there was."""

from dataclasses import dataclass
from typing import Unpack

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2
from cevns.inference.toys.basins import scales
from cevns.inference.toys.fractions import Fraction, Quantile, fraction, quantile
from cevns.inference.toys.jobs import Job, to_be_repeated
from cevns.inference.toys.questions import Best
from cevns.inference.toys.run import How, answers


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Goodness:
    """Least chi^2 of what was measured, beside that of repeated experiments.

    Parameters
    ----------
    observed : of what was measured
    repeated : one for each repetition
    """

    observed: float
    repeated: Array

    @property
    def probability(self) -> Fraction:
        """How often chi^2 is at least as large by chance."""
        return fraction((self.repeated >= self.observed).astype(float))

    @property
    def median(self) -> Quantile:
        """Of the repetitions: of bins with few events it is not their number."""
        return quantile(self.repeated, 0.5)


@checked
def goodness(
    data: MomentChi2 | HasMomentChi2, *, standard_model: bool = False, **how: Unpack[How]
) -> Goodness:
    r"""Repeat an experiment in which its best fit is true, and fit each again.

    .. math:: p = P\left(\chi^2_\text{min}\ge\chi^2_\text{min,observed}\right)

    Parameters
    ----------
    data : that were measured, as they are repeated by `cevns.inference.repeated.drawn`
    standard_model : whether no moments are true, in the place of those that fit best
    how : experiments are repeated

    Raises
    ------
    ValueError
        if data have no probability
    """
    repeated = to_be_repeated(data)
    best = repeated.best_fit
    at: tuple[float, ...] = (*best[1:], *getattr(repeated, "best_others", ()))
    x, y, *others = (0.0 for _ in at) if standard_model else at
    job = Job(
        data=repeated,
        scales=scales(repeated),
        mu_e2_mu10=x,
        mu_mu2_mu10=y,
        others_mu10=tuple(others),
        question=Best(),
    )
    return Goodness(observed=best.chi2, repeated=answers([job], **how)[0].rows[:, 0])
