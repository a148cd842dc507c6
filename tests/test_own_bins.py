"""Counts in bins of one's own, with a background and with or without events off the source."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from own_files import detected, load
from scipy.optimize import minimize
from scipy.stats import poisson

import cevns
from cevns.basics.units import keV, mu10
from cevns.experiments.binned_counts import coherent_csi_2017
from cevns.experiments.experiment import with_arrival_fractions
from cevns.experiments.measurement import ObservedBins, ObservedCount
from cevns.inference.bins import PoissonBins
from cevns.inference.counts import counting, gaussian_count
from cevns.inference.fits.judge import JudgedBins
from cevns.inference.one_bin import in_one_bin
from cevns.inference.poisson import Counted
from cevns.inference.pulls import PULLS
from cevns.inference.remarks import method, remarks
from cevns.inference.repeated import drawn
from cevns.inference.spectrum import scaled_to_fit

KNOWN = PoissonBins(
    name="known",
    source="x",
    on=(130, 60, 12),
    off=(0, 0, 0),
    sm=(80.0, 40.0, 6.0),
    electron=(9.0, 2.0, 0.3),
    muon=(3.0, 1.0, 0.1),
    background=(40.0, 15.0, 5.0),
    sigma_signal=0.1,
    sigma_background=0.2,
    tau=math.inf,
)


def by_hand(data: PoissonBins, x: float, y: float) -> float:
    """-2 ln L by a general minimiser, over both normalisations and the steady bins if there are."""
    on, off = np.array(data.on), np.array(data.off)
    signal = np.array(data.sm) + x * np.array(data.electron) + y * np.array(data.muon)
    b, tau = np.array(data.background), data.tau

    def cost(p: np.ndarray) -> float:
        beta = np.exp(p[2:]) if math.isfinite(tau) else 0.0
        mu = signal * (1 + data.sigma_signal * p[0]) + b * (1 + data.sigma_background * p[1]) + beta
        if (mu <= 0).any():
            return 1e9
        value = -2 * np.sum(poisson.logpmf(on, mu) - poisson.logpmf(on, np.maximum(on, 1e-12)))
        if math.isfinite(tau):
            value -= 2 * np.sum(
                poisson.logpmf(off, tau * beta) - poisson.logpmf(off, np.maximum(off, 1e-12))
            )
        return float(value + p[0] ** 2 + p[1] ** 2)

    start = [0.0, 0.0]
    if math.isfinite(tau):
        start += list(np.log(off / tau + 0.1))
    best = min(
        (
            minimize(
                cost,
                s,
                method="Nelder-Mead",
                options={
                    "xatol": 1e-9,
                    "fatol": 1e-12,
                    "maxiter": 40000,
                    "maxfev": 40000,
                    "adaptive": True,
                },
            )
            for s in (start, [x + 0.3 for x in start])
        ),
        key=lambda r: r.fun,
    )
    return float(best.fun)


OFF = replace(KNOWN, on=(230, 100, 30), off=(250, 130, 40), tau=3.0)


@pytest.mark.parametrize("data", [KNOWN, OFF], ids=["known background", "three times off"])
@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (2.0, 0.0), (1.0, 5.0)])
def test_likelihood_against_a_general_minimiser(data: PoissonBins, x: float, y: float) -> None:
    found = float(data.chi2(x * mu10**2, y * mu10**2))
    assert found == pytest.approx(by_hand(data, x, y), rel=1e-6, abs=1e-6)


def test_covariances_know_for_how_long_it_was_looked_off_the_source() -> None:
    """var(on - off/tau) = s + b + beta + beta/tau, and nothing more where there was no off."""
    signal = np.array([80.0, 40.0, 6.0])
    for data in (KNOWN, OFF):
        counted = Counted(
            on=np.array(data.on)[:, None],
            off=np.array(data.off)[:, None],
            background=np.array(data.background)[:, None],
            tau=data.tau,
            shape=PULLS["gaussian"],
        )
        variance = np.diag(JudgedBins(counted).covariance(signal))
        beta = np.zeros(3) if math.isinf(data.tau) else data.steady_state(signal)
        expected = signal + data.background + beta * (1 + 1 / data.tau)
        assert variance == pytest.approx(expected, rel=1e-12, abs=0)
    bare = replace(KNOWN, sigma_signal=0.0, sigma_background=0.0)
    noise = np.array(bare.sm) + bare.background
    e = np.array(bare.electron)
    assert bare.information[0, 0] == pytest.approx(np.sum(e**2 / noise), rel=1e-12, abs=0)


def test_repeated_bins_have_the_means_of_their_times() -> None:
    rng = np.random.default_rng(5)
    repeats = [drawn(OFF, rng) for _ in range(400)]
    beta = OFF.steady_state(np.array(OFF.sm))
    mean_off = np.mean([one.off for one in repeats], axis=0)
    assert mean_off == pytest.approx(3 * beta, rel=0.03, abs=0)
    assert all(sum(one.off) == 0 for one in (drawn(KNOWN, rng) for _ in range(5)))


TABLE = "lower_keV_nr,upper_keV_nr,observed,background\n0.5,0.7,{},{}\n0.7,1,{},{}\n"
BINS = 'kind = "bins", table = "t.csv", sigma_signal = 0.1, sigma_background = 0.2'
DETECTOR = 'kind = "threshold", threshold_keV_nr = 0.5, efficiency = 0.8'


def test_bins_of_a_file(tmp_path: Path) -> None:
    e = load(tmp_path, detected(DETECTOR, BINS), t=TABLE.format(100, 10, 30, 5))
    m = e.measurement
    assert isinstance(m, ObservedBins)
    assert (m.on.tolist(), m.background.tolist(), m.off.tolist()) == ([100, 30], [10, 5], [0, 0])
    assert math.isinf(m.off_exposure)
    assert e.detector.edges == pytest.approx((0.5 * keV, 0.7 * keV, 1.0 * keV))
    data = cevns.dataset(e)
    assert method(data) == "Poisson counts in bins, profile"
    assert data.moment_chi2.tau == math.inf
    assert data.observed_events == [100, 30]


def test_bins_that_observe_the_standard_model_bound_what_one_bin_bounds(tmp_path: Path) -> None:
    """One bin with a known background is a Poisson count with that background."""
    N = cevns.signal(load(tmp_path, detected(DETECTOR, BINS), t=TABLE.format(1, 1, 1, 1))).sm_total
    seen = round(N + 15)
    one = f"lower_keV_nr,upper_keV_nr,observed,background\n0.5,1000,{seen},15\n"
    binned = load(tmp_path, detected(DETECTOR, BINS), t=one)
    counted = 'kind = "poisson", background_events = 15, sigma_signal = 0.1, sigma_background = 0.2'
    single = load(tmp_path, detected(DETECTOR, f"{counted}, observed_events = {seen}"))
    assert cevns.limit(binned, "Lambda_1") == pytest.approx(
        cevns.limit(single, "Lambda_1"), rel=1e-6, abs=0
    )


def test_off_events_have_their_exposure(tmp_path: Path) -> None:
    table = "lower_eV_nr,upper_eV_nr,observed,off\n500,1000,150,30\n"
    for more, tau in (("", 1.0), (", off_exposure = 2", 2.0)):
        e = load(tmp_path, detected(DETECTOR, BINS + more), t=table)
        assert (e.measurement.off_exposure, e.measurement.off.tolist()) == (tau, [30])
        assert method(cevns.dataset(e)) == "Poisson counts in bins, on and off, profile"


def test_bins_that_fit_nothing_are_remarked_on(tmp_path: Path) -> None:
    off_scale = load(tmp_path, detected(DETECTOR, BINS), t=TABLE.format(1, 0, 1, 0))
    assert "the bins do not fit" in remarks(cevns.dataset(off_scale))[0]
    e = load(tmp_path, detected(DETECTOR, BINS), t=TABLE.format(1, 0, 1, 0))
    N = [s.sm_total for s in cevns.rates.signal.binned_signal(e, e.detector.edges)]  # type: ignore[attr-defined]
    good = TABLE.format(round(N[0]), 0, round(N[1]), 0)
    assert remarks(cevns.dataset(load(tmp_path, detected(DETECTOR, BINS), t=good))) == []


def test_events_where_none_can_be_are_refused(tmp_path: Path) -> None:
    """A bin beyond every recoil, without background, in which something was seen."""
    beyond = "lower_keV_nr,upper_keV_nr,observed,background\n0.5,3,100,10\n3,4,2,0\n"
    e = load(tmp_path, detected(DETECTOR, BINS), t=beyond)
    with pytest.raises(ValueError, match=r"2 events were seen in bin 2, where neither"):
        cevns.limit(e, "Lambda_1")
    empty = beyond.replace("3,4,2,0", "3,4,0,0")
    assert cevns.limit(load(tmp_path, detected(DETECTOR, BINS), t=empty), "Lambda_1") > 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"off_exposure": -1.0}, r"off_exposure = -1 must be finite and > 0"),
        ({"off_exposure": math.inf, "off": [1, 2]}, r"events off the source need an off_exposure"),
        ({"on": [1, -2]}, r"on counts\[1\] = -2 events must be"),
        ({"background": [1.0]}, r"one entry a bin each"),
    ],
)
def test_bad_bins_in_python(changes: dict, message: str) -> None:
    good = {"on": [1, 2], "off": [0, 0], "background": [0.5, 0.5]}
    with pytest.raises(ValueError, match=message):
        ObservedBins(sigma_signal=0.1, sigma_background=0.1, **{**good, **changes})


def test_a_gaussian_of_nothing_names_what_it_was_made_of() -> None:
    """The variance is nobody's entry: the message says which entries it comes from."""
    nothing = ObservedCount(
        observed=0, prompt_neutrons=0, steady_state=0, sigma_signal=0.1, sigma_background=0.1
    )
    with pytest.raises(ValueError, match=r"observed = 0 and steady_state = 0, so the variance"):
        gaussian_count(nothing, 5.0)
    assert counting(nothing, 5.0).chi2(0.0) == 0


def test_information_knows_the_time_off_the_source() -> None:
    """Of one bin: e^2 over the variance of on - off/tau, by hand."""
    one = replace(
        OFF,
        on=(230,),
        off=(250,),
        sm=(80.0,),
        electron=(9.0,),
        muon=(3.0,),
        background=(40.0,),
        sigma_signal=0.0,
        sigma_background=0.0,
    )
    (beta,) = one.steady_state(np.array(one.sm))
    variance = 120 + beta + beta / 3
    assert one.information[0, 0] == pytest.approx(81 / variance, rel=1e-12, abs=0)


def test_fits_and_merged_bins_know_the_time_off_the_source(tmp_path: Path) -> None:
    """One bin is a count: its fit, its merged bins, and its scale."""
    for more, column, value in (
        (", off_events = 40, off_exposure = 2", "off", 40),
        (", background_events = 20", "background", 20),
    ):
        table = f"lower_keV_nr,upper_keV_nr,observed,{column}\n0.5,1000,60,{value}\n"
        exposure = ", off_exposure = 2" if column == "off" else ""
        text = detected(DETECTOR, BINS + exposure).replace("= 365", "= 0.4")
        binned = cevns.dataset(load(tmp_path, text, t=table))
        counted = f'kind = "poisson", observed_events = 60, sigma_signal = 0.1{more}'
        counted += ", sigma_background = 0.2" if column == "background" else ""
        single = cevns.dataset(
            load(tmp_path, detected(DETECTOR, counted).replace("= 365", "= 0.4"))
        )
        ends = [d.fit("magnetic_moment", "nu_e").intervals[-1].high for d in (binned, single)]
        assert ends[0] == pytest.approx(ends[1], rel=1e-5, abs=0)
        merged = in_one_bin(binned)
        assert merged.moment_chi2.chi2(0.0, 0.0) == pytest.approx(
            float(binned.moment_chi2.chi2(0.0, 0.0)), rel=1e-9, abs=1e-12
        )
        signal = np.array(binned.moment_chi2.sm)
        found = scaled_to_fit(binned, signal)[0]
        assert found == pytest.approx(float(binned.moment_chi2.chi2(0.0, 0.0)), rel=1e-9, abs=1e-9)


def test_the_first_coherent_bins_from_a_file(tmp_path: Path) -> None:
    """Photoelectrons that fluctuate, in the twelve bins of the release: as the shipped data set."""
    shipped_bins = coherent_csi_2017()
    lines = ["lower_PE,upper_PE,observed,off,background"]
    lines += [
        f"{a:g},{b:g},{on:g},{off:g},{6 * n:.12g}"
        for a, b, on, off, n in zip(
            shipped_bins.edges[:-1],
            shipped_bins.edges[1:],
            shipped_bins.coincidence,
            shipped_bins.anticoincidence,
            shipped_bins.prompt_neutrons / shipped_bins.prompt_neutrons.sum(),
            strict=True,
        )
    ]
    text = """
    [experiment.mine.current]
    source = "sns"
    material = "CsI"
    mass_kg = 14.57
    baseline_m = 19.3
    exposure_days = 308.1
    statistics = { kind = "bins", table = "t.csv", sigma_signal = 0.28, sigma_background = 0.25 }
    [experiment.mine.current.detector]
    kind = "photoelectrons"
    light_yield_PE_per_keV_nr = 1.17
    acceptance_plateau = 0.6655
    acceptance_slope_per_PE = 0.4942
    acceptance_midpoint_PE = 10.8507
    acceptance_steps_PE = [5, 6]
    window_lower_PE = 6
    window_upper_PE = 30
    fluctuations = "poisson"
    """
    e = load(tmp_path, text, t="\n".join(lines))
    shares = {"prompt": 1.0, "delayed": 0.915}
    mine = cevns.dataset(with_arrival_fractions(e, shares))
    theirs = cevns.dataset("coherent-csi@2017-bins")
    for x, y in ((0.0, 0.0), (1e-18, 0.0), (0.0, 2e-17)):
        assert float(mine.moment_chi2.chi2(x, y)) == pytest.approx(
            float(theirs.moment_chi2.chi2(x, y)), rel=1e-9, abs=0
        )
