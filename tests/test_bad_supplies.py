"""What users bring themselves: responses, form factors, spectra, couplings, states, counts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import cevns
from cevns.detectors import resolution, thresholds
from cevns.experiments import measurement
from cevns.inference import (
    bands,
    bins,
    counts,
    gaussian_count,
    intervals,
    poisson_count,
    regions,
    tabulated,
)
from cevns.interactions import channels, couplings, cross_sections, neutral_current, standard_model
from cevns.neutrinos import curves, effective, hermitian, mixing, moments
from cevns.nuclei import families, form_factors, harmonic_oscillator, materials, radii
from cevns.rates import batch, yields
from cevns.sources import beams, solar, spectra
from cevns.sources.spectra import PiecewiseSpectrum

AR, CSI, CONUS = cevns.nuclide("40Ar"), cevns.experiment("coherent-csi"), cevns.experiment("conus")
F, G, M = radii.helm(AR), couplings.tree(), mixing.NUFIT_6_1
DATA = cevns.dataset("coherent-csi@2017-count")
NU_E = CSI.components[1]
NAN = float("nan")
L = [1e-11, 0, 0]


@dataclass(frozen=True)
class Own:
    """A detector of one's own: its efficiency, and where that has kinks."""

    efficiency: Callable[[Any], Any]
    kinks: tuple[float, ...] = (0.005, 1.0)

    def on(self, target: object) -> "Own":
        return self

    def matrix(self, T: Any) -> Any:
        return self.efficiency(T)


def counted(efficiency: Callable[[Any], Any], *kinks: float) -> Callable[[], Any]:
    own = Own(efficiency, kinks) if kinks else Own(efficiency)
    return lambda: cevns.signal(replace(CSI, detector=own))


def with_form_factor(F: Callable[[Any], Any]) -> Callable[[], Any]:
    return lambda: cevns.signal(CSI, form_factor=lambda nuclide: F)


@dataclass(frozen=True)
class OwnSpectrum:
    """A spectrum of one's own: its moments above zero."""

    I_0: float
    rows: int = 3
    E_max: float = 30.0
    breakpoints: tuple[float, ...] = (30.0,)

    def moments(self, E_min: Any) -> Any:
        return np.full((self.rows, *np.shape(E_min)), self.I_0)


def beam(spectrum: Any) -> Callable[[], Any]:
    return lambda: replace(NU_E, spectrum=spectrum)


def density(shape: Callable[[Any], Any], *edges: float) -> Callable[[], Any]:
    return lambda: PiecewiseSpectrum.normalised(shape, edges or (1.0, 2.0, 3.0))


def quenched(E_ee: Callable[[Any], Any]) -> Callable[[], Any]:
    own = thresholds.IonisationDetector(threshold_ee=1e-4, quenching=lambda nuclide: E_ee)
    return lambda: cevns.signal(replace(CONUS, detector=own))


def nucleons(**changes: float) -> Callable[[], Any]:
    return lambda: replace(G, **changes)


def current(coupling: float, amplitude: Callable[..., Any]) -> Callable[[], Any]:
    term = neutral_current.Term(name="own", amplitude=amplitude, coupling=lambda flavor: coupling)
    return lambda: yields.yields(CSI, standard_model.standard_model(G).plus(term).channels).of(
        standard_model.standard_model(G).plus(term)
    )


def unnormalised(E: Any) -> Any:
    return np.where(E < 1.5, E**2, -1.0)


Bad = tuple[str, Callable[[], Any], str]

DETECTORS: list[Bad] = [
    ("efficiency above 1", counted(lambda T: np.full_like(T, 1.2)),
     r"Own: efficiency = 1\.2 at T = 0\.005\d* MeV must be finite and >= 0 and <= 1"),
    ("efficiency in per cent", counted(lambda T: np.full_like(T, 66.0)),
     r"efficiency = 66 .*; a fraction, not per cent"),
    ("negative efficiency", counted(lambda T: np.full_like(T, -0.1)), r"efficiency = -0\.1 .*>= 0"),
    ("efficiency that is no number", counted(lambda T: np.full_like(T, NAN)),
     r"efficiency = nan at"),
    ("efficiency above 1 in one place", counted(lambda T: np.where(T > 0.01, 1.5, 0.5)),
     r"efficiency = 1\.5 at T = 0\.01\d* MeV"),
    ("bins that count twice", counted(lambda T: np.full((len(T), 3), 0.5)),
     r"efficiency = 1\.5 .*in all bins together"),
    ("one efficiency for all energies", counted(lambda T: 0.5),
     r"Own: a response has one efficiency, .*; got shape \(\)"),
    ("efficiencies of other energies", counted(lambda T: np.ones(3)), r"got shape \(3,\)"),
    ("unsorted kinks", counted(np.ones_like, 0.005, 0.03, 0.01),
     r"Own: kinks \(0\.005, 0\.03, 0\.01\) MeV must ascend from above 0"),
    ("the same kink twice", counted(np.ones_like, 0.005, 0.005, 1.0), r"must ascend"),
    ("a kink at zero", counted(np.ones_like, 0.0, 1.0), r"must ascend from above 0"),
    ("a kink that is no number", counted(np.ones_like, 0.005, NAN), r"must ascend"),
    ("one kink", counted(np.ones_like, 0.005), r"two or more"),
    ("quenching factor for the energy", quenched(lambda T: np.full_like(T, 0.2)),
     r"quenching: E_ee = 0\.2 MeV at T = 1e-06 MeV must be >= 0 and at most T; return the energy"),
    ("quenching in per cent", quenched(lambda T: 20 * T), r"E_ee = 2e-05 MeV at .*no per cent"),
    ("quenching that falls", quenched(lambda T: 0.2 * T * np.exp(-5 * T)),
     r"quenching: E_ee falls from T = 0\.\d+ to 0\.\d+ MeV, where it must rise"),
    ("quenching that is no number", quenched(lambda T: np.full_like(T, NAN)), r"E_ee = nan MeV"),
    ("negative quenching", quenched(lambda T: -0.1 * T), r"E_ee = -1e-07 MeV"),
    ("width of a resolution", lambda: resolution.Gaussian(lambda E: -0.1 * E).width(np.ones(2)),
     r"sigma\(E\)\[0\] = -0\.1 MeV"),
    ("edges that do not ascend", lambda: CSI.detector.binned([6, 12, 9]), r"bin edges must ascend"),
    ("one edge", lambda: cevns.rates.signal.binned_signal(CSI, [12]),
     r"bin edges must ascend, two or more of them \[PE\]; got \[12\]"),
    ("edges beside the window", lambda: replace(CSI.detector, edges=(6.0, 20.0)),
     r"must ascend from 6 to 30 PE, the window"),
]  # fmt: skip

NUCLEI: list[Bad] = [
    ("the charge for a form factor", with_form_factor(lambda Q: 18 * F(Q)),
     r"form factor of 133Cs: F\(Q\) = 18 at Q = 0 must be 1; is it the charge"),
    ("a form factor of nothing", with_form_factor(np.zeros_like), r"F\(Q\) = 0 at Q = 0 must be"),
    ("a form factor that is no number at Q = 0", with_form_factor(lambda Q: Q * NAN), r"nan"),
    ("a form factor of one value", with_form_factor(lambda Q: 1.0),
     r"F\(Q\) must be an array like Q, got shape \(\) for one Q"),
    ("a form factor of the neutrons", lambda: cevns.signal(CSI, form_factor=radii.helm,
     neutron_form_factor=lambda nuclide: lambda Q: 30 * F(Q)), r"neutron form factor of 133Cs"),
    ("a form factor of a cross section", lambda: cross_sections.sm(0.01, 30, AR, couplings=G,
     form_factor=lambda Q: 18 * F(Q)), r"form factor: F\(Q\) = 18 at Q = 0 must be 1"),
    ("no form factor for a nuclide", lambda: cevns.signal(CSI, form_factor=lambda nuclide: None),
     r"form factor of 133Cs|form_factor must be a form factor"),
    ("a form factor that breaks off", with_form_factor(lambda Q: np.where(Q < 0.1, 1.0, NAN)),
     r"events of nu_\w+ in channel .* are not finite; does a form factor, a coupling or a spectr"),
    ("series without moments", lambda: form_factors.MomentSeries(16.0),
     r"moments must be .*Moments.*, got 16\.0"),
    ("negative moment of a series",
     lambda: form_factors.MomentSeries(form_factors.Moments(-1, 1, 1)), r"moment R2 = -1 fm\^2"),
    ("no bound of a series", lambda: form_factors.MomentSeries(F.moments, 0.0),
     r"last_term_at_most = 0 must be .*> 0"),
    ("no family", lambda: families.family("fermi"), r"no family of form factors 'fermi'"),
    ("four moments", lambda: families.series(4), r"number of moments = 4"),
    ("negative length", lambda: families.oscillator(-1.8), r"oscillator length = -1\.8 fm"),
    ("radius of a family", lambda: families.FAMILIES["helm"].model(-4.0), r"rms radius = -4 fm"),
    ("nodes of an orbit", lambda: harmonic_oscillator.orbit_polynomial(-1, 0), r"n = -1"),
    ("shares that do not sum", lambda: materials.Material(name="X", nuclides=(AR,),
     atom_fractions=(0.5,)), r"X: atom fractions sum to 0\.5"),
    ("a form factor for each nuclide but one",
     lambda: cevns.signal(CSI, form_factor={"133Cs": F}), r"form_factor must be a model"),
]  # fmt: skip

COUPLINGS: list[Bad] = [
    ("proton coupling that is no number", nucleons(g_pV=NAN), r"g_pV = nan must be finite"),
    ("neutron coupling that is no number", nucleons(g_nV=NAN), r"g_nV = nan"),
    ("axial couplings that are no numbers", nucleons(g_pA=NAN), r"g_pA = nan"),
    ("endless coupling", nucleons(g_nA=float("inf")), r"g_nA = inf"),
    ("complex coupling", nucleons(g_nV=-0.5 + 0.1j), r"g_nV must be .*complex: use abs\(\)"),
    ("couplings of an array", lambda: replace(G, g_pV=np.array([0.1, NAN])), r"g_pV\[1\] = nan"),
    ("radiative correction", lambda: couplings.quark_couplings(0.24, rho=NAN), r"rho = nan"),
    ("rho in per mille", lambda: couplings.quark_couplings(0.24, rho=1008), r"rho = 1008"),
    ("quarks that are none", lambda: couplings.nucleon_couplings((1, 2, 3, 4)),
     r"quarks must be a QuarkCouplings, got \(1, 2, 3, 4\)"),
    ("coupling of a term", current(NAN, lambda T, n, p, q: np.ones_like(T)),
     r"coupling of 'own' to nu_\w+ = nan must be finite"),
    ("amplitude of a term", current(0.1, lambda T, n, p, q: np.full_like(T, NAN)),
     r"events of nu_mu in channel 'vector \w+ own' are not finite"),
    ("a term twice", lambda: standard_model.standard_model(G).plus(
     *standard_model.standard_model(G).terms[:1]), r"every term needs a name of its own"),
    ("kind of a term", lambda: neutral_current.Term(name="s", kind="scalar",
     amplitude=np.ones_like, coupling=float), r"no kind 'scalar'; known: axial, vector"),
    ("what recoils", lambda: channels.Channel(name="x", coefficients=np.ones_like, recoil="muon"),
     r"no recoil 'muon'; known: electron, nucleus"),
    ("weights of other channels", lambda: yields.yields(
     CSI, standard_model.standard_model(G).channels).events([1.0]), r"weights have shape \(1,\)"),
    ("weights that are no numbers", lambda: yields.yields(
     CSI, standard_model.standard_model(G).channels).events([NAN] * 6), r"weights\[0\] = nan"),
    ("no channel", lambda: yields.yields(CSI, ()), r"at least one channel"),
    ("no channel of a batch", lambda: batch.Batch(experiment=CSI, channels=()), r"one channel"),
]  # fmt: skip

BEAMS: list[Bad] = [
    ("spectrum of two neutrinos", beam(OwnSpectrum(2.0)),
     r"nu_e: the spectrum integrates to 2, must be 1; how many there are goes into the intensity"),
    ("spectrum of none", beam(OwnSpectrum(0.0)), r"integrates to 0, must be 1"),
    ("spectrum that is no number", beam(OwnSpectrum(NAN)), r"integrates to nan, must be 1"),
    ("two moments of three", beam(OwnSpectrum(1.0, rows=2)), r"must have shape \(3, \.\.\.\)"),
    ("Michel spectrum of other size", lambda: spectra.MichelSpectrum(1e-4, -1e-6), r"must be 1"),
    ("Michel spectrum below zero",
     lambda: spectra.MichelSpectrum(-2.0 * 3 / 52.82918775**3, 3.0 * 4 / 52.82918775**4),
     r"is negative at E = 0: a \+ b E = -\d"),
    ("Michel spectrum below zero at its end",
     lambda: spectra.MichelSpectrum(5.0 * 3 / 52.82918775**3, -4.0 * 4 / 52.82918775**4),
     r"is negative at its end point"),
    ("negative density", density(unnormalised), r"density = -1 1/MeV at E = \d\.?\d* MeV"),
    ("density that is no number", density(lambda E: E * NAN), r"density = nan 1/MeV"),
    ("density that is nothing", density(np.zeros_like), r"integral of the density = 0"),
    ("edges that fall", density(np.square, 3.0, 1.0), r"edges of a spectrum must ascend"),
    ("one edge of a spectrum", density(np.square, 3.0), r"two or more of them"),
    ("kink inside a piece", density(lambda E: np.abs(E - 1.3)), r"not smooth enough"),
    ("density that does not vanish at zero", density(np.ones_like, 0.0, 1.0),
     r"does not vanish at E = 0"),
    ("probabilities of a mixture", lambda: beams.Mixture((0.5, 0.5, 0.5)), r"sums \[1\.5\]"),
    ("probabilities of many", lambda: beams.Mixture(((1, 0, 0), (0, 1, 0))), r"three numbers"),
    ("mixture without a label", lambda: replace(NU_E, state=beams.Mixture((1, 0, 0)), label=""),
     r"needs a label"),
    ("shares of lines", lambda: solar.SolarComponent(name="X", flux=1e9, born="pp",
     lines=((0.8, 0.9), (0.4, 0.2))), r"X: shares of the lines sum to 1\.1"),
    ("fractions of another beam", lambda: cevns.experiments.experiment.with_arrival_fractions(
     CSI, {"prompt": 1.0}), r"the beams are"),
    ("clock of a source without", lambda: yields.yields(
     CSI, standard_model.standard_model(G).channels, time_edges=[0, 1e-6]), r"without a clock"),
    ("arrival above 1", lambda: yields.yields(
     replace(CSI, components=(replace(NU_E, arrival=lambda t: np.full(len(t) - 1, 0.9)),)),
     standard_model.standard_model(G).channels, time_edges=[0, 1e-6, 2e-6]), r"sum to 1 at most"),
]  # fmt: skip

STATES: list[Bad] = [
    ("state of length two", lambda: effective.effective_squared_of_state(L, [1, 1, 0]),
     r"state is not normalised: its probabilities sum to 2, more than 1"),
    ("one state of many", lambda: effective.effective_squared_of_state(
     L, [[1, 0, 0], [0.9, 0.9, 0]]), r"probabilities sum to 1\.62"),
    ("state of a Dirac moment", lambda: effective.dirac_effective_squared(np.eye(3), [2, 0, 0]),
     r"state is not normalised: its probabilities sum to 4"),
    ("many states, one too long", lambda: effective.dirac_effective_squared(
     np.eye(3), [[1, 0, 0], [1, 1, 1]]), r"probabilities sum to 3"),
    ("probabilities for a state", lambda: effective.effective_squared_of_mixture(L, [0.5, 0.3]),
     r"must be three on the last axis"),
    ("matrix of two", lambda: moments.moment_vector(np.zeros((2, 2))), r"shape \(\.\.\., 3, 3\)"),
    ("symmetric matrix", lambda: moments.moment_vector(np.ones((3, 3))), r"antisymmetric"),
    ("form of two", lambda: hermitian.schur_complement(np.eye(2), [0]), r"shape \(\.\.\., 3, 3\)"),
    ("form that is no number", lambda: hermitian.principal_directions(np.full((3, 3), NAN)),
     r"form has entries that are not finite"),
    ("kept twice", lambda: hermitian.schur_complement(np.eye(3), [0, 0]), r"different indices"),
    ("pair of one", lambda: curves.at_relative_phase(np.eye(3), (1, 1), 0.0, 1.0),
     r"a pair has two different indices"),
    ("pair beyond", lambda: curves.at_worst_phases(np.eye(3), (0, 3), 1.0), r"pair = 3"),
    ("tolerance in per cent", lambda: hermitian.null_vectors(np.eye(3), 5), r"tolerance = 5"),
    ("mixing matrix that is not unitary", lambda: moments.to_mass_basis(L, 2 * np.eye(3)),
     r"not unitary"),
    ("empty mixing matrix", lambda: mixing.unitary(np.zeros((0, 3, 3))), r"is empty"),
    ("complex moduli", lambda: regions.profile(DATA, {"Lambda_1": 1e-10 + 1e-11j}),
     r"Lambda_1 must be a number .*; it is complex: use abs\(\) for the modulus"),
    ("moduli of an object", lambda: regions.profile(
     DATA, {"Lambda_1": moments.TransitionMoments(1e-10j).Lambda_1}), r"use abs\(\)"),
]  # fmt: skip

STATISTICS: list[Bad] = [
    ("no quantiles", lambda: intervals.coverage(DATA.counting, 200.0, 173.0, 2.7, quantiles=0),
     r"quantiles = 0 must be .*>= 1"),
    ("no quantiles of a threshold", lambda: intervals.feldman_cousins_threshold(
     DATA.counting, 200.0, 173.0, quantiles=0), r"quantiles = 0"),
    ("one node", lambda: cevns.signal(CSI, nodes=1), r"nodes = 1 must be .*>= 2"),
    ("no node", lambda: cevns.signal(CSI, nodes=0), r"nodes = 0"),
    ("one node of a batch", lambda: batch.Batch(experiment=CSI,
     channels=standard_model.standard_model(G).channels, nodes=1), r"nodes = 1"),
    ("one node of a total", lambda: cross_sections.sm_total(30, AR, couplings=G, form_factor=F,
     nodes=1), r"nodes = 1"),
    ("no toys", lambda: bands.expected_band(DATA, "Lambda_1", toys=0), r"toys = 0"),
    ("fractions of a band in per cent", lambda: bands.expected_band(DATA, "Lambda_1",
     fractions=(16, 84)), r"fractions\[0\] = 16"),
    ("fractions that fall", lambda: bands.expected_band(DATA, "Lambda_1", fractions=(0.9, 0.1)),
     r"fractions must be two that ascend"),
    ("one direction", lambda: regions.boundary(DATA, ("Lambda_1", "Lambda_2"), directions=1),
     r"directions = 1 must be .*>= 2"),
    ("no points", lambda: curves.at_worst_phases(np.eye(3), (0, 1), 1.0, points=0), r"points = 0"),
    ("few nodes of a table", lambda: tabulated.tabulated(DATA.moment_chi2, nodes=3), r"nodes = 3"),
    ("no tolerance", lambda: tabulated.tabulated(DATA.moment_chi2, tolerance=0.0),
     r"tolerance = 0"),
    ("no depth", lambda: tabulated.tabulated(DATA.moment_chi2, depth=0.0), r"depth = 0"),
    ("negative count", lambda: measurement.PoissonCount(observed=-1), r"observed = -1 events"),
    ("count that is no number", lambda: measurement.PoissonCount(observed=NAN), r"observed = nan"),
    ("off in no time", lambda: measurement.PoissonCount(observed=1, off=1, off_exposure=0.0),
     r"off_exposure = 0"),
    ("off without a time", lambda: measurement.PoissonCount(observed=1, off=1), r"off_exposure"),
    ("bins of different numbers", lambda: measurement.ObservedBins(on=[1, 2], off=[1],
     background=[1, 1], sigma_signal=0, sigma_background=0), r"one entry a bin each"),
    ("negative bin", lambda: measurement.ObservedBins(on=[-1.0], off=[1], background=[1],
     sigma_signal=0, sigma_background=0), r"on counts\[0\] = -1"),
    ("bins of nothing", lambda: bins.PoissonBins(name="x", source="s", on=(), off=(), sm=(),
     electron=(), muon=()), r"at least one"),
    ("signal that is no number", lambda: DATA.counting.chi2(NAN), r"signal = nan events"),
    ("complex signal", lambda: DATA.counting.chi2(100 + 1j), r"complex: use abs"),
    ("no variance", lambda: gaussian_count.Counting(observed=1, variance=0), r"variance = 0"),
    ("expected nothing", lambda: counts.counting(measurement.ExpectedCount(sigma_stat=0.1,
     sigma_sys=0.1), 0.0), r"standard_model = 0 events"),
    ("tau without an end", lambda: poisson_count.PoissonCounting(on=1, off=2.0), r"tau = inf"),
    ("moments of two bases", lambda: regions.profile(DATA, {"Lambda_1": 1e-10, "Lambda_e": 0}),
     r"of one basis"),
    ("negative modulus", lambda: regions.profile(DATA, {"Lambda_1": -1e-10}), r"Lambda_1 = -1e-10"),
    ("masked moduli", lambda: regions.profile(
     DATA, {"Lambda_1": np.ma.array([1e-10, 2e-10], mask=[0, 1])}), r"it is masked"),
]  # fmt: skip

EVERY = [*DETECTORS, *NUCLEI, *COUPLINGS, *BEAMS, *STATES, *STATISTICS]


@pytest.mark.parametrize(
    ("call", "message"), [pytest.param(call, said, id=what) for what, call, said in EVERY]
)
def test_what_users_bring_is_checked(call: Callable[[], Any], message: str) -> None:
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=message):
        call()


def test_good_things_of_ones_own_are_taken() -> None:
    """The same helpers with what is right: nothing but the fault is refused above."""
    assert counted(lambda T: np.full_like(T, 0.5))().sm_total > 0
    assert with_form_factor(lambda Q: np.exp(-((2 * Q) ** 2)))().sm_total > 0
    assert quenched(lambda T: 0.2 * T)().sm_total > 0
    assert density(np.square)().total == pytest.approx(26 / 3, rel=1e-12, abs=0)
    assert current(0.1, lambda T, n, p, q: np.ones_like(T))().sum() > 0
    assert effective.effective_squared_of_state(L, [0.5, 0.5, 0]) > 0  # a part is lost
