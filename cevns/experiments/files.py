"""Experiments in a file: joined here, each part by the reader beside what it builds."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from cevns.basics.checks import nearest, unknown
from cevns.basics.csv_tables import shipped
from cevns.basics.entries import Choice, Number, read
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import DAYS_RANGE, FRACTION, Input, Section, read_toml
from cevns.basics.readers import Kinds, read_kind
from cevns.basics.units import day, keV
from cevns.detectors.binning import with_bins
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.detectors.pulse_shape import PulseShapeDetector
from cevns.detectors.readers import DETECTORS
from cevns.detectors.response import ELECTRON, Detector
from cevns.detectors.thresholds import IonisationDetector
from cevns.experiments.effective_moment import read_effective_moments
from cevns.experiments.experiment import BASELINE_RANGE, MASS_RANGE, Experiment
from cevns.experiments.statistics import STATISTICS, InBins
from cevns.interactions.electrons import SEEN
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.materials import Material, material
from cevns.nuclei.nuclides import Nuclide
from cevns.nuclei.targets import read_material, read_nuclide
from cevns.sources.beams import Source, baseline
from cevns.sources.components import COMPONENTS
from cevns.sources.cores import REACTOR
from cevns.sources.stopped_pions import STOPPED_PIONS
from cevns.sources.sunlight import SUN

SETUPS: Final = ("current", "future")
"""Setups an experiment may have."""

Key = tuple[str, str]
"""Key and setup of an experiment, such as ("coherent-csi", "current")."""

Inputs = Mapping[str, Input]
Sources = Mapping[str, tuple[tuple[Source, float], Inputs]]
Materials = Mapping[str, tuple[Material, Inputs]]

SOURCES: Final[Kinds[Source]] = MappingProxyType(
    {
        "pion_decay_at_rest": STOPPED_PIONS,
        "reactor": REACTOR,
        "components": COMPONENTS,
        "sun": SUN,
    }
)
"""Readers of a ``[source]`` table, by its kind."""

FLUX_UNCERTAINTY: Final = Number(
    key="flux_uncertainty",
    meaning="relative uncertainty of the flux, common to all that is measured there",
    limits=FRACTION,
    default=0.0,
)
"""What every ``[source]`` may say besides."""

ENTRIES: Final = (
    Choice(key="material", meaning="of the target: CsI, Ge, CaWO4, or a [material] of the file"),
    Number(key="mass_kg", meaning="of the target", unit="kg", limits=MASS_RANGE),
    Number(
        key="baseline_m",
        meaning="distance to the source",
        unit="m",
        limits=BASELINE_RANGE,
        default=None,
        otherwise="needed, unless the source has distances of its own",
    ),
    Number(key="exposure_days", meaning="live time", unit="days", limits=DAYS_RANGE),
    Choice(
        key="electron_recoils",
        meaning="what becomes of electrons that neutrinos hit: counted by a detector that cannot "
        "tell them from nuclei",
        known=SEEN,
        default="rejected",
    ),
)
"""What an experiment says of itself; what its source asks for besides is with the source."""

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


def _target(section: Section, targets: Materials) -> tuple[Material, Inputs]:
    """Return a material of the file, a shipped one, or that of a formula."""
    name = section.name("material")
    if name in targets:
        return targets[name]
    try:
        return material(name), {}
    except ValueError as error:
        slip = nearest(name, targets)
        own = f"; did you mean {slip!r} of the file?" if slip else ""
        raise ValueError(f"{section.where}.material: {error}{own}") from None


def _experiment(
    key: str,
    setup: str,
    section: Section,
    sources: Sources,
    targets: Materials,
    measured: bool = True,
) -> Experiment:
    source = section.text("source", sources)
    (at, flux_uncertainty), source_inputs = sources[source]
    detector = section.section("detector")
    statistics = section.section("statistics") if measured else None
    target, target_inputs = _target(section, targets)
    given = {"source": source, **read(section, (*ENTRIES[1:], *at.entries))}

    if given["baseline_m"] is None and not at.own_distance(given):
        raise section.missing("baseline_m")

    def build() -> Experiment:
        components = at.components(given)
        counted = read_kind(statistics, STATISTICS) if statistics else None
        instrument = read_kind(detector, DETECTORS)
        if statistics and isinstance(counted, InBins):
            bins = counted.edges, counted.of
            instrument = statistics.located(lambda: with_bins(instrument, *bins), "table")
        experiment = Experiment(
            key=key,
            setup=setup,
            source=source,
            components=components,
            material=target,
            mass=given["mass_kg"],
            baseline_m=given["baseline_m"] or baseline(components),
            exposure=given["exposure_days"] * day,
            detector=instrument,
            measurement=counted.counts if isinstance(counted, InBins) else counted,
            flux_uncertainty=flux_uncertainty,
            counts_electrons=given["electron_recoils"] == "counted",
        )
        detector.located(lambda: _refuse_blind(experiment))
        return experiment

    experiment = section.located(build)
    section.finish()
    inputs = {
        **source_inputs,
        **section.inputs,
        **target_inputs,
        **detector.inputs,
        **(statistics.inputs if statistics else {}),
    }
    return replace(experiment, inputs=FrozenMapping(inputs))


def _refuse_blind(e: Experiment) -> None:
    """Refuse a threshold above every end point: in a file it is a slip, in a scan a zero.

    Curves have to reach as far as the recoils do, and not as if they were in another unit.
    """
    E_max = max(c.spectrum.E_max for c in e.components)
    reach = [
        (e.detector.on(n).kinks[0], float(recoil_energy_max(E_max, n.mass)), n.name)
        for n in e.material.nuclides
    ]
    if isinstance(e.detector, EnergyDetector | PulseShapeDetector):
        for nuclide, (_, T_max, _) in zip(e.material.nuclides, reach, strict=True):
            e.detector.on(nuclide).refuse_short(T_max)
    if e.counts_electrons:
        e.detector.on(ELECTRON)
    if all(threshold >= T_max for threshold, T_max, _ in reach):
        threshold, T_max, name = max(reach, key=lambda r: r[1] / r[0])
        unit = "in eV" if threshold > 100 * T_max else "in the right unit"
        raise ValueError(
            f"{e.key}: {_beginning(e.detector)} = {threshold / keV:g} keV of nuclear recoil lies "
            f"above the end point {T_max / keV:.4g} keV of {E_max:.4g} MeV neutrinos on {name}: "
            f"zero events; is the threshold {unit}?"
        )


def _beginning(detector: Detector) -> str:
    """Say which entries of a file the smallest recoil comes from."""
    if isinstance(detector, PhotoelectronDetector | SmearedPhotoelectronDetector):
        return "window_lower_PE over the light yield"
    if isinstance(detector, IonisationDetector):
        return f"threshold_keV_ee = {detector.threshold_ee / keV:g}, quenched,"
    return "threshold"


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
            experiments[key, setup] = _experiment(key, setup, section, sources, targets)
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
    return _experiment(key, setup, root.section("apparatus"), sources, _targets(root), False)


@cache
def shipped_experiments() -> Mapping[Key, Experiment]:
    """Return the shipped experiments, by (key, setup)."""
    return MappingProxyType(_experiments(_shipped(), _shipped_sources()))
