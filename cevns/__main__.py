"""Command line: ``cevns COMMAND`` or ``python -m cevns COMMAND``, those of `cevns.commands`."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from typing import Any

from cevns.basics.version import VERSION
from cevns.commands import (
    counts,
    data,
    experiments,
    export,
    fit,
    keys,
    limit,
    operators,
    structure,
    table,
    toys,
)
from cevns.commands.angles import joined
from cevns.commands.command import Command
from cevns.commands.ending import complain, ended, say

COMMANDS: tuple[Command, ...] = (
    experiments.COMMAND,
    data.COMMAND,
    counts.COMMAND,
    limit.COMMAND,
    fit.COMMAND,
    table.COMMAND,
    export.COMMAND,
    keys.COMMAND,
    operators.COMMAND,
    structure.COMMAND,
    toys.COMMAND,
)
"""In the order in which the help lists them."""


class _Parser(argparse.ArgumentParser):
    """A parser that does not keep to itself that its help could not be written."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is sys.stdout:
            say(sys.stdout, message.rstrip("\n"))
        else:
            complain(message.rstrip("\n"))


def _parser() -> argparse.ArgumentParser:
    description = f"Command line: cevns {' | '.join(one.name for one in COMMANDS)}."
    parser = _Parser(prog="cevns", description=description)
    parser.add_argument("--version", action="version", version=f"cevns {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True)
    for one in COMMANDS:
        command = commands.add_parser(one.name, help=one.text, description=one.text)
        command.set_defaults(run=one.run)
        command.add_argument("--json", action="store_true", help="machine-readable output")
        one.options(command)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; bad input is one line on standard error and exit status 2."""
    given = sys.argv[1:] if arguments is None else arguments
    args = _parser().parse_args(joined(given))
    try:
        record, text = args.run(args)
    except ValueError as error:
        complain(f"cevns {args.command}: {error}")
        return 2
    # infinities are no JSON: an unbounded moment is null
    if args.json:
        text = json.dumps(_finite(record), indent=2)
    say(sys.stdout, text)
    return 0


def program() -> int:
    """Run ``cevns`` as a program of its own: `main`, ended as a shell expects."""
    return ended(main)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and math.isinf(value) else value


if __name__ == "__main__":
    raise SystemExit(program())
