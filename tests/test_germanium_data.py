"""Germanium at reactors and at the SNS: what was measured, against routes of their own."""

import csv
import math
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from iminuit import Minuit
from numpy.typing import NDArray
from scipy.special import ndtr

import cevns
from cevns.basics.units import day
from cevns.inference.measured.strength import signal_strength
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.measured_set import MeasuredSet
from cevns.inference.remarks import method
from cevns.rates.signal import signal_by_component
from cevns.sources.reactor import reactor_from_power, reactor_spectrum

DRESDEN = ("", "-photoneutron", "-lindhard", "-bound", "-bound-formula", "-nuclei")


@cache
def data(name: str) -> MeasuredSet:
    found = cevns.dataset(name)
    assert isinstance(found, MeasuredSet)
    return found


@cache
def bins(name: str) -> TemplateBins:
    found = data(name).moment_chi2
    assert isinstance(found, TemplateBins)
    return found


def test_totals_of_the_release() -> None:
    folder = files("cevns") / "inference" / "measured" / "data"
    text = (folder / "dresden-ii@2022.csv").read_text().splitlines()
    rows = list(csv.DictReader(line for line in text if not line.startswith("#")))
    assert len(rows) == 130
    assert sum(float(row["on"]) for row in rows) == pytest.approx(5106.253, abs=1e-6)
    assert sum(float(row["off"]) for row in rows) == pytest.approx(4055.2792, abs=1e-6)
    assert [float(rows[0][key]) for key in rows[0]] == [0.2, 0.21, 92.851, 15.057, 47.287, 18.332]
    assert float(rows[-1]["upper_keV_ee"]) == 1.5
    np.testing.assert_array_equal(bins("dresden-ii@2022").on, [float(r["on"]) for r in rows])


def shapes(p: NDArray[np.float64], low: NDArray[np.float64]) -> NDArray[np.float64]:
    """Backgrounds of Dresden-II with every parameter where it belongs: no templates, no pulls."""
    constant, level, decay, size, centre, width, ratio = p
    high = low + 0.01

    def line(area: float, energy: float, sigma: float) -> NDArray[np.float64]:
        return area * (ndtr((high - energy) / sigma) - ndtr((low - energy) / sigma))

    fall = level * decay * (np.exp((0.2 - low) / decay) - np.exp((0.2 - high) / decay))
    lines = line(size, centre, width) + line(0.008 * size, 1.142, width)
    return constant * 0.01 + fall + lines + line(ratio * size, 0.158, 0.0685)


START = (1400.0, 6600.0, 0.25, 1470.0, 1.2922, 0.0692, 0.16)


def fitted(signal: NDArray[np.float64], free: NDArray[np.float64] | None = None) -> Minuit:
    """MIGRAD on the spectrum of Dresden-II, with a strength of its own for the free part."""
    B = bins("dresden-ii@2022")
    low = np.arange(130) * 0.01 + 0.2
    assert B.variance is not None

    def chi2(p: NDArray[np.float64]) -> float:
        mu = shapes(p[:7], low) + signal * (1 + p[7]) + (0 if free is None else p[8] * free)
        prior = ((p[6] - 0.16) / (0.19 * 0.16)) ** 2 + (p[7] / 0.02) ** 2
        return float(((B.on - mu) ** 2 / B.variance).sum() + prior)

    m = Minuit(chi2, np.array([*START, 0.0, 0.0]))
    m.errordef, m.strategy = 1, 2
    m.limits[2] = (0.02, 5)
    m.fixed[8] = free is None
    if free is not None:  # a strength, without the pull of the flux that would go with it
        m.fixed[7] = True
    m.migrad(ncall=50_000)
    assert m.valid
    return m


@pytest.mark.parametrize("variant", DRESDEN[:4])
def test_dresden_against_minuit_with_exact_shapes(variant: str) -> None:
    B = bins("dresden-ii@2022" + variant)
    sm, electron = np.asarray(B.parts["sm"]), np.asarray(B.parts["electron"])
    ours = float(B.chi2_mu10(np.zeros(()), np.zeros(())))
    assert ours == pytest.approx(fitted(sm).fval, abs=0.03)
    limit = B.reach(np.ones(1), np.zeros(1), B.best_fit.chi2 + 2.7055).item()
    there = fitted(sm + limit * electron).fval
    assert there - B.best_fit.chi2 == pytest.approx(2.7055, abs=0.05)


def test_strength_against_minuit() -> None:
    B = bins("dresden-ii@2022-photoneutron")
    sm = np.asarray(B.parts["sm"])
    m = fitted(0 * sm, sm)
    s = signal_strength(B, norms=())
    assert s.best == pytest.approx(m.values[8], rel=0.01, abs=0)
    assert s.error == pytest.approx(m.errors[8], rel=0.02, abs=0)
    assert s.chi2 + s.without == pytest.approx(fitted(0 * sm).fval, abs=0.03)


@pytest.mark.parametrize("at", [0.0, 4.0, 30.0])
@pytest.mark.parametrize("name", ["dresden-ii@2022", "conus-plus@2025", "coherent-ge@2025"])
def test_minuit_finds_the_same_minimum_over_all_pulls(name: str, at: float) -> None:
    B = bins(name)
    assert B.variance is not None
    mu2 = at * 1e-20

    def chi2(pulls: NDArray[np.float64]) -> float:
        off = ((B.on - B.expected(mu2, 0.0, pulls)) ** 2 / B.variance).sum()
        return float(off + sum((p / one.sigma) ** 2 for p, one in zip(pulls, B.nuisances)))  # noqa: B905

    best = B.profile(mu2, 0.0)
    m = Minuit(chi2, np.asarray(best.pulls) + 0.02)
    m.errordef, m.strategy, m.tol = 1, 2, 1e-5
    m.migrad(ncall=50_000)
    assert float(best.chi2) == pytest.approx(m.fval, rel=0, abs=1e-6)


def test_pulls_of_the_background_are_those_described() -> None:
    pulls = {one.name: one for one in bins("dresden-ii@2022").nuisances}
    assert dict(pulls["size of l-shell"].scales) == {"l-shell": 1.0, "m-shell": 1.0}
    assert pulls["share of m-shell"].sigma == 0.19
    free = [name for name, one in pulls.items() if one.free]
    assert free == [
        "size of constant", "size of epithermal", "decay of epithermal", "size of l-shell",
        "energy of l-shell", "width of l-shell",
    ]  # fmt: skip


def test_nothing_is_seen_with_the_reactor_off() -> None:
    # MIGRAD with every parameter where it belongs: 109.4 without neutrinos, 125.6 with them
    off = signal_strength(bins("dresden-ii@2022-off"), norms=())
    assert off.best == pytest.approx(0, abs=1e-6)
    assert off.chi2 + off.without == pytest.approx(109.4, abs=0.1)
    with_neutrinos = float(bins("dresden-ii@2022-off").chi2_mu10(np.zeros(()), np.zeros(())))
    assert with_neutrinos == pytest.approx(125.6, abs=0.6)


def test_conus_plus_is_what_was_published() -> None:
    one = data("conus-plus@2025")
    assert one.signal.sm_total == pytest.approx(347, abs=1)
    assert one.observed_events == [395.0]
    s = signal_strength(bins("conus-plus@2025"), norms=())
    assert s.significance == pytest.approx(3.7, abs=0.05)
    assert s.best == pytest.approx(395 / 347, rel=5e-3, abs=0)


def test_power_and_distance_give_the_fluxes() -> None:
    # 4.8e13 at Dresden are 2.96 GW at 10.39 m, captures on 238U included; 1.5e13 at Leibstadt
    for name, power, flux in (("dresden-ii", 2.96, 4.8e13), ("conus-plus", 3.6, 1.5e13)):
        e = data(f"{name}@{'2022' if power < 3 else '2025'}").experiment
        fuel = getattr(e.components[0].spectrum, "fuel")  # noqa: B009
        (beam,) = reactor_from_power(power, reactor_spectrum(fuel=fuel))
        assert beam.fluence(e.baseline_m, 1.0) == pytest.approx(flux, rel=0.09, abs=0)
        assert e.components[0].fluence(e.baseline_m, 1.0) == pytest.approx(flux, rel=1e-9, abs=0)


def test_counts_of_coherent() -> None:
    assert data("coherent-ge@2025").signal.sm_total == pytest.approx(35.4, abs=1.0)
    assert data("coherent-ge@2026").signal.sm_total == pytest.approx(124, abs=1)
    assert "coherent-ge@2025" in data("coherent-ge@2026").contains
    s = signal_strength(bins("coherent-ge@2026"), norms=())
    assert (s.best, s.error) == pytest.approx((1.0, math.hypot(0.10, 0.105)), rel=0.03, abs=0)


def test_a_bound_read_as_a_count_gives_the_bound() -> None:
    B = bins("texono@2024")
    high = signal_strength(B, norms=())
    assert high.best == pytest.approx(0, abs=1e-6)
    sm = np.asarray(B.parts["sm"])
    chi2 = ((4.7 * sm - B.on) ** 2 / np.asarray(B.variance)).sum()
    assert chi2 == pytest.approx(2.7055, rel=5e-3, abs=0)


def test_electrons_dominate_the_moment_in_a_count_and_not_the_standard_model() -> None:
    both, nuclei = data("conus-plus@2025"), data("conus-plus@2025-nuclei")
    assert both.signal.sm_total == pytest.approx(nuclei.signal.sm_total, rel=2e-3, abs=0)
    assert both.signal.magnetic_total > 20 * nuclei.signal.magnetic_total


def test_quenching_decides() -> None:
    # Dresden-II wants the iron filter, CONUS+ excludes it; with Lindhard the excess of Dresden is
    # several times the Standard Model
    assert signal_strength(bins("dresden-ii@2022"), norms=()).best == pytest.approx(1.2, abs=0.1)
    assert 4 < signal_strength(bins("dresden-ii@2022-lindhard"), norms=()).best < 5.2
    excluded = float(bins("conus-plus@2025-iron-filter").chi2_mu10(np.zeros(()), np.zeros(())))
    assert excluded > 25
    limits = []
    for variant in DRESDEN[:4]:
        B = bins("dresden-ii@2022" + variant)
        limits.append(B.reach(np.ones(1), np.zeros(1), B.best_fit.chi2 + 2.7055).item() ** 0.5)
    assert max(limits) > 2 * min(limits)


def test_every_set_says_its_quenching_and_its_electrons() -> None:
    for name in ("dresden-ii@2022", "conus-plus@2025", "coherent-ge@2026", "texono@2024"):
        assert "; quenching: " in method(data(name))
        assert method(data(name)).endswith("electrons counted with nuclei")
    assert "iron filter" in method(data("dresden-ii@2022"))
    assert "k = 0.157" in method(data("dresden-ii@2022-lindhard"))
    assert "electrons" not in method(data("dresden-ii@2022-nuclei"))


def test_rates_are_those_of_a_day() -> None:
    e = data("dresden-ii@2022").experiment
    assert e.exposure == day
    sm, _ = signal_by_component(e)
    assert sum(sm.values()).shape == (130,)


def test_a_part_that_is_not_there_has_no_strength() -> None:
    with pytest.raises(ValueError, match="nothing is expected of 'muon'"):
        signal_strength(bins("conus-plus@2025"), part="muon")
