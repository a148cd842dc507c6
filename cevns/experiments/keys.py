"""Every key of a file of experiments, from the readers themselves."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cevns.basics.entries import Entry, Row
from cevns.basics.kinds import checked
from cevns.basics.provenance import PROVENANCES
from cevns.basics.readers import Reader
from cevns.detectors.readers import DETECTORS
from cevns.experiments.effective_moment import EFFECTIVE_MOMENT
from cevns.experiments.files import SETUPS
from cevns.experiments.sections import ENTRIES, FLUX_UNCERTAINTY, SOURCES
from cevns.experiments.statistics import STATISTICS
from cevns.nuclei.targets import MATERIAL, NUCLIDE
from cevns.sources.cores import HERE


class KeysOf(NamedTuple):
    """A table of a file: how it is headed, its kind if it has one, its meaning, and its keys."""

    table: str
    kind: str
    meaning: str
    rows: tuple[Row, ...]


def reference() -> tuple[KeysOf, ...]:
    """Return every table a file of experiments may have, with every key of each."""
    return tuple(_all())


def _all() -> Iterator[KeysOf]:
    experiment = "experiment.KEY.SETUP"
    setups = " or ".join(f'"{setup}"' for setup in SETUPS)
    yield KeysOf(
        experiment,
        "",
        f"an experiment; KEY without spaces, SETUP {setups}",
        (
            Row("source", "name", "", "of a [source] of the file, or `sns` or `reactor`"),
            *_rows(ENTRIES),
            Row("detector", "table", "", "below"),
            Row("statistics", "table", "", "below"),
        ),
    )
    yield KeysOf(experiment, "at a reactor", "besides", _rows(HERE))
    yield from _kinds("source.NAME", SOURCES, FLUX_UNCERTAINTY)
    yield from _kinds(f"{experiment}.detector", DETECTORS)
    yield from _kinds(f"{experiment}.statistics", STATISTICS)
    for name, reader in (("material.NAME", MATERIAL), ("nuclide.NAME", NUCLIDE)):
        yield KeysOf(name, "", reader.meaning, tuple(reader.rows()))
    yield KeysOf(
        "effective_moment.KEY", "", EFFECTIVE_MOMENT.meaning, tuple(EFFECTIVE_MOMENT.rows())
    )
    yield KeysOf(
        "any table",
        "",
        "where its numbers come from, unless they say otherwise: "
        "`{ value = 10, provenance = ..., reference = ... }`",
        (
            Row("provenance", " or ".join(f'"{one}"' for one in PROVENANCES), "", "of its numbers"),
            Row("reference", "one line", "", "where they can be found"),
        ),
    )


def _kinds(table: str, kinds: Mapping[str, Reader[Any]], *common: Entry) -> Iterator[KeysOf]:
    for kind, reader in kinds.items():
        yield KeysOf(table, kind, reader.meaning, (*reader.rows(), *_rows(common)))


def _rows(entries: tuple[Entry, ...]) -> tuple[Row, ...]:
    return tuple(row for entry in entries for row in entry.rows())


@checked
def as_text(found: tuple[KeysOf, ...]) -> str:
    """Write the reference for a terminal."""
    lines = []
    for one in found:
        kind = f' kind = "{one.kind}"' if one.kind and " " not in one.kind else f" {one.kind}"
        lines.append(f"[{one.table}]{kind.rstrip()}: {one.meaning}")
        for row in one.rows:
            without = f"; without it: {row.otherwise}" if row.otherwise else ""
            lines.append(f"  {row.key}: {row.accepts}; {row.meaning}{without}".replace("`", ""))
        lines.append("")
    return "\n".join(lines[:-1])


@checked
def as_markdown(found: tuple[KeysOf, ...]) -> str:
    """Write the reference as one table of Markdown, of two columns: it fits a page."""
    lines = ["| key | what it is |", "| --- | --- |"]
    for one in found:
        kind = f' `kind = "{one.kind}"`' if one.kind and " " not in one.kind else f" {one.kind}"
        lines.append(f"| **`[{one.table}]`**{kind.rstrip()} | **{one.meaning}** |")
        for row in one.rows:
            without = f"without it: {row.otherwise}" if row.otherwise else "needed"
            meaning = re.sub(r"(?<=\w)\^2", "²", row.meaning)
            what = f"{meaning}; *{_printed(row.accepts)}*; {without}".replace("|", "\\|")
            lines.append(f"| `{row.key}` | {what} |")
    return "\n".join(lines)


def _printed(accepts: str) -> str:
    """Write ranges and units as a page prints them, each sign beside its number."""
    high = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    text = re.sub(
        r"\b1e\+?(-?)0*(\d+)", lambda found: "10" + (found[1] + found[2]).translate(high), accepts
    )
    text = re.sub(r"\^(-?\d)", lambda found: found[1].translate(high), text)
    text = re.sub(r"(?<=[>≥≤]) (?=-?\d)", "\N{NO-BREAK SPACE}", text)
    text = re.sub(r"-(?=\d)", "\N{MINUS SIGN}", text)
    return text.replace("mu_B", "$\\mu_B$")
