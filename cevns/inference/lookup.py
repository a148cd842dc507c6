"""Data by name, one set or several together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import permutations
from types import MappingProxyType
from typing import Final, Unpack

from cevns.basics.checks import unknown
from cevns.basics.csv_tables import shipped
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import FRACTION, Section, read_toml
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.experiments.binned_counts import BinnedCounts, coherent_csi_2017
from cevns.experiments.catalogue import experiment
from cevns.experiments.experiment import (
    Experiment,
    with_arrival_fractions,
    with_exposure_factor,
)
from cevns.experiments.measurement import ExpectedCount, ObservedBins
from cevns.inference.assumptions import RECOMMENDED, Assumptions, Changes
from cevns.inference.dataset import CombinedData, DataSet

TABLES: Final[Mapping[str, Callable[[], BinnedCounts]]] = MappingProxyType(
    {"coherent_csi_2017.csv": coherent_csi_2017}
)
"""Tables of binned counts, by file."""


def _read(name: str, section: Section) -> DataSet:
    """Read one data set: an experiment, what changes in it, and what was measured."""
    e = experiment(section.text("experiment"), section.text("setup"))
    licence = section.text("licence")
    reference = section.text("data_reference")
    if section.has("bins"):
        e = _with_bins(e, section)
    if section.has("exposure_factor"):
        e = _scaled_up(e, section)
    inputs = {**e.inputs, **section.inputs}
    section.finish()
    e = replace(e, inputs=FrozenMapping(inputs))
    return DataSet(name=name, experiment=e, licence=licence, reference=reference)


def _with_bins(e: Experiment, section: Section) -> Experiment:
    """Return the experiment with bins, smearing, a time window, and the counts of a table."""
    table = TABLES[section.text("bins", TABLES)]()
    detector = e.detector
    if not isinstance(detector, PhotoelectronDetector):
        raise ValueError(f"{section.where}: bins of photoelectrons need a detector of them")
    if section.name("fluctuations") == "poisson":
        detector = smeared(detector)
    neutrons = section.number("prompt_neutron_events", "events", at_least=0)
    shape = table.prompt_neutrons / table.prompt_neutrons.sum()
    measurement = ObservedBins(
        on=table.coincidence,
        off=table.anticoincidence,
        background=neutrons * shape,
        sigma_signal=section.number("sigma_signal", "", **FRACTION),
        sigma_background=section.number("sigma_background", "", **FRACTION),
    )
    arriving = with_arrival_fractions(e, section.numbers("arrival_fractions", **FRACTION))
    return replace(
        arriving, detector=detector.binned(table.edges.tolist()), measurement=measurement
    )


def _scaled_up(e: Experiment, section: Section) -> Experiment:
    """Return the experiment with a longer exposure, expected to count what it counted, scaled."""
    factor = section.number("exposure_factor", above=0)
    count = ExpectedCount(
        sigma_stat=section.number("sigma_stat", at_least=0, at_most=10),
        sigma_sys=section.number("sigma_sys", "", **FRACTION),
        events=section.number("present_events", "events", above=0),
    )
    return with_exposure_factor(replace(e, measurement=count), factor)


@cache
def datasets() -> Mapping[str, DataSet]:
    """Return data sets by name, ``key@edition``: measured, or printed as a projection."""
    root = read_toml(shipped("inference", "datasets.toml"))
    sections = root.section("dataset")
    return MappingProxyType(
        {name: _read(name, sections.section(name)) for name in sections.names()}
    )


@checked
def dataset(
    name: str | Experiment | DataSet,
    setup: str | None = None,
    *,
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> DataSet:
    """Look data up: measured ones by ``key@edition``, an experiment's own by key and setup.

    Parameters
    ----------
    name : such as ``"coherent-csi@2017-bins"``, or ``"conus"`` or ``"conus future"``; or an
        experiment of your own with a measurement; a data set keeps its own assumptions
    setup : of an experiment, as in `cevns.experiment`
    assumptions : what anything inferred from the data rests on
    changes : assumptions to be changed, such as ``beam="prompt"``

    Raises
    ------
    ValueError
        if there is no such data set or experiment; the message suggests the nearest
    """
    under = assumptions.but(**changes)
    if isinstance(name, DataSet):
        return name.under(**changes)
    if isinstance(name, Experiment):
        return DataSet(name=f"{name.key} {name.setup}", experiment=name, assumptions=under)
    if "@" in name:
        if name in datasets():
            return replace(datasets()[name], assumptions=under)
        return _measured(name, under)
    key, _, named_setup = name.partition(" ")
    e = experiment(key, setup or named_setup or None)
    return DataSet(name=f"{e.key} {e.setup}", experiment=e, assumptions=under)


def _measured(name: str, under: Assumptions) -> DataSet:
    """Look up what was measured in bins with pulls; its room loads when it is asked for."""
    from cevns.inference.measured import registry
    from cevns.inference.measured_set import measured_set

    if registry.base(name) is None:
        raise ValueError(unknown("data set", name, (*datasets(), *registry.names())))
    return measured_set(registry.description(name), under)


def _read_from(name: str) -> str:
    """Return the counted experiment of the catalogue that a shipped data set reads anew, if any."""
    one = datasets().get(name)
    return f"{one.experiment.key} {one.experiment.setup}" if one and one.observed else ""


def _events(one: DataSet) -> set[str]:
    """Return the names, besides its own, of data that have events of these."""
    contained = {*getattr(one, "contains", ())}
    counted = {_read_from(name) for name in (one.name, *contained)} - {""}
    readings = {name for name in datasets() if _read_from(name) in counted}
    return (contained | counted | readings) - {one.name}


def _refuse_repeated(sets: Sequence[DataSet]) -> None:
    """Refuse data that have the same events as others."""
    for one, other in permutations(sets, 2):
        for name in _events(one):
            if other.name == name or other.name.startswith(f"{name}-"):
                raise ValueError(
                    f"{other.name} is contained in {one.name}: together its events would count "
                    "twice; leave one of them out"
                )


@checked
def combine(
    *data: str | DataSet | Experiment,
    shared: Mapping[str, float] | None = None,
    pooled: bool = False,
    assumptions: Assumptions = RECOMMENDED,
    **changes: Unpack[Changes],
) -> CombinedData:
    """Put data together: their chi-squares add.

    Parameters
    ----------
    data : names as in `dataset`, or data sets or experiments of your own
    shared : by source, such as ``{"sns": 0.1}``, the relative uncertainty common to its counts;
        it is a part of the one that every count has, not added to it. None for that of the
        flux of the source, if the assumptions say it is shared; ``{}`` for nothing
    pooled : judge the sum of the counts, one number, instead of every count
    assumptions, changes : as in `dataset`; data sets of your own keep theirs, with the changes

    Raises
    ------
    ValueError
        if there are no data, some are named twice, some are contained in others, or a shared
        uncertainty does not fit
    """
    if not data:
        raise ValueError("nothing to combine: name at least one data set")
    sets = tuple(dataset(one, assumptions=assumptions, **changes) for one in data)
    _refuse_repeated(sets)
    given = None if shared is None else FrozenMapping(shared)
    return CombinedData(sets=sets, shared=given, pooled=pooled)
