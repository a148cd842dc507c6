"""Jobs cut into chunks, given to workers, kept on disk, and put together by index."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypedDict, Unpack

import numpy as np

from cevns.basics.checks import Array, whole
from cevns.basics.kept import progress
from cevns.basics.kinds import checked
from cevns.inference.toys.chunks import Shelf, shelf
from cevns.inference.toys.jobs import Chunk, Job, computed, sources
from cevns.inference.toys.workers import spread

CHUNK: Final = 20
"""Repetitions that are computed, sent and kept together."""


class How(TypedDict, total=False):
    """How experiments are repeated.

    ``toys``, how often (1000); ``seed`` (1); ``workers``, who computes, as in
    `cevns.inference.toys.workers.spread` (1, this process); ``show``, whether to show progress
    (False); ``keep``, whether on disk (True). Only the first two change a result.
    """

    toys: int
    seed: int
    workers: int | str
    show: bool
    keep: bool


class Answers(NamedTuple):
    """What all repetitions of a job say.

    Parameters
    ----------
    rows : one for each, shape (toys, columns of its question)
    cpu : what they took, whoever computed them and whenever [CPU s]
    """

    rows: Array
    cpu: float


@checked
def answers(jobs: Sequence[Job], **how: Unpack[How]) -> list[Answers]:
    """Ask every repetition of every job.

    The repetition of an index is the same whoever computes it, and however many there are. Jobs
    with the same data differ in nothing but the truth: luck is common to them.

    Parameters
    ----------
    jobs : what is asked
    how : experiments are repeated

    Returns
    -------
    list of Answers
        one for every job

    Raises
    ------
    ValueError
        if a number is not whole, or data have no probability
    OtherVersionError
        if workers have another version of the package
    """
    toys = whole("toys", how.get("toys", 1000))
    seed = whole("seed", how.get("seed", 1), at_least=0)
    found = [np.full((toys, len(job.question.columns) + 1), np.nan) for job in jobs]
    where = shelf() if how.get("keep", True) else None
    missing: list[tuple[int, Chunk]] = []
    for number, chunk in _cut(jobs, toys, seed):
        there = None if where is None else where.taken(chunk)
        if there is None:
            missing.append((number, chunk))
        else:
            found[number][chunk.start : chunk.stop] = there
    for number, chunk, rows in _computed(missing, how, where):
        found[number][chunk.start : chunk.stop] = rows
    return [Answers(each[:, :-1], float(each[:, -1].sum())) for each in found]


def _cut(jobs: Sequence[Job], toys: int, seed: int) -> Iterator[tuple[int, Chunk]]:
    here = sources()
    for number, job in enumerate(jobs):
        for start in range(0, toys, CHUNK):
            yield number, Chunk(job, seed, start, min(start + CHUNK, toys), here)


def _computed(
    missing: Sequence[tuple[int, Chunk]], how: How, where: Shelf | None
) -> Iterator[tuple[int, Chunk, Array]]:
    if not missing:
        return
    coming = spread(computed, [chunk for _, chunk in missing], how.get("workers", 1))
    shown = progress(coming, f"{CHUNK} toys each", how.get("show", False), len(missing))
    for index, rows in shown:
        number, chunk = missing[index]
        if where is not None:
            where.put(chunk, rows)
        yield number, chunk, rows
