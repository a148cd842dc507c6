"""What an annotation says an argument is, it must be: a wrong kind is named before it does harm.

Numbers are left to `cevns.basics.checks`, which knows units and ranges; here it is all the rest: a
nuclide, a mixing, a name, a function, a list of components.
"""

import functools
import inspect
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import (
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    Union,
    Unpack,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import numpy as np
from numpy.typing import ArrayLike

from cevns.basics.checks import shown, unknown
from cevns.basics.frozen import FrozenMapping
from cevns.basics.quantities import has_mask, has_unit

F = TypeVar("F", bound=Callable[..., Any])

Accepts = Callable[[object], bool]


class Kind(NamedTuple):
    """What is accepted, in words and as a rule, and how to have one.

    ``of_type`` says that the rule asks for the type alone, so that it need not be asked twice;
    ``known`` are the names, if it is one of a few.
    """

    expected: str
    accepts: Accepts
    hint: str = ""
    of_type: bool = True
    known: tuple[str, ...] = ()


_DESCRIBED: dict[object, Kind] = {}


def describe(
    annotation: Any, expected: str = "", hint: str = "", accepts: Accepts | None = None
) -> None:
    """Say of what arguments are annotated with how it is called, and how to have one.

    Parameters
    ----------
    annotation : a class, a protocol, or a type of functions
    expected : such as ``"a model of form factors"``; by default the name of the class
    hint : such as ``"use cevns.nuclide(name)"``
    accepts : decides in the place of the annotation
    """
    kind = _kind(annotation) or Kind("something", lambda value: True)
    _DESCRIBED[annotation] = kind._replace(
        expected=expected or kind.expected, hint=hint, accepts=accepts or kind.accepts
    )


def checked(what: F) -> F:
    """Refuse arguments that are not of the kinds that the annotations say.

    For functions and, as the uppermost decorator, for classes, whose public methods are checked
    then too. What the kinds are is found out at the first call; afterwards an argument costs a
    look-up of its type.
    """
    if isinstance(what, type):
        for name, member in tuple(vars(what).items()):
            if name.startswith("_") and name not in ("__init__", "__call__"):
                continue
            if isinstance(member, classmethod | staticmethod):
                if _says_more_than_numbers(member.__func__):
                    setattr(what, name, type(member)(_checked(member.__func__)))
            elif isinstance(member, types.FunctionType) and _says_more_than_numbers(member):
                setattr(what, name, _checked(member))
        return what
    return _checked(what)


def _checked(function: F) -> F:
    judges: _Judges | None = None
    good: dict[tuple[object, ...], tuple[tuple[int | str, Kind], ...]] = {}

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        nonlocal judges
        types: tuple[object, ...] = tuple(map(type, args))
        if kwargs:
            types = (*types, *kwargs, *map(type, kwargs.values()))
        if types not in good:
            judges = judges or _judges(function)
            good[types] = judges(args, kwargs)
        else:  # of arguments of these types it is what is in some that may differ
            for where, kind in good[types]:
                value = args[where] if isinstance(where, int) else kwargs[where]
                if not kind.accepts(value):
                    judges(args, kwargs)  # type: ignore[misc]
        return function(*args, **kwargs)

    for of_a_cache in ("cache_info", "cache_clear"):
        if hasattr(function, of_a_cache):
            setattr(wrapper, of_a_cache, getattr(function, of_a_cache))
    return wrapper  # type: ignore[return-value]


def _says_more_than_numbers(function: Callable[..., Any]) -> bool:
    told = function.__annotations__.items()
    return any(name != "return" and _may_be_checked(hint) for name, hint in told)


def _may_be_checked(hint: Any) -> bool:
    return isinstance(hint, str) or _kind(hint) is not None or get_origin(hint) is Unpack


class _Judges(NamedTuple):
    """Kinds of all parameters: in their order, of what follows them, and by name.

    ``closed`` says that options are passed on by name, and which there are.
    """

    in_order: list[str]
    rest: Kind | None
    by_name: dict[str, Kind | None]
    closed: bool

    def __call__(
        self, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> tuple[tuple[int | str, Kind], ...]:
        """Refuse what is not of its kind; return where others of the same types may not be."""
        again: list[tuple[int | str, Kind]] = []
        given: list[tuple[int | str, object]] = [*enumerate(args), *kwargs.items()]
        for where, value in given:
            name, kind = self._told(where)
            if kind is None:
                continue
            if not kind.accepts(value):
                if kind.known and isinstance(value, str):
                    raise ValueError(unknown(name, value, kind.known))
                hint = f"; {kind.hint}" if kind.hint else ""
                raise ValueError(f"{name} must be {kind.expected}, got {shown(value)}{hint}")
            if not kind.of_type:
                again.append((where, kind))
        return tuple(again)

    def _told(self, where: int | str) -> tuple[str, Kind | None]:
        """Name and kind of what is at a position, or has a name."""
        if isinstance(where, int):
            if where >= len(self.in_order):
                return "each", self.rest
            where = self.in_order[where]
        if self.closed and where not in self.by_name:
            raise ValueError(unknown("option", where, self.by_name))
        return where, self.by_name.get(where)


def _judges(function: Callable[..., Any]) -> _Judges:
    hints = _hints(function)
    in_order: list[str] = []
    by_name: dict[str, Kind | None] = {}
    rest, closed = None, False
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name, Any)
        # the fields of an object are numbers with limits of their own, whole or not
        kind = None if hint is int and function.__name__ == "__init__" else _kind(hint)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            rest = kind
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            options = get_args(hint)[0] if get_origin(hint) is Unpack else None
            if is_typeddict(options):
                closed = True
                by_name |= {key: _kind(h) for key, h in get_type_hints(options).items()}
        else:
            by_name[name] = kind
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
                in_order.append(name)
    return _Judges(in_order, rest, by_name, closed)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Annotations as far as they are known when the program runs."""
    try:
        return get_type_hints(function)
    except NameError:  # imported for the type checker only
        return {n: h for n, h in function.__annotations__.items() if not isinstance(h, str)}


def _kind(annotation: Any) -> Kind | None:
    """Return what an annotation asks for; None if that is anything, or a number."""
    if annotation in _DESCRIBED:
        return _DESCRIBED[annotation]
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return _one_of(annotation)
    if annotation is None or annotation is type(None):
        return Kind("None", lambda value: value is None)
    if annotation is int:
        return Kind("a whole number", _is_number)
    if annotation is bool:
        return Kind("True or False", lambda value: isinstance(value, bool | np.bool_))
    if annotation is str:
        return Kind("a name", lambda value: isinstance(value, str))
    if origin is Literal:
        told = f"one of {', '.join(map(repr, inside))}"
        return Kind(told, inside.__contains__, of_type=False, known=inside)
    if origin is np.ndarray:  # that says: checked already
        return None
    if origin is Callable:
        return Kind("a function", callable)
    if origin is type:
        return Kind("a class", lambda value: isinstance(value, type))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*inside)
    if origin is tuple and inside[-1:] != (...,):
        alike = inside[0] if len(set(inside)) == 1 else Any
        told = f"{len(inside)} numbers" if alike is float else f"a tuple of {len(inside)}"
        return _collection(told, alike, Collection)
    if isinstance(origin, type) and issubclass(origin, Iterable):
        sized = Collection if issubclass(origin, Sequence) else Iterable
        return _collection("a list", inside[0], sized)
    if is_typeddict(annotation):
        return _mapping(str, Any)
    if isinstance(annotation, type) and annotation not in (Any, object, float, complex):
        return _instance(annotation)
    return None


def _one_of(annotation: Any) -> Kind | None:
    """Return what a union asks for; None if a number will do, which has checks of its own."""
    members = get_args(annotation)
    kinds = [_kind(member) for member in members]
    if annotation == ArrayLike or any(kind is None for kind in kinds):
        return None
    known = [kind for kind in kinds if kind is not None]
    told = [kind.expected for kind in known if kind.expected != "None"]
    return Kind(
        " or ".join(told),
        lambda value: any(kind.accepts(value) for kind in known),
        next((kind.hint for kind in known if kind.hint), ""),
        all(kind.of_type for kind in known),
    )


def _instance(annotation: type) -> Kind:
    article = "an" if annotation.__name__[0] in "AEIOU" else "a"
    if not getattr(annotation, "_is_protocol", False):
        return Kind(f"{article} {annotation.__name__}", lambda value: isinstance(value, annotation))
    members = [
        name
        for base in annotation.__mro__
        if getattr(base, "_is_protocol", False)
        for name in (*vars(base), *getattr(base, "__annotations__", ()))
        if name == "__call__" or not name.startswith("_")
    ]

    def accepts(value: object) -> bool:
        # a class is asked first: to ask an object for a property would be to compute it
        kind = type(value)
        return not isinstance(value, type) and all(
            callable(value)  # every class is, whether its objects are or not
            if name == "__call__"
            else hasattr(kind, name) or hasattr(value, name)
            for name in members
        )

    return Kind(f"{article} {annotation.__name__}", accepts)


def _collection(expected: str, one: Any, sort: type) -> Kind:
    kind = _kind(one)

    def accepts(value: object) -> bool:
        if type(value) not in (tuple, list):
            if not isinstance(value, sort | np.ndarray) or isinstance(value, str | bytes | Mapping):
                return False
            if has_mask(value) or has_unit(value):
                return False
        return (
            kind is None or not isinstance(value, Collection) or all(kind.accepts(v) for v in value)
        )

    told = f", each {kind.expected}" if kind else ""
    if one is float and expected == "a list":
        told = " of numbers"
    return Kind(expected + told, accepts, kind.hint if kind else "", of_type=False)


def _mapping(key: Any, item: Any) -> Kind:
    kinds = [_kind(key), _kind(item)]

    def accepts(value: object) -> bool:
        if isinstance(value, FrozenMapping):  # what this package put there
            return True
        return isinstance(value, Mapping) and all(
            kind is None or kind.accepts(one)
            for pair in value.items()
            for kind, one in zip(kinds, pair, strict=True)
        )

    by, of = ("any" if kind is None else kind.expected for kind in kinds)
    told = "a table of numbers" if item is float else f"a table, each {of}"
    return Kind(f"{told}, by {by.removeprefix('a ')}", accepts, of_type=False)


def _is_number(value: object) -> bool:
    """Whether a value is a number at all; that it is whole is for the function to say."""
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
