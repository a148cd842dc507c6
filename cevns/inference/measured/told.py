"""What the tables of a description say of measured data: counts and their bins, backgrounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cevns.basics.checks import Array
from cevns.basics.kinds import checked
from cevns.basics.provenance import Section
from cevns.inference.measured.bin_tables import BinTable, read_bins

LIKELIHOODS: Final = ("poisson", "gaussian")
"""How counts may be judged."""


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
def read_told(section: Section) -> Told:
    """Read the table ``data`` of a description.

    Raises
    ------
    ValueError
        naming the entry that is missing, unknown or out of range
    """

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


@checked
def read_column(name: str, section: Section, table: BinTable) -> Background:
    """Read a table ``background.NAME``: a column of the table, and what it sums to.

    Raises
    ------
    ValueError
        if there is no such column, or an entry is unknown
    """
    events = table.column(section.text("column") if section.has("column") else name)
    if section.has("events"):
        events = events * (section.number("events", "events", at_least=0) / events.sum())
    section.finish()
    return Background(name=name, events=events)
