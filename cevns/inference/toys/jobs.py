"""What is asked of repeated experiments: data, a truth, and a question to every one of them."""

import time
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Protocol

import numpy as np

from cevns.basics.checks import Array, in_range, settle, whole
from cevns.basics.kept import digest
from cevns.basics.kinds import checked, describe
from cevns.inference.combination import Combination
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.moment_chi2 import HasMomentChi2, MomentChi2, chi2_of
from cevns.inference.repeated import drawn
from cevns.inference.tabulated import Tabulated
from cevns.inference.tabulated_line import TabulatedLine
from cevns.inference.together import Together
from cevns.inference.toys.basins import swift

ROOMS: Final = ("basics", "neutrinos", "inference", "inference/measured", "inference/toys")
"""Sources that what a repeated experiment says depends on, once the data are numbers."""


class Question(Protocol):
    """What is asked of one repeated experiment: a dataclass, so that it can be told and sent."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the answers."""
        ...

    def __call__(self, toy: MomentChi2) -> tuple[float, ...]:
        """Answers of one experiment."""
        ...


describe(Question, "a question to repeated experiments", "see cevns.inference.toys.questions")


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One question to all repetitions of an experiment in which the same is true.

    Parameters
    ----------
    data : what is repeated, `to_be_repeated`
    scales : of its chi^2 along either axis [mu10^2], `cevns.inference.toys.basins.scales`
    mu_e2_mu10, mu_mu2_mu10 : true squared effective moments [mu10^2], >= 0
    question : asked of each
    others_mu10 : true ones of the further states that the data see, >= 0

    Raises
    ------
    ValueError
        if a number is negative or not finite
    """

    data: MomentChi2
    scales: tuple[float, ...]
    mu_e2_mu10: float
    mu_mu2_mu10: float
    question: Question
    others_mu10: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        settle(self, "mu_e2_mu10", "mu10^2", at_least=0)
        settle(self, "mu_mu2_mu10", "mu10^2", at_least=0)
        others = in_range("others_mu10", self.others_mu10, "mu10^2", at_least=0)
        object.__setattr__(self, "others_mu10", tuple(others.tolist()))

    def toy(self, seed: int, index: int) -> MomentChi2:
        """Draw one repetition, which depends on nothing but the seed and its index.

        Parameters
        ----------
        seed : of all repetitions, >= 0
        index : of this one, >= 0: the child of that number which the seed's sequence spawns
        """
        child = np.random.SeedSequence(
            whole("seed", seed, at_least=0), spawn_key=(whole("index", index, at_least=0),)
        )
        rng = np.random.default_rng(child)
        true = (self.mu_e2_mu10, self.mu_mu2_mu10, *self.others_mu10)
        return swift(drawn(self.data, rng, *true), self.scales)


@checked
def to_be_repeated(data: MomentChi2 | HasMomentChi2) -> MomentChi2:
    """Return data as the chi^2 that can be drawn anew, and is fitted soonest.

    What a table is of in the place of the table; data with templates as one likelihood, whether
    or not they share a pull; data of other states each by themselves.
    """
    found = chi2_of(data)
    if isinstance(found, Tabulated | TabulatedLine):
        return to_be_repeated(found.exact)
    if isinstance(found, Together):
        earth = None if found.earth is None else to_be_repeated(found.earth)
        seen = (replace(one, chi2=to_be_repeated(one.chi2)) for one in found.seen)
        return replace(found, earth=earth, seen=tuple(seen), sketch=None)
    if not isinstance(found, Combination) or found.shared or found.pooled:
        return found
    each = [to_be_repeated(one) for one in found.counts]
    if len(each) == 1:
        return each[0]
    measured = [one for one in each if isinstance(one, TemplateBins | Joint)]
    if len(measured) < len(each):
        return found
    groups = [one.sets if isinstance(one, Joint) else (one,) for one in measured]
    return Joint(sets=tuple(_apart(bins, i) for i, of in enumerate(groups) for bins in of))


def _apart(bins: TemplateBins, group: int) -> TemplateBins:
    """Return bins whose pulls are shared within their group only, as in a sum of groups."""
    own = (replace(n, shared=f"{n.shared} {group}") if n.shared else n for n in bins.nuisances)
    return replace(bins, nuisances=tuple(own))


class Chunk(NamedTuple):
    """Some repetitions of a job, as they are sent to whoever computes them."""

    job: Job
    seed: int
    start: int
    stop: int
    sources: str


class OtherVersionError(RuntimeError):
    """Whoever computes has another version of the package, and would answer otherwise."""


def sources() -> str:
    """Return a fingerprint of the code that answers depend on."""
    return digest(*ROOMS)


@checked
def computed(chunk: Chunk) -> Array:
    """Answers of some repetitions, shape (repetitions, columns + 1); last, what each took [CPU s].

    Raises
    ------
    OtherVersionError
        if the sources here are not those of who asks
    """
    if sources() != chunk.sources:
        raise OtherVersionError(
            "the sources of cevns, numpy or scipy here are not those of the process that asks: "
            "install the same version for all workers"
        )
    return np.array([_timed(chunk, index) for index in range(chunk.start, chunk.stop)], dtype=float)


def _timed(chunk: Chunk, index: int) -> tuple[float, ...]:
    begun = time.thread_time()
    found = chunk.job.question(chunk.job.toy(chunk.seed, index))
    return (*found, time.thread_time() - begun)
