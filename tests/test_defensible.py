"""What to quote lies inside the range that defensible choices span, and nothing goes beyond it."""

import re
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

import cevns
from cevns.inference import defensible, quoted
from cevns.inference.defensible import (
    ALTERNATIVES,
    BINS,
    COUNT,
    DEFINITION,
    Choice,
    chosen,
    one_by_one,
    quotable,
)
from cevns.neutrinos.moments import MOMENTS

FREE = {"others": "profiled", "phases": "profiled"}


@pytest.mark.parametrize("others", ["zero", "profiled"])
def test_the_quoted_limit_and_all_single_changes_lie_inside(others: str) -> None:
    found = quotable(others)
    data = cevns.dataset(COUNT).under(definition=DEFINITION)
    free = FREE if others == "profiled" else {}
    for name, i in MOMENTS.items():
        quoted = found[name]
        assert quoted.limit == pytest.approx(data.limit(name, **free), rel=1e-9, abs=0)
        assert quoted.lowest < quoted.limit < quoted.highest
        for ways in one_by_one(others).values():
            for limits in ways.values():
                assert quoted.lowest <= limits[i] <= quoted.highest


def test_no_combination_of_choices_goes_beyond_the_ends() -> None:
    """All ways at once, of the count: the upper end is reached, and bins are not much lower."""
    axes = [(Choice({}), *ways.values()) for ways in ALTERNATIVES.values()]
    axes[0] = tuple(one for one in axes[0] if one.changes and one.data == COUNT)
    limits = [chosen(*combined) for combined in product(*axes)]
    lowest, highest = np.min(limits, axis=0), np.max(limits, axis=0)
    found = quotable()
    for name, i in MOMENTS.items():
        assert highest[i] == pytest.approx(found[name].highest, rel=1e-9, abs=0)
        assert 0.95 * lowest[i] < found[name].lowest < lowest[i]


@pytest.mark.parametrize("others", ["zero", "profiled"])
def test_limits_of_bins_do_not_depend_on_the_table(others: str) -> None:
    bins = ALTERNATIVES["definition and data"]["bins, physical minimum"]
    free = FREE if others == "profiled" else {}
    exact = cevns.dataset(BINS).limits(**free)
    assert chosen(bins, others=others) == pytest.approx(exact, rel=1e-5, abs=0)


def test_only_measured_data_are_quoted() -> None:
    for name in (COUNT, BINS):
        assert cevns.dataset(name).observed


def test_nothing_else_is_done_with_the_others() -> None:
    with pytest.raises(ValueError, match="profiled"):
        chosen(others="free")


@pytest.mark.parametrize("box", [defensible.box, quoted.box])
@pytest.mark.parametrize("name", ["", "tab-here"])
def test_a_box_closes_what_it_opens(box: Callable[[str], str], name: str) -> None:
    fences = re.findall(r"^(:{3,})(\S*)", box(name), re.M)
    inner = [(":::", "{table}"), (":::", "")] if name else []
    assert fences == [("::::", "{admonition}"), *inner, ("::::", "")]
