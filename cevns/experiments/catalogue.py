"""The experiments of the talk, and your own: read from TOML files with units in the keys."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from cevns.basics.checks import shares, unknown
from cevns.basics.csv_tables import shipped
from cevns.basics.provenance import Input, Section, read_toml
from cevns.basics.units import day, keV
from cevns.detectors.photoelectrons import LogisticAcceptance, PhotoelectronDetector
from cevns.detectors.quenching import INVERSIONS
from cevns.detectors.response import Detector
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.effective_moment import EffectiveMomentLimit
from cevns.experiments.experiment import BASELINE_RANGE, MASS_RANGE, Experiment
from cevns.experiments.measurement import ExpectedCount, ObservedCount, Statistics
from cevns.nuclei.materials import Material, compound, materials, mixture_by_mass
from cevns.sources.beams import BeamComponent
from cevns.sources.reactor import (
    E_TOP,
    E_TOP_RANGE,
    FITS,
    FLUX_RANGE,
    FUEL_FRACTIONS,
    LOW_ENERGY,
    POWER_RANGE,
    reactor_from_flux,
    reactor_from_power,
    reactor_spectrum,
)
from cevns.sources.solar import COMPONENTS
from cevns.sources.stopped_pions import pion_decay_at_rest

SETUPS: Final = ("current", "future")
"""Setups an experiment may have."""

DAYS_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"above": 0, "at_most": 1e5, "hint": "is it in s?"}
)

FRACTION: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 0, "at_most": 1, "hint": "a fraction, not per cent"}
)

Components = tuple[BeamComponent, ...]

Inputs = Mapping[str, Input]

Source = Callable[[Section, float], Components]
"""Makes the beam of an experiment from its section of the file and its baseline [m]."""


def _stopped_pions(section: Section) -> Source:
    protons = section.number("protons_on_target", above=0)
    time = section.number("operation_days", "days", **DAYS_RANGE) * day
    per_proton = section.number("neutrinos_per_flavor_per_proton", above=0, at_most=1)
    components = pion_decay_at_rest(per_proton * protons / time)
    return lambda experiment, baseline_m: components


def _reactor(section: Section) -> Source:
    fit, low_energy = section.one_of("fit", FITS), section.one_of("low_energy", LOW_ENERGY)
    captures = section.number("captures_per_fission", at_least=0, at_most=2)
    fuel = section.numbers("fuel") if section.has("fuel") else FUEL_FRACTIONS
    top = section.number("E_top_MeV", "MeV", **E_TOP_RANGE) if section.has("E_top_MeV") else E_TOP
    spectrum = section.located(
        lambda: reactor_spectrum(
            fit=fit, low_energy=low_energy, captures_per_fission=captures, fuel=fuel, E_top=top
        )
    )

    def components(experiment: Section, baseline_m: float) -> Components:
        if experiment.either("flux_per_cm2_s", "thermal_power_GW") == "flux_per_cm2_s":
            flux = experiment.number("flux_per_cm2_s", "cm^-2 s^-1", **FLUX_RANGE)
            return reactor_from_flux(flux, baseline_m, spectrum)
        power = experiment.number("thermal_power_GW", "GW", **POWER_RANGE)
        return reactor_from_power(power, spectrum)

    return components


def _photoelectrons(section: Section) -> Detector:
    return PhotoelectronDetector(
        light_yield=section.number(
            "light_yield_PE_per_keV_nr", "PE/keV", above=0, at_most=1e3, hint="is it per MeV?"
        )
        / keV,
        acceptance=LogisticAcceptance(
            plateau=section.number("acceptance_plateau", above=0, at_most=1),
            slope=section.number("acceptance_slope_per_PE", "1/PE", above=0),
            midpoint=section.number("acceptance_midpoint_PE", "PE", above=0),
        ),
        lower=section.number("window_lower_PE", "PE", above=0),
        upper=section.number("window_upper_PE", "PE", above=0),
    )


def _threshold(section: Section) -> Detector:
    efficiency = section.number("efficiency", above=0, at_most=1, hint="a fraction, not per cent")
    limits = {"above": 0.0, "at_most": 1000.0, "hint": "is it in eV?"}
    if section.either("threshold_keV_nr", "threshold_keV_ee") == "threshold_keV_nr":
        threshold = section.number("threshold_keV_nr", "keV", **limits)
        return ThresholdDetector(threshold_nr=threshold * keV, plateau=efficiency)
    k = section.number("lindhard_k", above=0, at_most=1) if section.has("lindhard_k") else None
    return IonisationDetector(
        threshold_ee=section.number("threshold_keV_ee", "keV", **limits) * keV,
        plateau=efficiency,
        inversion=section.one_of("inversion", INVERSIONS),
        k=k,
    )


def _observed(section: Section) -> Statistics:
    return ObservedCount(
        observed=section.number("observed_events", "events", at_least=0),
        prompt_neutrons=section.number("prompt_neutron_events", "events", at_least=0),
        steady_state=section.number("steady_state_events", "events", at_least=0),
        sigma_signal=section.number("sigma_signal", "", **FRACTION),
        sigma_background=section.number("sigma_background", "", **FRACTION),
    )


def _expected(section: Section) -> Statistics:
    return ExpectedCount(
        sigma_stat=section.number("sigma_stat", at_least=0, at_most=10),
        sigma_sys=section.number("sigma_sys", "", **FRACTION),
    )


_SOURCES: Final[Mapping[str, Callable[[Section], Source]]] = {
    "pion_decay_at_rest": _stopped_pions,
    "reactor": _reactor,
}

_DETECTORS: Final[Mapping[str, Callable[[Section], Detector]]] = {
    "photoelectrons": _photoelectrons,
    "threshold": _threshold,
}

_STATISTICS: Final[Mapping[str, Callable[[Section], Statistics]]] = {
    "observed": _observed,
    "expected": _expected,
}

Built = TypeVar("Built")


def _build(section: Section, kinds: Mapping[str, Callable[[Section], Built]]) -> Built:
    """Let the section's ``kind`` choose its reader, and refuse what the reader left over."""
    kind = section.text("kind")
    if kind not in kinds:
        raise ValueError(f"{section.where}.kind: {unknown('kind', kind, kinds)}")
    built = section.located(lambda: kinds[kind](section))
    section.finish()
    return built


Sources = Mapping[str, tuple[Source, Inputs]]

Materials = Mapping[str, tuple[Material, Inputs]]


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


def _source(name: str, section: Section) -> Source:
    return _build(section, _SOURCES)


@cache
def _shipped_sources() -> Sources:
    return _named(read_toml(shipped("experiments", "experiments.toml")), "source", _source)


def _material(name: str, section: Section) -> Material:
    given = section.either("atoms", "mass_fractions")
    amounts = section.numbers(given, above=0)
    section.finish()
    if given == "atoms":
        return section.located(lambda: compound(name, amounts), given)
    return section.located(lambda: mixture_by_mass(name, shares("mass fractions", amounts)), given)


def _experiment(
    key: str, setup: str, section: Section, sources: Sources, targets: Materials
) -> Experiment:
    source = section.text("source")
    if source not in sources:
        raise ValueError(f"{section.where}.source: {unknown('source', source, sources)}")
    beam, source_inputs = sources[source]
    detector, statistics = section.section("detector"), section.section("statistics")
    baseline_m = section.number("baseline_m", "m", **BASELINE_RANGE)
    components = beam(section, baseline_m)
    target, target_inputs = targets[section.one_of("material", targets)]
    experiment = section.located(
        lambda: Experiment(
            key=key,
            setup=setup,
            source=source,
            components=components,
            material=target,
            mass=section.number("mass_kg", "kg", **MASS_RANGE),
            baseline_m=baseline_m,
            exposure=section.number("exposure_days", "days", **DAYS_RANGE) * day,
            detector=_build(detector, _DETECTORS),
            statistics=_build(statistics, _STATISTICS),
        )
    )
    section.finish()
    inputs = {
        **source_inputs,
        **section.inputs,
        **target_inputs,
        **detector.inputs,
        **statistics.inputs,
    }
    return replace(experiment, inputs=MappingProxyType(inputs))


def _experiments(root: Section, sources: Sources) -> Mapping[tuple[str, str], Experiment]:
    targets: Materials = {name: (target, {}) for name, target in materials().items()}
    if root.has("material"):
        targets = {**targets, **_named(root, "material", _material)}
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
    return MappingProxyType(experiments)


def load_experiments(file: Traversable | Path | str) -> Mapping[tuple[str, str], Experiment]:
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
        _effective_moments(root)
    root.finish()
    return experiments


@cache
def effective_moment_limits() -> Mapping[str, EffectiveMomentLimit]:
    """Return the shipped limits on effective moments of solar neutrinos, by key."""
    return _effective_moments(read_toml(shipped("experiments", "experiments.toml")))


def _effective_moments(root: Section) -> Mapping[str, EffectiveMomentLimit]:
    sections = root.section("effective_moment")
    return MappingProxyType(
        {key: _effective_moment(key, sections.section(key)) for key in sections.names()}
    )


def _effective_moment(key: str, section: Section) -> EffectiveMomentLimit:
    limit = EffectiveMomentLimit(
        key=key,
        setup="current",
        mu_nu=section.number("mu_nu_muB", "mu_B", above=0, at_most=1),
        component=section.one_of("component", COMPONENTS),
        E_nu=section.number("E_nu_MeV", "MeV", above=0),
    )
    section.finish()
    return replace(limit, inputs=MappingProxyType(dict(section.inputs)))


@cache
def catalogue() -> Mapping[tuple[str, str], Experiment]:
    """Return the shipped experiments, by (key, setup)."""
    return _experiments(read_toml(shipped("experiments", "experiments.toml")), _shipped_sources())


def experiment(
    key: str,
    setup: str | None = None,
    experiments: Mapping[tuple[str, str], Experiment] | None = None,
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
            "are in `python -m cevns table` and from "
            f"cevns.experiments.catalogue.effective_moment_limits()[{key!r}].limits(mixing)"
        )
    if not setups:
        raise ValueError(unknown("experiment", key, {k for k, _ in table}))
    if setup is None:
        setup = setups[0] if len(setups) == 1 else "current"
    if setup not in setups:
        raise ValueError(unknown(f"setup of {key}", setup, setups))
    return table[key, setup]
