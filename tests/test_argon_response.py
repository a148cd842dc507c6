"""What argon makes of a recoil: published numbers, closed forms, and a fold without the package."""

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest
from own_files import load
from scipy.integrate import quad
from scipy.special import erf

import cevns
from cevns.basics.csv_tables import read_columns
from cevns.basics.units import eV, keV
from cevns.detectors.binning import with_bins
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.polynomial_quenching import PolynomialQuenching
from cevns.detectors.pulse_shape import PulseShapeDetector, PulseShapes
from cevns.detectors.quenching import recoil_energy
from cevns.detectors.resolution import Gaussian, RootWidth
from cevns.detectors.response import ELECTRON
from cevns.interactions.couplings import tree
from cevns.interactions.standard_model import standard_model
from cevns.rates.signal import recoil_spectrum
from cevns.rates.yields import yields

AR = cevns.nuclide("40Ar")
LINEAR = PolynomialQuenching((0.246, 0.78))

EFFICIENCY = "E_keV_ee,efficiency\n0.5,0\n4,0.5\n10,0.9\n60,0.95\n"
SHAPES = """lower_keV_ee,upper_keV_ee,lower_shape,upper_shape,share
0,10,0.5,0.6,0.4
0,10,0.6,0.9,0.6
10,20,0.5,0.6,0.1
10,20,0.6,0.9,0.8
20,60,0.5,0.6,0
20,60,0.6,0.9,1
"""
TOML = """
[experiment.argon.current]
source = "sns"
material = "Ar"
mass_kg = 24.4
baseline_m = 27.5
exposure_days = 300
statistics = {{ kind = "expected", sigma_stat = 0.2, sigma_sys = 0.134 }}

[experiment.argon.current.detector]
kind = "threshold"
efficiency = "efficiency.csv"
upper_keV_ee = 60
{entries}
"""
ARGON = """resolution_root_keV_ee = 0.58
quenching_polynomial = [0.246, 0.78]
pulse_shape = "shapes.csv"
"""


def argon(folder: Path, entries: str = ARGON, shapes: str = SHAPES) -> cevns.Experiment:
    return load(folder, TOML.format(entries=entries), efficiency=EFFICIENCY, shapes=shapes)


# bin centres of the release's efficiency file, in keV of electron equivalent and of recoil
RELEASED = {0.25: 1.01299, 2.25: 8.89423, 5.25: 20.0591, 12.25: 43.7083, 39.75: 117.549}


@pytest.mark.parametrize("E_ee", RELEASED)
def test_linear_quenching_is_that_of_the_release(E_ee: float) -> None:
    """arXiv:2006.12659: 0.246 + 0.00078 T/keV; its table was made with 0.000784."""
    unrounded = PolynomialQuenching((0.246, 0.784))
    T = float(recoil_energy(unrounded, E_ee * keV)) / keV
    assert pytest.approx(RELEASED[E_ee], rel=1e-5, abs=0) == T
    T = float(recoil_energy(LINEAR, E_ee * keV)) / keV
    assert pytest.approx(RELEASED[E_ee], rel=1.1e-3, abs=0) == T
    root = (-0.246 + math.sqrt(0.246**2 + 4 * 0.00078 * E_ee)) / (2 * 0.00078)
    assert pytest.approx(root, rel=1e-12, abs=0) == T


def test_polynomial_by_hand() -> None:
    q = PolynomialQuenching((0.1, 2.0, -30.0))
    T = np.array([0.0, 0.01, 0.02])
    by_hand = 0.1 * T + 2.0 * T**2 - 30.0 * T**3
    np.testing.assert_allclose(q(T), by_hand, rtol=1e-14)
    np.testing.assert_allclose(q.factor(T), 0.1 + 2.0 * T - 30.0 * T**2, rtol=1e-14)
    assert q.told == "0.1 T + 2 T^2 - 30 T^3 in MeV"


@pytest.mark.parametrize(
    ("coefficients", "end"),
    [
        ((0.246, 0.78), (1 - 0.246) / 0.78),  # as much as there is
        ((0.3, -2.0), 0.3 / 4.0),  # the top of a parabola
        ((0.1,), 1e3),
        ((0.1, 0.0, -1.0), math.sqrt(0.1 / 3)),
        ((0.2, 1.0, 1.0), 0.5 * (-1 + math.sqrt(1 + 4 * 0.8))),
    ],
)
def test_polynomial_ends_where_it_makes_no_sense(
    coefficients: tuple[float, ...], end: float
) -> None:
    q = PolynomialQuenching(coefficients)
    assert q.reach == pytest.approx((0.0, end), rel=1e-12, abs=0)
    q(end)
    if end < 1e3:
        with pytest.raises(ValueError, match=r"T = .* MeV must be .*polynomial falls, or exceeds"):
            q(1.001 * end)


@pytest.mark.parametrize("bad", [(), (0.0, 1.0), (-0.1,), (1.2,), (24.6, 0.078), ((0.1, 0.2),)])
def test_bad_polynomials(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"polynomial"):
        PolynomialQuenching(bad)


def test_root_width_by_hand() -> None:
    """0.58 sqrt(E keV); with noise in quadrature; and Dresden-II's with its Fano factor."""
    assert RootWidth(0.58)(np.array(16 * keV)) == pytest.approx(0.58 * 4 * keV, rel=1e-14, abs=0)
    both = RootWidth(0.5, 1.2 * keV)(np.array(4 * keV))
    assert both == pytest.approx(math.hypot(1.2, 1.0) * keV, rel=1e-14, abs=0)
    fano = RootWidth(math.sqrt(0.11 * 2.96 * eV / keV), 68.5 * eV)(np.array(300 * eV))
    assert fano == pytest.approx(math.sqrt(68.5**2 + 300 * 2.96 * 0.11) * eV, rel=1e-12, abs=0)
    assert RootWidth(0.58)(np.array(0.0)) == RootWidth(0.58)(np.array(1 * eV)) > 0


def test_measured_quenching_and_width_in_a_file(tmp_path: Path) -> None:
    """Count by count against nested adaptive integrals that share nothing but the spectrum."""
    e = argon(tmp_path)
    found = yields(e, [standard_model(tree()).whole("nu_e")]).values[:, 0]
    assert found.shape == (3, 3, 2)
    marks = [(0.5, 0.0), (4.0, 0.5), (10.0, 0.9), (60.0, 0.95)]

    def accepted(lower: float, upper: float, T: float) -> float:
        """Integral of efficiency times Gaussian, all in keV, piece by piece in closed form."""
        x = 0.246 * T + 0.00078 * T**2
        s = 0.58 * math.sqrt(x)
        total = 0.0
        for (a, y), (b, z) in itertools.pairwise(marks):
            left, right = max(a, lower), min(b, upper)
            if left < right:
                slope = (z - y) / (b - a)
                u, v = (left - x) / s, (right - x) / s
                area = 0.5 * (erf(v / math.sqrt(2)) - erf(u / math.sqrt(2)))
                bell = (math.exp(-v * v / 2) - math.exp(-u * u / 2)) / math.sqrt(2 * math.pi)
                total += (y + slope * (x - a)) * area - slope * s * bell
        return total

    def events(lower: float, upper: float, component: str) -> float:
        def integrand(u: float) -> float:
            T = math.exp(u)
            spectrum = recoil_spectrum(e, [T * keV], couplings=tree())
            return float(spectrum.sm[component][0]) * keV * T * accepted(lower, upper, T)

        return quad(integrand, math.log(0.3), math.log(148.4), limit=400, epsrel=1e-8)[0]

    for i, (lower, upper) in enumerate([(0.0, 10.0), (10.0, 20.0), (20.0, 60.0)]):
        by_hand = events(lower, upper, "nu_e")
        shared = {0: (0.4, 0.6), 1: (0.1, 0.8), 2: (0.0, 1.0)}[i]
        for k in (0, 1):
            assert found[1, i, k] == pytest.approx(by_hand * shared[k], rel=2e-6, abs=1e-9)


def test_counts_converge_with_a_width_that_grows() -> None:
    """Panels follow the local width, from 0.02 keV at threshold to 6 keV at the top."""
    d = EnergyDetector(
        lower=0.5 * keV,
        upper=120 * keV,
        quenching=lambda nuclide: LINEAR,
        resolution=Gaussian(RootWidth(0.58)),
        lowest=0.5 * keV,
    )
    kinks = d.on(AR).kinks
    assert len(kinks) < 40
    T = np.geomspace(1, 140, 300) * keV
    E = LINEAR(T) / keV
    s = 0.58 * np.sqrt(E) * math.sqrt(2)
    by_hand = 0.5 * (erf((120 - E) / s) - erf((0.5 - E) / s))
    np.testing.assert_allclose(d.on(AR).matrix(T), by_hand, rtol=1e-9, atol=1e-12)


def test_shapes_share_the_bins_of_energy(tmp_path: Path) -> None:
    """Summed over the shape, recoils are those without it; their shares are those of the table."""
    with_shape, without = argon(tmp_path), argon(tmp_path, ARGON.replace('pulse_shape = "sh', "#"))
    R = with_shape.detector.on(AR)
    bare = with_bins(without.detector, [0, 0.01, 0.02, 0.06], "ee").on(AR)
    T = np.array([3.0, 20.0, 50.0, 100.0]) * keV
    assert R.kinks == bare.kinks
    matrix = R.matrix(T)
    assert matrix.shape == (4, 3, 2)
    np.testing.assert_allclose(matrix.sum(axis=2), bare.matrix(T) * [1.0, 0.9, 1.0], rtol=1e-14)
    np.testing.assert_allclose(matrix[:, 0, 0] / matrix[:, 0].sum(axis=1), 0.4, rtol=1e-12)
    assert isinstance(with_shape.detector, PulseShapeDetector)
    assert isinstance(with_shape.detector.without_shape(), EnergyDetector)
    assert with_bins(with_shape.detector, [0, 0.01, 0.02, 0.06], "ee") is with_shape.detector


def test_shapes_are_of_nuclear_recoils() -> None:
    shapes = PulseShapes(energies=[1e-3, 2e-3], edges=[0.5, 0.9], shares=[[1.0]])
    d = PulseShapeDetector(
        energy=EnergyDetector(lower=1e-3, quenching=lambda nuclide: LINEAR), shapes=shapes
    )
    assert d.energy.edges == (1e-3, 2e-3)
    d.energy.on(ELECTRON)
    with pytest.raises(ValueError, match="nuclear recoils only"):
        d.on(ELECTRON)
    other = PulseShapes(energies=[1e-3, 2e-3], edges=[0.5, 0.9], shares=[[0.5]])
    half = d.with_shapes(other).on(AR).matrix(np.array([6e-3]))
    np.testing.assert_allclose(half, 0.5 * d.on(AR).matrix(np.array([6e-3])))


SPOILT = {
    "a pair is missing": (
        lambda text: text.replace("10,20,0.5,0.6,0.1\n", ""),
        r"5 rows for 3 bins of energy times 2 of the pulse shape; every pair needs one",
    ),
    "a pair is there twice": (
        lambda text: text + "0,10,0.5,0.6,0.4\n",
        r"7 rows for 3 bins of energy times 2",
    ),
    "a gap": (
        lambda text: text.replace("20,60", "30,60"),
        r"bins of energy must follow .* from 10 to 20, the next begins at 30",
    ),
    "a gap of the shape": (
        lambda text: text.replace("0.6,0.9", "0.65,0.9"),
        r"bins of the pulse shape must follow .* from 0.5 to 0.6, the next begins at 0.65",
    ),
    "per cent": (lambda text: text.replace(",0.8\n", ",80\n"), r"share = 80 must be .*<= 2"),
    "negative": (lambda text: text.replace(",0.8\n", ",-0.8\n"), r"share = -0.8 must be"),
    "too much": (
        lambda text: text.replace(",0.8\n", ",2\n"),
        r"shares of one energy sum to 2.1, expected 1",
    ),
    "two energies": (
        lambda text: text.replace("upper_keV_ee", "upper_keV_nr"),
        r"both edges must be of the same energy",
    ),
    "beyond the window": (
        lambda text: text.replace("20,60", "20,80"),
        r"bins from 0 to 80 keV go beyond the window",
    ),
    "another energy": (
        lambda text: text.replace("keV_ee", "keV_nr"),
        r"bins of nuclear-recoil energy need a detector that measures it",
    ),
}


@pytest.mark.parametrize("how", SPOILT)
def test_spoilt_shapes_are_named(tmp_path: Path, how: str) -> None:
    spoil, message = SPOILT[how]
    assert spoil(SHAPES) != SHAPES
    with pytest.raises(ValueError, match=message) as raised:
        argon(tmp_path, shapes=spoil(SHAPES))
    assert re.match(r"mine\.toml\.experiment\.argon\.current", str(raised.value))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (ARGON + "lindhard_k = 0.11\n", "give quenching_polynomial or lindhard_k, not both"),
        (ARGON + "quenching = 0.25\n", "give quenching or quenching_polynomial, not both"),
        (ARGON + "resolution_keV_nr = 1\n", "goes with a resolution_keV of the same energy"),
        (ARGON.replace("[0.246, 0.78]", "0.246"), "quenching_polynomial must be a list of numbers"),
        (ARGON.replace("0.246", '"a"'), r"quenching_polynomial\[0\] must be a number"),
        (ARGON.replace("0.246", "24.6"), "first coefficient of the quenching polynomial = 24.6"),
        (
            ARGON.replace("0.58", "-0.58"),
            "resolution_root_keV_ee = -0.58 keV must be finite and > 0",
        ),
    ],
)
def test_spoilt_entries_are_named(tmp_path: Path, entries: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        argon(tmp_path, entries)


def test_noise_and_fluctuations_add_in_quadrature(tmp_path: Path) -> None:
    e = argon(tmp_path, ARGON + "resolution_keV_ee = 0.7\nlowest_keV_nr = 1\n")
    sigma = e.detector.energy.resolution.width(np.array(9 * keV))
    assert sigma == pytest.approx(math.hypot(0.7, 0.58 * 3) * keV, rel=1e-14, abs=0)


DATA = Path(cevns.__file__).parent / "inference" / "measured" / "data"
BINS = DATA / "coherent-lar@2020.csv"


def columns() -> dict[str, np.ndarray]:
    head = next(x for x in BINS.read_text().splitlines() if not x.startswith("#")).split(",")
    return read_columns(BINS, head)


def test_totals_of_the_release() -> None:
    """arXiv:2006.12659, and twelve by eight by ten bins that follow one another."""
    c = columns()
    totals = {
        "on": 3752,
        "released": 128,
        "beam_neutrons": 497,
        "delayed_neutrons": 33,
        "steady_state": 3152,
    }
    for name, total in totals.items():
        assert c[name].sum() == pytest.approx(total, abs=1e-3, rel=0)
    assert all(len(one) == 960 for one in c.values())
    for name, of in c.items():
        if name.startswith(("beam_neutrons_", "released_")):
            assert of.sum() == pytest.approx(497 if name[0] == "b" else 128, abs=1e-3, rel=0)
    for axis, (first, last, bins) in {
        "keV_ee": (0.0, 120.0, 12),
        "shape": (0.5, 0.9, 8),
        "us": (-0.1, 4.9, 10),
    }.items():
        edges = np.linspace(first, last, bins + 1)
        np.testing.assert_allclose(np.unique(c[f"lower_{axis}"]), edges[:-1], atol=1e-12)
        np.testing.assert_allclose(np.unique(c[f"upper_{axis}"]), edges[1:], atol=1e-12)


def test_the_released_signal_is_factorised() -> None:
    """Energy and F90 one factor, time the other, to the digits that are printed."""
    S = columns()["released"].reshape(12, 8, 10)
    product = S.sum(axis=2)[..., None] * S.sum(axis=(0, 1)) / S.sum()
    assert np.abs(product - S).max() / S.max() < 2e-6


def test_shares_are_those_of_the_released_signal() -> None:
    """As expected they sum to one; up and down only slow recoils of the first bins are lost."""
    S = columns()["released"].reshape(12, 8, 10).sum(axis=2)
    names = ("lower_keV_ee", "upper_keV_ee", "lower_shape", "upper_shape", "share")
    one, down, up = (
        read_columns(DATA / f"coherent-lar@2020-f90{part}.csv", names)["share"].reshape(12, 8)
        for part in ("", "-down", "-up")
    )
    np.testing.assert_allclose(one.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(one[:5] * S[:5].sum(axis=1)[:, None], S[:5], atol=2e-4)
    np.testing.assert_allclose(one[5:], one[4:5].repeat(7, axis=0))
    np.testing.assert_allclose(up[2:].sum(axis=1), 1, atol=1e-3)
    np.testing.assert_allclose(down[2:].sum(axis=1), 1, atol=1e-3)
    events = S[:5].sum(axis=1)
    for share, change, way in ((up, 1.043, "up"), (down, 0.927, "down")):
        total = (share[:5].sum(axis=1) * events).sum() / 128
        assert total == pytest.approx(change, abs=1e-3, rel=0)
        other = columns()[f"released_f90_{way}"].reshape(12, 8, 10).sum(axis=2)
        np.testing.assert_allclose(
            share[:5] * events[:, None] / total, other[:5], rtol=1e-3, atol=1e-3
        )
