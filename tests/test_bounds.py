"""The last value that is accepted and the first that is refused, for every bound.

`BUILDERS` say how a thing is made from one of its numbers, everything else being good; `BOUNDS`
where that number begins and ends. An open end refuses the bound itself and takes the next float,
a closed one the other way round.
"""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from test_experiments import LEAVES, WHOLE, at, written

import cevns
from cevns.basics.constants import ATOMIC_MASS_UNIT, M_MU
from cevns.basics.units import hour, keV
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.photoelectrons import PhotoelectronDetector, smeared
from cevns.detectors.quenching import Lindhard, LindhardModel, recoil_energy
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import load_experiments
from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.experiment import with_arrival_fractions, with_exposure_factor
from cevns.inference.counts import Counting, DifferenceCounting
from cevns.inference.intervals import delta_chi2
from cevns.interactions.kinematics import recoil_energy_max
from cevns.neutrinos.effective import effective_squared_of_mixture
from cevns.neutrinos.mixing import DE_SALAS_2018
from cevns.neutrinos.moments import TransitionMoments
from cevns.neutrinos.oscillation import (
    adiabatic_P_e1,
    matter_potential,
    propagation_phases,
    solar_probabilities,
)
from cevns.nuclei.materials import Material, compound, mixture_by_mass
from cevns.nuclei.nuclides import Nuclide
from cevns.sources.beams import Isotropic
from cevns.sources.reactor import (
    CAPTURE_DECAYS,
    beta_spectrum,
    fission_spectrum,
    low_energy_spectrum,
    reactor_from_flux,
    reactor_from_power,
    reactor_spectrum,
)
from cevns.sources.spectra import Line, MichelSpectrum, PiecewiseSpectrum
from cevns.sources.stopped_pions import pion_decay_at_rest

AR, CSI, CONUS = (
    cevns.nuclide("40Ar"),
    cevns.experiment("coherent-csi"),
    cevns.experiment("conus"),
)
ACCEPTANCE = LogisticAcceptance(plateau=0.67, slope=0.49, midpoint=10.9)
WINDOW = PhotoelectronDetector(light_yield=1.17 / keV, acceptance=ACCEPTANCE, lower=6, upper=30)
OBSERVED, EXPECTED = CSI.measurement, CONUS.measurement
COUNT = Counting(observed=142, background=6, variance=958, sigma_signal=0.28)
SPECTRUM, (PROMPT, *_) = reactor_spectrum(), pion_decay_at_rest(1e15)
GE = Lindhard(32, 73)


@dataclass(frozen=True)
class Range:
    """An interval of floats, each end open or closed; None where there is no end.

    ``first`` is what the first float above the lower end is replaced with, where nothing can be
    computed from that.
    """

    lower: float | None
    upper: float | None = None
    open_below: bool = False
    open_above: bool = False
    first: float | None = None

    def ends(self) -> list[tuple[float, float]]:
        """The last accepted and the first refused value of each end."""
        found = []
        for bound, is_open, inward, outward in (
            (self.lower, self.open_below, math.inf, -math.inf),
            (self.upper, self.open_above, -math.inf, math.inf),
        ):
            if bound is not None:
                inside, outside = np.nextafter(bound, inward), np.nextafter(bound, outward)
                found.append((inside, bound) if is_open else (bound, outside))
        if self.first is not None:
            found[0] = (self.first, found[0][1])
        return [(float(good), float(bad)) for good, bad in found]


POSITIVE, NOT_NEGATIVE = Range(0, open_below=True), Range(0)
DIVISOR = Range(0, open_below=True, first=1e-6)
FRACTION, EFFICIENCY = Range(0, 1), Range(0, 1, open_below=True)


def changing(thing: object, name: str) -> Callable[[float], object]:
    return lambda value: replace(thing, **{name: value})  # type: ignore[type-var]


def mixture(fraction: float) -> object:
    return Material(name="X", nuclides=(AR,), atom_fractions=(fraction,))


def captures(number: float) -> object:
    return reactor_spectrum(captures_per_fission=number)


BOUNDS: dict[str, tuple[Callable[[float], object], Range]] = {
    # detectors
    "acceptance plateau": (changing(ACCEPTANCE, "plateau"), EFFICIENCY),
    "acceptance slope": (changing(ACCEPTANCE, "slope"), POSITIVE),
    "acceptance midpoint": (changing(ACCEPTANCE, "midpoint"), POSITIVE),
    "photoelectrons": (ACCEPTANCE, NOT_NEGATIVE),
    "light yield": (changing(WINDOW, "light_yield"), POSITIVE),
    "light yield, smeared": (changing(smeared(WINDOW), "light_yield"), POSITIVE),
    "lower edge of the window": (changing(WINDOW, "lower"), Range(0, 30, True, True)),
    "upper edge of the window": (changing(WINDOW, "upper"), Range(6, open_below=True)),
    "recoil in a window": (WINDOW.efficiency, NOT_NEGATIVE),
    "recoil in a smeared window": (smeared(WINDOW).efficiency, NOT_NEGATIVE),
    "threshold": (lambda x: ThresholdDetector(threshold_nr=x), EFFICIENCY),
    "efficiency": (lambda x: ThresholdDetector(threshold_nr=1e-3, plateau=x), EFFICIENCY),
    "recoil above a threshold": (ThresholdDetector(threshold_nr=1e-3).efficiency, NOT_NEGATIVE),
    "ionisation threshold": (lambda x: IonisationDetector(threshold_ee=x), EFFICIENCY),
    "efficiency of ionisation": (
        lambda x: IonisationDetector(threshold_ee=1e-4, plateau=x),
        EFFICIENCY,
    ),
    "k of an ionisation detector": (
        lambda x: IonisationDetector(threshold_ee=1e-4, quenching=LindhardModel(x)).on(AR),
        Range(0, 1, open_below=True, first=1e-3),
    ),
    # quenching
    "Lindhard k": (lambda x: Lindhard(32, 73, x), EFFICIENCY),
    "Lindhard k of all nuclides": (LindhardModel, EFFICIENCY),
    "Lindhard Z": (lambda x: Lindhard(x, 73), POSITIVE),
    "Lindhard A": (lambda x: Lindhard(32, x), POSITIVE),
    "quenched recoil": (GE.factor, NOT_NEGATIVE),
    "ionisation of a recoil": (GE, NOT_NEGATIVE),
    "ionisation energy": (lambda x: recoil_energy(GE, x, "shortcut"), POSITIVE),
    # nuclides and materials
    "abundance": (changing(AR, "abundance"), FRACTION),
    "nuclear mass": (
        changing(AR, "mass"),
        Range(
            0.98 * (ATOMIC_MASS_UNIT * 40),
            1.02 * (ATOMIC_MASS_UNIT * 40),
            open_below=True,
            open_above=True,
        ),
    ),
    "atoms of an element": (lambda x: compound("X", {"Cs": x, "I": 1}), POSITIVE),
    "mass of an element": (lambda x: mixture_by_mass("X", {"Ge": x, "Si": 1}), DIVISOR),
    # measurements
    "observed events": (changing(OBSERVED, "observed"), Range(-405)),
    "prompt neutrons": (changing(OBSERVED, "prompt_neutrons"), NOT_NEGATIVE),
    "steady state": (changing(OBSERVED, "steady_state"), NOT_NEGATIVE),
    "sigma of the signal": (changing(OBSERVED, "sigma_signal"), FRACTION),
    "sigma of the background": (changing(OBSERVED, "sigma_background"), FRACTION),
    "background per event": (changing(EXPECTED, "sigma_stat"), Range(0, 10)),
    "expected sigma": (changing(EXPECTED, "sigma_sys"), FRACTION),
    # counts
    "background of a count": (changing(COUNT, "background"), NOT_NEGATIVE),
    "variance of a count": (changing(COUNT, "variance"), POSITIVE),
    "signal pull of a count": (changing(COUNT, "sigma_signal"), NOT_NEGATIVE),
    "background pull of a count": (changing(COUNT, "sigma_background"), NOT_NEGATIVE),
    "signal of a count": (COUNT.chi2, NOT_NEGATIVE),
    "variance at a signal": (COUNT.total_variance, NOT_NEGATIVE),
    "pulls at a signal": (COUNT.pulls, NOT_NEGATIVE),
    "largest chi^2": (COUNT.upper_signal, NOT_NEGATIVE),
    "variance of a difference": (
        lambda x: DifferenceCounting(observed=1, variance=x),
        POSITIVE,
    ),
    "pull of a difference": (
        lambda x: DifferenceCounting(observed=1, variance=1, sigma_signal=x),
        NOT_NEGATIVE,
    ),
    "confidence level": (lambda x: delta_chi2(x, 1), Range(0, 1, True, True)),
    # experiments
    "mass": (changing(CSI, "mass"), Range(1e-6, 1e6)),
    "baseline": (changing(CSI, "baseline_m"), Range(0.5, 1e3)),
    "exposure": (changing(CSI, "exposure"), Range(hour)),
    "exposure factor": (partial(with_exposure_factor, CONUS), POSITIVE),
    "arrival fraction": (
        lambda x: with_arrival_fractions(CSI, {"prompt": 0.5, "delayed": x}),
        FRACTION,
    ),
    "moment of solar neutrinos": (
        changing(effective_moment_limits()["borexino"], "mu_nu"),
        Range(0, 1e-4, open_below=True),
    ),
    "energy of solar neutrinos": (
        changing(effective_moment_limits()["borexino"], "E_nu"),
        Range(0, 30, open_below=True, first=1e-6),
    ),
    # beams and spectra
    "rate of a beam": (Isotropic, NOT_NEGATIVE),
    "rate of stopped pions": (pion_decay_at_rest, NOT_NEGATIVE),
    "baseline of a beam": (lambda x: PROMPT.fluence(x, 1.0), DIVISOR),
    "exposure of a beam": (lambda x: PROMPT.fluence(19.3, x), POSITIVE),
    "energy of a line": (Line, Range(0, 300, open_below=True)),
    "lower limit of a line": (Line(29.8).moments, NOT_NEGATIVE),
    "lower limit of a muon's": (pion_decay_at_rest(1.0)[1].spectrum.moments, NOT_NEGATIVE),
    "energy of a muon's": (pion_decay_at_rest(1.0)[1].spectrum.density, NOT_NEGATIVE),
    "first edge of a spectrum": (
        lambda x: PiecewiseSpectrum.normalised(np.square, [x, 1.0]),
        Range(0, 1, open_above=True),
    ),
    "lower limit of a spectrum": (SPECTRUM.moments, NOT_NEGATIVE),
    "energy of a spectrum": (SPECTRUM.density, NOT_NEGATIVE),
    # reactors
    "flux of a reactor": (lambda x: reactor_from_flux(x, 17, SPECTRUM), Range(1e3, 1e15)),
    "baseline of a reactor": (lambda x: reactor_from_flux(1e13, x, SPECTRUM), DIVISOR),
    "power of a reactor": (
        lambda x: reactor_from_power(x, SPECTRUM),
        Range(0, 10, open_below=True),
    ),
    "captures per fission": (captures, Range(0, 2)),
    "end of the fits": (lambda x: reactor_spectrum(E_top=x), Range(2, 8, open_below=True)),
    "energy of the fits": (lambda x: fission_spectrum(x, "235U"), Range(2, 8)),
    "energy of the table": (lambda x: low_energy_spectrum(x, "235U"), Range(0, 2)),
    "energy of a beta decay": (lambda x: beta_spectrum(x, CAPTURE_DECAYS[0]), NOT_NEGATIVE),
    # mixing, moments, oscillation
    **{
        name: (changing(DE_SALAS_2018, name), FRACTION)
        for name in ("sin2_12", "sin2_13", "sin2_23")
    },
    "delta_CP": (changing(DE_SALAS_2018, "delta_CP"), Range(-2 * math.pi, 2 * math.pi)),
    "dm2_21": (changing(DE_SALAS_2018, "dm2_21"), Range(0, 0.1, open_below=True)),
    "dm2_31": (changing(DE_SALAS_2018, "dm2_31"), Range(0, 0.1, open_below=True)),
    "dm2_31, inverted": (
        changing(DE_SALAS_2018, "dm2_31"),
        Range(-0.1, 0, open_above=True),
    ),
    "a moment": (TransitionMoments, Range(-1e-4, 1e-4)),
    "a modulus": (lambda x: TransitionMoments.from_moduli((0, x, 0)), Range(0, 1e-4)),
    "distance": (lambda x: propagation_phases(DE_SALAS_2018, x, 1.0), NOT_NEGATIVE),
    "energy on the way": (lambda x: propagation_phases(DE_SALAS_2018, 1.0, x), DIVISOR),
    "electron density": (matter_potential, Range(0, 1e6)),
    "density of a birthplace": (lambda x: adiabatic_P_e1(1.0, x, DE_SALAS_2018), Range(0, 1e6)),
    "energy in the Sun": (lambda x: adiabatic_P_e1(x, 1.0, DE_SALAS_2018), POSITIVE),
    "probability to arrive": (lambda x: solar_probabilities(x, DE_SALAS_2018), FRACTION),
}
"""By what is bounded: how to build it, and the range."""


@pytest.mark.parametrize(
    ("build", "good", "bad"),
    [
        pytest.param(build, *end, id=f"{what} {end[1]:g}")
        for what, (build, allowed) in BOUNDS.items()
        for end in allowed.ends()
    ],
)
def test_the_last_accepted_and_the_first_refused(
    build: Callable[[float], object], good: float, bad: float
) -> None:
    with np.errstate(all="ignore"):
        build(good)
        with pytest.raises(ValueError, match=r"must |ascend|is not"):
            build(bad)


@pytest.mark.parametrize(
    ("build", "good", "bad"),
    [
        (lambda Z: Nuclide(name="X", Z=Z, N=5, mass=932 * (Z + 5)), 0, -1),
        (lambda N: Nuclide(name="X", Z=5, N=N, mass=932 * (N + 5)), 0, -1),
        (lambda N: Nuclide(name="X", Z=0, N=N, mass=932), 1, 0),
        (lambda n: delta_chi2(0.9, n), 1, 0),
        (changing(smeared(WINDOW), "lower"), 1, 0),
        (changing(smeared(WINDOW), "lower"), 29, 30),
        (changing(smeared(WINDOW), "upper"), 7, 6),
    ],
    ids=["Z", "N", "A", "parameters", "lower edge", "lower edge above", "upper edge"],
)
def test_counts_start_where_they_should(
    build: Callable[[int], object], good: int, bad: int
) -> None:
    build(good)
    for value in (bad, good + 0.5):
        with pytest.raises(ValueError, match=r"must be"):
            build(value)


@pytest.mark.parametrize(
    ("build", "tolerance"),
    [
        (mixture, 1e-6),
        (lambda x: reactor_spectrum(fuel={"235U": 0.5, "239Pu": x - 0.5}), 1e-6),
        (lambda x: effective_squared_of_mixture([1e-11, 0, 0], [0.5, 0.25, x - 0.75]), 1e-9),
        (lambda x: MichelSpectrum(x * 96 / M_MU**3, -x * 192 / M_MU**4), 1e-9),
    ],
    ids=["atoms", "fuel", "probabilities", "Michel spectrum"],
)
def test_what_must_sum_to_one_may_miss_it_by_rounding(
    build: Callable[[float], object], tolerance: float
) -> None:
    for sign in (-1, 1) if build is not mixture else (-1,):  # a share itself is at most 1
        build(1 + sign * 0.9 * tolerance)
        with pytest.raises(ValueError, match=r"must |sum to"):
            build(1 + sign * 1.1 * tolerance)


def test_a_threshold_may_come_up_to_the_end_point() -> None:
    """Of the lightest nuclide and the hardest component; there the last recoil is lost.

    Nothing is refused, so that a scan may go on; a file with such a threshold is.
    """
    E_max = max(c.spectrum.E_max for c in CSI.components)
    T_max = float(recoil_energy_max(E_max, min(n.mass for n in CSI.material.nuclides)))
    counted = [
        cevns.signal(replace(CSI, detector=ThresholdDetector(threshold_nr=T))).sm_total
        for T in (0.999 * T_max, T_max, 2 * T_max)
    ]
    assert counted[0] > 0
    assert counted[1:] == [0, 0]


FILE_RANGES: dict[str, Range] = {
    "protons_on_target": POSITIVE,
    "operation_days": Range(0, 1e5, open_below=True, first=1e-6),
    "neutrinos_per_flavor_per_proton": EFFICIENCY,
    "captures_per_fission": Range(0, 2),
    "E_top_MeV": Range(2, 8, open_below=True, first=6.0),
    "flux_per_cm2_s": Range(1e3, 1e15),
    "thermal_power_GW": Range(0, 10, open_below=True),
    "mass_kg": Range(1e-6, 1e6),
    "baseline_m": Range(0.5, 1e3),
    "exposure_days": Range(1 / 24, 1e5, first=0.05),
    "light_yield_PE_per_keV_nr": Range(None, 1e3),
    "acceptance_plateau": EFFICIENCY,
    "acceptance_slope_per_PE": POSITIVE,
    "acceptance_midpoint_PE": POSITIVE,
    "window_lower_PE": Range(0, 30, True, True),
    "window_upper_PE": Range(6, open_below=True),
    "efficiency": EFFICIENCY,
    "lindhard_k": Range(0, 1, open_below=True, first=0.1),
    "observed_events": Range(-405),
    "prompt_neutron_events": NOT_NEGATIVE,
    "steady_state_events": NOT_NEGATIVE,
    "sigma_signal": FRACTION,
    "sigma_background": FRACTION,
    "sigma_stat": Range(0, 10),
    "sigma_sys": FRACTION,
}
"""Ranges of the numbers of a file. A light yield has no lower end here: before it, no recoil is
seen."""

NUMBERS = {
    name: path
    for path in LEAVES
    if (name := path[-2] if path[-1] == "value" else path[-1]) in FILE_RANGES
    and not isinstance(at(path), str)
} | {
    "E_top_MeV": ("source", "reactor", "E_top_MeV"),
    "lindhard_k": ("experiment", "conus", "current", "detector", "lindhard_k"),
}


def loaded(tmp_path: Path, path: tuple[str, ...], value: float) -> object:
    whole = copy.deepcopy(WHOLE)
    table = whole
    for name in path[:-1]:
        table = table[name]
    in_full = {"value": value, "provenance": "inferred", "reference": "a test"}
    table[path[-1]] = value if path[-1] in table else in_full
    file = tmp_path / "bounds.toml"
    file.write_text(written(whole))
    return load_experiments(file)


def test_every_range_of_a_file_is_tried() -> None:
    assert set(NUMBERS) == set(FILE_RANGES)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        pytest.param(name, *end, id=f"{name} {end[1]:g}")
        for name, allowed in FILE_RANGES.items()
        for end in allowed.ends()
    ],
)
def test_numbers_of_a_file(tmp_path: Path, name: str, good: float, bad: float) -> None:
    with np.errstate(all="ignore"):
        loaded(tmp_path, NUMBERS[name], good)
        with pytest.raises(ValueError, match=r"^bounds\.toml\..* must "):
            loaded(tmp_path, NUMBERS[name], bad)


def test_a_count_of_nothing_is_not_judged() -> None:
    e = cevns.experiment("conus")
    blind = replace(e, detector=replace(e.detector, threshold_ee=30 * keV))
    with pytest.raises(ValueError, match=r"standard_model = 0 events must be .*> 0 .*threshold"):
        cevns.limit(blind, "Lambda_2")
