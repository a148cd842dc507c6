"""The table behind the map of experiments."""

import re
from pathlib import Path

from figures.experiments_map import EUROPE, LABELS, SOURCES, WORLD, experiments

BIBLIOGRAPHY = Path(__file__).parents[1] / "references.bib"


def test_every_experiment_is_cited() -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE)
    assert {row["reference"] for row in experiments()} <= set(keys)


def test_every_experiment_has_a_place_on_the_map_a_marker_and_a_label() -> None:
    rows = experiments()
    assert {row["experiment"] for row in rows} == set(LABELS)
    assert {row["source"] for row in rows} == set(SOURCES)
    for row in rows:
        assert any(
            west < row["longitude"] < east and south < row["latitude"] < north
            for west, east, south, north in (WORLD, EUROPE)
        )
