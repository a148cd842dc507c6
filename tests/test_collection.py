"""One more experiment in the shipped file changes nothing of the talk."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cevns.basics.csv_tables import shipped
from cevns.experiments import files
from cevns.experiments.catalogue import catalogue, collections, experiment, keys, written
from cevns.inference import assumptions
from cevns.inference.dataset import CombinedData
from cevns.talk import beside_the_sun, collection, limits_table, tornado
from figures.__main__ import modules

ONE_MORE = """
[experiment.one-more.current]
provenance = "inferred"
reference = "a test"
source = "reactor"
thermal_power_GW = 3.9
material = "Ge"
mass_kg = 1000
baseline_m = 10
exposure_days = 3650
detector = { kind = "threshold", threshold_keV_nr = 0.01, efficiency = 1.0 }
statistics = { kind = "expected", sigma_stat = 0.0, sigma_sys = 0.0 }

[experiment.one-more.future]
provenance = "inferred"
reference = "a test"
source = "sns"
material = "Ge"
mass_kg = 1000
baseline_m = 10
exposure_days = 3650
detector = { kind = "threshold", threshold_keV_nr = 0.01, efficiency = 1.0 }
statistics = { kind = "expected", sigma_stat = 0.0, sigma_sys = 0.0 }
"""

CACHED = (files.shipped_experiments, files._shipped_sources, catalogue)


def forget() -> None:
    for cached in CACHED:
        cached.cache_clear()


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The shipped file of experiments, and one more, better than all of the talk."""
    text = shipped("experiments", "experiments.toml").read_text(encoding="utf-8")
    before, marker, after = text.partition("[effective_moment")
    assert marker
    (tmp_path / "experiments.toml").write_text(before + ONE_MORE + marker + after, "utf-8")
    monkeypatch.setattr(
        files,
        "shipped",
        lambda room, name: tmp_path / name if name == "experiments.toml" else shipped(room, name),
    )
    forget()
    yield
    forget()


def limits(data: CombinedData) -> list[float]:
    return [data.limit(f"Lambda_{i}") for i in (1, 2, 3)]


def told() -> dict[str, object]:
    """What the chapters on limits show, apart from what they compute for one experiment."""
    return {
        "names": [collection.names(), collection.names("sns"), collection.names("reactor")],
        "table": limits_table.rows(),
        "together": [
            (data.name, limits(data))
            for setup in ("current", "future")
            for what in ((), ("sns",), ("reactor",), ("sns", "reactor"))
            for data in (collection.together(*what, setup=setup),)
        ],
        "alone": [(n, d.name) for n, d in collection.alone_and_together().items()],
        "groups": [(n, limits(d)) for n, d in beside_the_sun.groups().items()],
        "tornado": [tornado.shifts(case)["no neutron capture"] for case in tornado.CASES.values()],
        "talk": list(catalogue("talk")),
    }


def test_the_talk_does_not_notice_one_more_experiment(request: pytest.FixtureRequest) -> None:
    before, talk = told(), set(collections()["talk"])
    request.getfixturevalue("one_more")
    assert ("one-more", "current") in catalogue()
    assert set(keys()) == talk | {"one-more"}
    assert experiment("one-more", "future").source == "sns"
    assert told() == before


@pytest.mark.parametrize(
    "name",
    ["luminosity_floor", "systematics_floor", "dominance", "limit_ratios", "phase_ranges"],
)
def test_figures_do_not_notice_it(name: str, request: pytest.FixtureRequest) -> None:
    draw = importlib.import_module(modules()[name]).draw
    before = draw().svg()
    request.getfixturevalue("one_more")
    assert draw().svg() == before


def test_no_chapter_asks_for_every_experiment_there_is() -> None:
    """Chapters and figures of the talk name its collection."""
    root = Path(__file__).parents[1]
    pages = [*root.glob("chapters/*.md"), *root.glob("figures/**/*.py")]
    asked = [page.name for page in pages if "catalogue()" in page.read_text(encoding="utf-8")]
    assert asked == []


def test_experiments_by_source_and_how_they_are_written() -> None:
    assert keys("talk", "sns") == tuple(k for k in keys("talk") if k.startswith("coherent"))
    assert keys("talk") == keys("talk", "sns") + keys("talk", "reactor")
    assert written("coherent-csi") == "CsI[Na]"
    assert written("borexino") == "Borexino"
    assert written("one-of-mine") == "one-of-mine"
    with pytest.raises(ValueError, match="did you mean 'talk'"):
        keys("tlak")


def test_together_names_keys_or_sources() -> None:
    both = collection.together("coherent-csi", "reactor", prescription="talk")
    assert [one.experiment.key for one in both.sets] == ["coherent-csi", *keys("talk", "reactor")]
    assert both.assumptions.prescription == "talk"
    assert both.assumptions.mixing == assumptions.RECOMMENDED.mixing
    with pytest.raises(ValueError, match="did you mean 'conus'"):
        collection.together("cnous")
