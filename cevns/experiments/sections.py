"""One experiment in a file: what its section says, and what is refused."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import nearest
from cevns.basics.entries import Choice, Number, read
from cevns.basics.frozen import FrozenMapping
from cevns.basics.kinds import checked
from cevns.basics.provenance import DAYS_RANGE, FRACTION, Input, Section
from cevns.basics.readers import Kinds, read_kind
from cevns.basics.units import day, keV
from cevns.detectors.binning import with_bins
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.photoelectrons import PhotoelectronDetector, SmearedPhotoelectronDetector
from cevns.detectors.pulse_shape import PulseShapeDetector
from cevns.detectors.readers import DETECTORS
from cevns.detectors.response import ELECTRON, Detector
from cevns.detectors.thresholds import IonisationDetector
from cevns.experiments.experiment import BASELINE_RANGE, MASS_RANGE, Experiment
from cevns.experiments.statistics import STATISTICS, InBins
from cevns.interactions.electrons import SEEN
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.materials import Material, material
from cevns.sources.beams import Source, baseline
from cevns.sources.components import COMPONENTS
from cevns.sources.cores import REACTOR
from cevns.sources.stopped_pions import STOPPED_PIONS
from cevns.sources.sunlight import SUN

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


@checked
def read_experiment(
    section: Section,
    sources: Sources,
    targets: Materials,
    *,
    key: str,
    setup: str,
    measured: bool = True,
) -> Experiment:
    """Read one experiment: its target, source, detector, and what it counted.

    Parameters
    ----------
    section : of the experiment, such as ``[experiment.conus.current]``
    sources, targets : what it may name, and the inputs they were made of; shipped materials are
        known without
    key, setup : what it is called
    measured : whether its section says what was counted, in a table ``statistics``

    Returns
    -------
    Experiment
        with the inputs of all its parts

    Raises
    ------
    ValueError
        naming the file and the entry, if one is missing, unknown, or out of range, or no recoil
        can be counted
    """
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
