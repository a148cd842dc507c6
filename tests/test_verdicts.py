"""Verdicts on printed numbers: the rule, the configuration, and the table of limits."""

import numpy as np
import pytest

from cevns.experiments.catalogue import experiment
from cevns.talk import limits_table
from cevns.talk.published import half_unit, talk_configuration, talk_limits
from cevns.talk.verdicts import (
    NOT_PRINTED,
    TOLERANCE,
    Comparison,
    comparisons,
    not_printed,
    with_printed_threshold,
)

FOUND = {(one.slide, one.what): one for one in comparisons()}


@pytest.mark.parametrize(
    ("from_print", "inferred", "tolerance", "verdict"),
    [
        ((69.24, 0.895), (1, 1), 0.0, "OK"),  # both round to the print
        ((69.24, 0.90), (1, 1), 0.0, "OK"),
        ((69.26, 0.90), (1, 1), 0.0, "differs"),
        ((69.26, 0.90), (1, 1), 0.001, "OK"),
        ((1, 1), (69.2, 0.90), 0.0, "ambiguous"),
        (None, (69.2, 0.90), 0.0, "ambiguous"),
        (None, (69.2, 0.92), 0.0, "differs"),
        (None, (69.2, 0.92), 0.02, "ambiguous"),
    ],
)
def test_the_rule(
    from_print: tuple[float, ...] | None,
    inferred: tuple[float, ...],
    tolerance: float,
    verdict: str,
) -> None:
    """As printed, with something inferred, or neither; a row is as good as its worst number."""
    one = Comparison(24, "", ("69.2", "0.90"), from_print, inferred, tolerance)
    assert one.verdict == verdict


@pytest.mark.parametrize(
    ("text", "half"), [("142", 0.5), ("69.2", 0.05), ("0.90", 0.005), ("14.57", 0.005)]
)
def test_half_a_unit_of_the_last_digit(text: str, half: float) -> None:
    assert half_unit(text) == pytest.approx(half, rel=1e-12, abs=0)


def test_printed_configuration_is_complete() -> None:
    """Nine experiments, two setups; no number for the efficiency of the first run."""
    printed = talk_configuration()
    assert len(printed) == 18
    five = ["mass", "threshold", "efficiency", "exposure", "baseline_m"]
    for key, quantities in printed.items():
        missing = ["efficiency"] if key == ("coherent-csi", "current") else []
        assert list(quantities) == [name for name in five if name not in missing]
    assert printed["red100", "future"]["threshold"] == ("500", "eV")
    assert printed["coherent-lar", "current"]["mass"] == ("1", "ton")


def test_every_printed_row_is_compared_once() -> None:
    assert len(FOUND) == len(comparisons())
    limits = sum(len(one.printed) for (slide, _), one in FOUND.items() if slide == 24)
    assert limits == 3 * len(talk_limits())
    assert sum(slide == 15 for slide, _ in FOUND) == 18


def test_limits_compared_are_those_of_the_table() -> None:
    """But for future RED100, which the print gives 500 eV and the table needs 100 eV."""
    rows = {row[:3]: row for row in limits_table.rows()}
    one = FOUND[24, "table: NaI[Tl]"]
    keys = [key for key in talk_limits() if key[0] == "coherent-nai"]
    for ours, column in ((one.from_print, "profiled"), (one.inferred, "talk")):
        expected = [x for key in keys for x in getattr(rows[key], column)]
        np.testing.assert_allclose(ours, expected, rtol=1e-12)
    printed = FOUND[24, "table: RED100, future"].inferred
    assert [f"{x:.2f}" for x in printed] == ["0.47", "0.33", "0.28"]


def test_printed_thresholds_are_those_of_the_catalogue_but_one() -> None:
    changed = {}
    for key in talk_configuration():
        e = experiment(*key)
        before, after = e.detector, with_printed_threshold(e).detector
        if after != before:
            changed[key] = after.threshold / before.threshold
    assert changed.pop(("red100", "future")) == pytest.approx(5, rel=1e-12, abs=0)
    assert all(factor == pytest.approx(1, rel=1e-12, abs=0) for factor in changed.values())


def test_everything_that_was_not_printed_is_listed() -> None:
    """Each inferred input of the catalogue in words, and the assumptions of the talk."""
    found = not_printed()
    assert set(found) == set(NOT_PRINTED.values())
    assert found[NOT_PRINTED["material"]] == {"2Ge:1Si": ["MINER"]}
    assert found[NOT_PRINTED["flux_per_cm2_s"]]["1e+13"] == ["TEXONO"]
    assert set(found[NOT_PRINTED["exposure_days"]]) == {"365.25", "3652.5"}
    assert found[NOT_PRINTED["mixing"]] == {"de_salas_2018_cp_conserving": []}


def test_what_the_comparisons_come_to() -> None:
    """The only numbers that no reading of the slides reproduces, and those that need none."""
    verdicts = {key: one.verdict for key, one in FOUND.items()}
    assert [key for key, verdict in verdicts.items() if verdict == "differs"] == [
        (15, "table: RED100, future"),
        (16, "$B_{0n}=6$"),
        (24, "table: CsI[Na] prompt, current"),
        (24, "table: RED100, future"),
    ]
    limits = [what for (slide, what), verdict in verdicts.items() if (slide, verdict) == (24, "OK")]
    assert limits == ["table: CsI[Na] delayed, current"]
    assert TOLERANCE == 0.02
