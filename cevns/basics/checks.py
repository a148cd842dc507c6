"""Refuse bad input with a message that names what, the value, what is allowed, the likely slip."""

import difflib
import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cevns.basics.quantities import has_mask, plain

Array = NDArray[np.float64]


def in_range(
    what: str,
    value: ArrayLike,
    unit: str = "",
    *,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    hint: str = "",
) -> Array:
    """Return ``value`` as an array of floats once every entry is finite and inside the range.

    Quantities of astropy, pint and unyt are converted to the unit.
    """
    # most calls end here, an array or a float that is good already: nothing converted, no text
    if type(value) is np.ndarray and value.dtype == np.float64 and value.size:
        low, high = np.minimum.reduce(value, axis=None), np.maximum.reduce(value, axis=None)
        if _inside(low, high, above, at_least, at_most):
            return value.copy()
    elif type(value) is float and _inside(value, value, above, at_least, at_most):
        return np.array(value)
    x = _array(what, value, unit, "fiu").astype(float)
    good = np.isfinite(x)
    if above is not None:
        good &= x > above
    if at_least is not None:
        good &= x >= at_least
    if at_most is not None:
        good &= x <= at_most
    if good.all():
        return x
    where = np.argwhere(~good)[0]
    bad = x[tuple(where)]
    entry = f"{what}[{', '.join(map(str, where))}]" if x.ndim else what
    allowed = " and ".join(
        f"{sign} {bound:g}"
        for sign, bound in ((">", above), (">=", at_least), ("<=", at_most))
        if bound is not None
    )
    unit_text = f" {unit}" if unit else ""
    expected = f"finite and {allowed}" if allowed else "finite"
    tail = f"; {hint}" if hint else ""
    raise ValueError(f"{entry} = {bad:g}{unit_text} must be {expected}{unit_text}{tail}")


def complex_array(what: str, value: ArrayLike, unit: str = "") -> NDArray[np.complex128]:
    """Return ``value`` as an array of complex numbers once every entry is finite.

    Like `in_range`, for what has a phase.
    """
    if type(value) is np.ndarray and value.dtype in (np.float64, np.complex128):
        x = value.astype(np.complex128)
    else:
        x = _array(what, value, unit, "fiuc").astype(np.complex128)
    if not np.isfinite(x).all():
        raise ValueError(f"{what} has entries that are not finite")
    return x


_SLIPS: Final = MappingProxyType(
    {
        "c": "it is complex: use abs() for the modulus, or .real",
        "m": "it is a duration: write 365 * day, or pass seconds",
        "M": "it is a date",
        "U": "it is text",
        "b": "it is a truth value",
    }
)
"""What is wrong with arrays of other kinds, by numpy's letter."""


def shown(value: object) -> str:
    """Return a value for a message, cut short if it is long."""
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:90]}... (a {type(value).__name__})"


def _array(what: str, value: ArrayLike, unit: str, kinds: str) -> NDArray[np.generic]:
    """Return numbers of the kinds given as an array: all that only looks like them is named."""
    kind, slip = "numbers" if "c" not in kinds else "numbers, real or complex", ""
    given = value
    if has_mask(value):
        slip = "it is masked: use .compressed(), or .filled(...)"
    else:
        given = plain(what, value, unit)
        try:
            x = np.asarray(given)
        except (TypeError, ValueError, OverflowError):
            slip = "is it ragged?" if isinstance(value, list | tuple) else ""
        else:
            if x.dtype.kind in kinds:
                return x
            slip = _SLIPS.get(x.dtype.kind, "")
            if isinstance(value, timedelta | date):
                slip = _SLIPS["m" if isinstance(value, timedelta) else "M"]
    tail = f"; {slip}" if slip else ""
    raise ValueError(f"{what} must be a number or an array of {kind}, got {shown(value)}{tail}")


def _inside(
    low: float, high: float, above: float | None, at_least: float | None, at_most: float | None
) -> bool:
    """Whether numbers from low to high are finite and in the range; nan is neither."""
    return (
        -math.inf < low
        and high < math.inf
        and (above is None or low > above)
        and (at_least is None or low >= at_least)
        and (at_most is None or high <= at_most)
    )


def infinite(value: object) -> bool:
    """Whether a value is plus infinity, which `number` and its like refuse."""
    return isinstance(value, float) and value == math.inf


def number(what: str, value: ArrayLike, unit: str = "", **limits: Any) -> float:
    """Like `in_range`, for a single number."""
    if type(value) is float:
        get = limits.get
        if _inside(value, value, get("above"), get("at_least"), get("at_most")):
            return value
    x = in_range(what, value, unit, **limits)
    if x.ndim:
        raise ValueError(f"{what} must be a single number, got an array of shape {x.shape}")
    return float(x)


def settle(owner: object, field: str, unit: str = "", *, what: str = "", **limits: Any) -> float:
    """Check a number of a frozen object when it is built, and keep it as a plain one.

    Like `number`, for the field of this name; what is no plain number yet, such as a quantity with
    a unit, is exchanged for one.
    """
    given = getattr(owner, field)
    x = number(what or field, given, unit, **limits)
    if not isinstance(given, int | float):
        object.__setattr__(owner, field, x)
    return x


def whole(what: str, value: object, *, at_least: int = 1, at_most: int | None = None) -> int:
    """Return a count, such as of nodes or of toys: a whole number in the range."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ValueError(f"{what} must be a whole number, got {shown(value)}")
    return int(number(what, int(value), at_least=at_least, at_most=at_most))


def ends_with_shape(what: str, x: NDArray[Any], *shape: int) -> None:
    """Refuse an array whose last axes do not have these lengths."""
    if x.shape[-len(shape) :] != shape:
        axes = ", ".join(map(str, shape))
        raise ValueError(f"{what} must have shape (..., {axes}), got {x.shape}")


Kind = TypeVar("Kind")


def instance(what: str, value: object, kind: type[Kind], hint: str) -> Kind:
    """Return ``value`` if it is of the kind; a name in its place is the usual slip."""
    if not isinstance(value, kind):
        raise ValueError(f"{what} must be a {kind.__name__}, got {shown(value)}; {hint}")
    return value


def nearest(key: object, known: Iterable[str], likeness: float = 0.5) -> str | None:
    """Return the known name that is most like a key, if any is; likeness 1 is the same name."""
    lower = {name.lower(): name for name in sorted(known)}
    near = difflib.get_close_matches(str(key).lower(), lower, n=1, cutoff=likeness)
    return lower[near[0]] if near else None


def unknown(what: str, key: object, known: Iterable[str]) -> str:
    """Sentence for a failed look-up: the nearest known name, then all of them."""
    names = sorted(known)
    near = nearest(key, names)
    guess = f"did you mean {near!r}? " if near else ""
    return f"no {what} {key!r}; {guess}known: {', '.join(names)}"


def shares(what: str, fractions: Mapping[str, float]) -> dict[str, float]:
    """Return fractions, each from 0 to 1, once they sum to 1."""
    x = {
        name: number(f"{what}: {name}", value, at_least=0, at_most=1, hint="not per cent")
        for name, value in fractions.items()
    }
    total = math.fsum(x.values())
    if abs(total - 1) > 1e-6:
        if abs(total - 1) < 0.01:
            slip = "rounded? let the largest take the rest"
        else:
            slip = "is one missing?" if total < 1 else "is one too many, or counted twice?"
        raise ValueError(f"{what} sum to {total:.6g}, must be 1; {slip}")
    return x


def choice(what: str, key: str, known: Iterable[str]) -> str:
    """Return ``key`` if it is one of the known names."""
    names = list(known)
    if key not in names:
        raise ValueError(unknown(what, key, names))
    return key
