"""Coverage: how often a limit or an interval holds what is true, by repeated experiments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.inference.choices import ONE_AT_A_TIME, Choices
from cevns.inference.intervals import delta_chi2
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2
from cevns.inference.toys.basins import scales
from cevns.inference.toys.fractions import Fraction, Quantile, fraction, quantile
from cevns.inference.toys.jobs import Job, to_be_repeated
from cevns.inference.toys.questions import Profiled
from cevns.inference.toys.run import How, answers
from cevns.inference.toys.truths import Truth, truth


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    r"""What repeated experiments say of one modulus that is true.

    Parameters
    ----------
    moment : such as ``"Lambda_1"``
    truth : its modulus, and what the data see of it
    confidence_level : that is asked for
    delta_chi2 : of the true modulus, one for every experiment
    falls : whether chi^2 falls there with the modulus
    cpu : what all of them took, whoever computed them and whenever [CPU s]
    """

    moment: str
    truth: Truth
    confidence_level: float
    delta_chi2: Array
    falls: Array
    cpu: float

    @property
    def _outside(self) -> NDArray[np.bool_]:
        return self.delta_chi2 > delta_chi2(self.confidence_level, 1)

    @property
    def interval(self) -> Fraction:
        r"""How often :math:`\Delta\chi^2` of what is true is at most the threshold of Wilks."""
        return _part(~self._outside)

    @property
    def limit(self) -> Fraction:
        """How often what is true does not exceed the upper limit."""
        return _part(~self._outside | (self.falls > 0))

    @property
    def from_below(self) -> Fraction:
        """How often all of the interval lies above what is true."""
        return _part(self._outside & (self.falls > 0))

    @property
    def threshold(self) -> Quantile:
        r"""Feldman and Cousins' :math:`\Delta\chi^2`, with which the interval would cover exactly.

        Notes
        -----
        Source: G. J. Feldman and R. D. Cousins, Phys. Rev. D 57 (1998) 3873.
        """
        return quantile(self.delta_chi2, self.confidence_level)


def _part(true: NDArray[np.bool_]) -> Fraction:
    return fraction(true.astype(float))


@checked
def coverage(
    data: MomentChi2 | HasMomentChi2,
    moment: str,
    moduli: Sequence[float] | Array,
    choices: Choices = ONE_AT_A_TIME,
    *,
    beside: str = "fitted",
    confidence_level: float = 0.90,
    **how: Unpack[How],
) -> tuple[Coverage, ...]:
    r"""Repeat an experiment in which a modulus is true, and see what it says of it.

    Equation :eq:`eq:toys-coverage` of the book.

    .. math:: P\left(\Delta\chi^2(|\Lambda|)\le\Delta\chi^2_\text{C.L.}\,\middle|\,|\Lambda|\right)

    with :math:`\Delta\chi^2` of `cevns.inference.regions.profile`, which the limits of
    `cevns.inference.regions.limit` rest on.

    Parameters
    ----------
    data : that were measured, as they are repeated by `cevns.inference.repeated.drawn`
    moment : such as ``"Lambda_1"``
    moduli : true ones [mu_B], >= 0
    choices : what is done with everything else
    beside : what is true of everything else, one of `cevns.inference.toys.truths.BESIDE`
    confidence_level : between 0 and 1
    how : experiments are repeated; the same luck for every modulus

    Returns
    -------
    tuple of Coverage
        one for every modulus

    Raises
    ------
    ValueError
        if a name is unknown, a number out of its range, or data have no probability
    """
    delta_chi2(confidence_level, 1)
    repeated = to_be_repeated(data)
    asked = in_range("moduli", np.asarray(moduli, dtype=float), "mu_B", at_least=0).ravel()
    truths = [truth(repeated, moment, one, choices, beside) for one in asked.tolist()]
    size = scales(repeated)
    jobs = [
        Job(
            data=repeated,
            scales=size,
            mu_e2_mu10=true.mu_e2_mu10,
            mu_mu2_mu10=true.mu_mu2_mu10,
            others_mu10=true.others_mu10,
            question=Profiled(moment=moment, modulus=true.modulus, choices=choices, scales=size),
        )
        for true in truths
    ]
    return tuple(
        Coverage(
            moment=moment,
            truth=true,
            confidence_level=confidence_level,
            delta_chi2=rows[:, 0],
            falls=rows[:, 1],
            cpu=cpu,
        )
        for true, (rows, cpu) in zip(truths, answers(jobs, **how), strict=True)
    )
