"""Tables of what others did: the map of experiments, and published limits on moments."""

import re
from pathlib import Path

from cevns.experiments.effective_moment import effective_moment_limits
from cevns.experiments.published_moments import plasmon_bounds, published_moments
from cevns.experiments.sites import sites
from figures.process.experiments_map import EUROPE, LABELS, SOURCES, WORLD

BIBLIOGRAPHY = Path(__file__).parents[1] / "references.bib"


def test_every_experiment_is_cited() -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE)
    assert {site.reference for site in sites()} <= set(keys)
    assert {limit.reference for limit in published_moments().values()} <= set(keys)
    assert {bound.reference for bound in plasmon_bounds().values()} <= set(keys)


def test_published_moments_are_limits() -> None:
    for limit in published_moments().values():
        assert 1e-13 < limit.mu_nu < 1e-8
        assert 2000 < limit.year < 2030
        assert limit.confidence_level in (0.90, 0.95)
    borexino = effective_moment_limits()["borexino"].mu_nu
    assert published_moments()["borexino"].mu_nu == borexino


def test_who_quotes_red_giants_can_quote_the_doubt() -> None:
    """Capozzi and Raffelt (2020): 1.2 and 1.5e-12; Franz et al. (2023): nothing below 6e-12."""
    bounds = plasmon_bounds()
    lengths = [bound.length for bound in bounds.values()]
    assert lengths == sorted(lengths) == [1.2e-12, 1.5e-12, 6e-12]
    assert [bound.excluded for bound in bounds.values()] == ["above", "above", "not below"]
    assert bounds["free-stellar-physics"].confidence_level is None
    assert not set(bounds) & set(published_moments())


def test_every_experiment_has_a_place_on_the_map_a_marker_and_a_label() -> None:
    assert {site.experiment for site in sites()} == set(LABELS)
    assert {site.source for site in sites()} == set(SOURCES)
    for site in sites():
        assert any(
            west < site.longitude < east and south < site.latitude < north
            for west, east, south, north in (WORLD, EUROPE)
        )
