"""Light of the CsI detectors and arrival of pulses, each against another way to the same number."""

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from own_files import load
from scipy.integrate import quad
from scipy.stats import exponnorm, gamma, poisson

import cevns
from cevns.basics.constants import ALPHA_EM, M_E, M_MU
from cevns.basics.curves import Curve
from cevns.basics.units import keV, ns, us
from cevns.detectors.acceptance import LogisticAcceptance, linear_between
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.gamma_spread import GammaSpread
from cevns.detectors.measured_quenching import MeasuredQuenching
from cevns.detectors.photoelectrons import SmearedPhotoelectronDetector
from cevns.detectors.polynomial_quenching import PolynomialQuenching
from cevns.detectors.response import ELECTRON
from cevns.detectors.timing import KeptArrival, TimeEfficiency
from cevns.interactions.electromagnetic import MAGNETIC
from cevns.rates.signal import binned_signal, recoil_spectrum
from cevns.rates.yields import yields
from cevns.sources.arrival import MUON_LIFETIME, delayed_density
from cevns.sources.pulses import (
    PION_LIFETIME,
    PulsedArrival,
    TabulatedArrival,
    stopped_pion_arrivals,
)

CURVE = LogisticAcceptance(plateau=1.32045, slope=0.285979, midpoint=10.8646, offset=-0.333322)
LIGHT = 1 / 0.0749
SPREAD = GammaSpread(9.56 * 0.0749)
QUENCHING = PolynomialQuenching((0.0554628, 4.30681, -111.707, 840.384))
EDGES = (0.0, 8.0, 12.0, 16.0, 20.0, 24.0, 32.0, 40.0, 50.0, 60.0)
DETECTOR = EnergyDetector(
    lower=0.0,
    upper=60.0,
    quenching=MeasuredQuenching(QUENCHING),
    gain=LIGHT / keV,
    unit="PE",
    efficiency=CURVE,
    resolution=SPREAD,
)


def density(x: float, E_keV: float) -> float:
    """The release's own words: gamma of shape 1 + b and rate a (1 + b)."""
    a, b = 0.0749 / E_keV, 9.56 * E_keV
    return float(gamma.pdf(x, 1 + b, scale=1 / (a * (1 + b))))


def efficiency_of_release(x: float) -> float:
    return max(0.0, 1.32045 / (1 + math.exp(-0.285979 * (x - 10.8646))) - 0.333322)


@pytest.mark.parametrize("E_keV", [0.02, 0.1, 0.4, 1.0, 4.0])
def test_light_follows_the_gamma_distribution_of_the_release(E_keV: float) -> None:
    mean = np.array(E_keV * LIGHT)
    marks = np.array([0.0, 5.0, 8.0, 20.0, np.inf])
    found = SPREAD.matrix(mean, marks)
    by_hand = [
        quad(density, low, min(high, 400.0), args=(E_keV,), limit=300, epsabs=1e-13)[0]
        for low, high in itertools.pairwise(marks)
    ]
    np.testing.assert_allclose(found, by_hand, rtol=1e-8, atol=1e-12)
    assert float(SPREAD.width(mean)) == pytest.approx(
        float(gamma.std(1 + 9.56 * E_keV, scale=mean / (1 + 9.56 * E_keV))), rel=1e-12, abs=0
    )


def test_light_of_an_efficiency_that_is_linear_between_marks() -> None:
    """Against quadrature of the same lines; after the last mark the efficiency stays."""
    marks, level = np.array([2.0, 6.0, 15.0, np.inf]), np.array([0.0, 0.3, 0.9, 0.9])
    for E_keV in (0.3, 1.5):
        found = SPREAD.weighted(np.array([E_keV * LIGHT]), marks, level)[0]
        for i, (a, b) in enumerate(itertools.pairwise(marks)):
            by_hand = quad(
                lambda x, E=E_keV: np.interp(x, marks[:3], level[:3]) * density(x, E),
                *(a, min(b, 300.0)),
                epsabs=1e-13,
                limit=300,
            )[0]
            assert found[i] == pytest.approx(by_hand, rel=1e-9, abs=1e-14)


def test_of_no_energy_there_is_no_light() -> None:
    found = SPREAD.weighted(np.array([0.0, 1e-9]), np.array([1.0, 5.0]), np.array([1.0, 1.0]))
    np.testing.assert_allclose(found, 0, atol=1e-14)
    with pytest.raises(ValueError, match="begins above zero"):
        SPREAD.smooth_between(np.array([0.0, 10.0]))


def test_the_efficiency_of_2021() -> None:
    """As released, negative values zero; and the pieces between which it counts as linear."""
    x = np.linspace(0, 80, 4001)
    np.testing.assert_allclose(CURVE(x), [efficiency_of_release(one) for one in x], atol=1e-15)
    assert CURVE.begins == pytest.approx(x[np.argmax(CURVE(x) > 0)], abs=0.02)
    for plateau, slope, midpoint, offset in (
        (1.32045, 0.285979, 10.8646, -0.333322),
        (1.3439, 0.285366, 9.84596, -0.356364),
        (1.297, 0.286592, 11.8832, -0.31028),
    ):
        one = LogisticAcceptance(plateau=plateau, slope=slope, midpoint=midpoint, offset=offset)
        assert one(one.begins) == 0
        assert one(one.begins + 1e-6) > 0
        assert replace(DETECTOR, efficiency=one).on(cevns.nuclide("127I")).kinks[0] > 0
    assert CURVE(CURVE.begins + 0.01) > 0
    marks = np.array(linear_between(CURVE, 0.0, 60.0))
    fine = np.linspace(marks[0], 60, 20001)
    assert np.abs(np.interp(fine, marks, CURVE(marks)) - CURVE(fine)).max() < 1.2e-5
    assert len(marks) < 400


def test_below_the_first_kink_nothing_is_counted() -> None:
    """Nor above the last: magnetic recoils grow as 1/T, and none of them may be missed."""
    response = DETECTOR.on(cevns.nuclide("127I"))
    first, last = response.kinks[0], response.kinks[-1]
    assert float(response.efficiency(first * (1 + 1e-9))) < 1e-14
    assert float(response.efficiency(last * (1 - 1e-9))) < 1e-14
    assert float(response.efficiency(6 * first)) > 1e-14


def test_an_offset_has_its_range() -> None:
    with pytest.raises(ValueError, match="plateau"):
        LogisticAcceptance(plateau=1.4, slope=0.3, midpoint=10.0, offset=-0.3)
    with pytest.raises(ValueError, match="plateau"):
        LogisticAcceptance(plateau=0.2, slope=0.3, midpoint=10.0, offset=-0.3)
    with pytest.raises(ValueError, match="inside the window"):
        linear_between(replace(CURVE, steps=(9.0,)), 5.0, 20.0)


def test_the_response_of_2021_by_quadrature() -> None:
    """Quenching, spread and efficiency by adaptive integrals over the light."""
    iodine = cevns.nuclide("127I")
    response = DETECTOR.binned(EDGES).on(iodine)
    for T_keV in (3.0, 9.0, 25.0):
        T = T_keV * 1e-3
        E_keV = 1e3 * (0.0554628 * T + 4.30681 * T**2 - 111.707 * T**3 + 840.384 * T**4)
        found = response.matrix(np.array([T_keV * keV]))[0]
        for b in range(len(EDGES) - 1):
            by_hand = quad(
                lambda x, E=E_keV: efficiency_of_release(x) * density(x, E),
                *EDGES[b : b + 2],
                points=[6.98],
                epsabs=1e-12,
                limit=200,
            )[0]
            assert found[b] == pytest.approx(by_hand, rel=1e-4, abs=2e-6)


def test_counts_of_2021_by_a_sum_over_a_fine_grid() -> None:
    """The fold of all that, against trapezoids over 20000 recoil energies."""
    e = replace(cevns.experiment("coherent-csi", "current"), detector=DETECTOR)
    u = np.linspace(math.log(2e-4), math.log(0.047), 20001)
    T = np.exp(u)
    spectrum = recoil_spectrum(e, T)
    sm, magnetic = spectrum.sm_total, spectrum.magnetic_total
    R = DETECTOR.binned(EDGES).on(cevns.nuclide("127I")).matrix(T)
    by_hand = np.trapezoid((sm * T)[:, None] * R, u, axis=0)
    by_hand_magnetic = np.trapezoid((magnetic * T)[:, None] * R, u, axis=0)
    found = binned_signal(e, EDGES)
    np.testing.assert_allclose([one.sm_total for one in found], by_hand, rtol=2e-5)
    # a trapezoid misses half a step of T where the recoils of the line end
    np.testing.assert_allclose([one.magnetic_total for one in found], by_hand_magnetic, rtol=2e-4)


def test_few_nodes_are_enough_between_the_kinks() -> None:
    """Panels follow the spread of the light: more nodes in each change nothing."""
    e = replace(cevns.experiment("coherent-csi", "current"), detector=DETECTOR.binned(EDGES))
    few, many = (yields(e, (MAGNETIC,), nodes=n).values for n in (12, 48))
    np.testing.assert_allclose(few, many, rtol=1e-8)


OWN = """
[source.mine]
kind = "pion_decay_at_rest"
provenance = "cited"
reference = "a test"
neutrinos_per_flavor_per_s = 5e14
{clock}
[experiment.mine.current]
provenance = "cited"
reference = "a test"
source = "mine"
material = "CsI"
mass_kg = 14.6
baseline_m = 19.3
exposure_days = 300
[experiment.mine.current.detector]
kind = "photoelectrons"
light_yield_PE_per_keV_ee = 13.351134846461949
quenching_polynomial = [0.0554628, 4.30681, -111.707, 840.384]
acceptance_plateau = 1.32045
acceptance_slope_per_PE = 0.285979
acceptance_midpoint_PE = 10.8646
acceptance_offset = -0.333322
{spread}
window_lower_PE = 0
window_upper_PE = 60
[experiment.mine.current.statistics]
kind = "expected"
sigma_stat = 0.1
sigma_sys = 0.1
"""
GAMMA = 'fluctuations = "gamma"\ngamma_shape_per_PE = 0.716044'
PULSE = "pulse_mean_ns = 478\npulse_width_ns = 154"


def test_a_file_of_ones_own_has_the_same_response(tmp_path: Path) -> None:
    e = load(tmp_path, OWN.format(clock=PULSE + "\ntime_shift_ns = 20", spread=GAMMA))
    assert e.detector == DETECTOR
    edges = np.array([0.0, 0.3, 0.6, 2.0, 6.0]) * us
    for component, one in zip(
        e.components, [0, 1, 1], strict=True
    ):  # prompt nu_mu, then the delayed two
        assert component.arrival is not None
        expected = stopped_pion_arrivals(498 * ns, 154 * ns)[one](edges)
        np.testing.assert_allclose(component.arrival(edges), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("clock", "spread", "message"),
    [
        (PULSE, 'fluctuations = "gamma"', "need each other"),
        (PULSE, "gamma_shape_per_PE = 0.7", "need each other"),
        ("time_shift_ns = 10", GAMMA, "give one of them"),
        ("pulse_mean_ns = 478", GAMMA, "pulse_width_ns"),
        ("pulse_mean_ns = 478\npulse_width_ns = 1e-7", GAMMA, "in s"),
        (PULSE, 'fluctuations = "poisson"', "one quenching factor for all"),
    ],
)
def test_a_file_with_a_slip(tmp_path: Path, clock: str, spread: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load(tmp_path, OWN.format(clock=clock, spread=spread))


M, W = 0.478 * us, 0.154 * us


def test_prompt_neutrinos_follow_an_exponentially_modified_gaussian() -> None:
    prompt, _ = stopped_pion_arrivals(M, W)
    t = np.array([-0.5, 0.1, 0.4, 0.5, 0.9, 3.0]) * us
    np.testing.assert_allclose(
        prompt.arrived(t), exponnorm.cdf(t, PION_LIFETIME / W, M, W), atol=1e-12
    )


def test_delayed_neutrinos_by_simulation_of_every_step() -> None:
    """Protons, pions and muons one by one; and the mean, which is the sum of the three."""
    rng = np.random.default_rng(7)
    n = 400_000
    t = rng.normal(M, W, n) + rng.exponential(PION_LIFETIME, n) + rng.exponential(MUON_LIFETIME, n)
    _, delayed = stopped_pion_arrivals(M, W)
    edges = np.array([-1.0, 0.25, 0.5, 0.75, 1.0, 2.0, 4.0, 6.0]) * us
    found, seen = delayed(edges), np.histogram(t, edges)[0] / n
    assert np.abs(found - seen).max() < 4 * math.sqrt(0.25 / n)
    grid = np.linspace(-1, 60, 600_001) * us
    mean = np.trapezoid(1 - delayed.arrived(grid), grid) + grid[0]
    assert mean == pytest.approx(M + PION_LIFETIME + MUON_LIFETIME, rel=1e-6, abs=0)


def test_a_narrow_pulse_is_that_of_bins() -> None:
    """Muons of pions that decay at once, within 1 ns: `delayed_density` of one short bin."""
    late = PulsedArrival(mean=0.0, width=0.1 * ns, lifetimes=(MUON_LIFETIME,))
    edges = np.array([0.5, 1.5, 4.0]) * us
    by_density = [
        quad(lambda t: float(delayed_density(t + 0.5 * ns, (1.0,), 1 * ns)), a, b)[0]
        for a, b in itertools.pairwise(edges)
    ]
    np.testing.assert_allclose(late(edges), by_density, rtol=1e-6)


def test_far_from_a_pulse_nothing_overflows() -> None:
    _, delayed = stopped_pion_arrivals(M, W)
    found = delayed(np.array([-1.0, -0.5, 0.0, 1e-5, 1e-3, 0.9]))
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="two different"):
        PulsedArrival(mean=0.0, width=1e-7, lifetimes=(1e-6, 1e-6))


def test_a_table_of_arrivals_moves() -> None:
    table = TabulatedArrival(arrived=Curve("arrived", "us", [0, 1e-6, 3e-6], [0, 0.5, 1.0], us))
    np.testing.assert_allclose(table(np.array([-1, 0.5, 2, 9]) * us), [0.25, 0.5, 0.25])
    np.testing.assert_allclose(table.shifted(1 * us)(np.array([0.0, 1.5, 9]) * us), [0.25, 0.75])
    with pytest.raises(ValueError, match="rise"):
        TabulatedArrival(arrived=Curve("arrived", "us", [0, 1e-6], [0.1, 1.0], us))


def test_what_is_kept_by_a_time_efficiency() -> None:
    efficiency = TimeEfficiency(flat_until=0.52 * us, rate=0.0494 / us)
    assert efficiency([0.0, 0.52e-6]) == pytest.approx([1.0, 1.0])
    assert float(efficiency(4.52 * us)) == pytest.approx(math.exp(-0.0494 * 4), rel=1e-12, abs=0)
    _, delayed = stopped_pion_arrivals(M, W)
    edges = np.array([0.0, 0.125, 0.5, 0.75, 1.0, 2.0, 4.0, 6.0]) * us
    h = 1e-11

    def counted(t: float) -> float:
        f = np.diff(delayed.arrived(np.array([t - h, t + h])))[0] / (2 * h)
        return float(f * efficiency(t))

    by_hand = [
        quad(counted, a, b, points=[0.52e-6] if a < 0.52e-6 < b else None, epsrel=1e-9)[0]
        for a, b in itertools.pairwise(edges)
    ]
    found = KeptArrival(arrival=delayed, efficiency=efficiency)(edges)
    np.testing.assert_allclose(found, by_hand, rtol=3e-6)


def test_flavours_share_time_bins(tmp_path: Path) -> None:
    """Time is an outer product of every flavour, before the flavours are summed."""
    e = load(tmp_path, OWN.format(clock=PULSE, spread=GAMMA))
    edges = np.array([0.0, 0.5, 1.0, 6.0]) * us
    found = yields(e, (MAGNETIC,), time_edges=edges).values
    whole = yields(e, (MAGNETIC,)).values
    prompt, delayed = stopped_pion_arrivals(M, W)
    np.testing.assert_allclose(found[0], whole[0][..., None] * prompt(edges), rtol=1e-12)
    np.testing.assert_allclose(found[2], whole[2][..., None] * delayed(edges), rtol=1e-12)


def test_light_of_electrons_is_not_quenched() -> None:
    """Of an electron of 1 keV they are Poisson's about 13.348, accepted at half numbers."""
    acceptance = LogisticAcceptance(
        plateau=0.6655, slope=0.4942, midpoint=10.8507, steps=(5.0, 6.0)
    )
    nuclei = SmearedPhotoelectronDetector(
        light_yield=0.0878 * 13.348 / keV, acceptance=acceptance, lower=6, upper=30
    )
    both = replace(nuclei, electron_light=13.348 / keV)
    found = float(both.on(ELECTRON).efficiency(1 * keV))
    by_hand = sum(poisson.pmf(k, 13.348) * float(acceptance(k + 0.5)) for k in range(6, 30))
    assert found == pytest.approx(by_hand, rel=1e-12, abs=0)
    assert both.on(cevns.nuclide("127I")) == both
    with pytest.raises(ValueError, match="nuclear recoils only"):
        nuclei.on(ELECTRON)


M_SHELLS = {
    55: {0.74: 4, 0.7266: 6, 1.2171: 2, 1.065: 2, 0.9976: 4},
    53: {0.6308: 4, 0.6193: 6, 1.0721: 2, 0.9305: 2, 0.8746: 4},
}
"""Binding energies [keV] and electrons of the M shells of caesium and iodine, X-ray Data Booklet;
further inside none is set free below 4.5 keV, further outside all are."""


def test_magnetic_events_of_electrons_in_the_first_detector() -> None:
    """Against an integral by hand over electrons that are bound by less than T."""
    counted, rejected = (
        cevns.dataset(f"coherent-csi@2017{end}").moment_chi2.parts["electron"].sum()
        for end in ("", "-nuclei")
    )
    e = cevns.dataset("coherent-csi@2017").experiment
    detector = e.detector.on(ELECTRON)
    nu_e = next(c for c in e.components if c.state == "nu_e")
    atoms = float(e.material.targets_per_kg.sum()) * e.mass
    fluence = nu_e.fluence(e.baseline_m, e.exposure) * 0.915
    mean_inverse = quad(lambda E: 192 * E * (0.5 - E / M_MU) / M_MU**3, 0, M_MU / 2)[0]
    sigma = math.pi * ALPHA_EM**2 / M_E**2 * 1e-20 * (197.327e-13) ** 2
    u = np.linspace(math.log(0.1 * keV), math.log(5 * keV), 4001)
    T = np.exp(u)
    free = np.zeros_like(T)
    for Z, shells in M_SHELLS.items():
        free += 0.5 * ((Z - 28) + sum(n * (E * keV < T) for E, n in shells.items()))
    events = np.trapezoid(
        atoms * free * fluence * sigma * (1 / T - mean_inverse) * detector.efficiency(T) * T, u
    )
    assert counted - rejected == pytest.approx(events, rel=0.01, abs=0)


def test_a_bend_of_the_time_efficiency_is_an_edge() -> None:
    """All arrive evenly in one wide bin, and few are kept after a bend inside a piece of it."""

    def evenly(edges: np.ndarray) -> np.ndarray:
        return np.diff(edges) / 6e-6

    bend, rate = 1.08 * us, 3 / us  # half way through the twelfth piece
    found = KeptArrival(arrival=evenly, efficiency=TimeEfficiency(flat_until=bend, rate=rate))
    exact = (bend + (1 - math.exp(-rate * (6 * us - bend))) / rate) / (6 * us)
    # what is left is the curvature of the exponential over a piece, (rate h)^2 / 24 of its part
    assert float(found(np.array([0.0, 6.0]) * us)[0]) == pytest.approx(exact, rel=1.0e-3, abs=0)
    straight = bend / (6 * us)
    part = exact - straight
    assert float(found(np.array([0.0, 6.0]) * us)[0]) - straight == pytest.approx(
        part * (1 - (rate * 6 * us / 64) ** 2 / 24), rel=6e-4, abs=0
    )
