"""Who computes: this process, the cores of this machine, or a cluster of dask.distributed.

A worker that dies costs time and no result: what it had is given to another.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent import futures
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from cevns.basics.checks import choice, whole
from cevns.basics.kinds import checked

Task = TypeVar("Task")
Found = TypeVar("Found")

LOCAL: Final = "dask"
"""In the place of an address: a cluster on this machine, a worker on every core."""

SCHEMES: Final = ("tcp", "tls", "ws", "wss", "ucx", "inproc")
"""What the address of a scheduler may begin with."""

AGAIN: Final = 3
"""So often in vain a pool whose processes were killed is started anew."""

_ALONE: Final = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    **dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(2**25)),
}
"""Environment of processes that share the cores: one thread each, as on one core; and memory of
arrays is kept for the next ones, as to get it from the system anew takes as long as to compute."""


@checked
def spread(
    function: Callable[[Task], Found], tasks: Sequence[Task], workers: int | str = 1
) -> Iterator[tuple[int, Found]]:
    """Apply a function to all tasks, and yield what is found as it comes.

    Parameters
    ----------
    function : of a module, so that other processes find it
    tasks : each of which can be sent
    workers : 1 for this process; a number of processes; ``"dask"`` for a cluster on this machine;
        or the address of a scheduler, such as ``"tcp://host:8786"``

    Yields
    ------
    tuple
        index of the task, and its result

    Raises
    ------
    ValueError
        if workers are neither a number nor an address, or dask is not installed
    """
    found: Iterator[tuple[int, Any]]
    if isinstance(workers, str):
        if workers != LOCAL and workers.partition("://")[0] not in SCHEMES:
            choice("workers", workers, [LOCAL, "tcp://host:8786"])
        found = _on_dask(function, tasks, workers)
    elif whole("workers", workers) == 1:
        found = ((i, function(task)) for i, task in enumerate(tasks))
    else:
        found = _on_cores(function, tasks, workers)
    yield from found


def _on_cores(
    function: Callable[[Task], Found], tasks: Sequence[Task], processes: int
) -> Iterator[tuple[int, Found]]:
    left = dict(enumerate(tasks))
    in_vain = 0
    while left:
        before = len(left)
        try:
            with _pool(min(processes, before)) as pool:
                waiting = {pool.submit(function, task): i for i, task in left.items()}
                try:
                    for done in futures.as_completed(waiting):
                        found = done.result()
                        del left[waiting[done]]
                        yield waiting[done], found
                finally:
                    pool.shutdown(wait=True, cancel_futures=True)
        except BrokenProcessPool:
            # what is killed again and again before anything is done is killed for a reason
            in_vain = in_vain + 1 if len(left) == before else 0
            if in_vain >= AGAIN:
                raise


@contextmanager
def _pool(processes: int) -> Iterator[futures.ProcessPoolExecutor]:
    """Start processes that begin afresh: a forked one may inherit locks of threads."""
    afresh = get_context("spawn")
    with _told(), futures.ProcessPoolExecutor(processes, mp_context=afresh) as pool:
        yield pool


@contextmanager
def _told() -> Iterator[None]:
    """Have processes that are started inherit their environment."""
    before = {name: os.environ.get(name) for name in _ALONE}
    os.environ.update(_ALONE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _on_dask(
    function: Callable[[Task], Found], tasks: Sequence[Task], address: str
) -> Iterator[tuple[int, Found]]:
    try:
        from dask import config
        from distributed import Client, LocalCluster, as_completed
    except ModuleNotFoundError:
        raise ValueError(
            f"workers = {address!r} needs dask.distributed: pip install 'cevns[scan]'"
        ) from None
    with ExitStack() as opened:
        where: Any = address
        if address == LOCAL:
            opened.enter_context(_told())  # what dask tells its workers stays told here, too
            opened.enter_context(config.set({"distributed.nanny.pre-spawn-environ": _ALONE}))
            where = opened.enter_context(
                LocalCluster(
                    n_workers=os.cpu_count(),
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",  # any port: others may have a cluster, too
                    silence_logs=logging.ERROR,  # a busy machine is slow to close workers
                )
            )
        client = opened.enter_context(Client(where))
        waiting = {client.submit(function, task, pure=False): i for i, task in enumerate(tasks)}
        arrived: Iterable[Any] = as_completed(list(waiting))
        for done in arrived:
            yield waiting[done], done.result()
            done.release()
