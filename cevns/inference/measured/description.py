"""Descriptions of measured data: a file that says what counted, what was counted, what is unsure.

``KEY@EDITION.toml`` has a table ``data``, which names the table of bins, its backgrounds and its
source; a table ``apparatus``, read like an experiment; and a table ``nuisance.NAME`` for each pull.
Whatever is written in it, a variant of the data may have otherwise.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from cevns.basics.checks import Array, unknown
from cevns.basics.frozen import sealed
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
from cevns.inference.measured.bin_tables import ENERGIES, TIMES, BinTable
from cevns.inference.measured.pulls_of_data import Pull, read_pull
from cevns.inference.measured.shapes import Modelled
from cevns.inference.measured.told import Background, Told, read_column, read_told
from cevns.inference.measured.variants import (
    ROOT,
    Entries,
    Variant,
    changed,
    read_variants,
    tables,
    varied,
)


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
    def data(self) -> Told:
        """What its table ``data`` says."""
        return read_told(self.section().section("data"))

    @cached_property
    def table(self) -> BinTable:
        """Bins, with counts and backgrounds."""
        return self.data.table

    @cached_property
    def pulls(self) -> tuple[Pull, ...]:
        """What its tables ``nuisance`` say."""
        root = self.section()
        return tuple(read_pull(name, one) for name, one in tables(root, "nuisance"))

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
    def backgrounds(self) -> tuple[Background, ...]:
        """Backgrounds that have templates: columns of the table."""
        return tuple(
            read_column(name, one, self.table)
            for name, one in tables(self.section(), "background")
            if not one.has("shape")
        )

    @cached_property
    def modelled(self) -> Modelled:
        """Backgrounds that have a formula, over the rows of the table, and their pulls."""
        told = {n: one for n, one in tables(self.section(), "background") if one.has("shape")}
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
    def variants(self) -> dict[str, Variant]:
        """Variants of the data, by name."""
        return read_variants(self.section())


def _time_efficiency(section: Section) -> TimeEfficiency | None:
    if not section.has("time_efficiency"):
        return None
    given = section.section("time_efficiency")
    kept = TimeEfficiency(
        flat_until=given.number("flat_until_us") * us, rate=given.number("rate_per_us") / us
    )
    given.finish()
    return kept


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
    found = varied(entries, plain.variants[variant], f"{file.name}: variant {variant}")
    return replace(plain, name=f"{name}-{variant}", entries=found)


def _refuse_strangers(name: str, entries: Entries) -> None:
    known = (*ROOT, "apparatus", "variant", "provenance", "reference")
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
