"""Variants of measured data: entries of a description changed, pulls and backgrounds left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cevns.basics.frozen import opened
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section

Entries = Mapping[str, Any]
"""What a file says, as TOML has it."""

ROOT: Final = ("apparatus", "data", "background", "source", "material", "nuclide", "nuisance")
"""Tables of the file; what an entry to be changed begins with otherwise, is of the apparatus."""


@checked
def changed(entries: Entries, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return what a file says with some entries changed.

    Parameters
    ----------
    entries : of the whole file
    changes : by where they stand, ``"detector.quenching"`` in the apparatus, and
        ``"source.pulse_mean_ns"`` or ``"data.table"`` in the file; ``""`` takes an entry away

    Raises
    ------
    ValueError
        if a table on the way is not there
    """
    found: dict[str, Any] = opened(entries)
    for path, value in changes.items():
        *tables, key = path.split(".")
        if not tables or tables[0] not in ROOT:
            tables = ["apparatus", *tables]
        if tables == ["source"]:
            tables.append(_plain(found.get("apparatus", {}).get("source", "")))
        at = found
        for table in tables:
            if not isinstance(at.get(table), dict):
                raise ValueError(f"changes: {path}: there is no table {table!r} in this file")
            at = at[table]
        before = at.get(key)
        if value == "":
            at.pop(key, None)
            continue
        if isinstance(before, dict) and "value" in before and not isinstance(value, dict):
            value = {**before, "value": value}
        at[key] = value
    return found


def _plain(entry: object) -> str:
    return str(entry["value"] if isinstance(entry, dict) and "value" in entry else entry)


@checked
@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant of data: what it is, which entries of the file change, and which pulls it has not.

    Parameters
    ----------
    title : in a line
    changes : as in `changed`
    without : names of nuisances and of backgrounds
    """

    title: str
    changes: Mapping[str, object]
    without: tuple[str, ...] = ()


@checked
def read_variants(root: Section) -> dict[str, Variant]:
    """Read the tables ``variant.NAME`` of a description.

    Parameters
    ----------
    root : the whole file

    Raises
    ------
    ValueError
        naming the entry that is missing or unknown
    """
    found = {}
    for name, section in tables(root, "variant"):
        changes = section.section("changes") if section.has("changes") else None
        found[name] = Variant(
            title=section.text("title"),
            changes={path: changes.anything(path) for path in changes.names()} if changes else {},
            without=section.texts("without") if section.has("without") else (),
        )
        section.finish()
    return found


@checked
def tables(root: Section, key: str) -> list[tuple[str, Section]]:
    """Return the tables below a key, by name, if there are any.

    Parameters
    ----------
    root : the whole file
    key : such as ``"nuisance"``
    """
    return list(root.section(key).tables()) if root.has(key) else []


@checked
def varied(entries: Entries, variant: Variant, name: str) -> dict[str, Any]:
    """Return what a file says with a variant applied.

    Parameters
    ----------
    entries : of the whole file
    variant : what changes, and what is left out
    name : of the variant, with that of the file, for messages

    Raises
    ------
    ValueError
        if the variant is without something that is not there
    """
    found = changed(entries, variant.changes)
    for gone in variant.without:
        # a background and the pull on it may have one name, and go together
        left = [found.get(table, {}).pop(gone, None) for table in ("nuisance", "background")]
        if left == [None, None]:
            raise ValueError(f"{name} is without {gone!r}, which is not there")
    found["data"]["title"] = variant.title
    return found
