"""What is handed out to many hands: mappings and arrays that nobody can change."""

from collections.abc import ItemsView, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from cevns.basics.checks import Array

Key = TypeVar("Key")
Value = TypeVar("Value", covariant=True)


class FrozenMapping(Mapping[Key, Value]):
    """A mapping that cannot be changed, and that can be copied and sent to another process.

    Parameters
    ----------
    items : copied; what happens to it later has no effect
    """

    __slots__ = ("_items",)

    _items: Mapping[Key, Value]

    def __init__(self, items: Mapping[Key, Value]) -> None:
        object.__setattr__(self, "_items", MappingProxyType(dict(items)))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __getitem__(self, key: Key) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def items(self) -> ItemsView[Key, Value]:
        """Keys with their values, at the speed of a dict."""
        return self._items.items()

    def __repr__(self) -> str:
        return repr(dict(self._items))

    def __reduce__(self) -> tuple[type, tuple[dict[Key, Value]]]:
        return type(self), (dict(self._items),)


def read_only(array: Array) -> Array:
    """Forbid to write into an array that will be shared; the same array, for chaining."""
    array.setflags(write=False)
    return array


def sealed(entry: Any) -> Any:
    """Return what was read from a file, tables and lists in it unchangeable."""
    if isinstance(entry, Mapping):
        return FrozenMapping({key: sealed(value) for key, value in entry.items()})
    return tuple(map(sealed, entry)) if isinstance(entry, list | tuple) else entry


def opened(entry: Any) -> Any:
    """Return a copy of what `sealed` closed, as it was read."""
    if isinstance(entry, Mapping):
        return {key: opened(value) for key, value in entry.items()}
    return list(map(opened, entry)) if isinstance(entry, list | tuple) else entry
