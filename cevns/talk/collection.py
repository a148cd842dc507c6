"""The talk's experiments: how they are written, and several of them together."""

from typing import Unpack

from cevns.basics.kinds import checked
from cevns.experiments.catalogue import keys, written
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.dataset import CombinedData
from cevns.inference.lookup import combine

COLLECTION = "talk"
"""Of the catalogue."""


@checked
def names(*sources: str) -> dict[str, str]:
    """How the talk's experiments are written, by key; all of them, or those at some sources."""
    chosen = [key for source in sources or (None,) for key in keys(COLLECTION, source)]
    return {key: written(key) for key in chosen}


@checked
def together(
    *what: str,
    setup: str = "current",
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> CombinedData:
    """Combine experiments of the talk in one setup.

    Parameters
    ----------
    what : keys, such as ``"coherent-csi"``, or sources, ``"sns"`` or ``"reactor"``, for all that
        the talk has there; nothing for all of the talk
    setup : ``"current"`` or ``"future"``
    assumptions, changes : as in `cevns.dataset`, such as ``assumptions=TALK``

    Raises
    ------
    ValueError
        if an experiment or an assumption is unknown
    """
    chosen: list[str] = []
    for one in what or (None,):
        here = keys(COLLECTION, one)
        chosen += here if here or one is None else [one]
    return combine(*(f"{key} {setup}" for key in chosen), assumptions=assumptions, **changes)


def alone_and_together() -> dict[str, CombinedData]:
    """Every current experiment, CsI[Na] with one beam too, and all of them together."""
    beams = {
        f"{written('coherent-csi')} {beam}": together("coherent-csi", beam=beam)
        for beam in ("prompt", "delayed")
    }
    alone = {name: together(key) for key, name in names().items()}
    return beams | alone | {"all together": together()}
