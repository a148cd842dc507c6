"""The weak mixing angle from the first CEvNS data: what its chapter and the talk's slide claim."""

import re
from pathlib import Path

import numpy as np
import pytest

import cevns
from cevns.experiments.published_angles import published_angles
from cevns.interactions.couplings import SCHEMES

BIBLIOGRAPHY = Path(__file__).parents[1] / "references.bib"
TALK = cevns.dataset("coherent-csi@2017-count", assumptions=cevns.TALK)


def events(scheme: str, s2: float) -> float:
    nuclear = {**cevns.TALK.nuclear, "couplings": SCHEMES[scheme](s2)}
    return cevns.signal(TALK.experiment, **nuclear).sm_total


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_count_is_a_parabola_and_the_fit_solves_it(scheme: str) -> None:
    at = np.array([0, 0.5, 1])
    parabola = np.polyfit(at, [events(scheme, x) for x in at], 2)
    assert np.polyval(parabola, 0.3) == pytest.approx(events(scheme, 0.3), rel=1e-10, abs=0)
    solutions = np.roots(parabola - [0, 0, 136])
    fit = TALK.fit("sin2_theta_w", couplings=scheme)
    assert [m.value for m in fit.best] == pytest.approx(
        [max(solutions), min(solutions)], rel=1e-6, abs=0
    )
    assert [(m.physical, m.kind) for m in fit.best] == [(True, "direct"), (False, "mirror")]


def test_the_fit_depends_on_the_scheme_that_the_slide_does_not_name() -> None:
    """tree 0.200, radiative 0.188, with 68 % errors of -0.05 and +0.06 that hold the SM's."""
    for scheme, s2, standard in (("tree", 0.1995, 0.2386), ("radiative_2005", 0.1876, 0.2312)):
        fit = TALK.fit("sin2_theta_w", couplings=scheme, confidence_level=0.6827)
        assert fit.value == pytest.approx(s2, abs=5e-5)
        assert fit.errors == pytest.approx((0.049, 0.064), abs=5e-4)
        (interval,) = fit.intervals
        assert interval.low is not None
        assert interval.high is not None
        assert interval.low < standard < interval.high


def test_published_angles_are_cited() -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE)
    angles = published_angles().values()
    assert {angle.reference for angle in angles} <= set(keys)
    assert all(0 < angle.down < 0.05 and 0.2 < angle.value < 0.3 for angle in angles)
