"""The table behind the map of experiments."""

import re
from pathlib import Path

from cevns.experiments.sites import sites
from figures.process.experiments_map import EUROPE, LABELS, SOURCES, WORLD

BIBLIOGRAPHY = Path(__file__).parents[1] / "references.bib"


def test_every_experiment_is_cited() -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE)
    assert {site.reference for site in sites()} <= set(keys)


def test_every_experiment_has_a_place_on_the_map_a_marker_and_a_label() -> None:
    assert {site.experiment for site in sites()} == set(LABELS)
    assert {site.source for site in sites()} == set(SOURCES)
    for site in sites():
        assert any(
            west < site.longitude < east and south < site.latitude < north
            for west, east, south, north in (WORLD, EUROPE)
        )
