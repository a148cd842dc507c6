"""Experiments: a source, a target, a detector and an exposure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from cevns.basics.checks import instance, number
from cevns.basics.provenance import Input
from cevns.basics.units import keV
from cevns.detectors.response import Detector
from cevns.experiments.measurement import ObservedCount, Statistics
from cevns.interactions.kinematics import recoil_energy_max
from cevns.nuclei.materials import Material
from cevns.sources.beams import BeamComponent

MASS_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 1e-6, "at_most": 1e6, "hint": "is it in g or t?"}
)
"""Target masses that are accepted [kg]: a milligram to a thousand tonnes."""

BASELINE_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 0.5, "at_most": 1e3, "hint": "is it in cm or km?"}
)
"""Distances to the source that are accepted [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Everything that turns a cross section into counts, and counts into a chi^2.

    Parameters
    ----------
    key, setup : such as ``"coherent-csi"`` and ``"current"``
    source : key of the source, such as ``"sns"``
    components : of the beam
    material : of the target
    mass : of the target [kg], 1e-6 to 1e6
    baseline_m : distance to the source [m], 0.5 to 1000
    exposure : live time [s], > 0
    detector : response
    statistics : how the count is compared with a prediction
    inputs : every number above with provenance and reference, by its key in the file

    Raises
    ------
    ValueError
        if a number is out of range, or the threshold lies above every end point
    """

    key: str
    setup: str
    source: str
    components: tuple[BeamComponent, ...]
    material: Material
    mass: float
    baseline_m: float
    exposure: float
    detector: Detector
    statistics: Statistics
    inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        number(f"{self.key}: mass", self.mass, "kg", **MASS_RANGE)
        number(f"{self.key}: baseline", self.baseline_m, "m", **BASELINE_RANGE)
        number(f"{self.key}: exposure", self.exposure, "s", above=0, hint="write 365 * day")
        if not self.components:
            raise ValueError(f"{self.key}: a source needs at least one beam component")
        flavors = [c.flavor for c in self.components]
        if len(set(flavors)) < len(flavors):
            raise ValueError(
                f"{self.key}: each flavour may come in one component only, got {flavors}"
            )
        instance("material", self.material, Material, "use cevns.material(name)")
        E_max = max(c.spectrum.E_max for c in self.components)
        reach = [
            (self.detector.on(n).kinks[0], float(recoil_energy_max(E_max, n.mass)), n.name)
            for n in self.material.nuclides
        ]
        if all(threshold >= T_max for threshold, T_max, _ in reach):
            threshold, T_max, name = max(reach, key=lambda r: r[1] / r[0])
            unit = "in eV" if threshold > 100 * T_max else "in the right unit"
            raise ValueError(
                f"{self.key}: threshold = {threshold / keV:g} keV of nuclear recoil lies above "
                f"the end point {T_max / keV:.4g} keV of {E_max:.4g} MeV neutrinos on {name}: "
                f"zero events; is the threshold {unit}?"
            )


def with_arrival_fractions(experiment: Experiment, fractions: Mapping[str, float]) -> Experiment:
    """Keep only the fraction of each beam that arrives inside a time window.

    Parameters
    ----------
    experiment : to be changed
    fractions : for every beam of the source, such as ``{"prompt": 1.0, "delayed": 0.915}``
    """
    beams = {c.beam for c in experiment.components}
    if set(fractions) != beams:
        raise ValueError(f"fractions are for {sorted(fractions)}, the beams are {sorted(beams)}")
    kept = {
        beam: number(f"arrival fraction of {beam}", x, at_least=0, at_most=1)
        for beam, x in fractions.items()
    }
    return replace(
        experiment,
        components=tuple(replace(c, rate=c.rate * kept[c.beam]) for c in experiment.components),
    )


def with_exposure_factor(experiment: Experiment, factor: float) -> Experiment:
    """Run the same experiment longer, or shorter.

    All events grow alike: the signal, a measured count, and both backgrounds, prompt neutrons
    with the beam and steady state with the time. Relative uncertainties stay.

    Parameters
    ----------
    experiment : to be changed
    factor : by which the exposure grows, > 0
    """
    k = number("exposure factor", factor, above=0)
    statistics = experiment.statistics
    if isinstance(statistics, ObservedCount):
        statistics = replace(
            statistics,
            observed=k * statistics.observed,
            prompt_neutrons=k * statistics.prompt_neutrons,
            steady_state=k * statistics.steady_state,
        )
    return replace(experiment, exposure=k * experiment.exposure, statistics=statistics)
