"""Every key that a file of experiments may have."""

from argparse import ArgumentParser, Namespace

from cevns.commands.command import Answer, Command, Record


def run(args: Namespace) -> Answer:
    """List the keys by table: unit, range, meaning."""
    from cevns.experiments.keys import as_text, reference  # the other commands need none of it

    found = reference()
    told: Record = {
        "tables": [one._asdict() | {"rows": [r._asdict() for r in one.rows]} for one in found]
    }
    return told, as_text(found)


def _options(command: ArgumentParser) -> None:
    """Nothing is asked."""


COMMAND = Command("keys", "every key that a file of experiments may have", _options, run)
"""``cevns keys``."""
