"""Detectors of one's own: responses by hand, and counts by adaptive quadrature over T."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from own_files import detected, load
from scipy.integrate import quad
from scipy.special import erf

import cevns
from cevns.basics.curves import Curve
from cevns.basics.units import eV, keV
from cevns.detectors.acceptance import LogisticAcceptance
from cevns.detectors.binning import with_bins
from cevns.detectors.energies import EnergyDetector
from cevns.detectors.measured_quenching import (
    ConstantQuenching,
    MeasuredQuenching,
    TabulatedQuenching,
)
from cevns.detectors.photoelectrons import PhotoelectronDetector
from cevns.detectors.quenching import LINDHARD, Lindhard
from cevns.detectors.resolution import ConstantWidth, Gaussian
from cevns.detectors.response import ELECTRON, efficiency
from cevns.detectors.thresholds import IonisationDetector, ThresholdDetector
from cevns.experiments.experiment import Experiment
from cevns.nuclei.materials import pure
from cevns.rates.signal import binned_signal, recoil_spectrum

GE = cevns.nuclide("74Ge")
CONUS = replace(cevns.experiment("conus"), material=pure(GE))
CURVE = "T_keV_nr,efficiency\n0,0\n0.3,0.1\n0.8,0.6\n2,0.85\n10,0.85\n"


def counted(
    e: Experiment, R: Callable[[float], float], marks: list[float], magnetic: bool = False
) -> float:
    """Integral of a hand-made response over the recoil spectrum, adaptively, in ln T."""

    def integrand(u: float) -> float:
        T = math.exp(u)
        spectrum = recoil_spectrum(e, [T])
        total = spectrum.magnetic_total if magnetic else spectrum.sm_total
        return float(total[0]) * R(T) * T

    top = max(2 * c.spectrum.E_max**2 / (GE.mass + 2 * c.spectrum.E_max) for c in e.components)
    ends = sorted({m for m in (*marks, top) if m <= top})
    return sum(
        quad(integrand, math.log(a), math.log(b), epsabs=1e-9, epsrel=2e-9, limit=200)[0]
        for a, b in itertools.pairwise(ends)
    )


def line(T_keV: float, points: list[tuple[float, float]]) -> float:
    """The line through points, by hand: no numpy."""
    for (a, y), (b, z) in itertools.pairwise(points):
        if a <= T_keV <= b:
            return y + (z - y) * (T_keV - a) / (b - a)
    return 0.0


POINTS = [(0.0, 0.0), (0.3, 0.1), (0.8, 0.6), (2.0, 0.85), (10.0, 0.85)]


@pytest.mark.parametrize("magnetic", [False, True])
def test_an_efficiency_curve_from_zero(tmp_path: Path, magnetic: bool) -> None:
    """Recoils of all energies, also where magnetic ones rise as 1/T: eps/T stays finite."""
    detector = load(
        tmp_path, detected('kind = "threshold", efficiency = "c.csv"'), c=CURVE
    ).detector
    e = replace(CONUS, detector=detector)
    found = cevns.signal(e)
    marks = [1e-9 * keV, 1e-4 * keV, 0.3 * keV, 0.8 * keV, 2 * keV]
    expected = counted(e, lambda T: line(T / keV, POINTS), marks, magnetic)
    total = found.magnetic_total if magnetic else found.sm_total
    assert total == pytest.approx(expected, rel=2e-8, abs=0)


def test_a_window_on_a_curve(tmp_path: Path) -> None:
    """A threshold and an upper end cut it; between them it is the same."""
    cut = 'kind = "threshold", threshold_keV_nr = 0.5, upper_keV_nr = 1.5, efficiency = "c.csv"'
    e = replace(CONUS, detector=load(tmp_path, detected(cut), c=CURVE).detector)
    expected = counted(e, lambda T: line(T / keV, POINTS), [0.5 * keV, 0.8 * keV, 1.5 * keV])
    top = counted(e, lambda T: line(T / keV, POINTS), [1.5 * keV, 2 * keV])
    assert cevns.signal(e).sm_total == pytest.approx(expected - top, rel=1e-8, abs=0)


QUENCHED = "T_keV_nr,E_keV_ee\n0,0\n1,0.15\n3,0.6\n12,3.6\n"


def test_a_quenching_table(tmp_path: Path) -> None:
    """Linear between the entries: 0.3 keV of ionisation is 1 + 2 * 0.15/0.45 keV of recoil."""
    text = 'kind = "threshold", threshold_keV_ee = 0.3, efficiency = 0.7, quenching = "q.csv"'
    detector = load(tmp_path, detected(text), q=QUENCHED).detector
    assert detector.on(GE).kinks[0] / keV == pytest.approx(1 + 2 * 0.15 / 0.45, rel=1e-12, abs=0)
    e = replace(CONUS, detector=detector)
    plain = replace(CONUS, detector=ThresholdDetector(threshold_nr=(1 + 2 / 3) * keV, plateau=0.7))
    assert cevns.signal(e).sm_total == pytest.approx(cevns.signal(plain).sm_total, rel=1e-12, abs=0)


def test_a_table_of_the_factor_is_linear_in_the_factor() -> None:
    table = TabulatedQuenching(
        Curve("quenching", "keV", np.array([0, 1, 4]) * keV, np.array([0.1, 0.2, 0.3])), True
    )
    assert table(2 * keV) / keV == pytest.approx(2 * (0.2 + 0.1 / 3), rel=1e-14, abs=0)
    assert table.reach == (0, 4 * keV)
    with pytest.raises(ValueError, match=r"T = 0\.005 MeV must be .*never extrapolated"):
        table(5 * keV)


def test_each_element_its_own_quenching(tmp_path: Path) -> None:
    text = 'kind = "threshold", threshold_keV_ee = 1, efficiency = 1, quenching = '
    e = load(
        tmp_path,
        detected(text + '{ Na = 0.2, I = "i.csv" }')
        .replace('"Ge"', '"NaI"')
        .replace('source = "reactor"\nthermal_power_GW = 3.9', 'source = "sns"'),
        i="T_keV_nr,quenching_factor\n0,0.05\n20,0.05\n60,0.07\n",
    )
    sodium, iodine = e.material.nuclides
    assert e.detector.on(sodium).kinks[0] / keV == pytest.approx(5, rel=1e-12, abs=0)
    assert e.detector.on(iodine).kinks[0] / keV == pytest.approx(20, rel=1e-9, abs=0)
    with pytest.raises(ValueError, match="no quenching for Ge: it is given for Na, I only"):
        e.detector.on(GE)
    assert {"quenching.Na", "quenching.I"} <= set(e.inputs)


def test_a_curve_of_what_is_measured(tmp_path: Path) -> None:
    """Of electron-equivalent energy, by Lindhard's law for the nuclide."""
    text = 'kind = "threshold", efficiency = "c.csv"'
    curve = "E_eV_ee,efficiency\n100,0\n300,0.9\n2000,0.9\n"
    e = replace(CONUS, detector=load(tmp_path, detected(text), c=curve).detector)
    quench = Lindhard(32, 74)

    def R(T: float) -> float:
        return line(float(quench(T)) / eV, [(100, 0), (300, 0.9), (2000, 0.9)])

    marks = [e.detector.on(GE).recoil(np.array([x * eV]))[0] for x in (100, 300)]
    assert cevns.signal(e).sm_total == pytest.approx(counted(e, R, marks), rel=1e-8, abs=0)
    assert e.detector.on(GE).kinks[0] == pytest.approx(marks[0], rel=1e-12, abs=0)
    at = e.detector.on(ELECTRON)
    assert at.efficiency([0.2 * keV]) == pytest.approx([0.45], rel=1e-12, abs=0)


def smeared(x: float, lower: float, upper: float, sigma: float) -> float:
    z = [(end - x) / (math.sqrt(2) * sigma) for end in (lower, upper)]
    return 0.5 * float(erf(z[1]) - erf(z[0]))


def test_bins_with_a_resolution() -> None:
    """Three bins of ionisation energy, smeared by a width that grows: the table is linear."""
    width = Curve("resolution", "keV", np.array([0, 1, 4]) * keV, np.array([40, 60, 120]) * eV)
    edges = np.array([0.28, 0.33, 0.4, 0.6]) * keV
    detector = EnergyDetector(
        lower=edges[0],
        quenching=LINDHARD,
        efficiency=0.8,
        resolution=Gaussian(width),
        upper=2 * keV,
    ).binned(edges)
    e = replace(CONUS, detector=detector)
    quench = Lindhard(32, 74)
    found = binned_signal(e, edges)
    marks = [1e-6 * keV, 0.2 * keV, 0.6 * keV, 1.5 * keV, 3 * keV]
    for b, one in enumerate(found):

        def R(T: float, b: int = b) -> float:
            x = float(quench(T))
            sigma = (40 + 20 * x / keV if x < keV else 60 + 20 * (x / keV - 1)) * eV
            return 0.8 * smeared(x, edges[b], edges[b + 1], sigma)

        assert one.sm_total == pytest.approx(counted(e, R, marks), rel=1e-7, abs=1e-9)
    assert cevns.signal(e).sm_total == pytest.approx(
        sum(s.sm_total for s in found), rel=1e-12, abs=0
    )
    T = np.geomspace(1, 20, 50) * keV / 3
    response = detector.on(GE)
    assert efficiency(response, T) == pytest.approx(response.efficiency(T), rel=1e-12, abs=1e-15)


def test_a_curve_of_what_is_measured_after_the_smearing() -> None:
    """Linear pieces times a Gaussian have a closed form: against the integral itself."""
    curve = Curve(
        "efficiency", "keV", np.array([0.2, 0.5, 0.9, 3]) * keV, np.array([0, 0.3, 0.8, 0.8])
    )
    sigma = 0.08 * keV
    detector = EnergyDetector(
        lower=0.25 * keV,
        upper=1.5 * keV,
        efficiency=curve,
        resolution=Gaussian(ConstantWidth(sigma)),
        lowest=0.01 * keV,
    )
    for T in (0.05, 0.24, 0.5, 0.88, 1.49, 2.0):
        points = [0.5 * keV, 0.9 * keV]
        exact = quad(
            lambda x, T=T: (
                np.interp(x, curve.x, curve.y)
                * math.exp(-0.5 * ((x - T * keV) / sigma) ** 2)
                / (sigma * math.sqrt(2 * math.pi))
            ),
            0.25 * keV,
            1.5 * keV,
            points=[*points, min(max(T * keV, 0.26 * keV), 1.49 * keV)],
            epsabs=1e-14,
            limit=300,
        )[0]
        assert detector.on(GE).efficiency(T * keV) == pytest.approx(exact, rel=1e-9, abs=1e-13)


def test_a_recoil_curve_acts_before_the_smearing() -> None:
    before = Curve("efficiency", "keV", np.array([0.0, 1.0, 5.0]) * keV, np.array([0.0, 1.0, 1.0]))
    sharp = Gaussian(ConstantWidth(0.1 * keV))
    detector = EnergyDetector(
        lower=0.3 * keV, upper=2 * keV, recoil_efficiency=before, resolution=sharp
    )
    T = 0.6
    expected = T * smeared(T * keV, 0.3 * keV, 2 * keV, 0.1 * keV)
    assert detector.on(GE).efficiency(T * keV) == pytest.approx(expected, rel=1e-12, abs=0)
    e = replace(CONUS, detector=detector)

    def R(T: float) -> float:
        return min(T / keV, 1.0) * smeared(T, 0.3 * keV, 2 * keV, 0.1 * keV)

    marks = [1e-9 * keV, 1e-3 * keV, 0.3 * keV, keV, 2 * keV]
    assert cevns.signal(e).magnetic_total == pytest.approx(
        counted(e, R, marks, magnetic=True), rel=1e-7, abs=0
    )


def test_sharp_bins_are_differences_of_thresholds(tmp_path: Path) -> None:
    """In recoil and in electron-equivalent energy, and photoelectrons: by three other detectors."""
    for unit, edges, make in (
        ("nr", (0.5, 0.7, 0.9, 1.4), lambda x: ThresholdDetector(threshold_nr=x, plateau=0.8)),
        ("ee", (0.1, 0.15, 0.2, 0.3), lambda x: IonisationDetector(threshold_ee=x, plateau=0.8)),
    ):
        a, b, c, d = edges
        threshold = f"threshold_keV_{unit} = {a}"
        table = f"lower_keV_{unit},upper_keV_{unit},observed\n{a},{b},9\n{b},{c},4\n{c},{d},2\n"
        text = detected(
            f'kind = "threshold", {threshold}, efficiency = 0.8', 'kind = "bins", table = "t.csv"'
        )
        e = load(tmp_path, text, t=table)
        above = [cevns.signal(replace(e, detector=make(x * keV))).sm_total for x in edges]
        found = [one.sm_total for one in binned_signal(e, e.detector.edges)]
        assert found == pytest.approx(-np.diff(above), rel=1e-10, abs=0)
    csi = cevns.experiment("coherent-csi")
    whole = replace(csi, detector=csi.detector.binned([6, 12, 30]))
    cut = [replace(csi.detector, lower=a, upper=b) for a, b in ((6, 12), (12, 30))]
    parts = [cevns.signal(replace(csi, detector=d)).sm_total for d in cut]
    assert [s.sm_total for s in binned_signal(whole, [6, 12, 30])] == pytest.approx(parts)


def test_photoelectrons_of_electron_equivalent_light(tmp_path: Path) -> None:
    """A constant factor makes light proportional to the recoil, a table does not."""
    light = 'kind = "photoelectrons", acceptance = "a.csv", window_lower_PE = 6, '
    light += "window_upper_PE = 30, light_yield_PE_per_keV_ee = 13.348, quenching = "
    csi = cevns.experiment("coherent-csi")
    acceptance = "photoelectrons,acceptance\n5,0\n15,0.6\n40,0.6\n"
    base = (
        detected(light + "0.0878")
        .replace('"Ge"', '"CsI"')
        .replace('source = "reactor"\nthermal_power_GW = 3.9', 'source = "sns"')
    )
    constant = load(tmp_path, base, a=acceptance).detector
    assert isinstance(constant, PhotoelectronDetector)
    assert constant.light_yield * keV == pytest.approx(13.348 * 0.0878, rel=1e-14, abs=0)
    assert constant.acceptance(10.0) == pytest.approx(0.3, rel=1e-14, abs=0)
    table = "T_keV_nr,quenching_factor\n0,0.0878\n100,0.0878\n"
    same = load(tmp_path, base.replace("0.0878", '"q.csv"'), a=acceptance, q=table).detector
    assert isinstance(same, EnergyDetector)
    counts = [cevns.signal(replace(csi, detector=d)).sm_total for d in (constant, same)]
    assert counts[1] == pytest.approx(counts[0], rel=1e-9, abs=0)


def test_photoelectrons_smeared_by_a_table_of_widths(tmp_path: Path) -> None:
    text = 'kind = "photoelectrons", light_yield_PE_per_keV_nr = 1.17, acceptance = "a.csv", '
    text += 'window_lower_PE = 8, window_upper_PE = 30, resolution = "s.csv"'
    e = load(
        tmp_path,
        detected(text)
        .replace('"Ge"', '"CsI"')
        .replace('source = "reactor"\nthermal_power_GW = 3.9', 'source = "sns"'),
        a="photoelectrons,acceptance\n5,0\n15,0.6\n60,0.6\n",
        s="photoelectrons,sigma_PE\n0,1\n60,7\n",
    )
    found = e.detector.on(GE).efficiency(10 * keV)
    sigma = 1 + 0.1 * 11.7
    expected = quad(
        lambda x: (
            np.interp(x, [5, 15, 60], [0, 0.6, 0.6])
            * math.exp(-0.5 * ((x - 11.7) / sigma) ** 2)
            / (sigma * math.sqrt(2 * math.pi))
        ),
        8,
        30,
        points=[11.7, 15],
        epsabs=1e-13,
    )[0]
    assert found == pytest.approx(expected, rel=1e-10, abs=0)


def test_steps_of_the_acceptance_are_parameters() -> None:
    """A window from 1 PE counts more than one from 4 or 5 unless the selection cuts there."""
    csi = cevns.experiment("coherent-csi")
    smooth = LogisticAcceptance(plateau=0.6655, slope=0.4942, midpoint=10.8507)
    assert csi.detector.acceptance == replace(smooth, steps=(5.0, 6.0))

    def count(acceptance: LogisticAcceptance, lower: float) -> float:
        detector = replace(csi.detector, acceptance=acceptance, lower=lower)
        return cevns.signal(replace(csi, detector=detector)).sm_total

    cut = [count(csi.detector.acceptance, x) for x in (1.0, 4.0, 5.0)]
    assert cut == pytest.approx([cut[0]] * 3, rel=1e-9, abs=0)
    free = [count(smooth, x) for x in (1.0, 4.0, 6.0)]
    assert free[0] > 1.02 * free[1] > 1.02 * free[2]
    assert free[2] == pytest.approx(count(csi.detector.acceptance, 6.0), rel=1e-12, abs=0)
    one = replace(smooth, steps=(7.0,))
    assert one([6.9, 7.0]) == pytest.approx([0, float(smooth(7.0))], rel=1e-14, abs=0)
    three = replace(smooth, steps=(2.0, 4.0, 8.0))
    shares = three([1.0, 3.0, 5.0, 9.0]) / smooth([1.0, 3.0, 5.0, 9.0])
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1], rel=1e-12, abs=0)


def test_what_would_be_infinite_is_refused() -> None:
    """A count of recoils of no energy: finite for the Standard Model, infinite for a moment."""
    flat = EnergyDetector(lower=0.0, efficiency=0.5)
    with pytest.raises(ValueError, match="magnetic events grow without bound"):
        flat.on(GE)
    wide = EnergyDetector(lower=0.3 * keV, resolution=Gaussian(ConstantWidth(0.1 * keV)))
    with pytest.raises(ValueError, match=r"the window begins 3 widths above no energy"):
        wide.on(GE)
    cut = replace(wide, lowest=0.05 * keV).on(GE)
    assert cut.kinks[0] == 0.05 * keV
    assert cut.efficiency(0.04 * keV) == 0
    assert cut.efficiency(0.06 * keV) == pytest.approx(
        smeared(0.06, 0.3, math.inf, 0.1), rel=1e-12, abs=0
    )


def test_far_above_no_energy_nothing_is_cut() -> None:
    """7 widths: 1e-12 of the recoils of no energy are lifted, a millionth of what is lost."""
    detector = EnergyDetector(lower=0.7 * keV, resolution=Gaussian(ConstantWidth(0.1 * keV)))
    assert detector.on(GE).kinks[0] < 1e-3 * keV


def test_a_bare_threshold_with_bins_is_the_same() -> None:
    bare = IonisationDetector(threshold_ee=0.3 * keV, plateau=0.5)
    binned = with_bins(bare, [0.3 * keV, 0.5 * keV, 1.0 * keV], "ee")
    whole = cevns.signal(replace(CONUS, detector=binned)).sm_total
    above = [
        cevns.signal(replace(CONUS, detector=replace(bare, threshold_ee=x * keV))).sm_total
        for x in (0.3, 1.0)
    ]
    assert whole == pytest.approx(above[0] - above[1], rel=1e-10, abs=0)


@pytest.mark.parametrize(
    ("detector", "edges", "of", "message"),
    [
        (ThresholdDetector(threshold_nr=keV), [keV, 2 * keV], "ee", "measures nuclear-recoil"),
        (ThresholdDetector(threshold_nr=keV), [0.5 * keV, keV], "nr", "go beyond the window"),
        (
            IonisationDetector(threshold_ee=keV, inversion="shortcut"),
            [keV, 2 * keV],
            "ee",
            "for a bare threshold, not for bins",
        ),
        (cevns.experiment("coherent-csi").detector, [6, 31], "PE", "ends at 30 PE"),
        (cevns.experiment("coherent-csi").detector, [0.01, 0.02], "nr", "measures photoelectrons"),
    ],
)
def test_bins_that_do_not_fit_the_detector(
    detector: object, edges: list[float], of: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        with_bins(detector, edges, of)


def test_models_of_quenching_in_python() -> None:
    assert ConstantQuenching(0.1)(2.0) == pytest.approx(0.2, rel=1e-14, abs=0)
    assert MeasuredQuenching(ConstantQuenching(0.1))(GE)(2.0) == pytest.approx(0.2)
    with pytest.raises(ValueError, match=r"quenching factor = 10 must be .*not per cent"):
        ConstantQuenching(10)


def test_the_least_recoil_of_a_file(tmp_path: Path) -> None:
    """Without it the count would have no end; with it, it ends there."""
    wide = 'kind = "threshold", threshold_keV_nr = 0.3, efficiency = 1, resolution_keV_nr = 0.1'
    with pytest.raises(ValueError, match=r"3 widths above no energy"):
        load(tmp_path, detected(wide))
    detector = load(tmp_path, detected(wide + ", lowest_keV_nr = 0.07")).detector
    assert detector.on(GE).kinks[0] == pytest.approx(0.07 * keV, rel=1e-12, abs=0)


def test_a_window_beyond_the_quenching_is_refused() -> None:
    short = Curve("quenching", "keV", np.array([0.0, 1.0]) * keV, np.array([0.0, 0.2]) * keV)
    detector = EnergyDetector(
        lower=0.5 * keV, quenching=MeasuredQuenching(TabulatedQuenching(short, False))
    )
    with pytest.raises(ValueError, match=r"begins at 0\.0005 MeV, and the quenching table ends at"):
        detector.on(GE)


def test_nothing_is_smeared_beyond_the_end_of_a_curve() -> None:
    """A Gaussian has no end; a curve that has not come down to 0 must reach as far."""
    x, y = np.array([0.1, 0.2, 2.0]) * keV, np.array([0.0, 0.8, 0.8])
    curve = Curve("efficiency", "keV", x, y, worth=keV)
    spread = Gaussian(ConstantWidth(0.05 * keV))
    detector = EnergyDetector(
        lower=0.1 * keV, efficiency=curve, resolution=spread, lowest=0.01 * keV
    )
    assert detector.on(GE).efficiency(1.0 * keV) == pytest.approx(0.8, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match=r"asked for at \S+ keV, and its table ends at 2 keV"):
        detector.on(GE).efficiency(1.7 * keV)
    ended = replace(detector, upper=1.5 * keV)
    assert ended.on(GE).efficiency(1.7 * keV) < 1e-4
