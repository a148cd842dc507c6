"""Repeated experiments: whoever computes them, however often they are killed, and what they say."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import deadly
import numpy as np
import pytest
from scipy import stats
from test_regions_coverage import CORNER, ONE, TWO, count
from test_templates import synthetic

import cevns
from cevns.__main__ import main
from cevns.basics import kept
from cevns.basics.units import mu10
from cevns.inference import regions
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.bands import expected_bands
from cevns.inference.choices import Choices
from cevns.inference.combination import Combination
from cevns.inference.intervals import coverage as exact_coverage
from cevns.inference.measured.joint import Joint
from cevns.inference.moment_chi2 import MomentChi2
from cevns.inference.repeated import drawn
from cevns.inference.tabulated import tabulated
from cevns.inference.toys import chunks, jobs, run, workers
from cevns.inference.toys.bands import bands
from cevns.inference.toys.basins import basins, scales
from cevns.inference.toys.coverage import Coverage, coverage
from cevns.inference.toys.fractions import fraction, quantile
from cevns.inference.toys.goodness import goodness
from cevns.inference.toys.jobs import Job, OtherVersionError, to_be_repeated
from cevns.inference.toys.questions import Best, Distance, Limits, Profiled
from cevns.inference.toys.run import Answers, answers
from cevns.inference.toys.shipped import CoverageRow, shipped_coverage
from cevns.inference.toys.thresholds import thresholds
from cevns.inference.toys.truths import Truth, truth

FREE = Choices(others="profiled", phases="profiled")
BINS = cevns.dataset("coherent-csi@2017-bins").moment_chi2
SINGLE = cevns.dataset("coherent-csi").moment_chi2
TOGETHER = cevns.combine("coherent-csi@2017-bins", "conus").moment_chi2
TEMPLATES = synthetic()
JOINT = Joint(sets=(TEMPLATES, replace(synthetic(2), name="other")))
EVERY: dict[str, MomentChi2] = {
    "single": SINGLE,
    "bins": BINS,
    "together": TOGETHER,
    "templates": TEMPLATES,
    "joint": JOINT,
}


def job(data: MomentChi2, x: float = 0.0, y: float = 0.0) -> Job:
    question = Distance(mu_e2_mu10=x, mu_mu2_mu10=y)
    return Job(data=data, scales=scales(data), mu_e2_mu10=x, mu_mu2_mu10=y, question=question)


QUICK = [job(CORNER), job(CORNER, 30.0, 5.0)]


def same(a: list[Answers], b: list[Answers]) -> bool:
    return all(np.array_equal(x.rows, y.rows) for x, y in zip(a, b, strict=True))


# who computes


def test_a_toy_depends_on_its_index_only() -> None:
    """And it is that of the child which the sequence of the seed spawns."""
    children = np.random.SeedSequence(7).spawn(4)
    for i in (3, 0, 2):
        toy = QUICK[1].toy(7, i)
        again = drawn(CORNER, np.random.default_rng(children[i]), 30.0, 5.0)
        assert toy.chi2_mu10(np.array(1.0), np.array(2.0)) == again.chi2_mu10(
            np.array(1.0), np.array(2.0)
        )
    many, few = answers(QUICK, toys=45, seed=7), answers(QUICK, toys=3, seed=7)
    assert [one.rows.shape for one in many] == [(45, 4)] * 2
    first = [Answers(one.rows[:3], one.cpu) for one in many]
    assert same(first, few)
    assert not same(first, answers(QUICK, toys=3, seed=8))
    assert len(np.unique(many[0].rows[:, 1])) == 45


def test_processes_answer_as_one_does() -> None:
    assert same(answers(QUICK, toys=45, workers=2), answers(QUICK, toys=45))


def test_a_cluster_answers_as_one_process_does_though_a_worker_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed as the first answers are kept, while it has more to do."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    expected = answers([job(BINS), *QUICK], toys=90, keep=False)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    )
    with cluster, distributed.Client(cluster) as client:
        victim, other = client.run(os.getpid).values()
        killed: list[int] = []
        put = chunks.Shelf.put

        def put_and_kill(self: chunks.Shelf, chunk: jobs.Chunk, rows: np.ndarray) -> None:
            put(self, chunk, rows)
            if not killed:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        monkeypatch.setattr(chunks.Shelf, "put", put_and_kill)
        found = answers([job(BINS), *QUICK], toys=90, workers=cluster.scheduler_address)
        assert killed == [victim] != [other]
        assert same(found, expected)
        assert len(list(tmp_path.rglob("*.npy"))) == 3 * 5


def test_a_killed_process_is_replaced(tmp_path: Path) -> None:
    tasks = [(i, str(tmp_path / "was here")) for i in range(6)]
    assert dict(workers.spread(deadly.once, tasks, 2)) == {i: i**2 for i in range(6)}


def test_what_always_kills_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "AGAIN", 1)
    with pytest.raises(workers.BrokenProcessPool):
        list(workers.spread(deadly.always, [1, 2], 2))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("desk", "did you mean 'dask'"),
        ("localhost:8786", "workers"),
        (0, "workers"),
        (1.5, "workers"),
    ],
)
def test_workers_that_are_none(wrong: int | str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        answers(QUICK, toys=2, workers=wrong)


def test_without_dask_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match=r"pip install 'cevns\[scan\]'"):
        answers(QUICK, toys=2, workers="dask")


def test_workers_with_other_sources_are_refused() -> None:
    with pytest.raises(OtherVersionError, match="same version"):
        jobs.computed(jobs.Chunk(QUICK[0], 1, 0, 2, "other"))


# what is kept


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import cevns; from cevns.inference.toys.basins import scales;"
        "from cevns.inference.toys.jobs import Job; from cevns.inference.toys.run import answers;"
        "from cevns.inference.toys.questions import Distance;"
        "d = cevns.dataset('coherent-csi@2017-bins').moment_chi2;"
        "at = dict(mu_e2_mu10=0.0, mu_mu2_mu10=0.0);"
        "answers([Job(data=d, scales=scales(d), question=Distance(**at), **at)], toys=4000, seed=5)"
    )
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", code])  # a minute of work
    while process.poll() is None and len(list(tmp_path.rglob("*.npy"))) < 2:
        time.sleep(0.05)
    process.kill()
    process.wait()
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.npy")}
    assert 2 <= len(before) < 20
    toys = run.CHUNK * (len(before) + 1)
    found = answers([job(BINS)], toys=toys, seed=5)
    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert len(list(tmp_path.rglob("*.npy"))) == len(before) + 1
    assert same(found, answers([job(BINS)], toys=toys, seed=5, keep=False))


def test_everything_that_matters_is_in_the_key(tmp_path: Path) -> None:
    shelf, base = chunks.Shelf(tmp_path), QUICK[0]
    profiled = Profiled(moment="Lambda_1", modulus=1e-10, choices=FREE, scales=(1.0, 1.0))
    others = [
        replace(base, data=TOGETHER),
        replace(base, scales=(1.0, 2.0)),
        replace(base, mu_e2_mu10=1.0),
        replace(base, mu_mu2_mu10=1.0),
        replace(base, question=Best()),
        replace(base, question=Distance(mu_e2_mu10=1.0, mu_mu2_mu10=0.0)),
        replace(base, question=profiled),
        replace(base, question=replace(profiled, modulus=2e-10)),
        replace(base, question=replace(profiled, moment="Lambda_2")),
        replace(base, question=replace(profiled, choices=Choices())),
        replace(base, question=Limits(moments=("Lambda_1",), assumptions=RECOMMENDED)),
        replace(
            base,
            question=Limits(
                moments=("Lambda_1",), assumptions=RECOMMENDED.but(confidence_level=0.95)
            ),
        ),
        replace(base, data=replace(CORNER, counts=CORNER.counts[:1])),
    ]
    made = [jobs.Chunk(one, 1, 0, 20, "s") for one in (base, *others)]
    made += [jobs.Chunk(base, 2, 0, 20, "s"), jobs.Chunk(base, 1, 20, 40, "s")]
    made += [jobs.Chunk(base, 1, 0, 20, "t"), jobs.Chunk(base, 1, 0, 19, "s")]
    files = [shelf.file(one) for one in made]
    assert len(set(files)) == len(files)


def test_the_sources_in_the_key_are_all_that_toys_run_through() -> None:
    """A room that a toy's modules import from, above the counts, is watched."""
    code = (
        "import sys, cevns.inference.toys.run, cevns.inference.toys.questions;"
        "print(*sorted(m for m in sys.modules if m.startswith('cevns.inference')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rooms = {name.rpartition(".")[0].removeprefix("cevns.").replace(".", "/") for name in
             done.stdout.split() if name.count(".") > 1}  # fmt: skip
    assert rooms <= set(jobs.ROOMS)
    assert {"inference/measured", "neutrinos", "basics"} <= set(jobs.ROOMS)


def test_a_broken_file_is_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    first = answers(QUICK[:1], toys=30)
    for broken, file in zip((b"", b"\x93NUMPY"), sorted(tmp_path.rglob("*.npy")), strict=True):
        file.write_bytes(broken)
    assert same(first, answers(QUICK[:1], toys=30))
    np.save(sorted(tmp_path.rglob("*.npy"))[0], np.zeros((3, 4)))
    assert same(first, answers(QUICK[:1], toys=30))
    assert not list(tmp_path.rglob("*.part"))


def test_nothing_is_kept_if_it_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    answers(QUICK[:1], toys=3, keep=False)
    monkeypatch.setenv(kept.VARIABLE, "")
    answers(QUICK[:1], toys=3)
    assert not list(tmp_path.iterdir())


# fast searches against thorough ones


@pytest.mark.parametrize("name", EVERY)
def test_a_toys_own_search_finds_what_the_thorough_one_does(name: str) -> None:
    data = EVERY[name]
    s = scales(data)
    for i, (x, y) in enumerate([(0.0, 0.0), (5 * s[0], 0.0), (s[0], 3 * s[1])]):
        toy = drawn(data, np.random.default_rng(i), x, y)
        best = toy.best_fit.chi2
        assert basins(toy.chi2_mu10, *s)[0].chi2 == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("name", ["single", "bins", "together"])
@pytest.mark.parametrize("choices", [Choices(), FREE], ids=["zero", "free"])
def test_a_profiled_distance_is_that_of_regions(name: str, choices: Choices) -> None:
    data = EVERY[name]
    s = scales(data)
    for i, modulus in enumerate([0.0, 1e-10, 2e-9]):
        toy = Job(
            data=data, scales=s, mu_e2_mu10=s[0], mu_mu2_mu10=s[1], question=Best()
        ).toy(3, i)  # fmt: skip
        asked = Profiled(moment="Lambda_2", modulus=modulus, choices=choices, scales=s)
        found, falls = asked(toy)
        near, far = regions.profile(
            getattr(toy, "exact", toy), {"Lambda_2": [modulus, modulus * 1.00001]}, choices
        )
        assert found == pytest.approx(near, abs=1e-9)
        if modulus and near > 1e-6:
            assert falls == float(far < near)
        if not modulus:
            assert falls == 1


def test_a_truth_is_where_what_is_free_fits_best() -> None:
    one = truth(BINS, "Lambda_1", 3e-9, FREE)
    at = float(BINS.chi2_mu10(np.array(one.mu_e2_mu10), np.array(one.mu_mu2_mu10)))
    best = BINS.best_fit.chi2
    assert at - best == pytest.approx(regions.profile(BINS, {"Lambda_1": 3e-9}, FREE), abs=1e-9)
    alone = truth(BINS, "Lambda_1", 3e-9, FREE, "zero")
    assert truth(BINS, "Lambda_1", 3e-9, replace(FREE, delta="profiled"), "zero") == alone
    U = Choices().mixing.matrix
    seen = (30.0**2 * (1 - np.abs(U[:2, 0]) ** 2)).tolist()
    assert list(alone[:3]) == pytest.approx([3e-9, *seen], rel=1e-12, abs=0)
    assert list(truth(BINS, "Lambda_1", 3e-9, Choices())[:3]) == pytest.approx(
        list(alone[:3]), rel=1e-12, abs=0
    )


def test_a_table_is_repeated_as_what_it_is_of() -> None:
    table = tabulated(BINS, nodes=31, tolerance=1.0)
    assert to_be_repeated(table) is BINS
    assert to_be_repeated(cevns.combine("conus")) == cevns.dataset("conus").moment_chi2
    assert to_be_repeated(Combination(counts=(table,))) is BINS
    assert to_be_repeated(TOGETHER) is TOGETHER


def test_templates_are_repeated_as_one_likelihood() -> None:
    """Shared or not: the sum is the same, and its best fit is found at once."""
    third = replace(synthetic(2), name="third")
    x, y = np.array([0.0, 50.0, 0.0, 30.0]), np.array([0.0, 0.0, 80.0, 20.0])
    for parts in ((JOINT, third), (TEMPLATES, third)):  # a flux in common that a sum has twice
        apart = Combination(counts=parts)
        one = to_be_repeated(apart)
        assert isinstance(one, Joint)
        assert one.name == apart.name
        assert one.chi2_mu10(x, y) == pytest.approx(apart.chi2_mu10(x, y), abs=1e-7)
    assert JOINT.chi2_mu10(x, y) != pytest.approx(
        Combination(counts=JOINT.sets).chi2_mu10(x, y), abs=1e-3
    )
    assert to_be_repeated(JOINT) is JOINT


# what they say


def within(found: tuple[float, float], exact: float, sigmas: float = 3.5) -> bool:
    return abs(found[0] - exact) < sigmas * found[1]


def test_coverage_of_one_count_is_what_quantiles_say() -> None:
    """Of the interval; and an upper limit fails only from above."""
    csi = cevns.dataset("coherent-csi")
    N, H = csi.signal.sm_total, csi.along("Lambda_1").per_mu10
    moduli = mu10 * np.sqrt(np.array([0.0, 100.0, 400.0]) / H)
    found = coverage(csi, "Lambda_1", moduli, toys=1000)
    for one, more in zip(found, (0.0, 100.0, 400.0), strict=True):
        exact = exact_coverage(csi.counting, N + more, N, ONE)
        assert within(one.interval, exact)
        assert one.interval.value + one.from_below.value <= one.limit.value + 1e-12
    # a Gaussian number above its boundary by z: both tails, the upper one, and no lower limit
    assert found[0].limit.value == 1
    assert within(found[0].from_below, 1 - exact_coverage(csi.counting, N, N, ONE))
    assert within(found[2].limit, 0.95, 4)


def test_thresholds_at_corner_edge_and_inside() -> None:
    """Quantiles of mixtures of chi^2 with no, one and two degrees of freedom.

    H. Chernoff, Ann. Math. Stat. 25 (1954) 573.
    """
    axis = mu10 * np.array([0.0, math.sqrt(30.0)])
    found = thresholds(CORNER, axis, axis, toys=500, seed=4)

    def mixture(quarter: float, half: float, whole: float) -> float:
        from scipy.optimize import brentq

        def missing(c: float) -> float:
            return quarter + half * stats.chi2.cdf(c, 1) + whole * stats.chi2.cdf(c, 2) - 0.9

        return float(brentq(missing, 0, 9))

    exact = [[mixture(0.25, 0.5, 0.25), mixture(0, 0.5, 0.5)]] * 2
    exact[1] = [exact[0][1], TWO]
    width = (found.high - found.low) / 2
    assert np.abs(found.value - exact).max() < 3.5 * width.max()
    assert (found.low <= found.value).all()
    assert (found.value <= found.high).all()
    covered = found.coverage(0.9, 2)
    assert covered[1, 1] == pytest.approx(0.9, abs=0.045)
    assert covered[0, 0] > covered[1, 1]


def test_thresholds_lie_between_their_nodes_and_bound_a_region() -> None:
    found = thresholds(CORNER, [0.0, 4e-10], [0.0, 2e-10, 4e-10], toys=30)
    for i, j in np.ndindex(found.value.shape):
        assert found.at(found.mu_e[i], found.mu_mu[j]) == found.value[i, j]
    each = answers([job(CORNER, (4e-10 / mu10) ** 2, (2e-10 / mu10) ** 2)], toys=30)[0].rows
    np.testing.assert_allclose(found.delta_chi2[1, 1], each[:, 0], rtol=1e-9)
    made_up = replace(found, value=np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.0]]))
    between = 0.75 * (2 + 4) / 2 + 0.25 * (5 + 9) / 2
    assert made_up.at(1e-10, 3e-10) == pytest.approx(between, rel=1e-12, abs=0)
    assert found.at(1.0, 1.0) == found.value[-1, -1]
    lone = count("blind", 0.0, 0.0)
    lone = replace(lone, counting=replace(lone.counting, observed=430.0))
    data = Combination(counts=(*CORNER.counts, lone))  # whose chi^2 is nowhere zero
    edge = found.boundary(data, directions=7)
    x, y = edge.radius * np.cos(edge.angle), edge.radius * np.sin(edge.angle)
    delta = data.chi2(x**2, y**2) - data.best_fit.chi2
    assert data.best_fit.chi2 == pytest.approx(2.25, rel=1e-9, abs=0)
    np.testing.assert_allclose(delta, found.at(x, y), rtol=1e-6)
    constant = replace(found, value=np.full_like(found.value, TWO))
    np.testing.assert_allclose(
        constant.boundary(CORNER, directions=7).radius,
        regions.effective_moment_boundary(CORNER, directions=7, parameters=2).radius,
        rtol=1e-6,
    )
    blind = Combination(counts=(count("e", 10.0, 0.0),))
    assert np.isinf(constant.boundary(blind, directions=3).radius).tolist() == [False, False, True]


@pytest.mark.parametrize("axis", [[2e-10, 1e-10], [1e-10, 1e-10], [], [[1e-10]], [-1e-10]])
def test_axes_of_thresholds_ascend(axis: list[float]) -> None:
    with pytest.raises(ValueError, match="mu_e"):
        thresholds(CORNER, axis, [0.0], toys=2)


def test_goodness_of_fit_of_gaussian_counts_is_that_of_chi2() -> None:
    """Three counts of both flavours alike, of which one number is fitted or none."""
    excess = (25.0, -35.0, 10.0)
    counts = []
    for name, more in zip("abc", excess, strict=True):
        one = count(name, 1.0, 1.0)
        counts.append(replace(one, counting=replace(one.counting, observed=400.0 + more)))
    data = Combination(counts=tuple(counts))
    chi2 = sum(more**2 / 400 for more in excess)
    found = goodness(data, standard_model=True, toys=600)
    assert found.observed == pytest.approx(chi2, rel=1e-9, abs=0)
    # of repeated experiments half have an excess, which is fitted away
    exact = (stats.chi2.sf(chi2, 3) + stats.chi2.sf(chi2, 2)) / 2
    assert within(found.probability, exact)
    assert found.median.low < found.median.value < found.median.high
    more = replace(counts[0], counting=replace(counts[0].counting, observed=480.0))
    other = Combination(counts=(more, *counts[1:]))
    x, y = other.best_fit[1:]
    assert x + y > 0
    for standard_model, at in ((True, (0.0, 0.0)), (False, (x, y))):
        told = goodness(other, standard_model=standard_model, toys=3).repeated
        by_hand = answers([replace(job(other, *at), question=Best())], toys=3)[0].rows[:, 0]
        np.testing.assert_array_equal(told, by_hand)


def test_bands_are_those_of_one_process() -> None:
    data = cevns.combine("conus")
    found = bands(data, ["Lambda_2"], toys=300)["Lambda_2"]
    low, high = expected_bands(cevns.dataset("conus"), ["Lambda_2"])["Lambda_2"]
    assert found.at(0.16).value == pytest.approx(low, rel=0.08, abs=0)
    assert found.at(0.84).value == pytest.approx(high, rel=0.08, abs=0)
    assert found.below(found.at(0.16).value) == pytest.approx(0.16, abs=0.01)
    alone = bands(data, ["Lambda_2"], Choices(phases="averaged"), toys=3)["Lambda_2"]
    assert alone.limits == pytest.approx(found.limits[:3], rel=1e-9, abs=0)


def test_bands_have_the_mixing_of_the_data() -> None:
    other = Choices(mixing=cevns.mixing.DE_SALAS_2018)
    with pytest.raises(ValueError, match="mixing"):
        bands(cevns.combine("conus"), ["Lambda_1"], other, toys=2)


def test_joint_toys_share_what_is_shared() -> None:
    """One centre for the flux, drawn around the truth; the other pulls have their own."""
    rng = np.random.default_rng(1)
    truth = np.linspace(-0.05, 0.05, len(JOINT.nuisances))
    centres, events = [], []
    for _ in range(300):
        toy = JOINT.fluctuated(rng, 0.0, 0.0, truth)
        first, second = (next(n for n in s.nuisances if n.name == "flux") for s in toy.sets)
        assert first.centre == second.centre
        centres.append([n.centre for n in toy.nuisances])
        events.append([s.on.sum() for s in toy.sets])
    sigma = JOINT.likelihood.sigma
    free = np.isinf(sigma)
    pulled = (np.array(centres)[:, ~free] - truth[~free]) / sigma[~free]
    assert np.abs(pulled.mean(axis=0)).max() < 4 / math.sqrt(300)
    assert pulled.std(axis=0) == pytest.approx(np.ones(pulled.shape[1]), abs=0.17)
    assert np.abs(np.corrcoef(pulled.T) - np.eye(pulled.shape[1])).max() < 0.25
    assert np.array(centres)[:, free].std() == 0
    for k, (one, index) in enumerate(zip(JOINT.sets, JOINT.likelihood.index, strict=True)):
        expected = one.expected(0.0, 0.0, truth[index]).sum()
        seen = np.array(events)[:, k]
        assert seen.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected / 300))


def test_fractions_and_quantiles() -> None:
    for k, n in ((0, 50), (50, 50), (13, 50)):
        found = fraction((np.arange(n) < k).astype(float))
        assert found.value == k / n
        assert found.error == pytest.approx(stats.beta(k + 1, n - k + 1).std(), rel=1e-9, abs=0)
    values = np.random.default_rng(2).permutation(np.arange(1.0, 101.0))
    assert quantile(values, 0.9) == (90, 87, 93)
    assert quantile(values, 1.0) == (100, 100, 100)
    assert quantile(np.array([1.0, math.inf, 2.0]), 0.9).value == math.inf


def test_an_upper_limit_misses_from_above_only() -> None:
    """By hand: allowed, too small a limit, all of the interval above."""
    one = Coverage(
        moment="Lambda_1",
        truth=Truth(1e-10, 1.0, 1.0),
        confidence_level=0.9,
        delta_chi2=np.array([0.0, 2.70, 2.71, 3.0, 9.0]),
        falls=np.array([0.0, 1.0, 0.0, 1.0, 0.0]),
        cpu=1.0,
    )
    assert [one.interval.value, one.limit.value, one.from_below.value] == [0.4, 0.6, 0.2]
    assert one.threshold.value == 9.0


# the shipped table


def test_the_shipped_table_is_whole() -> None:
    rows = shipped_coverage()
    assert {row.others for row in rows} == {"zero", "profiled"}
    assert "coherent-csi@2021" in {row.data for row in rows}
    for row in rows:
        assert row.toys >= (400 if "xenonnt" in row.data else 1000)
        assert row.interval.value + row.from_below.value <= row.limit.value + 1e-9
        assert row.threshold.low <= row.threshold.value <= row.threshold.high
        k = row.interval.value * row.toys
        assert k == pytest.approx(round(k), abs=1e-6)
        for part in (row.limit, row.interval, row.from_below):
            hits = np.arange(row.toys) < round(part.value * row.toys)
            assert part == pytest.approx(fraction(hits.astype(float)), rel=1e-4, abs=0)
        # 2.71 covers more than 90 % where less is needed, and else less
        assert (row.interval.value >= 0.9) == (row.threshold.value <= ONE)


@pytest.mark.parametrize("row", shipped_coverage(), ids=lambda row: f"{row.data} {row.others}")
def test_the_shipped_table_begins_as_toys_do_today(row: CoverageRow) -> None:
    """The first one to the digits shipped: a draw, a fit, or data that moved would show."""
    choices = FREE if row.others == "profiled" else Choices()
    found = coverage(
        cevns.combine(*row.data.split(",")),
        row.moment,
        [row.modulus],
        choices,
        toys=1,
        seed=row.seed,
    )[0]
    assert found.delta_chi2[0] == pytest.approx(row.first, rel=1e-4, abs=1e-5)


# the command


def test_coverage_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["toys", "coverage", "coherent-csi,conus", "--truth", "0,5", "--toys", "25"]
    free = ["--others", "profiled", "--phases", "profiled", "--moment", "Lambda_3"]
    assert main([*asked, *free, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    data = cevns.combine("coherent-csi", "conus")
    found = coverage(data, "Lambda_3", [0.0, 5e-10], FREE, toys=25)
    for row, one in zip(told["coverage"], found, strict=True):
        assert row["interval"] == list(one.interval)
        assert row["limit"] == list(one.limit)
        assert row["threshold"] == list(one.threshold)
        assert row["truth"] * mu10 == pytest.approx(one.truth.modulus, rel=1e-12, abs=0)
    assert (told["toys"], told["seed"], told["question"]) == (25, 1, "coverage")
    assert told["free"] == {"others": "profiled", "phases": "profiled"}
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert "|Lambda_1| = 5 x 1e-10 mu_B is below its limit in" in said
    assert "90 % C.L." in said
    assert "besides" not in said


@pytest.mark.parametrize("question", ["thresholds", "bands", "goodness"])
def test_other_questions_from_the_command_line(
    question: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {
        "thresholds": ["--mu-e", "0,2", "--mu-mu", "0,10,20"],
        "bands": ["--fractions", "0.16,0.5"],
        "goodness": ["--seed", "3"],
    }
    asked = ["toys", question, "coherent-csi,conus", "--toys", "10", *options[question]]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    data = cevns.combine("coherent-csi", "conus")
    if question == "thresholds":
        table = thresholds(data, [0, 2e-10], [0, 1e-9, 2e-9], toys=10)
        np.testing.assert_allclose(told["threshold"], table.value, rtol=1e-12)
    elif question == "bands":
        by_hand = bands(data, toys=10)
        assert told["bands"]["Lambda_2"] == pytest.approx(
            [by_hand["Lambda_2"].at(part).value / mu10 for part in (0.16, 0.5)], rel=1e-12, abs=0
        )
    else:
        assert told["probability"] == list(goodness(data, toys=10, seed=3).probability)
    assert main(asked) == 0
    assert f"{question} by 10 repeated experiments" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["covrage", "conus"], "did you mean 'coverage'"),
        (["coverage", "conus", "--truth", "1;2"], "truth"),
        (["coverage", "conus", "--truth", "-1"], "truth"),
        (["coverage", "conus", "--toys", "0"], "toys"),
        (["coverage", "conus", "--workers", "desk"], "workers"),
        (["coverage", "conus", "--beside", "nothing"], "beside"),
        (["bands", "conus", "--fractions", "90"], "fractions"),
    ],
)
def test_bad_requests_are_one_line(
    wrong: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["toys", *wrong]) == 2
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1
