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
from cevns.basics.quantities import has_mask, has_unit

F = TypeVar("F", bound=Callable[..., Any])

Accepts = Callable[[object], bool]


class Kind(NamedTuple):
    """What is accepted, in words and as a rule, and how to have one.

    ``of_type`` says that the rule asks for the type alone, so that it need not be asked twice.
    """

    expected: str
    accepts: Accepts
    hint: str = ""
    of_type: bool = True


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
            if isinstance(member, classmethod):
                setattr(what, name, classmethod(_checked(member.__func__)))
            elif isinstance(member, types.FunctionType) and _says_more_than_numbers(member):
                setattr(what, name, _checked(member))
        return what
    return _checked(what)


def _checked(function: F) -> F:
    judges: _Judges | None = None

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        nonlocal judges
        if judges is None:
            judges = _judges(function)
        for judge, value in zip(judges.in_order, args, strict=False):
            if judge is not None and type(value) not in judge.known:
                judge(value)
        if judges.rest is not None:
            for value in args[len(judges.in_order) :]:
                judges.rest(value)
        for name, value in kwargs.items():
            judge = judges.by_name.get(name)
            if judge is not None and type(value) not in judge.known:
                judge(value)
            elif judges.closed and name not in judges.by_name:
                raise ValueError(unknown("option", name, judges.by_name))
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]


def _says_more_than_numbers(function: Callable[..., Any]) -> bool:
    told = function.__annotations__.items()
    return any(name != "return" and hint not in (float, complex, ArrayLike) for name, hint in told)


class _Judge:
    """Decides about the arguments of one name; remembers the types that are good for sure."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name, self.kind = name, kind
        self.known: set[type] = set()

    def __call__(self, value: object) -> None:
        if not self.kind.accepts(value):
            hint = f"; {self.kind.hint}" if self.kind.hint else ""
            raise ValueError(f"{self.name} must be {self.kind.expected}, got {shown(value)}{hint}")
        if self.kind.of_type:
            self.known.add(type(value))


class _Judges(NamedTuple):
    """Of all parameters: in their order, of what follows them, and by name.

    ``closed`` says that options are passed on by name, and which there are.
    """

    in_order: list[_Judge | None]
    rest: _Judge | None
    by_name: dict[str, _Judge | None]
    closed: bool


def _judges(function: Callable[..., Any]) -> _Judges:
    hints = _hints(function)
    in_order: list[_Judge | None] = []
    by_name: dict[str, _Judge | None] = {}
    rest, closed = None, False
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints.get(name, Any)
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            options = get_args(hint)[0] if get_origin(hint) is Unpack else None
            if is_typeddict(options):
                closed = True
                by_name |= {n: _judge(n, h) for n, h in get_type_hints(options).items()}
            continue
        # the fields of an object are numbers with limits of their own, whole or not
        whole = hint is int and function.__name__ == "__init__"
        judge = None if whole else _judge(name, hint)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            rest = judge
            continue
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            in_order.append(judge)
        by_name[name] = judge
    return _Judges(in_order, rest, by_name, closed)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Annotations as far as they are known when the program runs."""
    try:
        return get_type_hints(function)
    except NameError:  # imported for the type checker only
        return {n: h for n, h in function.__annotations__.items() if not isinstance(h, str)}


def _judge(name: str, annotation: Any) -> _Judge | None:
    kind = _kind(annotation)
    return None if kind is None else _Judge(name, kind)


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
        return Kind("a whole number", _is_whole)
    if annotation is bool:
        return Kind("True or False", lambda value: isinstance(value, bool | np.bool_))
    if annotation is str:
        return Kind("a name", lambda value: isinstance(value, str))
    if origin is Literal:
        return Kind(f"one of {', '.join(map(repr, inside))}", inside.__contains__, of_type=False)
    if origin is np.ndarray:
        return Kind("an array of numbers", _is_numbers)
    if origin is Callable:
        return Kind("a function", lambda value: callable(value) and not isinstance(value, type))
    if origin is type:
        return Kind("a class", lambda value: isinstance(value, type))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*inside)
    if origin is tuple and inside[-1:] != (...,):
        alike = inside[0] if len(set(inside)) == 1 else Any
        return _collection(f"a tuple of {len(inside)}", alike, Collection)
    if isinstance(origin, type) and issubclass(origin, Iterable):
        sized = Collection if issubclass(origin, Sequence) else Iterable
        return _collection("a list", inside[0], sized)
    if isinstance(annotation, type) and annotation not in (object, float, complex):
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
    return Kind(
        f"{article} {annotation.__name__}",
        lambda value: (
            not isinstance(value, type) and all(hasattr(value, name) for name in members)
        ),
    )


def _collection(expected: str, one: Any, sort: type) -> Kind:
    kind = _kind(one)

    def accepts(value: object) -> bool:
        if not isinstance(value, sort | np.ndarray) or isinstance(value, str | bytes | Mapping):
            return False
        if has_mask(value) or has_unit(value):
            return False
        return (
            kind is None or not isinstance(value, Collection) or all(kind.accepts(v) for v in value)
        )

    told = f", each {kind.expected}" if kind else " of numbers" if one is float else ""
    return Kind(expected + told, accepts, kind.hint if kind else "", of_type=False)


def _mapping(key: Any, item: Any) -> Kind:
    kinds = [_kind(key), _kind(item)]

    def accepts(value: object) -> bool:
        return isinstance(value, Mapping) and all(
            kind is None or kind.accepts(one)
            for pair in value.items()
            for kind, one in zip(kinds, pair, strict=True)
        )

    told = ["numbers" if kind is None else kind.expected for kind in kinds]
    return Kind(f"a table of {told[1]} by {told[0]}", accepts, of_type=False)


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_numbers(value: object) -> bool:
    if has_unit(value) or has_mask(value):
        return False
    return isinstance(value, np.ndarray | int | float | np.number) and not isinstance(value, bool)
