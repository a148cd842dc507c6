"""Experiments: a source, a target, a detector, an exposure and a count, read from TOML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from cevns.checks import choice, number, unknown
from cevns.detectors import Detector, LogisticAcceptance, PhotoelectronDetector
from cevns.fluxes import BeamComponent, pion_decay_at_rest
from cevns.kinematics import recoil_energy_max
from cevns.nuclides import Material, material
from cevns.statistics import Counting
from cevns.tables import Input, Section, read_toml, shipped
from cevns.units import day, keV

SETUPS: Final = ("current", "future")
"""Setups an experiment may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCount:
    r"""A measured count and its backgrounds.

    .. math:: V = n + B_{0n} + 2 B_{ss}

    Parameters
    ----------
    observed : n, coincidence minus anticoincidence events
    prompt_neutrons : B_0n, expected events
    steady_state : B_ss, subtracted events; twice, since the subtraction fluctuates too
    sigma_signal, sigma_background : relative uncertainties
    """

    observed: float
    prompt_neutrons: float
    steady_state: float
    sigma_signal: float
    sigma_background: float

    def counting(self, standard_model: float) -> Counting:
        """Return the chi^2 of this count; the Standard Model expectation does not enter it."""
        return Counting(
            observed=self.observed,
            background=self.prompt_neutrons,
            variance=self.observed + self.prompt_neutrons + 2 * self.steady_state,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """Everything that turns a cross section into counts, and counts into a chi^2.

    Parameters
    ----------
    key, setup : such as ``"coherent-csi"`` and ``"current"``
    source : key of the source, such as ``"sns"``
    components : of the beam
    material : of the target
    mass : of the target [kg], > 0
    baseline_m : distance to the source [m], > 0
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
    statistics: ObservedCount
    inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        number(f"{self.key}: mass", self.mass, "kg", above=0)
        number(f"{self.key}: baseline", self.baseline_m, "m", above=0)
        number(f"{self.key}: exposure", self.exposure, "s", above=0)
        if not self.components:
            raise ValueError(f"{self.key}: a source needs at least one beam component")
        E_max = max(c.spectrum.E_max for c in self.components)
        T_max = max(float(recoil_energy_max(E_max, n.mass)) for n in self.material.nuclides)
        threshold = self.detector.kinks[0]
        if threshold >= T_max:
            raise ValueError(
                f"{self.key}: threshold = {threshold / keV:g} keV of nuclear recoil lies above "
                f"the end point {T_max / keV:.4g} keV of {E_max:.4g} MeV neutrinos on "
                f"{self.material.name}: zero events; is the threshold in the right unit?"
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


_Source = tuple[tuple[BeamComponent, ...], Mapping[str, Input]]


def _stopped_pions(section: Section) -> tuple[BeamComponent, ...]:
    protons = section.number("protons_on_target", above=0)
    time = section.number("operation_days", "days", above=0) * day
    per_proton = section.number("neutrinos_per_flavor_per_proton", above=0, at_most=1)
    return pion_decay_at_rest(per_proton * protons / time)


def _photoelectrons(section: Section) -> PhotoelectronDetector:
    return PhotoelectronDetector(
        light_yield=section.number("light_yield_PE_per_keV_nr", "PE/keV", above=0) / keV,
        acceptance=LogisticAcceptance(
            plateau=section.number("acceptance_plateau", above=0, at_most=1),
            slope=section.number("acceptance_slope_per_PE", "1/PE", above=0),
            midpoint=section.number("acceptance_midpoint_PE", "PE", above=0),
        ),
        lower=section.number("window_lower_PE", "PE", above=0),
        upper=section.number("window_upper_PE", "PE", above=0),
    )


def _observed(section: Section) -> ObservedCount:
    return ObservedCount(
        observed=section.number("observed_events", "events", at_least=0),
        prompt_neutrons=section.number("prompt_neutron_events", "events", at_least=0),
        steady_state=section.number("steady_state_events", "events", at_least=0),
        sigma_signal=section.number("sigma_signal", at_least=0, at_most=1),
        sigma_background=section.number("sigma_background", at_least=0, at_most=1),
    )


_SOURCES: Final[Mapping[str, Callable[[Section], tuple[BeamComponent, ...]]]] = {
    "pion_decay_at_rest": _stopped_pions
}
_DETECTORS: Final[Mapping[str, Callable[[Section], Detector]]] = {"photoelectrons": _photoelectrons}
_STATISTICS: Final[Mapping[str, Callable[[Section], ObservedCount]]] = {"observed": _observed}


Built = TypeVar("Built")


def _build(section: Section, kinds: Mapping[str, Callable[[Section], Built]]) -> Built:
    """Let the section's ``kind`` choose its reader, and refuse what the reader left over."""
    kind = section.text("kind")
    if kind not in kinds:
        raise ValueError(f"{section.where}.kind: {unknown('kind', kind, kinds)}")
    built = section.located(lambda: kinds[kind](section))
    section.finish()
    return built


def _experiment(
    key: str, setup: str, section: Section, sources: Mapping[str, _Source]
) -> Experiment:
    source = section.text("source")
    if source not in sources:
        raise ValueError(f"{section.where}.source: {unknown('source', source, sources)}")
    components, source_inputs = sources[source]
    detector, statistics = section.section("detector"), section.section("statistics")
    experiment = section.located(
        lambda: Experiment(
            key=key,
            setup=setup,
            source=source,
            components=components,
            material=material(section.name("material")),
            mass=section.number("mass_kg", "kg", above=0),
            baseline_m=section.number("baseline_m", "m", above=0),
            exposure=section.number("exposure_days", "days", above=0) * day,
            detector=_build(detector, _DETECTORS),
            statistics=_build(statistics, _STATISTICS),
        )
    )
    section.finish()
    inputs = {**source_inputs, **section.inputs, **detector.inputs, **statistics.inputs}
    return replace(experiment, inputs=MappingProxyType(inputs))


def load_experiments(file: Traversable | Path) -> Mapping[tuple[str, str], Experiment]:
    """Read sources and experiments from a TOML file laid out like the shipped one.

    Parameters
    ----------
    file : path of the file

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
    root = read_toml(file)
    source_sections = root.section("source")
    sources = {}
    for name in source_sections.names():
        section = source_sections.section(name)
        sources[name] = (_build(section, _SOURCES), section.inputs)
    experiments = {}
    keys = root.section("experiment")
    for key in keys.names():
        setups = keys.section(key)
        for setup in setups.names():
            choice(f"{setups.where}: setup", setup, SETUPS)
            experiments[key, setup] = _experiment(key, setup, setups.section(setup), sources)
    root.finish()
    return MappingProxyType(experiments)


@cache
def catalogue() -> Mapping[tuple[str, str], Experiment]:
    """Return the shipped experiments, by (key, setup)."""
    return load_experiments(shipped("experiments.toml"))


def experiment(key: str, setup: str = "current") -> Experiment:
    """Look an experiment up, such as ``experiment("coherent-csi", "current")``.

    Raises
    ------
    KeyError
        if the experiment or the setup is unknown; the message suggests the nearest
    """
    table = catalogue()
    keys = {k for k, _ in table}
    if key not in keys:
        raise KeyError(unknown("experiment", key, keys))
    if (key, setup) not in table:
        raise KeyError(unknown(f"setup of {key}", setup, {s for k, s in table if k == key}))
    return table[key, setup]
