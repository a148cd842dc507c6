"""Descriptions of measured data: a file that says what counted, what was counted, what is unsure.

``KEY@EDITION.toml`` has a table ``data``, which names the table of bins, its backgrounds and its
source; a table ``apparatus``, read like an experiment; and a table ``nuisance.NAME`` for each pull.
Whatever is written in it, a `variant` of the data may have otherwise.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from cevns.basics.checks import Array, unknown
from cevns.basics.frozen import opened, sealed
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section
from cevns.basics.text import read_text
from cevns.basics.units import day, keV, us
from cevns.detectors.binning import with_bins
from cevns.detectors.timing import KeptArrival, TimeEfficiency
from cevns.experiments.experiment import Experiment
from cevns.experiments.files import read_apparatus
from cevns.experiments.measurement import ObservedBins
from cevns.inference.measured.background_files import read_backgrounds
from cevns.inference.measured.bin_tables import ENERGIES, TIMES, BinTable, read_bins
from cevns.inference.measured.pulls_of_data import Pull, read_pull
from cevns.inference.measured.shapes import Modelled

Entries = Mapping[str, Any]
"""What a file says, as TOML has it."""

LIKELIHOODS: Final = ("poisson", "gaussian")
"""How counts may be judged."""

_ROOT: Final = ("apparatus", "data", "background", "source", "material", "nuclide", "nuisance")
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
        if not tables or tables[0] not in _ROOT:
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
@dataclass(frozen=True, kw_only=True, eq=False)
class Description:
    """What a file says of measured data.

    Parameters
    ----------
    name : ``KEY@EDITION``, with the name of a variant behind it
    base : ``KEY@EDITION``
    entries : of the file, those of a variant changed
    folder : where the tables lie
    """

    name: str
    base: str
    entries: Entries
    folder: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", sealed(self.entries))

    def section(self, changes: Mapping[str, object] | None = None) -> Section:
        """Return the whole file ready to be read, with some entries changed."""
        return Section(changed(self.entries, changes or {}), self.name, folder=self.folder)

    @cached_property
    def data(self) -> "Told":
        """What its table ``data`` says."""
        return _told(self.section().section("data"))

    @cached_property
    def table(self) -> BinTable:
        """Bins, with counts and backgrounds."""
        return self.data.table

    @cached_property
    def pulls(self) -> tuple[Pull, ...]:
        """What its tables ``nuisance`` say."""
        root = self.section()
        return tuple(read_pull(name, one) for name, one in _tables(root, "nuisance"))

    @cached_property
    def experiment(self) -> Experiment:
        """The apparatus, with the bins of the table."""
        return self.apparatus()

    @cached_property
    def measured(self) -> Experiment:
        """The same with what was measured: counts, and the sum of the backgrounds."""
        told, column = self.data, self.table.column
        on = np.maximum(column(told.on), 0.0)  # a subtracted count may be negative
        off = column(told.off) if told.off else np.zeros_like(on)
        known = [b.events for b in self.backgrounds] + list(self.modelled.parts.values())
        background = sum(known, np.zeros_like(on))
        flux = self.experiment.flux_uncertainty
        counts = ObservedBins(
            on=on,
            off=off,
            background=background,
            sigma_signal=flux,
            sigma_background=0.0,
            off_exposure=told.tau if told.off else math.inf,
        )
        return replace(self.experiment, measurement=counts)

    @cached_property
    def backgrounds(self) -> tuple["Background", ...]:
        """Backgrounds that have templates: columns of the table."""
        return tuple(
            _background(name, one, self.table)
            for name, one in _tables(self.section(), "background")
            if not one.has("shape")
        )

    @cached_property
    def modelled(self) -> Modelled:
        """Backgrounds that have a formula, over the rows of the table, and their pulls."""
        told = {n: one for n, one in _tables(self.section(), "background") if one.has("shape")}
        if not told:
            return Modelled(parts={}, nuisances=())
        energy = self.table.energy
        if energy is None or len(self.table.axes) > 1 or energy.unit == "PE":
            raise ValueError(f"{self.name}: a background with a shape needs bins of energy alone")
        edges = energy.edges * ENERGIES[energy.unit][0] / keV
        found = read_backgrounds(told, edges.tolist(), self.experiment.exposure / day)
        return found.each(self.table.rows_of)

    def apparatus(self, changes: Mapping[str, object] | None = None) -> Experiment:
        """Return the apparatus with some entries of the file changed, and the bins of the table."""
        kept = _time_efficiency(self.section(changes).section("apparatus"))
        entries = changed(self.entries, changes or {})
        entries["apparatus"].pop("time_efficiency", None)
        root = Section(entries, self.name, folder=self.folder)
        found = read_apparatus(root, self.name.partition("@")[0])
        energy = self.table.energy
        if energy is not None:
            worth, of = ENERGIES[energy.unit]
            detector = with_bins(found.detector, (energy.edges * worth).tolist(), of)
            found = replace(found, detector=detector)
        if kept is None:
            return found
        parts = (
            replace(c, arrival=KeptArrival(arrival=c.arrival, efficiency=kept)) if c.arrival else c
            for c in found.components
        )
        return replace(found, components=tuple(parts))

    def rows_of(self, values: Array) -> Array:
        """Return what a response has, shape (..., bins), in the order of the rows."""
        return self.table.rows_of(values)

    @property
    def time_edges(self) -> Array | None:
        """Edges of the bins of arrival time [s], if there are any."""
        time = self.table.time
        return None if time is None else time.edges * TIMES[time.unit]

    @property
    def variants(self) -> dict[str, "Variant"]:
        """Variants of the data, by name."""
        return _variants(self.section())


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Background:
    """A background with a template.

    Parameters
    ----------
    name : of the part
    events : expected in every bin
    """

    name: str
    events: Array


def _background(name: str, section: Section, table: BinTable) -> Background:
    """Read a table ``background.NAME``: a column, and what it sums to."""
    events = table.column(section.text("column") if section.has("column") else name)
    if section.has("events"):
        events = events * (section.number("events", "events", at_least=0) / events.sum())
    section.finish()
    return Background(name=name, events=events)


@checked
@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """What the table ``data`` of a description says.

    Parameters
    ----------
    title : what was measured, in a line
    licence, reference : of the data
    contains : names of other data that have the same events
    likelihood : one of `LIKELIHOODS`
    sees : what the moments are of: ``"earth"``, flavours of a beam, or anything else
    table : bins
    on, off : columns of what was counted; none off if nothing was
    tau : exposure off the source in units of that on it
    sigma : column of the uncertainty of Gaussian counts
    signal : columns in the place of what is computed, by part
    """

    title: str
    licence: str
    reference: str
    contains: tuple[str, ...]
    likelihood: str
    sees: str
    table: BinTable
    on: str
    off: str
    tau: float
    sigma: str
    signal: Mapping[str, str]


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


def _told(section: Section) -> Told:
    def text(key: str, default: str = "") -> str:
        return section.text(key) if section.has(key) else default

    def texts(key: str) -> tuple[str, ...]:
        return section.texts(key) if section.has(key) else ()

    signal = section.section("signal") if section.has("signal") else None
    found = Told(
        title=section.text("title"),
        licence=section.text("licence"),
        reference=section.text("data_reference"),
        contains=texts("contains"),
        likelihood=text("likelihood", "poisson"),
        sees=text("sees", "earth"),
        table=section.located(lambda: read_bins(section.file("table")), "table"),
        on=text("on", "on"),
        off=text("off"),
        tau=section.number("off_exposure", above=0) if section.has("off_exposure") else 1.0,
        sigma=text("sigma", "sigma"),
        signal={part: signal.text(part) for part in signal.names()} if signal else {},
    )
    section.finish()
    return found


def _time_efficiency(section: Section) -> TimeEfficiency | None:
    if not section.has("time_efficiency"):
        return None
    given = section.section("time_efficiency")
    kept = TimeEfficiency(
        flat_until=given.number("flat_until_us") * us, rate=given.number("rate_per_us") / us
    )
    given.finish()
    return kept


def _tables(root: Section, key: str) -> list[tuple[str, Section]]:
    return list(root.section(key).tables()) if root.has(key) else []


def _variants(root: Section) -> dict[str, Variant]:
    found = {}
    for name, section in _tables(root, "variant"):
        changes = section.section("changes") if section.has("changes") else None
        found[name] = Variant(
            title=section.text("title"),
            changes={path: changes.anything(path) for path in changes.names()} if changes else {},
            without=section.texts("without") if section.has("without") else (),
        )
        section.finish()
    return found


@checked
def read_description(file: Path, name: str | None = None, variant: str = "") -> Description:
    """Read the description of measured data.

    Parameters
    ----------
    file : ``KEY@EDITION.toml``, with its tables beside it
    name : of the data; that of the file by default
    variant : one of those the file describes; empty for the data as they are

    Raises
    ------
    ValueError
        naming the file and the entry, if one is missing, unknown, or out of range
    """
    name = name or file.name.removesuffix(".toml")
    try:
        entries: Entries = tomllib.loads(read_text(file))
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from None
    plain = Description(name=name, base=name, entries=entries, folder=file.parent)
    _refuse_strangers(file.name, entries)
    if not variant:
        return plain
    if variant not in plain.variants:
        raise ValueError(unknown(f"variant of {name}", variant, plain.variants))
    chosen = plain.variants[variant]
    found = changed(entries, chosen.changes)
    for gone in chosen.without:
        # a background and the pull on it may have one name, and go together
        left = [found.get(table, {}).pop(gone, None) for table in ("nuisance", "background")]
        if left == [None, None]:
            raise ValueError(
                f"{file.name}: variant {variant} is without {gone!r}, which is not there"
            )
    found["data"]["title"] = chosen.title
    return replace(plain, name=f"{name}-{variant}", entries=found)


def _refuse_strangers(name: str, entries: Entries) -> None:
    known = (*_ROOT, "apparatus", "variant", "provenance", "reference")
    for key in entries:
        if key not in known:
            raise ValueError(f"{name}: {unknown('table', key, known)}")
    for key in ("data", "apparatus"):
        if not isinstance(entries.get(key), dict):
            raise ValueError(f"{name}: table [{key}] is missing")


@checked
def part_names(parts: Sequence[str], signal: Sequence[str]) -> tuple[str, ...]:
    """Return parts by name, where ``"signal"`` stands for all that are."""
    return tuple(one for part in parts for one in (signal if part == "signal" else (part,)))
