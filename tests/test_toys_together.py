"""Repeated experiments that see the Sun besides: where minima are, and what is asked of them."""

import os
from dataclasses import replace

import deadly
import numpy as np
import pytest
from test_third_form import DATA, FREE, REACTOR, SNS, SUN, XENON, count

import cevns
from cevns.basics.units import mu10
from cevns.inference import regions
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.choices import Choices
from cevns.inference.descent import descend
from cevns.inference.measured.likelihood import Likelihood
from cevns.inference.repeated import drawn
from cevns.inference.tabulated_line import tabulated_line
from cevns.inference.together import Seen, Together, sketched, together
from cevns.inference.toys import workers
from cevns.inference.toys.basins import scales, swift
from cevns.inference.toys.coverage import coverage
from cevns.inference.toys.goodness import goodness
from cevns.inference.toys.jobs import Job, to_be_repeated
from cevns.inference.toys.questions import Best, Limits, Profiled
from cevns.inference.toys.run import answers
from cevns.inference.toys.thresholds import thresholds
from cevns.inference.toys.truths import truth

BOTH = DATA["excess in the Sun"]
assert isinstance(BOTH, Together)


def toys_of(data: Together, n: int, x: float, y: float, z: float) -> list[Together]:
    return [
        one for i in range(n)
        if isinstance(one := drawn(data, np.random.default_rng(i), x, y, z), Together)
    ]  # fmt: skip


@pytest.mark.parametrize("name", DATA)
def test_a_sketch_leads_where_the_thorough_search_does(name: str) -> None:
    """To the best fit, to what is true of the Sun there, and to the profile of every moment."""
    data = DATA[name]
    assert isinstance(data, Together)
    for toy in toys_of(data, 4, 3.0, 20.0, 8.0):
        quick = sketched(toy, scales(data))
        assert quick == toy  # the same data, whatever they know of their minima
        assert quick.best_fit.chi2 == pytest.approx(toy.best_fit.chi2, abs=1e-7)
        at = [np.array(q) for q in (*quick.best_fit[1:], *quick.best_others)]
        assert float(toy.chi2_mu10(*at)) == pytest.approx(quick.best_fit.chi2, abs=1e-9)
        for i, v in ((1, 0.3), (2, 3.0), (3, 12.0)):
            moduli = {f"Lambda_{i}": [v * mu10]}
            found, exact = (regions.profile(one, moduli, FREE) for one in (quick, toy))
            assert found == pytest.approx(exact, abs=1e-6)


def test_a_sketch_resembles_what_it_is_of() -> None:
    size = scales(BOTH)
    sketch = sketched(BOTH, size).sketch
    assert sketch is not None
    assert sketch.scales == size == tuple(sketched(BOTH, size).scales)
    rng = np.random.default_rng(2)
    q = np.array(size)[:, None] * rng.uniform(0, 6, (3, 200))
    exact = BOTH.chi2_mu10(*q)
    missed = np.abs(sketch(*q) - exact) / (1 + exact - BOTH.best_fit.chi2)
    assert missed.max() < 0.1
    # beyond its end it grows on
    far = 30.0 * np.array(size)[:, None] * np.ones(3)
    assert (np.diff(sketch(*(far * [1, 3, 9]))) > 0).all()
    # nor goes down where chi^2 comes to an end, as a pull of the signal makes it
    assert (np.diff(sketch(*(far * [1e3, 1e6, 1e12]))) >= 0).all()
    alone = together(XENON)
    assert isinstance(alone, Together)
    line = sketched(alone, scales(alone))
    assert line.best_fit.chi2 == pytest.approx(alone.best_fit.chi2, abs=1e-9)
    # no table and no repetition has a sketch that is not its own
    assert line.fluctuated(np.random.default_rng(1)).sketch is None
    assert isinstance(swift(alone, scales(alone)), Together)
    assert to_be_repeated(line).sketch is None  # type: ignore[attr-defined]


def test_a_minimum_beside_zero_is_not_missed() -> None:
    """Where the sketch has its minimum at none of a form the exact one may have it beside."""
    even = replace(XENON, chi2=count("xenon", 17.0, 2.0, 0.0, 57.0, 40.0))
    small = together(count("sns", 150.0, 0.5, 1.0, 173.0), REACTOR, even)
    assert isinstance(small, Together)
    quick = sketched(small, scales(small))
    assert 0 < quick.best_fit.mu_mu2_mu10 < 0.2 * scales(small)[1]
    assert quick.best_fit.chi2 == pytest.approx(small.best_fit.chi2, abs=1e-8)


@pytest.mark.parametrize("choices", [Choices(), FREE], ids=["zero", "free"])
def test_a_profiled_distance_is_that_of_regions(choices: Choices) -> None:
    size = scales(BOTH)
    for i, modulus in enumerate([0.0, 1e-10, 6e-10]):
        job = Job(
            data=BOTH, scales=size, mu_e2_mu10=size[0], mu_mu2_mu10=size[1], others_mu10=size[2:],
            question=Profiled(moment="Lambda_2", modulus=modulus, choices=choices, scales=size),
        )  # fmt: skip
        toy = job.toy(3, i)
        found, falls = job.question(toy)
        plain = replace(toy, sketch=None)  # type: ignore[type-var]
        near, far = regions.profile(plain, {"Lambda_2": [modulus, modulus * 1.0001]}, choices)
        assert found == pytest.approx(near, abs=1e-7)
        assert falls == (float(far < near) if modulus else 1)


def test_a_truth_is_where_what_is_free_fits_best() -> None:
    one = truth(BOTH, "Lambda_3", 6e-10, FREE)
    squares = [np.array(q) for q in (one.mu_e2_mu10, one.mu_mu2_mu10, *one.others_mu10)]
    above = float(BOTH.chi2_mu10(*squares)) - BOTH.best_fit.chi2
    assert above == pytest.approx(regions.profile(BOTH, {"Lambda_3": 6e-10}, FREE), abs=1e-7)
    alone = truth(BOTH, "Lambda_1", 3e-10, FREE, "zero")
    seen = 9.0 * SUN.form(Choices().mixing)[0, 0].real
    assert alone.others_mu10 == pytest.approx((seen,), rel=1e-12, abs=0)


def test_what_is_drawn_is_what_is_true_of_the_sun() -> None:
    many = toys_of(BOTH, 200, 0.0, 0.0, 9.0)
    events = [one.seen[0].chi2.counting.observed for one in many]  # type: ignore[attr-defined]
    assert np.mean(events) == pytest.approx(40 + 17 + 18, abs=4 * np.std(events) / 200**0.5)
    same = BOTH.fluctuated(np.random.default_rng(0), 0.0, 0.0, 9.0 * mu10**2)
    assert same == many[0]
    job = Job(
        data=BOTH, scales=scales(BOTH), mu_e2_mu10=0.0, mu_mu2_mu10=0.0, question=Best(),
        others_mu10=(9.0,),
    )  # fmt: skip
    children = np.random.SeedSequence(5).spawn(2)
    assert job.toy(5, 1) == drawn(BOTH, np.random.default_rng(children[1]), 0.0, 0.0, 9.0)
    with pytest.raises(ValueError, match="sees 0 further states, got 1"):
        drawn(SNS, np.random.default_rng(1), 0.0, 0.0, 1.0)
    with pytest.raises(ValueError, match="others_mu10"):
        drawn(BOTH, np.random.default_rng(1), 0.0, 0.0, -1.0)
    with pytest.raises(ValueError, match="others_mu10"):
        replace(job, others_mu10=(-1.0,))


def test_tables_are_repeated_as_what_they_are_of() -> None:
    table = replace(XENON, chi2=tabulated_line(XENON.chi2, nodes=41, tolerance=1e-3))
    repeated = to_be_repeated(together(SNS, REACTOR, table))
    assert repeated == together(SNS, REACTOR, XENON)


def test_coverage_of_a_mixture_alone_is_that_of_one_count() -> None:
    """One Gaussian number: a deficit excludes 5 %, an excess is what other moments may make."""
    counted = count("xenon", 100.0, 30.0, 0.0, 500.0, 400.0)
    sure = replace(counted.counting, sigma_signal=1e-4, variance=660.0)
    data = together(Seen(state=SUN, chi2=replace(counted, counting=sure)))
    size = (160 / 30 / SUN.form(FREE.mixing)[0, 0].real) ** 0.5 * mu10
    free, alone = (coverage(data, "Lambda_1", [size], c, toys=300)[0] for c in (FREE, Choices()))
    assert abs(free.limit.value - 0.95) < 3.5 * free.limit.error
    assert (free.interval, free.from_below.value) == (free.limit, 0)
    assert abs(alone.limit.value - 0.95) < 3.5 * alone.limit.error
    assert abs(alone.interval.value - 0.90) < 3.5 * alone.interval.error
    assert alone.truth.others_mu10 == pytest.approx((160 / 30,), rel=1e-9, abs=0)


def test_goodness_and_bands_of_data_with_the_sun() -> None:
    at = BOTH.best_fit
    assert BOTH.best_others[0] > 0
    job = Job(
        data=BOTH, scales=scales(BOTH), mu_e2_mu10=at.mu_e2_mu10, mu_mu2_mu10=at.mu_mu2_mu10,
        others_mu10=BOTH.best_others, question=Best(),
    )  # fmt: skip
    told = goodness(BOTH, toys=3)
    assert told.observed == at.chi2
    np.testing.assert_array_equal(told.repeated, answers([job], toys=3)[0].rows[:, 0])
    none = replace(job, mu_e2_mu10=0.0, mu_mu2_mu10=0.0, others_mu10=(0.0,))
    told = goodness(BOTH, toys=3, standard_model=True)
    np.testing.assert_array_equal(told.repeated, answers([none], toys=3)[0].rows[:, 0])
    asked = Limits(moments=("Lambda_1",), assumptions=RECOMMENDED)
    (limit,) = asked(none.toy(1, 0))
    assert limit == pytest.approx(
        regions.limit(replace(none.toy(1, 0), sketch=None), "Lambda_1"), rel=1e-6, abs=0  # type: ignore[type-var]
    )  # fmt: skip


def test_there_is_no_plane_with_a_third_number() -> None:
    with pytest.raises(ValueError, match="no 8B"):
        thresholds(BOTH, [0.0], [0.0], toys=2)


@pytest.mark.parametrize("index", [13, 41])
def test_the_deepest_valley_of_pulls_is_found_in_toys(index: int) -> None:
    """Of CsI in 2021 the efficiency has two, and the prior of a toy may lie between them."""
    bins = cevns.dataset("coherent-csi@2021").moment_chi2
    rng = np.random.default_rng(np.random.SeedSequence(1, spawn_key=(index,)))
    toy = drawn(bins, rng, 0.83, 2.27)
    L: Likelihood = toy.likelihood  # type: ignore[attr-defined]
    known = np.isfinite(L.sigma)
    assert (L.starts[0] == L.centre).all()
    assert (L.starts[1] == np.where(known, 0.0, L.centre)).all()
    names = [one.name for one in L.nuisances]
    assert {-1.5, 1.5} <= set(L.starts[:, names.index("efficiency")])
    measured: Likelihood = bins.likelihood  # type: ignore[attr-defined]
    assert len(L.starts) == len(measured.starts) + 1
    for x, y in ((0.83, 2.27), (0.0, 0.0), (0.0, 600.0)):
        cs = toy.coefficients(np.array([x]), np.array([y]))  # type: ignore[attr-defined]
        many = L.centre + rng.normal(size=(40, len(L.sigma))) * np.where(known, L.sigma, 0.0)
        around = L.around(lambda _, which, cs=cs: [c[np.zeros_like(which)] for c in cs])  # type: ignore[misc]
        deepest = descend(around, many, L.bounds)[0].min()
        few = float(toy.chi2_mu10(np.array(x), np.array(y)))
        batch = toy.chi2_mu10(np.full(12, x), np.linspace(y, y + 1e-6, 12))[0]
        assert max(few, batch) <= deepest + 1e-6


def test_what_toys_take_is_kept_with_them(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("CEVNS_CACHE", str(tmp_path))
    job = Job(
        data=SNS, scales=scales(SNS), mu_e2_mu10=0.0, mu_mu2_mu10=0.0, question=Best()
    )  # fmt: skip
    (first,) = answers([job], toys=30)
    (again,) = answers([job], toys=30)
    assert 0 < first.cpu == again.cpu
    (fewer,) = answers([job], toys=20)
    assert 0 < fewer.cpu < first.cpu
    assert first.rows.shape == (30, 3)


@pytest.mark.parametrize("who", [2, "dask"])
def test_workers_of_this_machine_compute_alone_and_keep_their_memory(who: int | str) -> None:
    if who == "dask":
        pytest.importorskip("distributed")
    names = ["OPENBLAS_NUM_THREADS", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"]
    before = [os.environ.get(name) for name in names]
    assert dict(workers.spread(deadly.environment, names, who)) == {
        0: "1", 1: "33554432", 2: "33554432"
    }  # fmt: skip
    assert [os.environ.get(name) for name in names] == before
