"""The talk's table of limits."""

from argparse import ArgumentParser, Namespace

from cevns.basics.version import VERSION
from cevns.commands import angles, options
from cevns.commands.command import Answer, Command, Record
from cevns.commands.wording import assumed
from cevns.inference.assumptions import RECOMMENDED, TALK
from cevns.inference.counts import PRESCRIPTIONS
from cevns.inference.record import definition
from cevns.talk import limits_table


def run(args: Namespace) -> Answer:
    """Show the printed limits beside ours."""
    level = args.confidence_level
    asked = angles.asked(args, RECOMMENDED.mixing)
    found = limits_table.rows(asked, level)
    under = limits_table.columns(asked, level)
    recorded = {name: one.record() for name, one in under.items()}
    for prescription in PRESCRIPTIONS:
        recorded[prescription]["beam"] = "of the row"
    told: Record = {
        "unit": "1e-10 mu_B",
        "confidence_level": level,
        "assumptions": recorded,
        "definition": definition(under["recommended"]),
        "version": VERSION,
        "rows": [row._asdict() for row in found],
    }
    columns = ("printed", *under)
    lines = [
        "|Lambda_1|, |Lambda_2|, |Lambda_3| in 1e-10 mu_B: limits where the count was observed, "
        "elsewhere expected limits",
        f"{'':<36}{'count':<10}" + "".join(f"{c:<26}" for c in columns),
    ]
    for row in found:
        values = (getattr(row, c) for c in columns)
        cells = ("  ".join(f"{x:<6.3g}" for x in v) if v else "-" for v in values)
        name = f"{row.experiment:<14}{row.source:<13}{row.setup:<9}{row.kind:<10}"
        lines.append((name + "".join(f"{c:<26}" for c in cells)).rstrip())
    lines.append(definition(under["recommended"]))
    lines += [f"{name}: {assumed(one)}" for name, one in recorded.items()]
    return told, "\n".join(lines)


def _options(command: ArgumentParser) -> None:
    angles.options(command, "that of each column")
    options.level(command, TALK.confidence_level)


COMMAND = Command("table", "the talk's table of limits, printed and ours", _options, run)
"""``cevns table``."""
