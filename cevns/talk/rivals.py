"""Which couplings and which pull the printed expectations at the SNS were made with: all pairs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from cevns.basics.units import mu10
from cevns.experiments.catalogue import catalogue
from cevns.experiments.measurement import ExpectedCount
from cevns.inference.assumptions import TALK
from cevns.inference.limits import limits_from_signal
from cevns.inference.sensitivity import expected_signal
from cevns.interactions.couplings import Couplings, one_loop, radiative_2005, tree
from cevns.talk.collection import COLLECTION
from cevns.talk.limits_table import BEAM_OF_SOURCE
from cevns.talk.published import Key, furthest_beyond_rounding, talk_limits

COUPLINGS: Final[Mapping[str, Callable[[], Couplings]]] = MappingProxyType(
    {
        "tree, 0.2386": tree,
        "tree, 0.2312": lambda: tree(0.2312),
        "radiative_2005": radiative_2005,
        "one_loop": one_loop,
    }
)
"""Couplings one could have used in 2019, and today's."""


def _as_it_is(m: ExpectedCount) -> ExpectedCount:
    return m


def _squared(m: ExpectedCount) -> ExpectedCount:
    return ExpectedCount(sigma_stat=(1 + m.sigma_stat) ** 2 - 1, sigma_sys=m.sigma_sys)


PULLS: Final[Mapping[str, tuple[Callable[[ExpectedCount], ExpectedCount], str]]] = MappingProxyType(
    {
        "talk": (_as_it_is, "talk"),
        "statistical": (_as_it_is, "statistical"),
        "(1 + s)^2 N, no pull": (_squared, "statistical"),
        "profiled": (_as_it_is, "profiled"),
    }
)
r"""Ways to judge an expected count: what is done to its variance, and the prescription.

The third reads the printed denominator as :math:`[(1+\sigma_\text{stat})^2]N` without a pull.
"""


class Rival(NamedTuple):
    """One pair of couplings and pull, and how far each printed row is from ours.

    ``deviations`` are relative and beyond the rounding of the print, the worst of the three
    numbers of a row, by row; 0 for a row that is reproduced to every digit.
    """

    couplings: str
    pull: str
    deviations: Mapping[Key, float]

    @property
    def exact(self) -> int:
        """Rows all of whose numbers round to the print."""
        return self.within(0.0)

    @property
    def worst(self) -> float:
        """Largest deviation of any number, relative and without sign."""
        return max(map(abs, self.deviations.values()))

    def within(self, tolerance: float) -> int:
        """Rows no number of which is further off than the tolerance, beyond the rounding."""
        return sum(abs(off) <= tolerance for off in self.deviations.values())


def rivals() -> tuple[Rival, ...]:
    """Compute the expected rows at the SNS with every pair of `COUPLINGS` and `PULLS`.

    These rows use no reactor flux and no reading of a threshold: source, masses, baselines and
    thresholds are on the slide. Whatever is not varied is that of
    `cevns.inference.assumptions.TALK`. The observed count is left out: its chi^2 is printed.

    Returns
    -------
    tuple of Rival
        every pair, in the order of `COUPLINGS`; each with the same rows
    """
    experiments = catalogue(COLLECTION)
    expected = {
        row: (e, e.measurement)
        for row in talk_limits()
        if row[1].startswith("sns")
        for e in (experiments[row[0], row[2]],)
        if isinstance(e.measurement, ExpectedCount)
    }
    found = []
    for name, scheme in COUPLINGS.items():
        under = TALK.but(couplings=scheme())
        counts = {e: expected_signal(e, under) for e in {e for e, _ in expected.values()}}
        for pull, (changed, prescription) in PULLS.items():
            off = {}
            for row, (e, measurement) in expected.items():
                ours = limits_from_signal(
                    counts[e],
                    changed(measurement),
                    assumptions=TALK,
                    beam=BEAM_OF_SOURCE[row[1]],
                    prescription=prescription,
                )
                off[row] = furthest_beyond_rounding(ours / mu10, row)
            found.append(Rival(name, pull, MappingProxyType(off)))
    return tuple(found)
