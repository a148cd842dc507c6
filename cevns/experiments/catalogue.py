"""The experiments by name, and your own: read from TOML files with units in the keys."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar

from cevns.basics.checks import choice, unknown
from cevns.basics.csv_tables import read_csv, shipped
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import DAYS_RANGE, FRACTION, Input, Section, read_toml
from cevns.basics.units import day, keV
from cevns.detectors.photoelectrons import read_photoelectrons
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import read_threshold
from cevns.experiments.effective_moment import effective_moment_limits, read_effective_moments
from cevns.experiments.experiment import BASELINE_RANGE, MASS_RANGE, Experiment
from cevns.experiments.measurement import READERS as MEASUREMENTS
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.materials import Material, materials, read_material
from cevns.sources.beams import SourceReader
from cevns.sources.reactor import read_reactor
from cevns.sources.stopped_pions import read_stopped_pions

SETUPS: Final = ("current", "future")
"""Setups an experiment may have."""

Key = tuple[str, str]
"""Key and setup of an experiment, such as ("coherent-csi", "current")."""

Inputs = Mapping[str, Input]
Sources = Mapping[str, tuple["Source", Inputs]]
Materials = Mapping[str, tuple[Material, Inputs]]

_SOURCES: Final[Mapping[str, Callable[[Section], SourceReader]]] = {
    "pion_decay_at_rest": read_stopped_pions,
    "reactor": read_reactor,
}
_DETECTORS: Final[Mapping[str, Callable[[Section], Detector]]] = {
    "photoelectrons": read_photoelectrons,
    "threshold": read_threshold,
}
Built = TypeVar("Built")


def _build(section: Section, kinds: Mapping[str, Callable[[Section], Built]]) -> Built:
    """Let the section's ``kind`` choose its reader, and refuse what the reader left over."""
    kind = section.text("kind", kinds)
    built = section.located(lambda: kinds[kind](section))
    section.finish()
    return built


def _named(
    root: Section, table: str, read: Callable[[str, Section], Built]
) -> dict[str, tuple[Built, Inputs]]:
    """Read every section of a table of the file, and keep its inputs beside what it describes."""
    sections = root.section(table)
    found: dict[str, tuple[Built, Inputs]] = {}
    for name in sections.names():
        section = sections.section(name)
        found[name] = (read(name, section), section.inputs)
    return found


class Source(NamedTuple):
    """What builds the beam of an experiment at a source, and how well the flux is known."""

    beam: SourceReader
    flux_uncertainty: float


def _source(name: str, section: Section) -> Source:
    known = section.has("flux_uncertainty")
    sigma = section.number("flux_uncertainty", "", **FRACTION) if known else 0.0
    return Source(_build(section, _SOURCES), sigma)


def _shipped() -> Section:
    return read_toml(shipped("experiments", "experiments.toml"))


@cache
def _shipped_sources() -> Sources:
    return _named(_shipped(), "source", _source)


def _experiment(
    key: str, setup: str, section: Section, sources: Sources, targets: Materials
) -> Experiment:
    source = section.text("source", sources)
    at, source_inputs = sources[source]
    detector, statistics = section.section("detector"), section.section("statistics")
    baseline_m = section.number("baseline_m", "m", **BASELINE_RANGE)
    components = at.beam(section, baseline_m)
    target, target_inputs = targets[section.one_of("material", targets)]

    def build() -> Experiment:
        experiment = Experiment(
            key=key,
            setup=setup,
            source=source,
            components=components,
            material=target,
            mass=section.number("mass_kg", "kg", **MASS_RANGE),
            baseline_m=baseline_m,
            exposure=section.number("exposure_days", "days", **DAYS_RANGE) * day,
            detector=_build(detector, _DETECTORS),
            measurement=_build(statistics, MEASUREMENTS),
            flux_uncertainty=at.flux_uncertainty,
        )
        _refuse_blind(experiment)
        return experiment

    experiment = section.located(build)
    section.finish()
    inputs = {
        **source_inputs,
        **section.inputs,
        **target_inputs,
        **detector.inputs,
        **statistics.inputs,
    }
    return replace(experiment, inputs=FrozenMapping(inputs))


def _refuse_blind(e: Experiment) -> None:
    """Refuse a threshold above every end point: in a file it is a slip, in a scan a zero."""
    E_max = max(c.spectrum.E_max for c in e.components)
    reach = [
        (e.detector.on(n).kinks[0], float(recoil_energy_max(E_max, n.mass)), n.name)
        for n in e.material.nuclides
    ]
    if all(threshold >= T_max for threshold, T_max, _ in reach):
        threshold, T_max, name = max(reach, key=lambda r: r[1] / r[0])
        unit = "in eV" if threshold > 100 * T_max else "in the right unit"
        raise ValueError(
            f"{e.key}: threshold = {threshold / keV:g} keV of nuclear recoil lies above "
            f"the end point {T_max / keV:.4g} keV of {E_max:.4g} MeV neutrinos on {name}: "
            f"zero events; is the threshold {unit}?"
        )


def _experiments(root: Section, sources: Sources) -> dict[Key, Experiment]:
    targets: Materials = {name: (target, {}) for name, target in materials().items()}
    if root.has("material"):
        targets = {**targets, **_named(root, "material", read_material)}
    experiments = {}
    keys = root.section("experiment")
    for key in keys.names():
        setups = keys.section(key)
        for setup in setups.names():
            if setup not in SETUPS:
                raise ValueError(f"{setups.where}: {unknown('setup', setup, SETUPS)}")
            experiments[key, setup] = _experiment(
                key, setup, setups.section(setup), sources, targets
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
    root = read_toml(Path(file) if isinstance(file, str) else file)
    own = _named(root, "source", _source) if root.has("source") else {}
    experiments = _experiments(root, {**_shipped_sources(), **own})
    if root.has("effective_moment"):  # checked, but no experiments of coherent scattering
        read_effective_moments(root)
    root.finish()
    return MappingProxyType(experiments)


@cache
def _all() -> Mapping[Key, Experiment]:
    return MappingProxyType(_experiments(_shipped(), _shipped_sources()))


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
        return _all()
    keys = collections()[choice("collection", collection, collections())]
    return MappingProxyType({(k, s): e for (k, s), e in _all().items() if k in keys})


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
