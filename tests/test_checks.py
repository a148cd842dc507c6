"""Checks of input: the short way for what is good already decides as the long way does."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cevns.basics.checks import in_range, number

bounds = st.one_of(st.none(), st.sampled_from([-1.0, 0.0, 1.0, 2.5]))
special = [-1.0, 0.0, -0.0, 1.0, 2.5, math.inf, -math.inf, math.nan]
values = st.one_of(st.sampled_from(special), st.floats())
LIMITS = ("above", "at_least", "at_most")


def outcome(value: object, limits: dict[str, float | None]) -> object:
    """The array, or the sentence of the error."""
    try:
        return in_range("x", value, "MeV", hint="slip", **limits)
    except ValueError as error:
        return str(error)


@given(
    x=st.lists(values, min_size=1, max_size=5),
    above=bounds,
    at_least=bounds,
    at_most=bounds,
    shape=st.sampled_from([(-1,), (1, -1), (-1, 1)]),
)
def test_arrays_of_floats_and_lists_are_judged_alike(
    x: list[float],
    above: float | None,
    at_least: float | None,
    at_most: float | None,
    shape: tuple[int, ...],
) -> None:
    limits = dict(zip(LIMITS, (above, at_least, at_most), strict=True))
    table = np.reshape(np.array(x), shape)
    good = all(
        math.isfinite(v)
        and (above is None or v > above)
        and (at_least is None or v >= at_least)
        and (at_most is None or v <= at_most)
        for v in x
    )
    fast, slow = outcome(table, limits), outcome(table.tolist(), limits)
    if good:
        assert isinstance(fast, np.ndarray)
        assert fast.shape == table.shape
        assert (fast == table).all()
        assert (slow == table).all()
    else:
        assert isinstance(fast, str)
        assert fast == slow


@given(x=values, above=bounds, at_least=bounds, at_most=bounds)
def test_a_float_is_judged_as_a_scalar_of_numpy(
    x: float, above: float | None, at_least: float | None, at_most: float | None
) -> None:
    limits = dict(zip(LIMITS, (above, at_least, at_most), strict=True))
    one, other = (
        outcome(x, limits),
        outcome(np.float32(x) if x in (0, 1) else np.float64(x), limits),
    )
    assert isinstance(one, str) == isinstance(other, str)
    assert one == other


@pytest.mark.parametrize(
    "value",
    [0.5, np.array(0.5), np.array([0.5, 0.7]), np.array([[0.5], [0.7]])[:, ::-1]],
    ids=["float", "0-d", "array", "view"],
)
def test_what_comes_back_is_not_what_was_given(value: object) -> None:
    """A caller's array may change later; what was checked does not."""
    x = in_range("x", value)
    assert x.dtype == np.float64
    assert x.shape == np.shape(value)
    assert not np.shares_memory(x, np.asarray(value))
    if isinstance(value, np.ndarray):
        x[...] = 9
        assert (value != 9).all()


@pytest.mark.parametrize(
    "value", [np.array([], dtype=float), [], np.array([1, 2]), np.array([1.5], dtype=">f8")]
)
def test_other_arrays_take_the_long_way_to_the_same_end(value: object) -> None:
    x = in_range("x", value, at_least=0)
    assert x.dtype == np.dtype(float)
    assert (x == np.asarray(value)).all()


@pytest.mark.parametrize("bad", [True, np.array([True]), "1", ["1"], None, 1j, object()])
def test_neither_text_nor_truth_is_a_number(bad: object) -> None:
    with pytest.raises(ValueError, match="x must be a number"):
        in_range("x", bad)


def test_one_number() -> None:
    assert number("x", 2) == 2.0
    assert type(number("x", np.float64(2))) is float
    with pytest.raises(
        ValueError, match=r"x must be a single number, got an array of shape \(2,\)"
    ):
        number("x", np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match=r"x = 3 fm must be finite and > 0 and <= 2 fm; slip"):
        number("x", 3.0, "fm", above=0, at_most=2, hint="slip")
