"""Fits of one parameter: closed forms against minimisers, dense scans and toys; the known traps."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from iminuit import Minuit
from scipy.optimize import brentq, minimize_scalar

import cevns
from cevns.basics.checks import Array
from cevns.basics.units import mu10
from cevns.experiments.measurement import ExpectedCount, ObservedBins, ObservedCount
from cevns.inference.fits import solve, toys
from cevns.inference.fits.ask import problem
from cevns.inference.fits.curve import Curve
from cevns.inference.fits.parameters import UNITS
from cevns.inference.fits.prediction import prediction
from cevns.inference.fits.result import Fit
from cevns.inference.fits.toys import coverage
from cevns.inference.intervals import delta_chi2
from cevns.inference.one_bin import in_one_bin
from cevns.interactions import couplings
from cevns.interactions.charge_radius import PER_RADIUS, proton_shift, standard_model_radius
from cevns.nuclei.families import series
from cevns.rates.signal import signal
from cevns.sources.beams import Mixture

SIGMA = 0.6826894921370859
COUNT = cevns.dataset("coherent-csi@2017-count", assumptions=cevns.TALK)
BINS = cevns.dataset("coherent-csi@2017-bins", assumptions=cevns.TALK)
SCENARIOS = [cevns.dataset(f"coherent-csi@scenario-{i}", assumptions=cevns.TALK) for i in (1, 2)]
ONE_PARAMETER: list[tuple[str, str | None]] = [
    ("sin2_theta_w", None),
    *((q, f) for q in ("charge_radius", "magnetic_moment") for f in ("nu_e", "nu_mu", "muon")),
    ("transition_radius", "nu_e"),
    ("neutron_radius", None),
    ("oscillator_length", None),
    ("transition_moment", None),
]


def events(quantity: str, flavor: str | None, value: float, data: Any = COUNT) -> Array:
    ready, _ = problem(data, [(quantity, flavor)])
    (p,) = ready.parameters
    return ready.events(np.asarray(p.inner(np.array([value]))))[:, 0]


def printed_chi2(N: float, a: float, c: float) -> float:
    """The talk's chi^2 with its two pulls."""
    return (142 - N * (1 + a) - 6 * (1 + c)) ** 2 / 958 + (a / 0.28) ** 2 + (c / 0.25) ** 2


def least_over_pulls(N: float) -> float:
    m = Minuit(lambda a, c: printed_chi2(N, a, c), a=0.0, c=0.0)
    m.tol, m.strategy = 1e-8, 2
    m.migrad()
    return float(m.fval)


def least_over_all(s: Array) -> float:
    """Twelve bins: two normalisations and twelve expected backgrounds, found one by one."""
    b = BINS.measurement
    assert isinstance(b, ObservedBins)

    def chi2(x: Array) -> float:
        beta = np.exp(x[2:])
        expected = s * (1 + x[0]) + b.background * (1 + x[1]) + beta
        on = expected - b.on + b.on * np.log(b.on / expected)
        off = beta - b.off + b.off * np.log(b.off / beta)
        return float(2 * (on + off).sum() + (x[0] / 0.28) ** 2 + (x[1] / 0.25) ** 2)

    m = Minuit(chi2, np.concatenate([[0.0, 0.0], np.log(b.off + 1.0)]))
    m.tol, m.strategy = 1e-6, 2
    m.migrad(ncall=100_000)
    return float(m.fval)


# what is predicted


@pytest.mark.parametrize("data", [COUNT, BINS, *SCENARIOS], ids=lambda d: d.name)
@pytest.mark.parametrize("scheme", ["tree", "radiative_2005", "one_loop"])
def test_without_change_the_prediction_is_the_signal(data: Any, scheme: str) -> None:
    under = data.under(couplings=scheme)
    expected = under.signal.sm_total
    ready, _ = problem(under, ["sin2_theta_w"])
    origin = ready.parameters[0].origin
    assert ready.events(np.array([origin])).sum() == pytest.approx(expected, rel=1e-12, abs=0)
    magnetic = events("magnetic_moment", None, 1.0, under).sum() - expected
    assert magnetic == pytest.approx(under.signal.magnetic_total, rel=1e-9, abs=0)


@pytest.mark.parametrize("under", [cevns.TALK, cevns.RECOMMENDED], ids=lambda a: a.name)
@pytest.mark.parametrize("scheme", ["tree", "radiative_2005", "one_loop"])
def test_the_angle_moves_counts_as_in_new_couplings(scheme: str, under: cevns.Assumptions) -> None:
    """Trap: the angles of two schemes are different parameters, each with its own slope."""
    data = cevns.dataset("coherent-csi@2017-count", assumptions=under, couplings=scheme)
    for s in (0.0, 0.17, 0.31, 0.9):
        g = couplings.SCHEMES[scheme](s)
        exact = signal(data.experiment, **{**data.assumptions.nuclear, "couplings": g}).sm_total
        assert events("sin2_theta_w", None, s, data)[0] == pytest.approx(exact, rel=1e-12, abs=0)


def test_slopes_and_origins_of_the_schemes() -> None:
    for scheme, origin, slope in (
        ("tree", 0.2386, -2.0), ("radiative_2005", 0.2312, -2.0128), ("one_loop", 0.23863, -2.00126)
    ):  # fmt: skip
        (p,) = problem(COUNT.under(couplings=scheme), ["sin2_theta_w"])[0].parameters
        assert p.origin == pytest.approx(origin, rel=1e-12, abs=0)
        assert p.weights == pytest.approx(np.full(3, slope), rel=1e-4, abs=0)
        g_n = {couplings.SCHEMES[scheme](s).g_nV for s in (0.1, 0.3)}
        assert np.ptp(list(g_n)) < 1e-15
        assert scheme in p.note


def test_a_radius_shifts_the_proton_by_an_amount_with_two_conventions() -> None:
    """0.0238 per 1e-32 cm^2, twice that in the talk's; the Standard Model's own radii."""
    assert round(PER_RADIUS, 5) == 0.0238
    assert proton_shift() == -PER_RADIUS
    assert proton_shift("talk") == -2 * PER_RADIUS
    own = [standard_model_radius(f) for f in ("nu_e", "nu_mu", "nu_tau")]
    assert np.round(own, 3).tolist() == [-0.828, -0.481, -0.297]
    assert standard_model_radius("nu_mu_bar", "talk") == pytest.approx(-0.240, rel=2e-3, abs=0)
    with pytest.raises(ValueError, match="convention"):
        proton_shift("old")


def test_the_talk_convention_is_a_shift_of_the_angle() -> None:
    for scheme, angle in (("tree", 0.2386), ("radiative_2005", 0.2312)):
        data = COUNT.under(couplings=scheme)
        shifted = events("sin2_theta_w", None, angle + PER_RADIUS * 4.0, data)
        (p,) = problem(data, ["charge_radius"], convention="talk")[0].parameters
        ready, _ = problem(data, ["charge_radius"], convention="talk")
        assert ready.events(np.array([4.0]))[:, 0] == pytest.approx(shifted, rel=1e-12, abs=0)
        modern = data.fit("charge_radius").best[0].value
        talk = data.fit("charge_radius", convention="talk").best[0].value
        factor = 2 if scheme == "tree" else 2 * 1.0064
        assert modern / talk == pytest.approx(factor, rel=1e-4, abs=0)
        assert p.note.startswith("convention talk")


def test_neutrinos_and_antineutrinos_shift_alike_and_flavours_add_up() -> None:
    base = events("charge_radius", "nu_e", 0.0)[0]

    def change(flavor: str, r: float) -> float:
        return float(events("charge_radius", flavor, r)[0]) - base

    assert change("nu_mu", 3.0) > 0 > change("nu_mu_bar", -3.0)
    for r in (-20.0, 5.0):
        both = change("nu_mu", r) + change("nu_mu_bar", r)
        assert change("muon", r) == pytest.approx(both, rel=1e-11, abs=0)
        all_three = both + change("nu_e", r)
        assert change("all", r) == pytest.approx(all_three, rel=1e-11, abs=0)


def test_electron_flavour_is_that_of_reactors_too() -> None:
    reactor = cevns.dataset("conus")
    one, all_ = (reactor.fit("charge_radius", f).intervals for f in ("nu_e", "all"))
    assert one == all_
    assert reactor.fit("charge_radius", "nu_e_bar").intervals == one
    assert reactor.fit("charge_radius", "muon").best == ()


def test_a_positive_radius_makes_the_amplitude_larger() -> None:
    """g_p falls, and the charge Q_V is negative: 7 % of the cross section per 1e-32 cm^2."""
    more = events("charge_radius", "all", 1.0)[0] / events("charge_radius", "all", 0.0)[0] - 1
    assert more == pytest.approx(0.070, rel=0.03, abs=0)


def test_a_transition_radius_adds_incoherently() -> None:
    """The square of what a diagonal one of the same size has beside its interference."""
    base = events("charge_radius", "nu_e", 0.0)[0]
    up, down = (events("charge_radius", "nu_e", r)[0] - base for r in (1.0, -1.0))
    across = events("transition_radius", "nu_e", 1.0)[0] - base
    assert across == pytest.approx((up + down) / 2, rel=1e-8, abs=0)
    assert COUNT.fit("transition_radius", "nu_e").best[0].value == 0


def test_radii_say_what_they_are_counted_from() -> None:
    notes = {s: COUNT.fit("charge_radius", couplings=s).note for s in couplings.SCHEMES}
    assert "all of the radius" in notes["tree"]
    assert "radius of nu_mu" in notes["radiative_2005"]
    assert "Standard Model's radius" in notes["one_loop"]


def test_numbers_have_no_angle() -> None:
    data = COUNT.under(couplings=couplings.tree(0.23))
    with pytest.raises(ValueError, match="have no mixing angle"):
        data.fit("sin2_theta_w")
    assert data.fit("charge_radius").best


@pytest.mark.parametrize("separate", [False, True])
@pytest.mark.parametrize("name", ["helm", "symmetrized_fermi", "klein_nystrand"])
def test_between_its_nodes_a_size_is_as_integrated(name: str, separate: bool) -> None:
    ready, _ = problem(BINS, ["neutron_radius"], family=name, separate=separate)
    sizes = ready.parameters[0].sizes
    assert sizes is not None
    for rms in (2.0, 4.77, 6.3, 11.3):
        exact = prediction(BINS.experiment, couplings.tree(), sizes.models(rms)).pieces[0, 0]
        assert ready.events(np.array([rms]))[:, 0] == pytest.approx(
            exact.sum(axis=0), rel=0, abs=1e-10
        )


def test_protons_and_neutrons_fill_shells_of_their_own() -> None:
    cs = cevns.nuclide("133Cs")
    ready, _ = problem(COUNT, ["oscillator_length"])
    sizes = ready.parameters[0].sizes
    assert sizes is not None
    assert [model(cs).nucleons for model in sizes.models(2.3)] == [55, 78]
    ready, _ = problem(COUNT, ["neutron_radius"], family="harmonic_oscillator")
    sizes = ready.parameters[0].sizes
    assert sizes is not None
    assert [model(cs).nucleons for model in sizes.models(4.8)] == [55, 78]
    assert [model(cs).moments.rms for model in sizes.models(4.8)] == pytest.approx(
        [4.8, 4.8], rel=1e-12, abs=0
    )


def test_a_curve_is_asked_inside_its_range_only() -> None:
    """(t - 1)(t - 3) has two zeros and a turn; with a range, those inside of it."""
    for low, high, zeros, turns in (
        (-math.inf, math.inf, [1, 3], [2]), (1.5, math.inf, [3], [2]), (-1.0, 1.5, [1], []),
    ):  # fmt: skip
        line = Curve.through(lambda t: ((t - 1) * (t - 3))[None], 2, (-1.0, 0.0), low, high)
        assert line.reaching(0) == pytest.approx(zeros, rel=1e-12, abs=0)
        assert line.turns == pytest.approx(turns, rel=1e-12, abs=0)
        assert line.reaching(-2) == []
    flat = Curve.through(lambda t: np.full((1, len(t)), 7.0), 2, (0.0, 1.0), 0.0, 1.0)
    assert flat.reaching(7) == flat.turns == []


def test_the_magnetic_term_sees_protons_only() -> None:
    """Trap: with a form factor of the protons its own, the neutrons' size must not move it."""
    for separate in (False, True):
        ready, _ = problem(COUNT, ["neutron_radius"], separate=separate)
        found = ready.parts[0].prediction.at(np.array([4.0, 6.0]))[3]
        same = np.allclose(found[0], found[1], rtol=1e-11, atol=0)
        assert same is separate


# closed forms against minimisers and scans


@pytest.mark.parametrize(("quantity", "flavor"), ONE_PARAMETER)
def test_profile_of_one_count_against_its_pulls(quantity: str, flavor: str | None) -> None:
    fit = COUNT.fit(quantity, flavor)
    for value in np.linspace(2.1, 9, 3) if UNITS[quantity] == "fm" else (0.1, 0.5, 7.0):
        N = float(events(quantity, flavor, value)[0])
        assert float(fit.chi2(value)) == pytest.approx(least_over_pulls(N), rel=0, abs=1e-6)


@pytest.mark.parametrize(
    ("quantity", "flavor"), [("sin2_theta_w", None), ("charge_radius", "muon")]
)
def test_minima_of_one_count_against_iminuit(quantity: str, flavor: str | None) -> None:
    """A minimiser finds one of two; started at each it confirms both."""
    fit = COUNT.fit(quantity, flavor)
    ready, _ = problem(COUNT, [(quantity, flavor)])
    for best in fit.best:
        m = Minuit(
            lambda t, a, c: printed_chi2(float(ready.events(np.array([t]))[0, 0]), a, c),
            t=best.value + 0.01 * abs(best.value), a=0.0, c=0.0,
        )  # fmt: skip
        m.tol, m.strategy = 1e-8, 2
        m.migrad()
        assert m.values["t"] == pytest.approx(best.value, rel=1e-3, abs=0)
        assert best.chi2 == pytest.approx(m.fval, rel=0, abs=1e-5)


@pytest.mark.parametrize(
    ("quantity", "values"), [("sin2_theta_w", (0.15, 0.3)), ("neutron_radius", (4.0, 6.5))]
)
def test_profile_of_twelve_bins_against_iminuit(quantity: str, values: tuple[float, ...]) -> None:
    fit = BINS.fit(quantity)
    for value in values:
        exact = least_over_all(events(quantity, None, value, BINS))
        assert float(fit.chi2(value)) == pytest.approx(exact, rel=0, abs=1e-6)


def scanned(fit: Fit, low: float, high: float, n: int = 4001) -> tuple[list[float], list[float]]:
    """Minima and crossings of a dense scan of the profile, refined by bisection."""
    x = np.linspace(low, high, n)
    y = fit.chi2(x)
    level = fit.chi2_min + fit.delta_chi2
    minima = [float(x[i]) for i in range(1, n - 1) if y[i - 1] > y[i] <= y[i + 1]]
    crossings = [
        float(brentq(lambda t: float(fit.chi2(t)) - level, x[i], x[i + 1], xtol=1e-11))
        for i in range(n - 1)
        if (y[i] > level) != (y[i + 1] > level)
    ]
    return minima, crossings


@pytest.mark.parametrize("data", [COUNT, BINS, SCENARIOS[0]], ids=lambda d: d.name)
@pytest.mark.parametrize("level", [SIGMA, 0.9])
@pytest.mark.parametrize(("quantity", "flavor"), ONE_PARAMETER)
def test_roots_against_a_dense_scan(
    data: Any, level: float, quantity: str, flavor: str | None
) -> None:
    fit = data.fit(quantity, flavor, confidence_level=level)
    low, high = {
        "fm": (1.6, 11.9), "1": (-0.8, 0.9), "1e-32 cm^2": (-110.0, 60.0),
        "1e-10 mu_B": (0.0, 90.0),
    }[fit.unit]  # fmt: skip
    if quantity == "oscillator_length":
        low, high = 0.15, 5.4
    if quantity == "transition_radius":
        low = 0.0
    minima, crossings = scanned(fit, low, high)
    ends = [e for piece in (*fit.intervals, *fit.unphysical) for e in piece if e not in (None, 0.0)]
    assert sorted(ends) == pytest.approx(crossings, rel=1e-7, abs=0)
    inner = sorted(m.value for m in fit.best if m.value)
    assert inner == pytest.approx(minima, rel=0, abs=1.1 * (high - low) / 4000)


# the traps


def test_two_minima_of_the_angle_of_which_one_is_none() -> None:
    fit = COUNT.fit("sin2_theta_w")
    assert [(m.kind, m.physical) for m in fit.best] == [("direct", True), ("mirror", False)]
    assert [round(m.value, 4) for m in fit.best] == [0.1995, -0.4031]
    assert len(fit.intervals) == len(fit.unphysical) == 1
    assert fit.value == fit.best[0].value
    assert all(0 <= end <= 1 for end in fit.intervals[0])


@pytest.mark.parametrize("flavor", ["nu_e", "nu_mu_bar", "muon", "all"])
def test_two_minima_of_most_radii_and_both_are_results(flavor: str) -> None:
    fit = COUNT.fit("charge_radius", flavor)
    assert [(m.kind, m.physical) for m in fit.best] == [("direct", True), ("mirror", True)]
    assert max(m.chi2 for m in fit.best) < 1e-20
    for m in fit.best:
        assert events("charge_radius", flavor, m.value)[0] == pytest.approx(136, rel=1e-12, abs=0)


def test_nu_mu_alone_never_reaches_the_count() -> None:
    fit = COUNT.fit("charge_radius", "nu_mu")
    (best,) = fit.best
    assert events("charge_radius", "nu_mu", best.value)[0] > 140
    assert best.chi2 > 0.03
    around = [float(events("charge_radius", "nu_mu", best.value + d)[0]) for d in (-1, 0, 1)]
    assert min(around) == around[1]
    assert len(fit.intervals) == 1


def test_pieces_depend_on_the_level() -> None:
    for level, pieces in ((SIGMA, 2), (0.9, 1)):
        fit = COUNT.fit("charge_radius", "nu_mu_bar", confidence_level=level)
        assert len(fit.intervals) == pieces
    assert len(COUNT.fit("charge_radius", "muon").intervals) == 2
    freed = COUNT.fit("charge_radius", "muon", free=("charge_radius", "nu_e"))
    assert len(freed.intervals) == 1


def test_above_the_ceiling_an_interval_is_open() -> None:
    """chi^2 of a signal without bound is 1/sigma^2: 12.755, 51 and 204; of none, 19.26."""
    for data, ceiling in zip((COUNT, *SCENARIOS), (12.755, 51.02, 204.08), strict=True):
        fit = data.fit("charge_radius")
        assert float(fit.chi2(1e9)) == pytest.approx(ceiling, rel=1e-4, abs=0)
    beyond = COUNT.fit("charge_radius", confidence_level=0.9997)
    assert beyond.delta_chi2 > 12.755
    # too few events are still excluded
    assert [(low is None, high is None) for low, high in beyond.intervals] == [
        (True, False),
        (False, True),
    ]
    assert COUNT.fit("charge_radius", "nu_e", confidence_level=0.9997).intervals == ((None, None),)
    assert COUNT.fit("magnetic_moment", confidence_level=0.9997).intervals == ((0.0, None),)
    # an angle cannot be larger than 90 degrees: an end that is not of the data is open
    ((low, high),) = COUNT.fit("sin2_theta_w", confidence_level=0.9997).intervals
    assert low is not None
    assert high is None
    nothing = 136**2 / (958 + (0.25 * 6) ** 2)
    assert nothing == pytest.approx(19.26, rel=1e-3, abs=0)


def test_lower_ends_vanish() -> None:
    assert COUNT.fit("neutron_radius").intervals[0].low is not None
    (low, high), *_ = COUNT.fit("neutron_radius", confidence_level=0.9545).intervals
    assert low is None
    assert high is not None
    freed = COUNT.fit("sin2_theta_w", free="magnetic_moment")
    assert freed.intervals[0].low is None
    level = [m for m in freed.best if m.kind == "level"]
    assert max(m.value for m in level) == pytest.approx(COUNT.fit("sin2_theta_w").value, abs=1e-6)
    # with an angle of at most 90 degrees: twice the radius of a nucleus
    ((low, high),) = COUNT.fit("neutron_radius", free="sin2_theta_w").intervals
    assert low is None
    assert high > 11


def test_definitions_of_a_moment_differ() -> None:
    """Physical minimum, free minimum (8.5 % in mu), boundary, and the construction."""
    high = {
        name: COUNT.fit("magnetic_moment", "nu_e", definition=name).intervals[0].high
        for name in ("physical", "free", "boundary", "feldman_cousins")
    }
    assert high["free"] / high["physical"] == pytest.approx(1 - 0.085, rel=0.02, abs=0)
    assert high["boundary"] < high["feldman_cousins"] < high["physical"]
    for name in high:
        sum_ = COUNT.limit("Lambda_1", definition=name) / mu10
        ours = COUNT.fit("transition_moment", definition=name).intervals[0].high
        assert ours == pytest.approx(sum_, rel=1e-6, abs=0)
    with pytest.raises(ValueError, match="one count"):
        BINS.fit("magnetic_moment", definition="feldman_cousins")


def test_a_free_minimum_may_exclude_all_that_is_physical() -> None:
    fit = SCENARIOS[1].fit("magnetic_moment", definition="free")
    assert fit.intervals == ()
    assert "anything" not in fit.note


def test_levels_are_those_of_one_parameter() -> None:
    fit = COUNT.fit("sin2_theta_w")
    assert (fit.parameters, round(fit.delta_chi2, 4)) == (1, 2.7055)
    assert fit.delta_chi2 == delta_chi2(0.9, 1)


def test_scenarios_scale_the_count_and_not_the_model() -> None:
    for data, factor, stat, sys in zip(SCENARIOS, (10, 100), (0.2, 0.1), (0.14, 0.07), strict=True):
        m = data.measurement
        assert m == ExpectedCount(sigma_stat=stat, sigma_sys=sys, events=factor * 136)
        assert not data.observed
        assert data.signal.sm_total == pytest.approx(
            factor * COUNT.signal.sm_total, rel=1e-12, abs=0
        )
        N = np.array([[900.0 * factor / 10]])
        ready, _ = problem(data, ["sin2_theta_w"])
        n = 136 * factor
        chi2 = (n - N[0]) ** 2 / ((1 + stat) * n + (sys * N[0]) ** 2)
        assert ready.judge.chi2(N) == pytest.approx(chi2, rel=1e-12, abs=0)
    assert SCENARIOS[0].longer(10).measurement.events == 13600


def test_two_recipes_near_174_events() -> None:
    assert COUNT.signal.sm_total == pytest.approx(173.5, rel=2e-4, abs=0)
    assert BINS.signal.sm_total == pytest.approx(174.65, rel=2e-4, abs=0)


def test_cut_series_fake_a_second_solution() -> None:
    whole = COUNT.fit("neutron_radius").value
    for order, minima in ((1, 2), (2, 2)):
        fit = COUNT.fit("neutron_radius", family=series(order))
        assert len([m for m in fit.best if m.chi2 < 1e-9]) == minima
    moved = COUNT.fit("neutron_radius", family=series(2)).value - whole
    assert moved == pytest.approx(0.08, rel=0.02, abs=0)
    third = COUNT.fit("neutron_radius", family=series(3)).value - whole
    assert abs(third) < 0.01


def test_pulls_vanish_where_the_count_is_met() -> None:
    met = COUNT.fit("charge_radius", "nu_e").best[0].value
    pulls = COUNT.counting.pulls(float(events("charge_radius", "nu_e", met)[0]))
    assert [abs(float(a)) < 1e-12 for a in pulls] == [True, True]


def test_what_the_spectrum_adds_is_little() -> None:
    one = in_one_bin(BINS)
    assert one.signal.sm_total == pytest.approx(BINS.signal.sm_total, rel=1e-12, abs=0)
    high = [d.fit("magnetic_moment", "nu_e").intervals[0].high for d in (BINS, one)]
    assert high[0] / high[1] == pytest.approx(0.99, rel=5e-3, abs=0)
    width = [np.ptp(d.fit("sin2_theta_w").intervals[0]) for d in (BINS, one)]
    assert width[0] / width[1] == pytest.approx(0.985, rel=5e-3, abs=0)
    down = [d.fit("neutron_radius", confidence_level=SIGMA).errors[0] for d in (BINS, one)]
    assert down[0] / down[1] == pytest.approx(0.84, rel=0.01, abs=0)
    with pytest.raises(ValueError, match="no bins"):
        in_one_bin(COUNT)


# results, never exceptions


def test_a_flat_likelihood_is_a_result() -> None:
    fit = cevns.dataset("conus").fit("charge_radius", "nu_mu")
    assert fit.best == ()
    assert fit.value is None
    assert fit.errors == (None, None)
    assert fit.intervals == ((None, None),)
    assert fit.chi2_min == pytest.approx(0, abs=1e-12)
    assert cevns.dataset("conus").fit("magnetic_moment", "nu_mu").intervals == ((0.0, None),)


def test_a_physical_end_can_be_the_best() -> None:
    """So few events that the angle would be negative: the minimum is at zero."""
    few = ObservedCount(
        observed=15, prompt_neutrons=6, steady_state=405, sigma_signal=0.05, sigma_background=0.25
    )
    fit = COUNT.with_measurement(few).fit("sin2_theta_w")
    assert fit.best[0].value == 0
    assert fit.best[0].physical
    assert fit.chi2_min == pytest.approx(float(fit.chi2(0.0)), rel=1e-12, abs=0)
    assert fit.chi2_min > float(fit.chi2(-0.05))


@pytest.mark.parametrize("key", ["coherent-lar", "connie", "miner future", "red100"])
def test_every_experiment_can_be_fitted(key: str) -> None:
    """Many events and few, Gaussian and Poisson; ends lie on the threshold."""
    data = cevns.dataset(key)
    for quantity, level in itertools.product(UNITS, (SIGMA, 0.999)):
        fit = data.fit(quantity, confidence_level=level)
        assert fit.intervals
        for end in (e for piece in fit.intervals for e in piece if e):
            rise = float(fit.chi2(end)) - fit.chi2_min
            assert rise == pytest.approx(fit.delta_chi2, rel=1e-6, abs=0)


def test_mixtures_of_mass_states_are_refused() -> None:
    mixed = replace(COUNT.experiment.components[0], state=Mixture((0.5, 0.3, 0.2)))
    e = replace(COUNT.experiment, components=(mixed, *COUNT.experiment.components[1:]))
    with pytest.raises(ValueError, match="mixture of mass states"):
        cevns.dataset(e).fit("sin2_theta_w")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("s2w",), "quantity"),
        (("sin2_theta_w", "nu_e"), "of all flavours"),
        (("charge_radius", "nu_x"), "flavour"),
        (("transition_moment", "nu_e"), "of all flavours"),
    ],
)
def test_what_is_refused(asked: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        COUNT.fit(*asked)


def test_what_else_is_refused() -> None:
    for how, message in (
        ({"convention": "old"}, "convention"), ({"free": ("charge_radius", None)}, "once more"),
        ({"others": "profiled"}, "one transition moment"), ({"others": "?"}, "others"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            COUNT.fit("charge_radius", **how)
    with pytest.raises(ValueError, match="one size"):
        COUNT.fit("neutron_radius", free="oscillator_length")


# other moments free, several data sets, beams


def test_transition_moments_with_others_profiled() -> None:
    for data in (COUNT, BINS):
        fit = data.fit("transition_moment", moment="Lambda_2", others="profiled")
        limit = data.under(prescription="profiled").limit("Lambda_2", others="profiled") / mu10
        assert fit.best[0].value == pytest.approx(0, abs=1e-6)
        assert fit.intervals[0].high == pytest.approx(limit, rel=1e-6, abs=0)
        assert fit.intervals[0].low == 0


def test_only_the_beam_asked_for_has_a_moment() -> None:
    """One neutrino of the three: as if it were its flavour's alone."""
    prompt = COUNT.fit("magnetic_moment", beam="prompt").intervals[0].high
    assert prompt == COUNT.fit("magnetic_moment", "nu_mu").intervals[0].high
    delayed = COUNT.under(beam="delayed").fit("magnetic_moment", "nu_mu").intervals
    assert delayed == ((0.0, None),)


def test_several_together_add_or_share_their_flux() -> None:
    pair = cevns.combine("coherent-hpge", "coherent-lar")
    fit = pair.fit("sin2_theta_w")
    alone = [one.fit("sin2_theta_w") for one in pair.sets]
    separate = pair.under(flux="separate").fit("sin2_theta_w")
    for s in (0.2, 0.26):
        apart = sum(float(one.chi2(s)) for one in alone)
        assert float(separate.chi2(s)) == pytest.approx(apart, rel=1e-9, abs=1e-12)
        ready, _ = problem(pair, ["sin2_theta_w"])
        N = ready.events(np.array([s]))[:, 0]
        r = N - [one.counting.excess for one in pair.sets]
        C = np.outer(0.1 * N, 0.1 * N) + np.diag(
            [
                one.counting.fixed_variance + (one.counting.sigma_signal**2 - 0.01) * n**2
                for one, n in zip(pair.sets, N, strict=True)
            ]
        )
        assert float(fit.chi2(s)) == pytest.approx(r @ np.linalg.solve(C, r), rel=1e-9, abs=1e-12)


def test_few_events_share_their_flux_too() -> None:
    """A Poisson count beside a Gaussian one: the common factor is searched; both ways agree."""
    pair = cevns.combine("coherent-hpge", "coherent-lar")
    few = pair.sets[1].longer(3e-3)
    assert few.counting.variance < 30
    both = cevns.combine(pair.sets[0], few)
    assert both.common_flux == {"sns": 0.1}
    fit = both.fit("sin2_theta_w")
    assert fit.chi2_min == pytest.approx(0, abs=1e-9)
    ready, _ = problem(both, ["sin2_theta_w"])
    N = ready.events(np.array([0.3]))[:, 0]

    def chi2(a: float) -> float:
        own = [
            replace(one.counting, sigma_signal=math.sqrt(one.counting.sigma_signal**2 - 0.01))
            for one in both.sets
        ]
        each = (float(c.chi2((1 + 0.1 * a) * n)) for c, n in zip(own, N, strict=True))
        return a**2 + sum(each)

    found = minimize_scalar(chi2, bracket=(-4, 0, 4), tol=1e-10).fun
    assert float(fit.chi2(0.3)) == pytest.approx(found, rel=0, abs=1e-6)
    log_normal = pair.under(pull="log_normal").fit("sin2_theta_w")
    assert float(log_normal.chi2(0.25)) == pytest.approx(
        float(pair.fit("sin2_theta_w").chi2(0.25)), rel=0.1, abs=0
    )


def test_pieces_that_touch_are_one() -> None:
    """A crossing that only touches the threshold parts nothing."""
    found = solve.pieces([1.0, 2.0, 3.0], 0.0, 4.0, lambda t: np.where(t < 3, 0.0, 9.0), 1.0)
    assert found == [(0.0, 3.0)]


def test_a_sum_with_bins() -> None:
    pair = cevns.combine("coherent-csi@2017-bins", "conus", assumptions=cevns.TALK)
    fit = pair.fit("charge_radius", "muon")
    alone = BINS.fit("charge_radius", "muon")
    assert float(fit.chi2(-5.0)) == pytest.approx(float(alone.chi2(-5.0)), rel=1e-9, abs=0)
    assert [m.kind for m in fit.best] == ["direct", "mirror"]
    # the end of a scan where chi^2 has settled is no minimum
    recommended = cevns.combine("coherent-csi@2017-bins", "conus").fit("charge_radius", "muon")
    assert [m.kind for m in recommended.best] == ["direct", "mirror"]
    assert all(abs(m.value) < 100 for m in recommended.best)


# repeated experiments


@pytest.mark.parametrize(
    ("quantity", "flavor", "truth"),
    [
        ("sin2_theta_w", None, 0.2386),
        ("charge_radius", "muon", 0.0),
        ("neutron_radius", None, 4.8),
    ],
)
def test_intervals_cover_the_truth(quantity: str, flavor: str | None, truth: float) -> None:
    """10 000 toys each: what the level says, within three standard deviations of the toys."""
    for level in (SIGMA, 0.9):
        found = coverage(COUNT, quantity, flavor, truth=truth, confidence_level=level)
        assert abs(found - level) < 3 * math.sqrt(level * (1 - level) / 10_000)


def test_an_upper_limit_covers_more() -> None:
    """At its boundary a two-sided threshold holds 95 % of the time for 90 %."""
    found = coverage(COUNT, "magnetic_moment", truth=0.0)
    assert abs(found - 0.95) < 3 * math.sqrt(0.95 * 0.05 / 10_000)


def test_toys_fluctuate_around_the_truth() -> None:
    """Their mean is what is expected; their variance has both pulls in it."""
    ready, _ = problem(BINS, ["sin2_theta_w"])
    signal = ready.events(np.array([0.2386]))[:, 0]
    drawn = toys.drawn(ready.judge, signal, 10_000, np.random.default_rng(1))
    assert isinstance(drawn, toys.Bins)
    expected = signal.sum() + 6 + drawn.off.sum(axis=0).mean()
    on = drawn.on.sum(axis=0)
    spread = math.sqrt(expected + (0.28 * signal.sum()) ** 2 + 1.5**2)
    assert on.mean() == pytest.approx(expected, rel=0, abs=3 * spread / 100)
    assert on.std() == pytest.approx(spread, rel=0.03, abs=0)


def test_bins_cover_too() -> None:
    found = coverage(BINS, "sin2_theta_w", truth=0.2386, toys=1000)
    assert abs(found - 0.9) < 3 * math.sqrt(0.9 * 0.1 / 1000)
    with pytest.raises(ValueError, match="coverage"):
        coverage(cevns.combine("conus", "connie"), "sin2_theta_w", truth=0.2)
