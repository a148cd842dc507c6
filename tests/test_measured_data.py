"""Descriptions of measured data: what a file and a table become, and what is refused."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cevns
from cevns.__main__ import main
from cevns.experiments.experiment import Experiment
from cevns.inference.assumptions import RECOMMENDED
from cevns.inference.fits.ask import problem
from cevns.inference.lookup import combine
from cevns.inference.measured import registry
from cevns.inference.measured.bin_tables import read_bins
from cevns.inference.measured.description import read_description
from cevns.inference.measured.folding import folded
from cevns.inference.measured.joint import Joint
from cevns.inference.measured.templates import TemplateBins
from cevns.inference.measured_set import MeasuredSet, measured_set
from cevns.inference.tabulated import Tabulated
from cevns.rates.signal import binned_signal

TEXT = """
provenance = "inferred"
reference = "a test"

[data]
title = "made up"
licence = "none"
data_reference = "this file"
table = "bins.csv"
on = "observed"

[background.steady]
[background.neutrons]
column = "brn"
events = 9

[source.sns]
kind = "pion_decay_at_rest"
neutrinos_per_flavor_per_s = 5e14
flux_uncertainty = 0.1
pulse_mean_ns = 300
pulse_width_ns = 100

[apparatus]
source = "sns"
material = "Ge"
mass_kg = 10
baseline_m = 20
exposure_days = 365
detector = { kind = "threshold", threshold_keV_ee = 1, upper_keV_ee = 10, efficiency = 0.5 }

[nuisance.flux]
sigma = 0.1
shared = "sns flux"
scales = { signal = 1 }

[nuisance.threshold]
title = "where it begins to see"
changes = { "detector.efficiency" = [0.4, 0.6], "apparatus.mass_kg" = [9, 11] }

[nuisance.time]
prior = "free"
at = [1]
changes = { "source.pulse_mean_ns" = [400] }

[nuisance.shape]
sigma = 0.5
columns = { neutrons = ["low", "high"] }

[nuisance.steady]
sigma = 0.1
scales = { steady = 1 }

[variant.heavy]
title = "twice the mass"
changes = { "apparatus.mass_kg" = 20, "background.neutrons.events" = 18 }
without = ["time"]
"""

ROWS = [
    (e, e2, t, t2, n, 3.0, b, 0.8 * b, 1.3 * b)
    for (e, e2), n in (((1, 3), 42), ((3, 10), 40))
    for (t, t2), b in (((0, 1), 2.0), ((1, 6), 1.0))
]
HEAD = "lower_keV_ee,upper_keV_ee,lower_us,upper_us,observed,steady,brn,low,high"


def written(folder: Path, text: str = TEXT, rows: Any = ROWS) -> Path:
    (folder / "bins.csv").write_text("\n".join([HEAD, *(",".join(map(str, r)) for r in rows)]))
    path = folder / "mine@2026.toml"
    path.write_text(text)
    return path


def read(folder: Path, text: str = TEXT, rows: Any = ROWS, variant: str = "") -> MeasuredSet:
    return measured_set(read_description(written(folder, text, rows), variant=variant), RECOMMENDED)


def arrived(e: Experiment, edges: Any) -> dict[str, Any]:
    return {c.label: c.arrival(np.asarray(edges)) for c in e.components}  # type: ignore[misc]


def test_the_signal_is_that_of_the_bins_times_what_arrives(tmp_path: Path) -> None:
    data = read(tmp_path)
    e = data.experiment
    share = arrived(e, [0, 1e-6, 6e-6])
    bins = binned_signal(replace(e, measurement=None), [1e-3, 3e-3, 10e-3])
    sm = [sum(b.sm[f] * share[f][t] for f in share) for b in bins for t in (0, 1)]
    muon = [
        sum(b.magnetic[f] * share[f][t] for f in share if f != "nu_e") for b in bins for t in (0, 1)
    ]
    parts = data.moment_chi2.parts  # type: ignore[attr-defined]
    assert parts["sm"] == pytest.approx(sm, rel=1e-9, abs=0)
    assert parts["muon"] == pytest.approx(muon, rel=1e-9, abs=0)
    assert data.signal.sm_total == pytest.approx(sum(sm), rel=1e-9, abs=0)
    assert parts["neutrons"] == pytest.approx(np.array([2, 1, 2, 1]) * 9 / 6, rel=1e-12, abs=0)
    assert data.observed_events == [42, 42, 40, 40]


def test_pulls_are_what_the_file_says(tmp_path: Path) -> None:
    found = read(tmp_path).moment_chi2
    assert isinstance(found, TemplateBins)
    flux, size, time, shape, steady = found.nuisances
    assert dict(flux.scales) == dict.fromkeys(("sm", "electron", "muon"), 1.0)
    assert (flux.shared, flux.sigma, steady.sigma) == ("sns flux", 0.1, 0.1)
    # efficiency and mass together, at minus and plus one
    for low, high, factor in zip(*size.variants["sm"], found.parts["sm"], strict=True):
        assert (low, high) == pytest.approx((0.72 * factor, 1.32 * factor), rel=1e-9, abs=0)
    assert time.free
    assert time.at == (1.0,)
    later = read(tmp_path).variant({"source.pulse_mean_ns": 400}).moment_chi2
    assert time.variants["sm"][0] == pytest.approx(later.parts["sm"], rel=1e-9, abs=0)  # type: ignore[attr-defined]
    assert shape.variants["neutrons"][1].tolist() == [2.6, 1.3, 2.6, 1.3]


def test_rows_may_come_in_any_order_and_some_be_left_out(tmp_path: Path) -> None:
    plain = read(tmp_path).moment_chi2.parts["sm"]  # type: ignore[attr-defined]
    (tmp_path / "other").mkdir()
    shuffled = read(tmp_path / "other", rows=[ROWS[2], ROWS[0], ROWS[3]])
    parts = shuffled.moment_chi2.parts["sm"]  # type: ignore[attr-defined]
    assert parts == pytest.approx(plain[[2, 0, 3]], rel=1e-9, abs=0)


def test_a_variant_has_a_name_and_changes(tmp_path: Path) -> None:
    plain, heavy = read(tmp_path), read(tmp_path, variant="heavy")
    assert (heavy.name, heavy.title) == ("mine@2026-heavy", "twice the mass")
    assert heavy.signal.sm_total == pytest.approx(2 * plain.signal.sm_total, rel=1e-9, abs=0)
    names = [one.name for one in heavy.moment_chi2.nuisances]  # type: ignore[attr-defined]
    assert names == ["flux", "threshold", "shape", "steady"]
    with pytest.raises(ValueError, match="mine@2026 is contained in mine@2026-heavy"):
        combine(heavy, plain)


def test_assumptions_reach_the_likelihood(tmp_path: Path) -> None:
    data = read(tmp_path)
    tree = data.under(couplings="tree")
    assert tree.moment_chi2.best_fit != data.moment_chi2.best_fit
    same = data.under(confidence_level=0.95)
    assert same.moment_chi2 is data.moment_chi2
    assert same.limit("Lambda_1") > data.limit("Lambda_1")
    bare = data.under(prescription="statistical").moment_chi2
    assert [one.name for one in bare.nuisances] == ["time"]  # type: ignore[attr-defined]
    apart = data.under(flux="separate").moment_chi2
    assert not any(one.shared for one in apart.nuisances)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="Gaussian pulls"):
        data.under(pull="log_normal").moment_chi2  # noqa: B018
    prompt = folded(data.description, data.experiment, RECOMMENDED.but(beam="prompt"))
    assert set(prompt) == {"sm", "muon"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('on = "observed"', 'on = "counted"', "no column 'counted'"),
        ("[nuisance.flux]", "[nuisances.flux]", "did you mean 'nuisance'"),
        ("scales = { steady = 1 }", "", "it changes nothing"),
        ("[0.4, 0.6]", "[0.4]", "a list of 2 values"),
        ("{ steady = 1 }", "{ stedy = 1 }", "acts on 'stedy'"),
        ('["low", "high"]', '["low"]', "needs 2 columns"),
        ('"source.pulse_mean_ns"', '"sources.x.pulse"', "no table 'sources'"),
        ('without = ["time"]', 'witout = ["time"]', "did you mean 'without'"),
        ("mass_kg = 10", "mass_kg = -1", "mass_kg"),
        ('licence = "none"', "", "'licence' is missing"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEXT
    variant = "heavy" if "without" in old else ""
    with pytest.raises(ValueError, match=message):
        read(tmp_path, TEXT.replace(old, new), variant=variant).moment_chi2.best_fit  # noqa: B018


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ROWS[0], (5, 10, *ROWS[0][2:])], "must follow one another"),
        ([ROWS[0], (1, 4, *ROWS[1][2:])], "begin alike must end alike"),
        ([(*ROWS[0][:4], "x", *ROWS[0][5:])], "observed = 'x' is not a number"),
        ([ROWS[0][:-1]], "8 entries, expected 9"),
    ],
)
def test_a_table_of_bins_is_checked(tmp_path: Path, rows: Any, message: str) -> None:
    written(tmp_path, rows=rows)
    with pytest.raises(ValueError, match=message):
        read_bins(tmp_path / "bins.csv")


def test_shared_pulls_are_one_in_a_combination(tmp_path: Path) -> None:
    one = read(tmp_path)
    told = replace(one.description, name="other@2026", base="other@2026")
    other = measured_set(told, RECOMMENDED)
    both = combine(one, other)
    joint = both.moment_chi2.counts[0]  # type: ignore[attr-defined]
    assert isinstance(joint, Joint)
    assert [p.shared for p in joint.nuisances].count("sns flux") == 1
    assert len(joint.nuisances) == 9
    x = np.array(300.0)
    alone = 2 * float(one.moment_chi2.chi2_mu10(x, x))
    assert alone - 0.5 < float(both.moment_chi2.chi2_mu10(x, x)) < alone + 1e-9
    apart = combine(one, other, flux="separate").moment_chi2
    assert float(apart.chi2_mu10(x, x)) == pytest.approx(alone, rel=1e-9, abs=0)


@pytest.mark.parametrize(
    "names",
    [
        ("coherent-csi@2021", "coherent-csi@2017"),
        ("coherent-csi@2017-bins", "coherent-csi@2021"),
        ("coherent-csi@2021", "coherent-csi@2021-flat"),
        ("coherent-csi", "coherent-csi@2021"),
        ("coherent-csi@2017-bins", "coherent-csi"),
        ("coherent-csi@2017-count", "conus", "coherent-csi@2017-bins"),
    ],
)
def test_the_same_events_are_not_counted_twice(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="is contained in"):
        combine(*names)


def test_what_is_yet_to_be_counted_may_stand_beside_what_was() -> None:
    combine("coherent-csi future", "coherent-csi@2021")
    combine("coherent-lar", "coherent-lar@2020")


@pytest.mark.parametrize(
    "name",
    [
        "coherent-csi@2017",
        "coherent-csi@2021",
        "coherent-lar@2020",
        "dresden-ii@2022",
        "coherent-csi@2021,coherent-lar@2020,coherent-ge@2026",
    ],
)
def test_a_table_is_as_good_as_it_says(name: str) -> None:
    data: Any = combine(*name.split(",")) if "," in name else cevns.dataset(name)
    exact, table = data.moment_chi2, data.table
    assert isinstance(table, Tabulated)
    assert table.error < 1e-5
    u = np.random.default_rng(2).uniform(size=(2, 100)) ** 2
    x, y = (end * one for end, one in zip(table.ends, u, strict=True))
    truth = exact.chi2_mu10(x, y)
    missed = np.abs(table.chi2_mu10(x, y) - truth) / (1 + truth - exact.best_fit.chi2)
    assert missed.max() <= 3 * table.error
    share, level = np.array([0.0, 0.3, 0.7]), exact.best_fit.chi2 + 2.7055
    ends = [one.reach(1 - share, share, level) for one in (table, exact)]
    np.testing.assert_allclose(ends[0], ends[1], rtol=3e-6)


def test_a_limit_from_the_table_is_that_of_the_likelihood() -> None:
    data = cevns.dataset("coherent-csi@2021")
    free = {"others": "profiled", "phases": "profiled"}
    table = data.limit("Lambda_1", **free)
    exact = cevns.limit(data.moment_chi2, "Lambda_1", **free)
    assert table == pytest.approx(exact, rel=1e-6, abs=0)


def test_the_command_line_lists_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "--json"]) == 0
    rows = {row["data"]: row for row in json.loads(capsys.readouterr().out)["data"]}
    assert rows["coherent-csi@2021"]["counts"] == 1578
    assert rows["coherent-csi@2017-count"]["counts"] == 142
    assert main(["data", "coherent-csi@2021"]) == 0
    text = capsys.readouterr().out
    for said in ("1578 counts in 99 bins", "licence:", "pull flux", "contains coherent-csi@2017"):
        assert said in text
    assert main(["data", "coherent-csi@2022"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_the_command_line_bounds_several_with_all_else_free(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = "coherent-csi@2021,coherent-ge@2026"
    free = ["--others", "profiled", "--phases", "profiled"]
    assert main(["limit", names, *free, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    both = combine(*names.split(","))
    assert told["data"] == names.split(",")
    assert told["free"] == {"others": "profiled", "phases": "profiled"}
    for moment, value in told["limits"].items():
        ours = both.limit(moment, others="profiled", phases="profiled") / 1e-10
        assert value == pytest.approx(ours, rel=1e-9, abs=0)
    assert "sns flux" in told["method"]
    assert main(["limit", names, "--phases", "no"]) == 2
    assert "phases" in capsys.readouterr().err


def test_a_fit_to_several_shares_the_flux() -> None:
    """Two data sets with one flux say less together than if each had its own."""
    sets = [cevns.dataset(name) for name in ("coherent-csi@2021", "coherent-ge@2026")]
    width = []
    for flux in ("shared", "separate"):
        found = combine(*sets, flux=flux).fit("sin2_theta_w", confidence_level=0.6827)
        piece = next(p for p in found.intervals if p.low is not None and p.low > 0)
        assert piece.high is not None
        width.append(piece.high - piece.low)
    assert width[0] > 1.01 * width[1]


def test_events_of_the_standard_model_are_judged_as_the_moments_are_at_zero() -> None:
    data = cevns.dataset("coherent-csi@2021")
    assert isinstance(data.moment_chi2, TemplateBins)
    found = data.fit("sin2_theta_w")
    ready, _ = problem(data, ["sin2_theta_w"])
    t = np.array([ready.parameters[0].neutral])
    here = float(ready.chi2(t)[0])
    zero = float(data.moment_chi2.chi2_mu10(np.zeros(()), np.zeros(())))
    assert here == pytest.approx(zero, rel=0, abs=1e-6)
    assert found.chi2_min <= here + 1e-9
    assert not math.isnan(found.chi2_min)


def test_tables_are_named_after_their_data() -> None:
    """The bins of KEY@EDITION in a table of that name, all else in KEY@EDITION-WHAT."""
    for path in registry.folder().glob("*.csv"):
        name = path.name.removesuffix(".csv")
        key, _, rest = name.partition("@")
        edition, *what = rest.split("-")
        known = f"{key}@{edition}" in registry.names()
        assert known or name.startswith("world-"), name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name.replace("@", "-")), name
        assert not known or all(what), name
    for name in registry.names():
        assert registry.description(name).table.name == f"{name}.csv"
