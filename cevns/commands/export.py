"""What a recast needs, as JSON."""

import json
from argparse import ArgumentParser, Namespace

from cevns.commands import options
from cevns.commands.command import Answer, Command
from cevns.inference import export


def run(args: Namespace) -> Answer:
    """Export every experiment under the assumptions asked for."""
    told = export.export(options.known_experiments(args), assumptions=options.assumptions(args))
    return told, json.dumps(told, indent=2)


def _options(command: ArgumentParser) -> None:
    options.file(command)
    options.nuclear_model(command)
    options.angles(command)


COMMAND = Command(
    "export", "counts, variance, pulls and sensitivity matrices, as JSON", _options, run
)
"""``cevns export``."""
