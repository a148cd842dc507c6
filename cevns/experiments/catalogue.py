"""The experiments by name, and your own: read from TOML files with units in the keys."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from cevns.basics.checks import choice, unknown
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.kinds import checked
from cevns.basics.provenance import read_toml
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.experiment import Experiment
from cevns.experiments.files import SETUPS, Key, load_experiments, shipped_experiments

__all__ = [
    "SETUPS",
    "Key",
    "catalogue",
    "collections",
    "experiment",
    "keys",
    "load_experiments",
    "written",
]


@cache
def collections() -> Mapping[str, tuple[str, ...]]:
    """Return the keys of the shipped experiments by collection, such as those of the talk."""
    root = read_toml(shipped("experiments", "collections.toml"))
    return MappingProxyType({name: root.texts(name) for name in root.names()})


@checked
@cache
def catalogue(collection: str | None = None) -> Mapping[Key, Experiment]:
    """Return the shipped experiments, by (key, setup).

    Parameters
    ----------
    collection : only those of one of `collections`, such as ``"talk"``; None for all

    Raises
    ------
    ValueError
        if there is no such collection
    """
    if collection is None:
        return shipped_experiments()
    keys = collections()[choice("collection", collection, collections())]
    return MappingProxyType({(k, s): e for (k, s), e in shipped_experiments().items() if k in keys})


@cache
def _names() -> Mapping[str, str]:
    rows = read_csv(shipped("experiments", "names.csv"), {"key": str, "name": str})
    return {str(row["key"]): str(row["name"]) for row in rows}


@checked
def written(key: str) -> str:
    """Return an experiment's name as a reader knows it, such as ``"CsI[Na]"``; else its key."""
    return _names().get(key, key)


@checked
def keys(collection: str | None = None, source: str | None = None) -> tuple[str, ...]:
    """Return the keys of the shipped experiments, each once.

    Parameters
    ----------
    collection : as in `catalogue`
    source : only those at a source, such as ``"sns"`` or ``"reactor"``; None for all
    """
    table = catalogue(collection)
    return tuple(dict.fromkeys(k for (k, _), e in table.items() if source in (None, e.source)))


@checked
def experiment(
    key: str,
    setup: str | None = None,
    experiments: Mapping[Key, Experiment] | None = None,
) -> Experiment:
    """Look an experiment up, such as ``experiment("coherent-csi", "current")``.

    Parameters
    ----------
    key : of the experiment
    setup : ``"current"`` or ``"future"``; None for the only one there is, else ``"current"``
    experiments : where to look, from `load_experiments`; None for the shipped ones

    Raises
    ------
    ValueError
        if the experiment or the setup is unknown; the message suggests the nearest
    """
    table = catalogue() if experiments is None else experiments
    setups = [s for k, s in table if k == key]
    if not setups and experiments is None and key in effective_moment_limits():
        raise ValueError(
            f"{key} counts electrons hit by solar neutrinos, no coherent scattering: its limits "
            "are in `python -m cevns table` and from cevns.experiments.effective_moment."
            f"effective_moment_limits()[{key!r}].limits(mixing)"
        )
    if not setups:
        raise ValueError(unknown("experiment", key, {k for k, _ in table}))
    if setup is None:
        setup = setups[0] if len(setups) == 1 else "current"
    if setup not in setups:
        raise ValueError(unknown(f"setup of {key}", setup, setups))
    return table[key, setup]
