"""Read TOML files in which every number says where it comes from; a bad entry names its key."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

from cevns.basics.checks import nearest, number, unknown
from cevns.basics.text import read_text

PROVENANCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "printed": "on a slide of the talk",
        "cited": "looked up, with the reference",
        "computed": "by this package",
        "inferred": "chosen, such as what reproduces the print; not a source",
    }
)
"""Where an input or a tabulated number comes from."""

DAYS_RANGE: Final[Mapping[str, Any]] = MappingProxyType(
    {"above": 0, "at_most": 1e5, "hint": "is it in s?"}
)
"""Times in days that are accepted."""

FRACTION: Final[Mapping[str, Any]] = MappingProxyType(
    {"at_least": 0, "at_most": 1, "hint": "a fraction, not per cent"}
)
"""Fractions that are accepted."""

Built = TypeVar("Built")


class Origin(NamedTuple):
    """Where a number comes from: one of `PROVENANCES`, and the reference."""

    provenance: str
    reference: str


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a configuration: its value, where it comes from, and the reference."""

    value: float | str
    provenance: str
    reference: str


class Section:
    """A TOML table being read: every entry is asked for once, what is left over is an error.

    Its lines ``provenance`` and ``reference``, both or neither, hold for every bare value in it
    and in its tables, unless those say otherwise.
    """

    def __init__(
        self,
        entries: Mapping[str, object],
        where: str,
        origin: Origin | None = None,
        folder: Path | None = None,
    ) -> None:
        self.where = where
        self.folder = folder
        self.inputs: dict[str, Input] = {}
        self._left = dict(entries)
        self._known: list[str] = []
        self._origin = self._own_origin() or origin

    def _own_origin(self) -> Origin | None:
        stated = [key for key in Origin._fields if key in self._left]
        if not stated:
            return None
        provenance, reference = self.text("provenance", PROVENANCES), self.text("reference")
        if not reference.strip() or not reference.isprintable():
            raise ValueError(
                f"{self.where}.reference = {reference!r} must be one line that says where the "
                "number can be found"
            )
        return Origin(provenance, reference)

    def names(self) -> Iterator[str]:
        """Keys not yet read."""
        return iter(tuple(self._left))

    def tables(self) -> "Iterator[tuple[str, Section]]":
        """Tables inside this one, by the names that a user gave them."""
        for name in self.names():
            if not name.strip() or not name.isprintable() or name != name.strip():
                raise ValueError(
                    f"{self.where}: {name!r} is no name for a table; it needs letters or digits"
                )
            yield name, self.section(name)

    def sections(self, key: str) -> "dict[str, Section]":
        """Return the tables inside a table, by name."""
        return dict(self.section(key).tables())

    def missing(self, key: str) -> ValueError:
        """Return the error of an entry that is not there."""
        return ValueError(f"{self.where}: entry {key!r} is missing{self._slip(key)}")

    def has(self, key: str) -> bool:
        """Whether an entry that may be left out is there."""
        self._known.append(key)
        return key in self._left

    def _take(self, key: str) -> object:
        if not self.has(key):
            raise self.missing(key)
        return self._left.pop(key)

    def _slip(self, *keys: str) -> str:
        # two good keys are less alike than that, such as window_lower_PE and window_upper_PE
        slips = [slip for key in keys if (slip := nearest(key, self._left, 0.82))]
        return f"; is {slips[0]!r} meant for it?" if slips else ""

    def section(self, key: str) -> "Section":
        """Return a table inside this one."""
        entries = self._take(key)
        if not isinstance(entries, Mapping):
            raise ValueError(f"{self.where}.{key} must be a table, got {entries!r}")
        return Section(entries, f"{self.where}.{key}", self._origin, self.folder)

    def text(self, key: str, known: Iterable[str] | None = None) -> str:
        """Return a plain string, such as the ``kind`` of a section, one of the known if given."""
        value = self._take(key)
        if not isinstance(value, str):
            raise ValueError(f"{self.where}.{key} must be a string, got {value!r}")
        if known is not None and value not in (names := list(known)):
            raise ValueError(f"{self.where}.{key}: {unknown(key, value, names)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of plain strings, such as the keys of a collection."""
        value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{self.where}.{key} must be a list of strings, got {value!r}")
        return tuple(value)

    def _input(self, key: str) -> object:
        """Return a bare value or that of ``{value, provenance, reference}``, and remember all."""
        value, origin, where = self._take(key), self._origin, f"{self.where}.{key}"
        if isinstance(value, Mapping):
            entry = Section(value, where)
            value, origin = entry._take("value"), entry._origin
            entry.finish()
        if origin is None:
            shown = json.dumps(value, default=str)
            raise ValueError(
                f"{where} = {shown} does not say where it comes from: write {key} = {{ value = "
                f'{shown}, provenance = "...", reference = "..." }}, or give its table the lines '
                f'provenance = "..." and reference = "..."; provenance: {", ".join(PROVENANCES)}'
            )
        self.inputs[key] = Input(value, *origin)  # type: ignore[arg-type]
        return value

    def number(self, key: str, unit: str = "", **limits: object) -> float:
        """Return a number with provenance, within the limits of `cevns.basics.checks.in_range`."""
        value = self._input(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{self.where}.{key} must be a number, got {value!r}")
        return number(f"{self.where}.{key}", value, unit, **limits)

    def numbers(self, key: str, **limits: object) -> dict[str, float]:
        """Return a table of numbers by name, such as the shares of a fuel."""
        table = self.section(key)
        found = {name: table.number(name, "", **limits) for name in table.names()}
        if not found:
            raise ValueError(f"{table.where} is empty: it needs a number for each name")
        self.inputs |= {f"{key}.{name}": table.inputs[name] for name in found}
        return found

    def ascending(self, key: str, unit: str = "", **limits: object) -> tuple[float, ...]:
        """Return a list of ascending numbers with provenance."""
        found = self.listed(key, unit, **limits)
        if any(b <= a for a, b in pairwise(found)):
            said = self.inputs[key].value
            raise ValueError(f"{self.where}.{key} = [{said}] must be numbers that ascend")
        return found

    def listed(self, key: str, unit: str = "", **limits: object) -> tuple[float, ...]:
        """Return a list of numbers with provenance, in the order that is given."""
        value, where = self._input(key), f"{self.where}.{key}"
        if not isinstance(value, list):
            raise ValueError(f"{where} must be a list of numbers, got {value!r}")
        found = tuple(number(f"{where}[{i}]", one, unit, **limits) for i, one in enumerate(value))
        self.inputs[key] = replace(self.inputs[key], value=", ".join(f"{x:g}" for x in found))
        return found

    def anything(self, key: str) -> object:
        """Return an entry as it stands there, for a reader that comes later."""
        return self._take(key)

    def is_file(self, key: str) -> bool:
        """Whether an entry that is there may name a file: a string that is no number."""
        entry = self._left.get(key)
        value = entry.get("value") if isinstance(entry, Mapping) else entry
        try:
            float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return isinstance(value, str)
        return False

    def is_table(self, key: str) -> bool:
        """Whether an entry that is there is a table, and no value with its provenance."""
        value = self._left.get(key)
        return isinstance(value, Mapping) and "value" not in value

    def file(self, key: str) -> Path:
        """Return the path of a file that is named beside the one being read, with provenance."""
        name = self.name(key)
        if not name.strip():
            raise ValueError(f"{self.where}.{key} = {name!r} must name a file")
        if self.folder is None:
            raise ValueError(f"{self.where}.{key} = {name!r}: no folder to look for a file in")
        return self.folder / name

    def name(self, key: str) -> str:
        """Return a name with provenance."""
        value = self._input(key)
        if not isinstance(value, str):
            raise ValueError(f"{self.where}.{key} must be a string, got {value!r}")
        return value

    def located(self, build: Callable[[], Built], key: str = "") -> Built:
        """Call ``build``; an error that does not say where it happened learns it here."""
        where = f"{self.where}.{key}" if key else self.where
        try:
            return build()
        except ValueError as error:
            message = str(error)
            if message.startswith(self.where):
                raise
            raise ValueError(f"{where}: {message}") from None

    def one_of(self, key: str, known: Iterable[str]) -> str:
        """Return a name with provenance, which must be one of the known ones."""
        value, names = self.name(key), list(known)
        if value not in names:
            raise ValueError(f"{self.where}.{key}: {unknown(key, value, names)}")
        return value

    def none_of(self, *keys: str) -> str:
        """Say that none of several entries is there, and which may be meant for one."""
        return f": {'both' if len(keys) == 2 else 'all'} are missing{self._slip(*keys)}"

    def finish(self) -> None:
        """Refuse entries nobody asked for: a misspelt key must not pass silently."""
        for key in self._left:
            slip = nearest(key, self._known)
            raise ValueError(
                f"{self.where}: unknown entry {key!r}; "
                + (f"did you mean {slip!r}? " if slip else "")
                + f"known: {', '.join(sorted(set(self._known)))}"
            )


def read_toml(file: Traversable | Path) -> Section:
    """Parse a TOML file; a syntax error names the file and the line."""
    text = read_text(file)
    try:
        entries = tomllib.loads(text)
    except RecursionError:
        raise ValueError(f"{file.name}: tables or lists nested too deep") from None
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of 5000 digits
        raise ValueError(f"{file.name}: {error}") from None
    return Section(entries, file.name, folder=file.parent if isinstance(file, Path) else None)
