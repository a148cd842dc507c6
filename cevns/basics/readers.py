"""How a table of a file is read: its entries, alternatives among them, and what is built of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cevns.basics.entries import Entry, Row, Single, Values, read
from cevns.basics.provenance import Section

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables(Single):
    """Tables by name inside a table, each with the same entries."""

    reader: "Reader[Any]"

    def value(self, section: Section) -> dict[str, Any]:
        """Return what was built of each, by its name."""
        found = {}
        for name, one in section.sections(self.key).items():
            found[name] = self.reader(one)
            one.finish()
            section.inputs |= {f"{self.key}.{name}.{k}": i for k, i in one.inputs.items()}
        if not found:
            raise ValueError(f"{section.where}.{self.key} is empty: it needs a table")
        return found

    def accepts(self) -> str:
        """Say that there are several."""
        return "tables by name"

    def rows(self) -> Iterator[Row]:
        """Describe it, and the entries of each."""
        yield from Single.rows(self)
        for row in self.reader.rows():
            yield row._replace(key=f"{self.key}.NAME.{row.key}")


@dataclass(frozen=True, slots=True)
class Together:
    """Entries that belong together, as one of the alternatives of `OneOf`."""

    entries: tuple[Entry, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all of them."""
        return tuple(key for entry in self.entries for key in entry.keys)

    def read(self, section: Section) -> dict[str, Any]:
        """Read all of them."""
        return dict(read(section, self.entries))

    def rows(self) -> Iterator[Row]:
        """Describe all of them."""
        for entry in self.entries:
            yield from entry.rows()


@dataclass(frozen=True, slots=True)
class OneOf:
    """Alternatives, of which one must be there, unless all may be left out.

    Parameters
    ----------
    options : of each the first key says whether it is there
    optional : whether none may be there
    unless : entry that, as the name of a file, lets none be there
    otherwise : what holds then
    """

    options: tuple[Entry, ...]
    optional: bool = False
    unless: str = ""
    otherwise: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """First keys of all alternatives."""
        return tuple(option.keys[0] for option in self.options)

    def read(self, section: Section) -> dict[str, Any]:
        """Read the alternative that is there; what belongs to others is None."""
        there = [option for option in self.options if section.has(option.keys[0])]
        nothing = dict.fromkeys(key for option in self.options for key in option.keys)
        if not there and (self.optional or (self.unless and section.is_file(self.unless))):
            return nothing
        if len(there) != 1:
            *others, last = self.keys
            wrong = ", not both" if len(there) == 2 else ", one of them"
            problem = wrong if there else section.none_of(*self.keys)
            raise ValueError(f"{section.where}: give {', '.join(others)} or {last}{problem}")
        return nothing | there[0].read(section)

    def rows(self) -> Iterator[Row]:
        """Describe all alternatives."""
        for option in self.options:
            others = [f"`{key}`" for key in self.keys if key not in option.keys]
            rest = [self.otherwise] if self.otherwise else []
            without = " or ".join([*others, *rest])
            for row in option.rows():
                if "." in row.key:  # inside a table of its own
                    yield row
                elif row.key == option.keys[0]:
                    yield row._replace(otherwise=without)
                else:
                    yield row._replace(otherwise=row.otherwise or f"needed with `{option.keys[0]}`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(Generic[Built]):
    """How a table of a file is read.

    Parameters
    ----------
    meaning : of the table
    entries : it may have
    build : makes of what was read what the table describes
    """

    meaning: str
    entries: tuple[Entry, ...]
    build: Callable[[Values], Built]

    def __call__(self, section: Section) -> Built:
        """Read a table and build; an error says where it happened."""
        given = read(section, self.entries)
        return section.located(lambda: self.build(given))

    def rows(self) -> Iterator[Row]:
        """Describe every entry."""
        for entry in self.entries:
            yield from entry.rows()


# readers of a table that has a ``kind``, by that kind
Kinds = Mapping[str, Reader[Built]]


def read_kind(section: Section, kinds: Kinds[Built]) -> Built:
    """Let the section's ``kind`` choose its reader, and refuse what the reader left over."""
    built = kinds[section.text("kind", kinds)](section)
    section.finish()
    return built
