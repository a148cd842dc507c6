"""What is taken when nothing is said: every default against what is documented or published."""

import inspect
import math
from collections.abc import Callable

import numpy as np
import pytest

import cevns
from cevns.basics.units import eV, keV
from cevns.detectors.quenching import LINDHARD, Lindhard, LindhardModel, recoil_energy
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.catalogue import experiment
from cevns.inference import export, intervals, limits, lookup, regions, sensitivity
from cevns.inference.assumptions import RECOMMENDED, Assumptions
from cevns.inference.counts import Counting, DifferenceCounting
from cevns.neutrinos.effective import effective_squared_general
from cevns.neutrinos.hermitian import null_vectors
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.neutrinos.moments import TransitionMoments, component_vector
from cevns.nuclei.form_factors import Helm, KleinNystrand, MomentSeries, SymmetrizedFermi
from cevns.nuclei.nuclides import Nuclide, nuclide_from_atomic_mass
from cevns.nuclei.radii import form_factor_models
from cevns.rates import signal as rates
from cevns.sources import reactor, solar
from cevns.sources.spectra import PiecewiseSpectrum
from cevns.talk import limits_table

RATES = dict.fromkeys(("couplings", "form_factor", "neutron_form_factor"))
JUDGED = {
    "beam": "all",
    "mixing": NUFIT_6_1,
    "confidence_level": 0.90,
    "prescription": "profiled",
    "flux": "shared",
    "definition": "physical",
    "pull": "gaussian",
}

DEFAULTS: list[tuple[Callable[..., object], dict[str, object]]] = [
    (TransitionMoments, {"Lambda_1": 0.0, "Lambda_2": 0.0, "Lambda_3": 0.0}),
    (TransitionMoments.from_moduli, {"phases": (0, 0, 0)}),
    (component_vector, {"what": "Lambda"}),
    (effective_squared_general, {"negative": (0, 0, 0), "positive": (0, 0, 0)}),
    (null_vectors, {"tolerance": 1e-9}),
    # Lewin and Smith, Astropart. Phys. 6 (1996) 87, section 4: s = 0.9 fm, a = 0.52 fm
    (Helm, {"s": 0.9}),
    (Helm.from_rms, {"s": 0.9}),
    (SymmetrizedFermi, {"a": 0.52}),
    (SymmetrizedFermi.from_rms, {"a": 0.52}),
    # Klein and Nystrand, Phys. Rev. C 60 (1999) 014903: a Yukawa potential of range 0.7 fm
    (KleinNystrand, {"a_k": 0.7}),
    (KleinNystrand.from_rms, {"a_k": 0.7}),
    (MomentSeries, {"last_term_at_most": 0.2}),
    (Nuclide, {"abundance": 0.0, "charge_radius": None, "spins": None}),
    (nuclide_from_atomic_mass, {"abundance": 0.0}),
    (Lindhard, {"k": None}),
    (LindhardModel, {"k": None}),
    (recoil_energy, {"inversion": "exact"}),
    (ThresholdDetector, {"plateau": 1.0}),
    (IonisationDetector, {"plateau": 1.0, "inversion": "exact", "quenching": LINDHARD}),
    (solar.SolarComponent, {"lines": ()}),
    (solar.energies, {"nodes": 24}),
    (reactor.fission_spectrum, {"fit": "mueller"}),
    (
        # captures: Wong et al., Phys. Rev. D 75 (2007) 012001
        reactor.reactor_spectrum,
        {
            "fit": "mueller",
            "low_energy": "vogel_engel",
            "captures_per_fission": 0.6,
            "fuel": {"235U": 0.556, "238U": 0.071, "239Pu": 0.326, "241Pu": 0.047},
            "E_top": 8.0,
        },
    ),
    (PiecewiseSpectrum.normalised, {"nodes": 16}),
    (form_factor_models, {"proton": None, "neutron": None}),
    (experiment, {"setup": None, "experiments": None}),
    (rates.recoil_spectrum, RATES),
    (rates.signal, {**RATES, "nodes": 24}),
    (rates.binned_signal, RATES),
    (
        Counting,
        {"background": 0.0, "sigma_signal": 0.0, "sigma_background": 0.0, "pull": "gaussian"},
    ),
    (DifferenceCounting, {"sigma_signal": 0.0, "pull": "gaussian"}),
    (intervals.upper_limit, {"confidence_level": 0.90, "definition": "physical"}),
    (intervals.feldman_cousins_threshold, {"confidence_level": 0.90, "quantiles": 20_001}),
    (intervals.coverage, {"quantiles": 20_001}),
    (sensitivity.matrix_from_signal, {"beam": "all"}),
    (
        sensitivity.sensitivity_matrix,
        {"mixing": None, "beam": None, "assumptions": RECOMMENDED}
        | dict.fromkeys(("couplings", "form_factor", "neutron_form_factor")),
    ),
    (
        Assumptions,
        {
            **JUDGED,
            "couplings": "one_loop",
            "form_factor": "charge_helm",
            "neutron_form_factor": "skin_helm",
        },
    ),
    (
        limits.limit,
        {"others": "zero", "phases": (0.0, 0.0, 0.0), "delta": "fixed", "assumptions": RECOMMENDED},
    ),
    (limits.limits_from_signal, {"assumptions": RECOMMENDED}),
    (lookup.dataset, {"setup": None, "assumptions": RECOMMENDED}),
    (lookup.combine, {"shared": None, "pooled": False, "assumptions": RECOMMENDED}),
    (
        regions.Choices,
        {"mixing": NUFIT_6_1, "others": "zero", "phases": (0.0, 0.0, 0.0), "delta": "fixed"},
    ),
    (
        export.export,
        {"experiments": None, "assumptions": RECOMMENDED},
    ),
    (limits_table.columns, {"mixing": None, "confidence_level": None}),
    (limits_table.rows, {"mixing": None, "confidence_level": None}),
]


@pytest.mark.parametrize(
    ("build", "documented"), DEFAULTS, ids=[build.__qualname__ for build, _ in DEFAULTS]
)
def test_defaults_as_documented(build: Callable[..., object], documented: dict) -> None:
    """No default has moved, and none is there that is not listed here."""
    parameters = inspect.signature(build).parameters.values()
    found = {p.name: p.default for p in parameters if p.default is not p.empty}
    assert found == documented


@pytest.mark.parametrize("i", range(3))
def test_moments_not_given_vanish(i: int) -> None:
    alone = TransitionMoments(**{f"Lambda_{i + 1}": 1e-11j})
    assert alone.vector.tolist() == [1e-11j if j == i else 0 for j in range(3)]
    assert TransitionMoments().vector.tolist() == [0, 0, 0]


def test_moduli_alone_are_real_and_positive() -> None:
    moments = TransitionMoments.from_moduli((1e-11, 2e-11, 3e-11))
    assert moments.vector.tolist() == [1e-11, 2e-11, 3e-11]
    assert moments.phases.tolist() == [0, 0, 0]


def test_a_form_factor_takes_the_published_surface() -> None:
    """Written out at Q = 0.3 fm^-1 with the lengths of the papers."""
    Q, R = 0.3, 5.0
    x = Q * R
    sphere = 3 * (math.sin(x) - x * math.cos(x)) / x**3
    assert Helm(R)(Q) == pytest.approx(sphere * math.exp(-0.5 * (Q * 0.9) ** 2), rel=1e-13, abs=0)
    assert KleinNystrand(R)(Q) == pytest.approx(sphere / (1 + (Q * 0.7) ** 2), rel=1e-13, abs=0)
    y = math.pi * Q * 0.52
    fermi = 3 / (x * (x**2 + y**2)) * y / math.sinh(y)
    fermi *= y * math.sin(x) / math.tanh(y) - x * math.cos(x)
    assert SymmetrizedFermi(R)(Q) == pytest.approx(fermi, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("kind", "rms_of_surface"),
    [
        (Helm, math.sqrt(3) * 0.9),
        (SymmetrizedFermi, math.pi * 0.52 * math.sqrt(7 / 5)),
        (KleinNystrand, math.sqrt(6) * 0.7),
    ],
)
def test_an_rms_radius_comes_back(kind: type, rms_of_surface: float) -> None:
    """Of the shape that is built; the surface alone is the smallest there is."""
    assert kind.from_rms(4.8).moments.rms == pytest.approx(4.8, rel=1e-14, abs=0)
    assert kind.from_rms(1.001 * rms_of_surface).moments.rms > rms_of_surface
    with pytest.raises(ValueError, match="must exceed"):
        kind.from_rms(0.999 * rms_of_surface)


def test_a_plain_threshold_counts_every_recoil_above_it() -> None:
    assert ThresholdDetector(threshold_nr=5 * keV).efficiency(6 * keV) == 1
    silicon = cevns.nuclide("28Si")
    response = IonisationDetector(threshold_ee=100 * eV).on(silicon)
    assert response.efficiency(2 * response.threshold_nr) == 1
    # exact, by Lindhard's own k: the ionisation of that recoil is the threshold again
    own = 0.133 * 14 ** (2 / 3) / math.sqrt(28)
    T, epsilon = response.threshold_nr, 11.5 * 14 ** (-7 / 3) * response.threshold_nr / keV
    kg = own * (3 * epsilon**0.15 + 0.7 * epsilon**0.6 + epsilon)
    assert T * kg / (1 + kg) == pytest.approx(100 * eV, rel=1e-12, abs=0)


def test_energies_per_fission_and_shares_as_cited() -> None:
    """X. B. Ma et al., Phys. Rev. C 88 (2013) 014605, table: 202.36, 205.99, 211.12, 214.26 MeV."""
    heat = {
        isotope: reactor.reactor_spectrum(fuel={isotope: 1.0}).energy_per_fission
        for isotope in reactor.ISOTOPES
    }
    assert heat == {"235U": 202.36, "238U": 205.99, "239Pu": 211.12, "241Pu": 214.26}
    mixed = 0.556 * 202.36 + 0.071 * 205.99 + 0.326 * 211.12 + 0.047 * 214.26
    assert reactor.reactor_spectrum().energy_per_fission == pytest.approx(mixed, rel=1e-14, abs=0)


def test_nothing_is_subtracted_and_nothing_uncertain_unless_said() -> None:
    plain = Counting(observed=100, variance=100)
    assert plain.chi2(np.array([100, 120])).tolist() == [0, 4]
    assert plain.pulls(120).signal == plain.pulls(120).background == 0
    assert DifferenceCounting(observed=100, variance=100).chi2(120) == 4
