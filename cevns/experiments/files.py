"""Experiments in a file: joined here, each part by the reader beside what it builds."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from cevns.basics.checks import unknown
from cevns.basics.csv_tables import shipped
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section, read_toml
from cevns.basics.readers import read_kind
from cevns.experiments.effective_moment import read_effective_moments
from cevns.experiments.experiment import Experiment
from cevns.experiments.sections import (
    FLUX_UNCERTAINTY,
    SOURCES,
    Inputs,
    Sources,
    read_experiment,
)
from cevns.nuclei.materials import Material
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.targets import read_material, read_nuclide
from cevns.sources.beams import Source

SETUPS: Final = ("current", "future")
"""Setups an experiment may have."""

Key = tuple[str, str]
"""Key and setup of an experiment, such as ("coherent-csi", "current")."""

Built = TypeVar("Built")


def _named(
    root: Section, table: str, read: Callable[[str, Section], Built]
) -> dict[str, tuple[Built, Inputs]]:
    """Read every section of a table of the file, and keep its inputs beside what it describes."""
    if not root.has(table):
        return {}
    found: dict[str, tuple[Built, Inputs]] = {}
    for name, section in root.sections(table).items():
        found[name] = (read(name, section), section.inputs)
    return found


def _source(name: str, section: Section) -> tuple[Source, float]:
    sigma = FLUX_UNCERTAINTY.read(section)["flux_uncertainty"]
    return read_kind(section, SOURCES), sigma


def _shipped() -> Section:
    return read_toml(shipped("experiments", "experiments.toml"))


@cache
def _shipped_sources() -> Sources:
    return _named(_shipped(), "source", _source)


def _with_nuclides(
    inputs: Inputs, made: Material, nuclides: Mapping[str, tuple[Nuclide, Inputs]]
) -> Inputs:
    """Add to the inputs of a material those of the nuclides of the file that are in it."""
    found = dict(inputs)
    for name in (n.name for n in made.nuclides if n.name in nuclides):
        found |= {f"{name}.{key}": one for key, one in nuclides[name][1].items()}
    return found


def _targets(root: Section) -> dict[str, tuple[Material, Inputs]]:
    """Read the materials of a file, and the nuclides that they may be made of."""
    nuclides = _named(root, "nuclide", read_nuclide)
    own = {name: nuclide for name, (nuclide, _) in nuclides.items()}
    read_own = partial(read_material, own=own)
    return {
        name: (made, _with_nuclides(inputs, made, nuclides))
        for name, (made, inputs) in _named(root, "material", read_own).items()
    }


def _experiments(root: Section, sources: Sources) -> dict[Key, Experiment]:
    targets = _targets(root)
    experiments = {}
    for key, setups in root.sections("experiment").items():
        if "@" in key or " " in key:
            raise ValueError(f"{setups.where}: a key has no space and no @, write my-detector")
        for setup, section in setups.tables():
            if setup not in SETUPS:
                raise ValueError(f"{setups.where}: {unknown('setup', setup, SETUPS)}")
            experiments[key, setup] = read_experiment(
                section, sources, targets, key=key, setup=setup
            )
    return experiments


@checked
def load_experiments(file: Traversable | Path | str) -> Mapping[Key, Experiment]:
    """Read experiments from a TOML file laid out like the shipped one.

    Parameters
    ----------
    file : path of the file. Sources (``"sns"``, ``"reactor"``) and materials it does not define
        itself are the shipped ones

    Returns
    -------
    Mapping
        experiments by (key, setup)

    Raises
    ------
    ValueError
        naming the file and the line or the key, if an entry is missing, unknown, without
        provenance, of the wrong kind or out of range
    """
    if isinstance(file, str):
        if not file.strip():
            raise ValueError(f"file = {file!r} must be the path of a TOML file")
        file = Path(file)
    root = read_toml(file)
    own = _named(root, "source", _source)
    experiments = _experiments(root, {**_shipped_sources(), **own})
    if root.has("effective_moment"):  # checked, but no experiments of coherent scattering
        read_effective_moments(root)
    root.finish()
    return MappingProxyType(experiments)


@checked
def read_apparatus(root: Section, key: str, setup: str = "current") -> Experiment:
    """Read what counted some data: the table ``apparatus`` of the file that describes them.

    Parameters
    ----------
    root : the whole file, sources and materials of its own included; shipped ones are known
    key, setup : what the experiment is called

    Returns
    -------
    Experiment
        without a measurement

    Raises
    ------
    ValueError
        as `load_experiments`
    """
    sources = {**_shipped_sources(), **_named(root, "source", _source)}
    apparatus = root.section("apparatus")
    return read_experiment(apparatus, sources, _targets(root), key=key, setup=setup, measured=False)


@cache
def shipped_experiments() -> Mapping[Key, Experiment]:
    """Return the shipped experiments, by (key, setup)."""
    return MappingProxyType(_experiments(_shipped(), _shipped_sources()))
