"""Quenching with binding, as published, and the resolution of ionisation."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import simpson

import cevns
from cevns.basics.units import eV, keV
from cevns.detectors import bound_atoms
from cevns.detectors.bound_lindhard import BoundFormula, BoundLindhard, BoundModel
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.ionisation import IonisationWidth
from cevns.detectors.quenching import Lindhard, LindhardModel, recoil_energy
from cevns.detectors.quenching_models import PUBLISHED, published_quenching, told_quenching
from cevns.detectors.resolution import Gaussian
from cevns.detectors.response import ELECTRON
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector

GE = cevns.nuclide("74Ge")
SI = cevns.nuclide("28Si")
BOUND = BoundLindhard(Z=32, k=0.162, binding=20 * eV)


def test_no_ionisation_up_to_twice_the_binding_energy() -> None:
    T = np.array([0, 20, 39.9, 40.0, 40.5, 60]) * eV
    E = BOUND(T)
    assert (E[:4] == 0).all()
    assert (E[4:] > 0).all()
    assert (np.diff(BOUND(np.geomspace(41 * eV, 0.1, 300))) > 0).all()


def test_ionisation_begins_where_the_response_is_told_it_does() -> None:
    assert BOUND.kinks[0] == pytest.approx(40 * eV, rel=1e-12, abs=0)
    assert BOUND.kinks[1] == BOUND.reach[1]


def test_atoms_scatter_like_charges_far_above_and_softly_far_below() -> None:
    # f(t^1/2) = 1/(2 t^1/2) is Rutherford's; below it is the power law of m = 1/3
    t = np.array([1e12, 1e-18])
    rutherford, soft = bound_atoms.scattering(t) / [0.5 / 1e6, 1.309 * 1e-3]
    assert rutherford == pytest.approx(1, abs=1e-3)
    assert soft == pytest.approx(1, abs=1e-3)


def test_without_binding_it_is_lindhards_law() -> None:
    # whose closed form is a fit to the solution of the equation without binding
    T = np.geomspace(0.1, 3, 12) * keV
    free = BoundLindhard(Z=32, k=0.162, binding=1e-4 * eV)
    np.testing.assert_allclose(free(T), Lindhard(32, 74, 0.162)(T), rtol=0.05)


@pytest.mark.parametrize("at", [3e-3, 0.02, 0.3, 3.0])
def test_the_solution_fulfils_the_equation(at: float) -> None:
    # the equation of the atomic motion itself, by Simpson's rule on a finer solution
    k, u = 0.162, 7e-4
    e, lam = bound_atoms.electronic_energy(k, u, 1200)

    def nu(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return x + u - np.where(x > u, np.interp(np.log(np.maximum(x, u)), np.log(e), lam), 0.0)

    right = 0.0
    cuts = np.unique([at * u, 2 * at * u, at * at / 2, at * (at - u), at * at])
    for a, b in pairwise(cuts):
        t = np.geomspace(a, b, 100_001)
        f = bound_atoms.scattering(t) / (2 * t**1.5)
        change = nu(at - t / at) + nu(t / at - u) - nu(np.full_like(t, at))
        right += float(simpson(f * change * t, x=np.log(t)))
    step = 0.05 * at
    below, here, above = nu(np.array([at - step, at, at + step]))
    first, second = (above - below) / (2 * step), (above - 2 * here + below) / step**2
    left = k * at**0.5 * first - 0.5 * k * at**1.5 * second
    assert left == pytest.approx(right, rel=0.01, abs=0)


def test_grid_converges() -> None:
    u = BOUND.per_keV * 0.02
    T = np.geomspace(0.06, 10, 20)
    found = []
    for points in (200, 400, 800):
        e, lam = bound_atoms.electronic_energy(0.162, u, points)
        found.append(np.interp(BOUND.per_keV * T - u, e, lam))
    coarse, fine = (np.abs(found[i] / found[2] - 1).max() for i in (0, 1))
    assert fine < 2e-3
    assert fine < 0.5 * coarse


def test_silicon_is_near_what_was_measured() -> None:
    # 60, 300 and 1000 eV of ionisation: A. E. Chavarria et al., Phys. Rev. D 94 (2016) 082007,
    # by the rational function fitted to it
    T = np.array([0.695, 1.95, 4.74]) * keV
    E = np.array([0.06, 0.3, 1.0]) * keV
    bound = published_quenching("bound_2020")(SI)
    assert (np.abs(bound(T) / E - 1) < [0.35, 0.15, 0.1]).all()
    assert (np.abs(Lindhard(14, 28)(T) / E - 1) > [1.0, 0.45, 0.25]).all()


def test_the_formula_has_its_printed_form() -> None:
    k, U, c_0, c_1 = 0.162, 0.02, 3.0e-4, 6.2e-6
    c = 11.5 * 32 ** (-7 / 3)
    for T in (0.2, 1.0, 5.0):
        e = c * (T - U)
        nu = e / (1 + k * (3 * e**0.15 + 0.7 * e**0.6 + e)) + c_0 * e**0.5 + c_1 + c * U
        formula = BoundFormula(Z=32, k=k, binding=U * keV, c_0=c_0, c_1=c_1)
        assert formula(T * keV) / (T * keV) == pytest.approx(1 - nu / (c * T), rel=1e-12, abs=0)
    assert formula(0.03 * keV) == 0
    bare = BoundFormula(Z=32, k=k, binding=U * keV, c_0=0, c_1=0)
    assert bare(0.039 * keV) == 0 < bare(0.041 * keV)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        # of the release, in its digits
        ("iron_filter_2022", {0.0: 0.4361, 0.5: 0.34007, 1.0: 0.24403, 2.0: 0.18754, 4.5: 0.20933}),
        ("photoneutron_2022", {0.0: 0.37738, 0.5: 0.24776, 1.0: 0.19387, 2.0: 0.18468}),
    ],
)
def test_released_factors(name: str, rows: dict[float, float]) -> None:
    quenching = published_quenching(name)(GE)
    for T, Q in rows.items():
        x = max(T, 1e-6) * keV
        assert quenching(x) / x == pytest.approx(Q, abs=4e-5)
    with pytest.raises(ValueError, match="never extrapolated"):
        quenching(4.6 * keV)


def test_ionisation_of_the_iron_filter_falls_and_its_threshold_is_the_smallest_recoil() -> None:
    quenching = published_quenching("iron_filter_2022")(GE)
    E = quenching(np.array([1.14, 1.34]) * keV) / keV
    np.testing.assert_allclose(E, [0.24754, 0.23950], atol=2e-5)
    T = np.linspace(0.5, 2.0, 601) * keV
    brute = np.maximum.accumulate(quenching(np.linspace(0, 2.0, 20001) * keV))[5000::25]
    np.testing.assert_allclose(quenching.envelope(T), brute, rtol=1e-6)
    assert recoil_energy(quenching, 0.24 * keV) < 1.1 * keV
    assert quenching(recoil_energy(quenching, 0.24 * keV)) == pytest.approx(
        0.24 * keV, rel=1e-9, abs=0
    )


def test_photoneutrons_give_less_ionisation_than_the_iron_filter_and_lindhard_least() -> None:
    T = np.array([0.3, 0.6, 0.9]) * keV
    fef, ybe = (published_quenching(f"{x}_2022")(GE)(T) for x in ("iron_filter", "photoneutron"))
    lindhard = LindhardModel(0.157)(GE)(T)
    bound = published_quenching("bound_2020")(GE)(T)
    assert (fef > ybe).all()
    assert (ybe > lindhard).all()
    assert (lindhard > bound).all()


def test_width_of_ionisation() -> None:
    width = IonisationWidth(noise=68.5 * eV, pair_energy=2.96 * eV, fano=0.11)
    E = np.array([-0.1, 0.0, 1.0]) * keV
    expected = [68.5, 68.5, np.sqrt(68.5**2 + 1000 * 2.96 * 0.11)]
    np.testing.assert_allclose(width(E) / eV, expected, rtol=1e-12)
    with pytest.raises(ValueError, match=r"noise = 68\.5 MeV"):
        IonisationWidth(noise=68.5)


def test_least_ionisation_is_another_recoil_of_nuclei_and_of_electrons() -> None:
    detector = EnergyDetector(
        lower=0.2 * keV,
        upper=1.5 * keV,
        quenching=published_quenching("photoneutron_2022"),
        resolution=Gaussian(IonisationWidth(noise=68.5 * eV)),
        least=3 * eV,
    )
    assert detector.on(ELECTRON).kinks[0] == pytest.approx(3 * eV, rel=1e-9, abs=0)
    first = detector.on(GE).kinks[0]
    assert published_quenching("photoneutron_2022")(GE)(first) == pytest.approx(
        3 * eV, rel=1e-9, abs=0
    )
    with pytest.raises(ValueError, match="without bound towards T = 0"):
        EnergyDetector(
            lower=0.2 * keV, resolution=detector.resolution, quenching=detector.quenching
        ).on(GE)


def test_every_detector_says_its_quenching() -> None:
    assert told_quenching(ThresholdDetector(threshold_nr=1 * keV)) == ""
    assert told_quenching(IonisationDetector(threshold_ee=1 * keV)) == "Lindhard, its own k"
    told = {
        name: told_quenching(EnergyDetector(lower=1 * keV, quenching=published_quenching(name)))
        for name in PUBLISHED
    }
    assert len(set(told.values())) == len(PUBLISHED)
    assert "binding" in told["bound_2020"]
    bound = EnergyDetector(lower=1 * keV, quenching=BoundModel(binding=20 * eV, k=0.16))
    assert told_quenching(bound) == "Lindhard with binding, k = 0.16, U = 20 eV"
    assert told_quenching(EnergyDetector(lower=1 * keV, quenching=lambda n: BOUND)).startswith("a ")
    with pytest.raises(ValueError, match="for Ge only, not for Si"):
        published_quenching("iron_filter_2022")(SI)


FILE = """
[experiment.mine.current]
provenance = "inferred"
reference = "a test"
source = "reactor"
thermal_power_GW = 3.6
material = "Ge"
mass_kg = 1
baseline_m = 20
exposure_days = 100
detector = {{ kind = "threshold", threshold_keV_ee = 0.2, upper_keV_ee = 1, efficiency = 1{more} }}
statistics = {{ kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }}
"""


def read(folder: Path, more: str) -> cevns.experiments.experiment.Experiment:
    file = folder / "mine.toml"
    file.write_text(FILE.format(more=", " + more))
    return cevns.load_experiments(file)["mine", "current"]


def test_from_a_file(tmp_path: Path) -> None:
    noise = "noise_eV_ee = 68.5, pair_energy_eV = 2.96, fano_factor = 0.11, lowest_keV_ee = 0.003"
    named = read(tmp_path, f'quenching_model = "iron_filter_2022", {noise}')
    assert told_quenching(named.detector) == published_quenching("iron_filter_2022").told
    assert named.detector.least == pytest.approx(3 * eV)
    bound = read(tmp_path, f"lindhard_k = 0.162, binding_energy_eV = 20, {noise}")
    assert bound.detector.quenching == BoundModel(binding=20 * eV, k=0.162)
    counts = {
        key: cevns.signal(read(tmp_path, f"{more}, {noise}")).sm_total
        for key, more in (
            ("fef", 'quenching_model = "iron_filter_2022"'),
            ("lindhard", "lindhard_k = 0.157"),
            ("bound", "binding_energy_eV = 20, lindhard_k = 0.157"),
        )
    }
    assert counts["fef"] > 2 * counts["lindhard"] > 2 * counts["bound"] > 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('quenching_model = "iron_filter"', "did you mean"),
        ('quenching_model = "bound_2020", lindhard_k = 0.157', "quenching_model or lindhard_k"),
        ("quenching = 0.2, binding_energy_eV = 20", "quenching or binding_energy_eV"),
        ("binding_energy_eV = 2e4", "is it in keV"),
        ("noise_eV_ee = 68.5, resolution_keV_ee = 0.1", "noise_eV_ee, not both"),
        ("noise_eV_ee = 68.5", "without bound towards T = 0"),
    ],
)
def test_bad_entries_are_named(tmp_path: Path, more: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(tmp_path, more)
