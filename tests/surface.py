"""All that is public: every function, method and class of the package."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

from numpy.typing import ArrayLike

import cevns
from cevns.basics import kinds

ELSEWHERE = ("cevns.explorers", "cevns.commands", "cevns.__main__", "cevns._moved", "cevns.basics")
"""With tests of their own for bad input: pages, the command line, and the checks themselves."""

TO_COME: tuple[str, ...] = ()
"""Rooms whose doors are not checked yet."""


class Public(NamedTuple):
    """Something that may be called: its address, itself, and of a method the class."""

    address: str
    call: Callable[..., Any]
    owner: type | None

    @property
    def function(self) -> Callable[..., Any]:
        """The function that has the annotations."""
        made = self.call.__init__ if isinstance(self.call, type) else self.call
        return getattr(made, "__func__", made)

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """By name, without the object itself."""
        found = dict(inspect.signature(self.function).parameters)
        if self.owner is not None or isinstance(self.call, type) or self.function is not self.call:
            found.pop(next(iter(found)))
        return found

    @property
    def hints(self) -> dict[str, Any]:
        """Annotations by name of the parameter."""
        return kinds._hints(self.function)


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(cevns.__path__, "cevns."):
        if not found.name.startswith((*ELSEWHERE, *TO_COME)):
            yield importlib.import_module(found.name)


def public() -> Iterator[Public]:
    for module in modules():
        room = module.__name__.removeprefix("cevns.")
        for name, thing in tuple(vars(module).items()):
            if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
                continue
            if isinstance(thing, type):
                yield from _of_class(f"{room}.{name}", thing)
            elif callable(thing) and hasattr(thing, "__qualname__"):
                yield Public(f"{room}.{name}", thing, None)


def _of_class(address: str, thing: type) -> Iterator[Public]:
    if getattr(thing, "_is_protocol", False) or issubclass(thing, Exception):
        return
    if typing.is_typeddict(thing):
        return
    if not issubclass(thing, tuple):
        yield Public(address, thing, None)
    for name, member in tuple(vars(thing).items()):
        if name.startswith("_") and name != "__call__":
            continue
        if isinstance(member, classmethod | staticmethod):
            yield Public(f"{address}.{name}", getattr(thing, name), None)
        elif inspect.isfunction(member):
            yield Public(f"{address}.{name}", member, thing)


def is_number(hint: Any) -> bool:
    """Whether a parameter is a number or an array of them, checked by `cevns.basics.checks`."""
    if hint in (float, complex) or hint == ArrayLike:
        return True
    inside = typing.get_args(hint)
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    return union and (float in inside or complex in inside)
