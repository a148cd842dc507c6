"""Bands of the limits that repeated experiments would set, on as many machines as there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np

from cevns.basics.checks import Array, in_range
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION
from cevns.inference.choices import Choices, kept_moments
from cevns.inference.dataset import CombinedData, DataSet
from cevns.inference.many_forms import states_of
from cevns.inference.toys.basins import scales
from cevns.inference.toys.fractions import Quantile, quantile
from cevns.inference.toys.jobs import Job, to_be_repeated
from cevns.inference.toys.questions import Limits
from cevns.inference.toys.run import How, answers
from cevns.neutrinos.moments import MOMENTS

FIVE: Final = (0.025, 0.16, 0.5, 0.84, 0.975)
"""Fractions of the limits below the ends of two bands, of 95 % and 68 %, and below their median."""


@checked
@dataclass(frozen=True, slots=True)
class Band:
    """Limits that repeated experiments set.

    Parameters
    ----------
    limits : one for each [mu_B], infinite where nothing bounds the moment
    """

    limits: Array

    def at(self, part: float) -> Quantile:
        """Return the limit that a fraction of the experiments do not exceed [mu_B].

        Parameters
        ----------
        part : the fraction, 0 to 1
        """
        return quantile(self.limits, part)

    def below(self, limit: float) -> float:
        """Return the fraction of the experiments whose limit is stronger than one [mu_B].

        Parameters
        ----------
        limit : such as the one that was found
        """
        return float(np.mean(self.limits < in_range("limit", limit, "mu_B", at_least=0)))


@checked
def bands(
    data: DataSet | CombinedData,
    moments: Sequence[str] = tuple(MOMENTS),
    choices: Choices | None = None,
    **how: Unpack[How],
) -> Mapping[str, Band]:
    """Find the limits of repeated experiments, were the Standard Model true.

    As `cevns.inference.bands.expected_bands`, but by any workers, and kept.

    Parameters
    ----------
    data : under assumptions of their own
    moments : such as ``["Lambda_1"]``
    choices : what is done with everything else, with the mixing of the assumptions; None for one
        moment at a time
    how : experiments are repeated

    Returns
    -------
    mapping
        by moment

    Raises
    ------
    ValueError
        if a name is unknown, or the data have no probability
    """
    under = data.assumptions
    free = Choices(mixing=under.mixing) if choices is None else choices
    for moment in moments:
        kept_moments([moment])
    if free.mixing != under.mixing:
        raise ValueError(
            f"choices have the mixing {free.mixing.name}, the data {under.mixing.name}; "
            "use data.under(mixing=...)"
        )
    question = Limits(
        moments=tuple(moments),
        assumptions=under,
        others=free.others,
        phases=free.phases,
        delta=free.delta,
    )
    repeated = to_be_repeated(data)
    job = Job(
        data=repeated,
        scales=scales(repeated),
        mu_e2_mu10=0.0,
        mu_mu2_mu10=0.0,
        others_mu10=(0.0,) * len(states_of(repeated)),
        question=question,
    )
    found = answers([job], **how)[0].rows
    return {moment: Band(found[:, i]) for i, moment in enumerate(moments)}


@checked
def fractions_of(given: Sequence[float]) -> tuple[float, ...]:
    """Return fractions in ascending order.

    Raises
    ------
    ValueError
        if there is none, or one is no fraction
    """
    found = in_range("fractions", np.asarray(given, dtype=float), **FRACTION).ravel()
    if not found.size:
        raise ValueError("fractions: name at least one, such as 0.5")
    return tuple(sorted(found.tolist()))
