"""Experiments: a source, a target, a detector and an exposure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from cevns.basics.checks import number, settle
from cevns.basics.kinds import checked, describe
from cevns.basics.provenance import FRACTION, Input
from cevns.basics.ranges import EXPOSURE
from cevns.detectors.response import Detector
from cevns.experiments.measurement import Measurement
from cevns.nuclei.materials import Material
from cevns.sources.beams import BeamComponent, Isotropic

MASS_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 1e-6, "at_most": 1e6, "hint": "is it in g or t?"}
)
"""Target masses that are accepted [kg]: a milligram to a thousand tonnes."""

BASELINE_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 0.5, "at_most": 1e3, "hint": "is it in cm or km?"}
)
"""Distances to a source on Earth that are accepted [m]."""


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An apparatus: everything that turns a cross section into counts.

    Parameters
    ----------
    key, setup : such as ``"coherent-csi"`` and ``"current"``
    source : key of the source, such as ``"sns"``
    components : of the beam, each with a label of its own
    material : of the target
    mass : of the target [kg], 1e-6 to 1e6
    baseline_m : distance to the source [m], 0.5 to 1000; any for a plane wave, and for components
        with distances of their own
    exposure : live time [s], an hour or more
    detector : response
    measurement : what was counted with it, or would be; None for the apparatus alone. No count
        depends on it, only what is inferred from one
    flux_uncertainty : relative, of the source, common to all that is measured there; a part of
        the uncertainty of a measurement, not added to it
    counts_electrons : whether recoils of electrons are counted with those of nuclei, as in a
        detector that cannot tell them apart
    inputs : every number above with provenance and reference, by its key in the file

    Raises
    ------
    ValueError
        if a number is out of range, or two components have one label
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
    measurement: Measurement | None = None
    flux_uncertainty: float = 0.0
    counts_electrons: bool = False
    inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        settle(self, "mass", "kg", what=f"{self.key}: mass", **MASS_RANGE)
        settle(self, "exposure", "s", what=f"{self.key}: exposure", **EXPOSURE)
        if not self.components:
            raise ValueError(f"{self.key}: a source needs at least one beam component")
        there = (c.intensity for c in self.components)
        if any(isinstance(one, Isotropic) and one.distance_m is None for one in there):
            settle(self, "baseline_m", "m", what=f"{self.key}: baseline", **BASELINE_RANGE)
        settle(self, "flux_uncertainty", what=f"{self.key}: flux uncertainty", **FRACTION)
        labels = [c.label for c in self.components]
        if len(set(labels)) < len(labels):
            raise ValueError(
                f"{self.key}: every component needs a label of its own, got {labels}; two of one "
                "flavour tell themselves apart by BeamComponent(label=...)"
            )


describe(Experiment, hint="use cevns.experiment(key, setup)")


@checked
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
        experiment, components=tuple(c.scaled(kept[c.beam]) for c in experiment.components)
    )


@checked
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
    measurement = experiment.measurement
    longer = replace(experiment, measurement=None if measurement is None else measurement.longer(k))
    object.__setattr__(longer, "exposure", k * experiment.exposure)  # a factor is no slip of units
    return longer
