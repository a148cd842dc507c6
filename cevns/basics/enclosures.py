"""Bounds of a function over whole stretches of its argument, by interval arithmetic.

A `Span` goes through the formulas of numpy in the place of an array of numbers: what comes out
holds every value that the function takes on the stretch, however narrow the place where it does.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from cevns.basics.checks import Array

Ends = tuple[Any, Any]


class NoBoundsError(TypeError):
    """A function that is made of something else than formulas of numpy."""


def _product(a: Ends, b: Ends) -> Ends:
    with np.errstate(invalid="ignore"):
        every = [np.nan_to_num(x * y, nan=0.0, posinf=np.inf, neginf=-np.inf) for x in a for y in b]
    alike = np.broadcast_arrays(*every)
    return np.minimum.reduce(alike), np.maximum.reduce(alike)


def _reciprocal(a: Ends) -> Ends:
    low, high = np.broadcast_arrays(*a)
    through_zero = (low <= 0) & (high >= 0)
    with np.errstate(divide="ignore"):
        return (
            np.where(through_zero, np.where(low == 0, 1 / high, -np.inf), 1 / high),
            np.where(through_zero, np.where(high == 0, 1 / low, np.inf), 1 / low),
        )


def _square(a: Ends) -> Ends:
    low, high = a
    with np.errstate(over="ignore"):
        squares = low * low, high * high
    least = np.where((low <= 0) & (high >= 0), 0.0, np.minimum(*squares))
    return least, np.maximum(*squares)


def _absolute(a: Ends) -> Ends:
    low, high = a
    sizes = np.abs(low), np.abs(high)
    return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(*sizes)), np.maximum(*sizes)


def _power(a: Ends, b: Ends) -> Ends:
    (low, high), (n, other) = a, b
    if np.ndim(n) or (n is not other and n != other):
        raise NoBoundsError("the exponent varies")
    if n < 0:
        return _reciprocal(_power(a, (-n, -n)))
    if n == 2:
        return _square(a)
    if n % 2 == 0:
        low, high = _absolute(a)
    elif n % 1 and np.any(low < 0):
        raise NoBoundsError("a root of a negative number")
    with np.errstate(over="ignore"):
        return low**n, high**n


def _between_ones(a: Ends) -> Ends:
    return np.full_like(a[0], -1.0), np.ones_like(a[1])


def _rising(f: Callable[[Any], Any]) -> Callable[[Ends], Ends]:
    def of(a: Ends) -> Ends:
        with np.errstate(all="ignore"):
            return f(a[0]), f(a[1])

    return of


def _pairs(f: Callable[[Any, Any], Any]) -> Callable[[Ends, Ends], Ends]:
    return lambda a, b: (f(a[0], b[0]), f(a[1], b[1]))


_RISING: Final = frozenset(
    ("exp", "expm1", "log", "log1p", "log10", "sqrt", "cbrt", "tanh", "sinh", "arctan", "erf")
)

_RULES: Final[Mapping[str, Callable[..., Ends]]] = MappingProxyType(
    {
        "add": _pairs(np.add),
        "subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
        "multiply": _product,
        "divide": lambda a, b: _product(a, _reciprocal(b)),
        "reciprocal": _reciprocal,
        "positive": lambda a: a,
        "negative": lambda a: (-a[1], -a[0]),
        "power": _power,
        "square": _square,
        "absolute": _absolute,
        "fabs": _absolute,
        "maximum": _pairs(np.maximum),
        "minimum": _pairs(np.minimum),
        "sin": _between_ones,
        "cos": _between_ones,
        # of a comparison: whether it holds everywhere, and whether it holds anywhere
        "greater": lambda a, b: (a[0] > b[1], a[1] > b[0]),
        "greater_equal": lambda a, b: (a[0] >= b[1], a[1] >= b[0]),
        "less": lambda a, b: (a[1] < b[0], a[0] < b[1]),
        "less_equal": lambda a, b: (a[1] <= b[0], a[0] <= b[1]),
        "bitwise_and": _pairs(np.logical_and),
        "bitwise_or": _pairs(np.logical_or),
        "logical_and": _pairs(np.logical_and),
        "logical_or": _pairs(np.logical_or),
    }
)
"""By the name of a formula: the ends of its values from those of its arguments."""


class Span(NDArrayOperatorsMixin):
    """Stretches from ``low`` to ``high``, where an array of numbers is expected."""

    __array_priority__ = 1000

    def __init__(self, low: Any, high: Any) -> None:
        self.low, self.high = low, high

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array whose place it takes."""
        return np.broadcast_shapes(np.shape(self.low), np.shape(self.high))

    def __bool__(self) -> bool:
        raise NoBoundsError("it asks for a decision")

    def __array__(self, *args: object, **kwargs: object) -> Array:
        raise NoBoundsError("it asks for the numbers themselves")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> "Span":
        if method != "__call__" or kwargs:
            raise NoBoundsError(ufunc.__name__)
        ends = [(x.low, x.high) if isinstance(x, Span) else (x, x) for x in inputs]
        if ufunc.__name__ in _RISING:
            return Span(*_rising(ufunc)(*ends))
        if ufunc.__name__ not in _RULES:
            raise NoBoundsError(ufunc.__name__)
        return Span(*_RULES[ufunc.__name__](*ends))

    def __array_function__(
        self, function: Callable[..., Any], types: object, args: tuple[Any, ...], kwargs: Any
    ) -> Any:
        if function is np.where and len(args) == 3 and not kwargs:
            return _where(*(x if isinstance(x, Span) else Span(x, x) for x in args))
        if function is np.interp and isinstance(args[0], Span):
            return _interp(*args, **kwargs)
        if function in (np.zeros_like, np.ones_like) and not kwargs:
            value = np.full(self.shape, float(function is np.ones_like))
            return Span(value, value)
        raise NoBoundsError(function.__name__)


def _where(holds: Span, yes: Span, no: Span) -> Span:
    """Either of two, as a condition holds everywhere, somewhere or nowhere."""
    least, most = np.minimum(yes.low, no.low), np.maximum(yes.high, no.high)
    return Span(
        np.where(holds.low, yes.low, np.where(holds.high, least, no.low)),
        np.where(holds.low, yes.high, np.where(holds.high, most, no.high)),
    )


def _interp(x: Span, xp: Any, fp: Any, **outside: Any) -> Span:
    """Return a table's extremes: at the ends of a stretch, or at an entry inside it."""
    ends = np.stack([np.interp(end, xp, fp, **outside) for end in (x.low, x.high)])
    first = np.searchsorted(xp, x.low, side="left")
    last = np.searchsorted(xp, x.high, side="right")
    pairs, there = np.stack([first, last], axis=-1).ravel(), first < last
    padded = np.append(np.asarray(fp, dtype=float), 0.0)
    least = np.where(there, np.minimum.reduceat(padded, pairs)[::2], np.inf)
    most = np.where(there, np.maximum.reduceat(padded, pairs)[::2], -np.inf)
    return Span(np.minimum(ends.min(axis=0), least), np.maximum(ends.max(axis=0), most))


def highest(function: Callable[[Any], Any], low: Array, high: Array) -> Array:
    """Return an upper bound of a function on each stretch.

    Parameters
    ----------
    function : of an array, made of formulas of numpy
    low, high : ends of the stretches, one-dimensional

    Raises
    ------
    NoBoundsError
        if it is made of anything else
    """
    try:
        found = function(Span(low, high))
    except NoBoundsError:
        raise
    except Exception as error:  # whatever a function makes of what is no array
        raise NoBoundsError(str(error)) from None
    top = found.high if isinstance(found, Span) else found
    return np.broadcast_to(np.nan_to_num(np.asarray(top, dtype=float), nan=np.inf), low.shape)
