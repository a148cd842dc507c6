"""Entries of a file: every one says its key, unit, range and meaning, and reads its value.

Readers are made of them, and so is the reference of all keys: what is read is what is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from cevns.basics.provenance import Section
from cevns.basics.tables import NO_LIMITS, Layout, Table

Values = Mapping[str, Any]
"""What was read, by key."""


class _Required:
    def __repr__(self) -> str:
        return "required"


REQUIRED: Final = _Required()
"""In the place of a default: the entry may not be left out."""


class Row(NamedTuple):
    """An entry in the reference of keys; ``otherwise`` says what holds without it."""

    key: str
    accepts: str
    otherwise: str
    meaning: str


class Entry(Protocol):
    """One or several keys of a table."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys by which it is there."""
        ...

    def read(self, section: Section) -> dict[str, Any]:
        """Return what is there, by key; the default of what may be left out."""
        ...

    def rows(self) -> Iterator[Row]:
        """Describe every key."""
        ...


def read(section: Section, entries: Iterable[Entry]) -> Values:
    """Read all entries of a table; what is left over is for `Section.finish`."""
    found: dict[str, Any] = {}
    for entry in entries:
        found |= entry.read(section)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """An entry with one key.

    Parameters
    ----------
    key, meaning : of the entry
    default : what holds without it; `REQUIRED` if it may not be left out
    otherwise : that in words, if the default does not say it
    """

    key: str
    meaning: str
    default: Any = REQUIRED
    otherwise: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key."""
        return (self.key,)

    def read(self, section: Section) -> dict[str, Any]:
        """Return the value by its key, or the default."""
        if self.default is not REQUIRED and not section.has(self.key):
            return {self.key: self.default}
        return {self.key: self.value(section)}

    def value(self, section: Section) -> Any:
        """Return the value that is there."""
        raise NotImplementedError

    def rows(self) -> Iterator[Row]:
        """Describe it."""
        without = "" if self.default is REQUIRED else self.otherwise or _said(self.default)
        yield Row(self.key, self.accepts(), without, self.meaning)

    def accepts(self) -> str:
        """Say what may stand there."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Single):
    """A number in a range, as `cevns.basics.checks.in_range` takes it."""

    unit: str = ""
    limits: Mapping[str, Any] = field(default_factory=lambda: NO_LIMITS)

    def value(self, section: Section) -> float:
        """Return the number."""
        return section.number(self.key, self.unit, **self.limits)

    def accepts(self) -> str:
        """Say its unit and range."""
        return _range("number", self.unit, self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascending(Number):
    """A list of ascending numbers."""

    def value(self, section: Section) -> tuple[float, ...]:  # type: ignore[override]
        """Return the numbers."""
        return section.ascending(self.key, self.unit, **self.limits)

    def accepts(self) -> str:
        """Say their unit and range."""
        return _range("ascending numbers", self.unit, self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Number):
    """A list of numbers in their order."""

    def value(self, section: Section) -> tuple[float, ...]:  # type: ignore[override]
        """Return the numbers."""
        return section.listed(self.key, self.unit, **self.limits)

    def accepts(self) -> str:
        """Say their unit and range."""
        return _range("list of numbers", self.unit, self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares(Number):
    """A table of numbers by name, such as the shares of a fuel."""

    def value(self, section: Section) -> dict[str, float]:  # type: ignore[override]
        """Return the numbers by name."""
        return section.numbers(self.key, **self.limits)

    def accepts(self) -> str:
        """Say their range."""
        return _range("table of numbers", self.unit, self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Single):
    """One of several names, with its provenance; any name if none are known beforehand."""

    known: Iterable[str] = ()

    def value(self, section: Section) -> str:
        """Return the name."""
        known = tuple(self.known)
        return section.one_of(self.key, known) if known else section.name(self.key)

    def accepts(self) -> str:
        """Say the names."""
        names = tuple(self.known)
        return " or ".join(f'"{name}"' for name in names) if names else "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class File(Single):
    """The name of a CSV table beside the file, and what it is built into."""

    layout: Layout
    build: Callable[[Table], Any]

    def value(self, section: Section) -> Any:
        """Read the table, and build."""
        path = section.file(self.key)
        return section.located(lambda: self.build(self.layout.read(path)), self.key)

    def accepts(self) -> str:
        """Say its columns."""
        return f"CSV table: {self.layout.told()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOrFile(Single):
    """A number, or the name of a CSV table."""

    number: Number
    file: File

    def value(self, section: Section) -> Any:
        """Return the number, or what was built of the table."""
        return (self.file if section.is_file(self.key) else self.number).value(section)

    def accepts(self) -> str:
        """Say both."""
        return f"{self.number.accepts()}, or {self.file.accepts()}"


def _said(default: object) -> str:
    """Say a default: a number, a name, or names and numbers."""
    if default is None or default == ():
        return "none"
    if isinstance(default, Mapping):
        return ", ".join(f"{name} {value:g}" for name, value in default.items())
    return f"{default:g}" if isinstance(default, float | int) else str(default)


def _range(what: str, unit: str, limits: Mapping[str, Any]) -> str:
    """Say the unit and the range of numbers."""
    signs = (("above", ">"), ("at_least", "≥"), ("at_most", "≤"))
    bounds = [f"{sign} {limits[key]:g}" for key, sign in signs if limits.get(key) is not None]
    return " ".join([what, " and ".join(bounds)]).strip() + (f" {unit}" if unit else "")
