"""Every key of a file of experiments."""

from argparse import ArgumentParser, Namespace

from cevns.commands.command import Answer, Command


def run(args: Namespace) -> Answer:
    """List what a file of experiments may hold."""
    from cevns.experiments.keys import as_text, reference  # the other commands need none of it

    found = reference()
    tables = [one._asdict() | {"rows": [row._asdict() for row in one.rows]} for one in found]
    return {"tables": tables}, as_text(found)


def _options(command: ArgumentParser) -> None:
    """Add none."""


COMMAND = Command("keys", "every key that a file of experiments may have", _options, run)
"""``cevns keys``."""
