"""Solar neutrinos in xenon: the Sun as a source, templates of a detector, the data of 2026."""

import csv
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from own_files import load
from scipy.optimize import minimize_scalar

import cevns
from cevns.basics.checks import Array
from cevns.basics.constants import ALPHA_EM, CM2_PER_INVERSE_MEV2, G_F, M_E
from cevns.basics.csv_tables import shipped
from cevns.basics.units import day, keV, mu10
from cevns.detectors.recoil_templates import RecoilTemplates
from cevns.detectors.response import ELECTRON
from cevns.experiments.experiment import Experiment
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.nuisances import Nuisance
from cevns.inference.measured.solar import state_of, with_solar
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.tabulated import tabulated
from cevns.inference.tabulated_line import tabulated_line
from cevns.inference.together import Seen, Together, together
from cevns.interactions.couplings import SIN2_THETA_W_ROUNDED, tree
from cevns.neutrinos.mixing import NUFIT_6_1
from cevns.nuclei.materials import material
from cevns.nuclei.radii import helm
from cevns.rates.by_energy import magnetic_by_energy
from cevns.rates.signal import signal
from cevns.sources import solar
from cevns.sources.sunlight import spectrum, sunlight

FOLDER = Path(str(shipped("inference", "x"))).parents[1] / "measured" / "data"


def table(name: str) -> tuple[list[str], Array]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        head, *rows = csv.reader(line for line in file if not line.startswith("#"))
    return head, np.array(rows, dtype=float)


@pytest.fixture(scope="module")
def xenon() -> Together:
    found = cevns.dataset("xenonnt-8b@2026").moment_chi2
    assert isinstance(found, Together)
    return found


@pytest.fixture(scope="module")
def bins(xenon: Together) -> TemplateBins:
    found = xenon.seen[0].chi2
    assert isinstance(found, TemplateBins)
    return found


# --- the release


def test_totals_are_those_of_the_release() -> None:
    """62 events, 9 + 28 + 25; 40.1 accidental coincidences, 7.5 + 17.8 + 14.9."""
    head, rows = table("xenonnt-8b@2026.csv")
    column = dict(zip(head, rows.T, strict=True))
    assert rows.shape == (243, len(head))
    runs = [column["on"][column["run"] == k].sum() for k in range(3)]
    assert runs == [9, 28, 25]
    ac = [column[f"ac_sr{k}"].sum() for k in range(3)]
    assert np.round(ac, 1).tolist() == [7.5, 17.8, 14.9]
    assert round(sum(ac), 1) == 40.1
    for k in range(3):
        assert not column[f"ac_sr{k}"][column["run"] != k].any()
    assert column["er"].sum() == pytest.approx(1.2, abs=0.05)
    assert column["neutrons"].sum() == pytest.approx(0.75, abs=0.005)


def test_response_is_that_of_one_detector_with_all_exposure() -> None:
    head, rows = table("xenonnt-8b@2026-response.csv")
    assert len(head) == 244
    assert rows[:, 0] == pytest.approx(np.arange(0.5, 5.05, 0.1), rel=1e-9, abs=0)
    # efficiencies of the runs at 1.5 keV: 0.03171, 0.02941, 0.02601 (sums over the release's bins)
    at = rows[10, 1:].reshape(3, 81).sum(axis=1)
    share = np.array([1.174398, 2.342593, 3.249665]) / 6.766656
    assert at / share == pytest.approx([0.03171, 0.02941, 0.02601], rel=3e-4, abs=0)


# --- the Sun and the detector


def test_sunlight_is_the_flux_of_the_solar_model() -> None:
    for name, flux in {"8B": 5.46e6, "7Be": 4.93e9, "pp": 5.98e10, "pep": 1.44e8}.items():
        parts = sunlight(name)
        assert sum(c.fluence(1.0, 1.0) for c in parts) == pytest.approx(flux, rel=1e-12, abs=0)
        P_1 = (1 - NUFIT_6_1.sin2_13) * solar.P_e1(name, NUFIT_6_1)
        for part in parts:
            assert part.state.probabilities[0] == pytest.approx(P_1, rel=1e-9, abs=0)  # type: ignore[union-attr]
            assert part.state.flavors == pytest.approx(  # type: ignore[union-attr]
                np.abs(NUFIT_6_1.matrix) ** 2 @ part.state.probabilities,
                rel=1e-9,
                abs=0,  # type: ignore[union-attr]
            )
    assert [c.spectrum.E_max for c in sunlight("7Be")] == [0.862, 0.384]
    assert sunlight("8B", 1e6)[0].fluence(1.0, 1.0) == 1e6
    with pytest.raises(ValueError, match="solar component"):
        sunlight("9B")
    with pytest.raises(ValueError, match="lines"):
        spectrum("7Be")


@pytest.mark.parametrize("name", ["pp", "8B"])
def test_spectra_are_those_of_the_quadrature(name: str) -> None:
    E = solar.energies(name)
    whole = spectrum(name).moments(np.array(1e-3))
    assert whole[0] == pytest.approx(1, rel=1e-4, abs=0)
    assert whole[1] == pytest.approx(float((E.w / E.x).sum()), rel=2e-3, abs=0)


def test_events_by_hand() -> None:
    """Sums over grids of a cross section typed again, with an efficiency of 0.3 from 1 to 3 keV."""
    xenon = material("Xe")
    detector = RecoilTemplates(
        T=np.array([1.0, 3.0]) * keV, efficiency=np.array([[0.1, 0.2], [0.1, 0.2]])
    )
    e = Experiment(
        key="x",
        setup="current",
        source="sun",
        components=sunlight("8B"),
        material=xenon,
        mass=1000.0,
        baseline_m=1.0,
        exposure=365.25 * day,
        detector=detector,
    )
    found = signal(e, form_factor=helm, couplings=tree())
    f = spectrum("8B")
    T, E = np.linspace(1.0, 3.0, 401)[:, None] * keV, np.linspace(2.0, 16.5, 4001)
    density = f.density(E)
    magnetic = weak = 0.0
    for n, atoms in zip(xenon.nuclides, 1000.0 * xenon.targets_per_kg, strict=True):
        F2 = helm(n)(np.sqrt(2 * n.mass * T) / 197.3269804) ** 2
        there = n.mass * T / 2 < E**2 - T * E  # E above the smallest that gives T
        size = math.pi * (ALPHA_EM * mu10 * n.Z / M_E) ** 2 * CM2_PER_INVERSE_MEV2
        flipped = size * (1 / T - 1 / E) * F2 * there
        charge = n.Z * (0.5 - 2 * SIN2_THETA_W_ROUNDED) - 0.5 * n.N
        size = G_F**2 * n.mass / math.pi * charge**2 * CM2_PER_INVERSE_MEV2
        kept = size * np.maximum(1 - T / E - n.mass * T / (2 * E**2), 0.0) * F2 * there
        magnetic += atoms * np.trapezoid(np.trapezoid(flipped * density, E, axis=1), T[:, 0])
        weak += atoms * np.trapezoid(np.trapezoid(kept * density, E, axis=1), T[:, 0])
    exposure = 0.3 * 5.46e6 * 365.25 * day
    assert found.magnetic["8B"] == pytest.approx(exposure * magnetic, rel=1e-3, abs=0)
    assert found.sm_total == pytest.approx(exposure * weak, rel=3e-3, abs=0)


def test_templates_are_linear_between_and_nothing_outside() -> None:
    detector = RecoilTemplates(
        T=np.array([1.0, 2.0, 4.0]) * keV,
        efficiency=np.array([[0.0, 0.1], [0.2, 0.3], [0.4, 0.1]]),
        factor=np.array([[1.0, 2.0], [0.5, 1.0], [1.0, 0.5]]),
    )
    T = np.array([0.5, 0.9999, 1.0, 1.5, 2.0, 3.0, 4.0, 4.0001]) * keV
    expected = [
        [0, 0],
        [0, 0],
        [0, 0.2],
        [0.05, 0.25],
        [0.1, 0.3],
        [0.25, 0.175],
        [0.4, 0.05],
        [0, 0],
    ]
    np.testing.assert_allclose(detector.matrix(T), expected, atol=1e-12)
    assert detector.matrix(T.reshape(2, 4)).shape == (2, 4, 2)
    assert detector.kinks == pytest.approx(np.array([1.0, 2.0, 4.0]) * keV, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="nuclear recoils only"):
        detector.on(ELECTRON)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"T": np.array([2.0, 1.0]) * keV}, "ascend"),
        ({"T": np.array([1.0, 2.0])}, "keV"),
        ({"efficiency": np.array([[0.1, 0.2]])}, "one row of bins"),
        ({"efficiency": np.array([[0.6, 0.6], [0.1, 0.1]])}, "1.2 of all recoils of 1 keV"),
        ({"factor": np.array([[1.0, 1.0, 1.0]] * 2)}, "equal groups"),
    ],
)
def test_bad_templates_are_refused(change: dict[str, Array], message: str) -> None:
    good = {"T": np.array([1.0, 2.0]) * keV, "efficiency": np.array([[0.1, 0.2], [0.3, 0.4]])}
    with pytest.raises(ValueError, match=message):
        RecoilTemplates(**(good | change))


FILE = """
[source.mine]
kind = "sun"
component = "8B"
[experiment.mine.current]
source = "mine"
material = "Xe"
mass_kg = 1000
exposure_days = 365.25
detector = { kind = "recoil_templates", templates = "response.csv" FACTORS }
statistics = { kind = "expected", sigma_stat = 0.2, sigma_sys = 0.1 }
"""
RESPONSE = "T_keV_nr,a,b\n1,0.1,0.2\n3,0.1,0.2\n"


def test_the_sun_and_templates_in_a_file(tmp_path: Path) -> None:
    e = load(tmp_path, FILE.replace("FACTORS", ""), response=RESPONSE)
    twice = load(
        tmp_path,
        FILE.replace("FACTORS", ', factors = "twice.csv"'),
        response=RESPONSE,
        twice="T_keV_nr,all\n1,2\n3,2\n",
    )
    assert signal(twice).sm_total == pytest.approx(2 * signal(e).sm_total, rel=1e-12, abs=0)
    with pytest.raises(ValueError, match="same recoil energies"):
        load(
            tmp_path,
            FILE.replace("FACTORS", ', factors = "other.csv"'),
            response=RESPONSE,
            other="T_keV_nr,all\n1,2\n4,2\n",
        )
    with pytest.raises(ValueError, match="T_keV_nr, and one column for each bin"):
        load(tmp_path, FILE.replace("FACTORS", ""), response="E_keV,a\n1,0.1\n2,0.1\n")
    with pytest.raises(ValueError, match=r"line 3: 2 entries, expected 3"):
        load(tmp_path, FILE.replace("FACTORS", ""), response="T_keV_nr,a,b\n1,0.1,0.1\n2,0.1\n")


def test_magnetic_events_by_energy() -> None:
    """Of lines, one by one; and their mean over the spectrum is the count."""
    d = cevns.dataset("lz-8b@2025")
    e = d.experiment  # type: ignore[union-attr]
    E = np.array([4.0, 8.0, 14.0])
    found = magnetic_by_energy(e, E)
    assert found[0] < found[1] < found[2]
    f = solar.energies("8B")
    w = magnetic_by_energy(e, f.x[f.x > 0.5])
    mean = float(f.w[f.x > 0.5] @ w) * e.components[0].fluence(1.0, e.exposure)
    whole = signal(replace(e, measurement=None)).magnetic["8B"]
    assert mean == pytest.approx(whole, rel=2e-3, abs=0)


# --- what the data say


def test_prediction_beside_the_sum_of_the_efficiencies(bins: TemplateBins) -> None:
    """17.7 events: 3.5, 6.5 and 7.8; tree couplings and efficiencies alone give 3.4, 6.2, 7.5."""
    sm = bins.parts["sm"].reshape(3, 81).sum(axis=1)
    assert sm == pytest.approx([3.4, 6.2, 7.5], rel=0.05, abs=0)
    assert bins.on.sum() == 62
    tree = cevns.dataset("xenonnt-8b@2026").under(couplings="tree").moment_chi2.seen[0].chi2  # type: ignore[union-attr]
    assert tree.parts["sm"].sum() == pytest.approx(17.1, abs=0.3)
    assert tree.parts["sm"].sum() < bins.parts["sm"].sum()


def test_the_fitted_signal_is_the_prediction(bins: TemplateBins) -> None:
    strength = Nuisance(name="strength", sigma=math.inf, scales={"sm": 1.0, "electron": 1.0})
    kept = tuple(n for n in bins.nuisances if n.name != "flux")
    free = replace(bins, nuisances=(*kept, strength))
    assert 1 + free.best_pulls["strength"] == pytest.approx(0.91, abs=0.03)
    signal_free = ("flux", "light-yield", "charge-yield")
    nothing = replace(
        bins,
        parts={k: v for k, v in bins.parts.items() if k not in ("sm", "electron")},
        nuisances=tuple(n for n in bins.nuisances if n.name not in signal_free),
    )
    significance = math.sqrt(nothing.best_fit.chi2 - free.best_fit.chi2)
    assert significance == pytest.approx(3.3, abs=0.6)


def test_eight_b_is_almost_pure_nu_2(xenon: Together) -> None:
    state = xenon.more[0]
    P = state.probabilities(NUFIT_6_1)  # type: ignore[attr-defined]
    np.testing.assert_allclose(P, [0.077, 0.900, 0.0225], atol=2e-3)
    assert state.mean_energy == pytest.approx(11.0, abs=0.1)  # type: ignore[attr-defined]
    assert P[0] < solar.P_e1("8B", NUFIT_6_1) / 2


def test_one_mixture_stands_for_all_bins(bins: TemplateBins, xenon: Together) -> None:
    """Of templates with the probability of each energy, the limit is that of the mean to 1 %."""
    e = cevns.dataset("xenonnt-8b@2026").experiment  # type: ignore[union-attr]
    edges = np.array([0.0, 9.0, 11.0, 13.0, 20.0])
    f = spectrum("8B")
    seen: list[Array] = []
    P = []
    for low, high in pairwise(edges):
        inside = np.linspace(max(low, 1.0), min(high, 16.4), 40)
        w = magnetic_by_energy(e, inside) * f.density(inside)
        seen.append(np.trapezoid(w, inside))
        P.append(float(np.average(solar.birthplace("8B").P_e1(inside, NUFIT_6_1), weights=w)))
    mean = float(np.average(P, weights=seen))
    assert mean == pytest.approx(xenon.more[0].P_e1(NUFIT_6_1), abs=2e-3)  # type: ignore[attr-defined]
    assert max(P) - min(P) < 0.15


def test_limits_in_closed_form(xenon: Together, bins: TemplateBins) -> None:
    """mu_S^2 at Delta chi^2 = 2.71 over 1 - P_i, by bisection on chi^2 itself."""
    low, high = 0.0, 1000.0
    base = float(bins.chi2_mu10(np.array(0.0), np.array(0.0)))
    for _ in range(60):
        middle = 0.5 * (low + high)
        inside = float(bins.chi2_mu10(np.array(middle), np.array(0.0))) - base < 2.705543454
        low, high = (middle, high) if inside else (low, middle)
    P = state_of(cevns.dataset("xenonnt-8b@2026").description).probabilities(NUFIT_6_1)  # type: ignore[union-attr]
    data = cevns.dataset("xenonnt-8b@2026")
    for i in range(3):
        expected = mu10 * math.sqrt(low / (1 - P[i]))
        for how in ({}, {"others": "profiled", "phases": "profiled"}):
            assert data.limit(f"Lambda_{i + 1}", **how) == pytest.approx(expected, rel=1e-4, abs=0)  # type: ignore[arg-type]


def test_a_line_is_tabulated(xenon: Together, bins: TemplateBins) -> None:
    line = tabulated_line(bins, tolerance=1e-6)
    z = np.random.default_rng(1).uniform(0, 400, 50)
    exact = bins.chi2_mu10(z, 0 * z)
    np.testing.assert_allclose(line.chi2_mu10(z, 0 * z), exact, rtol=1e-7)
    far = np.array([line.nodes[-1] * 2])
    np.testing.assert_allclose(line.chi2_mu10(far, 0 * far), bins.chi2_mu10(far, 0 * far))
    assert line.grows
    ends = line.reach(np.array([1.0, 2.0, 0.0]), np.zeros(3), line.best_fit.chi2 + 2.7)
    assert ends[0] == pytest.approx(2 * ends[1], rel=1e-12, abs=0)
    assert math.isinf(ends[2])
    level = line.chi2_mu10(ends[:1], np.zeros(1))[0] - line.best_fit.chi2
    assert level == pytest.approx(2.7, rel=1e-9, abs=0)
    csi = cevns.dataset("coherent-csi@2017-bins").moment_chi2
    with pytest.raises(ValueError, match="two effective moments, not on one"):
        tabulated_line(csi)
    with pytest.raises(ValueError, match="its own method"):
        tabulated(xenon)
    both = together(csi, xenon)
    assert isinstance(both, Together)
    table = both.tabulated(nodes=81, tolerance=1e-4)
    x = np.array([10.0, 200.0])
    np.testing.assert_allclose(table.chi2_mu10(x, x, x), both.chi2_mu10(x, x, x), rtol=1e-5)
    assert table.tabulated().earth is table.earth


def test_lz_is_its_published_flux() -> None:
    """21.2 events for 5.46e6; (3.1 +2.1 -1.3) e6 were found."""
    one = cevns.dataset("lz-8b@2025").moment_chi2.seen[0].chi2  # type: ignore[union-attr]
    sm = float(one.parts["sm"].sum())
    assert sm == pytest.approx(21.2, abs=0.2)
    assert float(one.on[0]) == pytest.approx(sm * 3.1 / 5.46, rel=0.01, abs=0)
    assert float(one.variance[0]) == pytest.approx((sm * 2.1 / 5.46) ** 2, rel=0.02, abs=0)


def test_two_detectors_share_the_flux() -> None:
    x, lz = (cevns.dataset(n).moment_chi2 for n in ("xenonnt-8b@2026", "lz-8b@2025"))
    csi = cevns.dataset("coherent-csi@2017-bins").moment_chi2
    both = with_solar(csi, [x, lz], NUFIT_6_1)  # type: ignore[list-item]
    assert isinstance(both, Together)
    assert len(both.more) == 1
    joint = both.seen[0].chi2
    assert isinstance(joint, Joint)
    sets = (x.seen[0].chi2, lz.seen[0].chi2)  # type: ignore[union-attr]

    def at(pull: float, z: float) -> float:
        """chi^2 of both at a flux, each without the pull on it."""
        total = (pull / 0.12) ** 2
        for one in sets:
            brighter = {
                k: v * (1 + pull if k in ("sm", "electron") else 1) for k, v in one.parts.items()
            }
            rest = tuple(n for n in one.nuisances if n.name != "flux")
            varied = tuple(
                replace(
                    n,
                    variants={k: tuple(v * (1 + pull) for v in vs) for k, vs in n.variants.items()},
                )
                for n in rest
            )
            fixed = replace(one, parts=brighter, nuisances=varied)
            total += float(fixed.chi2_mu10(np.array(z), np.array(0.0)))
        return total

    for z in (0.0, 30.0, 90.0):
        best = minimize_scalar(lambda a, z=z: at(a, z), bounds=(-0.6, 0.6), method="bounded")
        found = float(joint.chi2_mu10(np.array(z), np.array(0.0)))
        assert found == pytest.approx(best.fun, rel=0, abs=1e-4)
    assert with_solar(csi, [], NUFIT_6_1).name == csi.name
    apart = with_solar(
        None, [x, Together(earth=None, seen=(Seen(state=x.more[0], chi2=csi),))], NUFIT_6_1
    )  # type: ignore[union-attr, list-item]
    assert len(apart.seen) == 2  # type: ignore[attr-defined]
    alone = replace(sets[1], nuisances=tuple(replace(n, shared="") for n in sets[1].nuisances))
    of_its_own = Together(earth=None, seen=(replace(lz.seen[0], chi2=alone),))  # type: ignore[union-attr]
    assert len(with_solar(None, [x, of_its_own], NUFIT_6_1).seen) == 2  # type: ignore[attr-defined, list-item]
