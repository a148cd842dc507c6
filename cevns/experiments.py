"""Experiments: a source, a target, a detector, an exposure, and how its count is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from cevns.checks import Array, choice, instance, number
from cevns.closed_forms import solar_moduli
from cevns.detectors import Detector
from cevns.fluxes import BeamComponent
from cevns.kinematics import recoil_energy_max
from cevns.mixing import Mixing
from cevns.nuclides import Material
from cevns.solar import COMPONENTS, birthplace
from cevns.statistics import PRESCRIPTIONS, Count, Counting, DifferenceCounting
from cevns.tables import Input
from cevns.units import keV

MASS_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 1e-6, "at_most": 1e6, "hint": "is it in g or t?"}
)
"""Target masses that are accepted [kg]: a milligram to a thousand tonnes."""

BASELINE_RANGE: Final[Mapping[str, object]] = MappingProxyType(
    {"at_least": 0.5, "at_most": 1e3, "hint": "is it in cm or km?"}
)
"""Distances to the source that are accepted [m]."""


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

    def __post_init__(self) -> None:
        for name in ("observed", "prompt_neutrons", "steady_state"):
            number(name, getattr(self, name), "events", at_least=0)
        for name in ("sigma_signal", "sigma_background"):
            number(
                name, getattr(self, name), at_least=0, at_most=1, hint="a fraction, not per cent"
            )

    def counting(self, standard_model: float, prescription: str = "profiled") -> Count:
        """Return the chi^2 of this count.

        Parameters
        ----------
        standard_model : expected events; they do not enter, the count is measured
        prescription : one of `cevns.statistics.PRESCRIPTIONS`; the talk's table follows from
            the printed, profiled chi^2
        """
        choice("prescription", prescription, PRESCRIPTIONS)
        count = Counting(
            observed=self.observed,
            background=self.prompt_neutrons,
            variance=self.observed + self.prompt_neutrons + 2 * self.steady_state,
            sigma_signal=self.sigma_signal,
            sigma_background=self.sigma_background,
        )
        return count.without_pulls() if prescription == "statistical" else count


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCount:
    r"""An experiment to come: it is taken to measure what the Standard Model expects.

    .. math:: n = N_\text{SM}, \qquad V = (1+\sigma_\text{stat})\,N_\text{SM}

    In the variance the talk's :math:`\sigma_\text{stat}` acts as a ratio of background to
    signal.

    Parameters
    ----------
    sigma_stat : background per signal event, >= 0
    sigma_sys : relative uncertainty of the signal, >= 0
    """

    sigma_stat: float
    sigma_sys: float

    def __post_init__(self) -> None:
        number("sigma_stat", self.sigma_stat, at_least=0, at_most=10, hint="a ratio, not per cent")
        number("sigma_sys", self.sigma_sys, at_least=0, at_most=1, hint="a fraction, not per cent")

    def counting(self, standard_model: float, prescription: str = "profiled") -> Count:
        """Return the chi^2 of the expected count.

        Parameters
        ----------
        standard_model : expected events, > 0
        prescription : ``"profiled"``, the printed chi^2; ``"statistical"``, without its
            pull; ``"talk"``, with the pull on the difference only, which reproduces the table
        """
        choice("prescription", prescription, PRESCRIPTIONS)
        variance = (1 + self.sigma_stat) * standard_model
        if prescription == "talk":
            return DifferenceCounting(
                observed=standard_model, variance=variance, sigma_signal=self.sigma_sys
            )
        count = Counting(observed=standard_model, variance=variance, sigma_signal=self.sigma_sys)
        return count.without_pulls() if prescription == "statistical" else count


Statistics = ObservedCount | ExpectedCount
"""How the count of an experiment is compared with a prediction."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveMomentLimit:
    """A published limit on the effective moment of solar neutrinos, by electron recoils.

    Parameters
    ----------
    key, setup : such as ``"borexino"`` and ``"current"``
    mu_nu : the limit [mu_B], > 0
    component : of the Sun that dominates it, one of `cevns.solar.COMPONENTS`
    E_nu : their energy [MeV], > 0
    inputs : every number above with provenance and reference

    Raises
    ------
    ValueError
        if the limit is out of range or the component unknown
    """

    key: str
    setup: str
    mu_nu: float
    component: str
    E_nu: float
    inputs: Mapping[str, Input] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        number(f"{self.key}: mu_nu", self.mu_nu, "mu_B", above=0, at_most=1)
        choice("solar component", self.component, COMPONENTS)
        number(f"{self.key}: E_nu", self.E_nu, "MeV", above=0)

    def limits(self, mixing: Mixing) -> Array:
        """Limits on the three moduli, one at a time [mu_B]."""
        P_e1 = birthplace(self.component).P_e1(self.E_nu, mixing)
        return solar_moduli(self.mu_nu, P_e1, mixing)


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
