"""What to quote lies inside the range that defensible choices span, and nothing goes beyond it."""

from itertools import product

import numpy as np
import pytest

import cevns
from cevns.inference.defensible import (
    ALTERNATIVES,
    BINS,
    COUNT,
    DEFINITION,
    Choice,
    one_by_one,
    quotable,
)
from cevns.neutrinos.moments import MOMENTS

FREE = {"others": "profiled", "phases": "profiled"}


@pytest.mark.parametrize("free", [{}, FREE], ids=["one at a time", "everything free"])
def test_the_quoted_limit_and_all_single_changes_lie_inside(free: dict[str, str]) -> None:
    found = quotable(**free)
    data = cevns.dataset(COUNT).under(definition=DEFINITION)
    for name, i in MOMENTS.items():
        quoted = found[name]
        assert quoted.limit == pytest.approx(data.limit(name, **free), rel=1e-12, abs=0)
        assert quoted.lowest < quoted.limit < quoted.highest
        for ways in one_by_one(**free).values():
            for limits in ways.values():
                assert quoted.lowest <= limits[i] <= quoted.highest


def test_no_combination_of_choices_goes_beyond_the_ends() -> None:
    """All ways at once, of the count: its ends are reached, those of bins are not far."""
    axes = [(Choice({}), *ways.values()) for ways in ALTERNATIVES.values()]
    found = quotable()
    limits = []
    for combined in product(*axes):
        if any(choice.data == BINS for choice in combined):
            continue
        changes = {"definition": DEFINITION}
        for choice in combined:
            changes.update(choice.changes)
        limits.append(cevns.dataset(COUNT).under(**changes).limits())
    lowest, highest = np.min(limits, axis=0), np.max(limits, axis=0)
    for name, i in MOMENTS.items():
        assert highest[i] == pytest.approx(found[name].highest, rel=1e-9, abs=0)
        assert 0.95 * lowest[i] < found[name].lowest < lowest[i]


def test_only_measured_data_are_quoted() -> None:
    for name in (COUNT, BINS):
        assert cevns.dataset(name).observed
