"""Command line: ``python -m cevns COMMAND``, with the commands of `cevns.commands`."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from typing import TextIO

from cevns.commands import (
    counts,
    experiments,
    export,
    fit,
    keys,
    limit,
    operators,
    structure,
    table,
)
from cevns.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    experiments.COMMAND,
    counts.COMMAND,
    limit.COMMAND,
    fit.COMMAND,
    table.COMMAND,
    export.COMMAND,
    keys.COMMAND,
    operators.COMMAND,
    structure.COMMAND,
)
"""In the order in which the help lists them."""


def _parser() -> argparse.ArgumentParser:
    description = f"Command line: python -m cevns {' | '.join(one.name for one in COMMANDS)}."
    parser = argparse.ArgumentParser(prog="cevns", description=description)
    commands = parser.add_subparsers(dest="command", required=True)
    for one in COMMANDS:
        command = commands.add_parser(one.name, help=one.text, description=one.text)
        command.set_defaults(run=one.run)
        command.add_argument("--json", action="store_true", help="machine-readable output")
        one.options(command)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; bad input is one line on standard error and exit status 2."""
    args = _parser().parse_args(arguments)
    try:
        record, text = args.run(args)
    except ValueError as error:
        _say(sys.stderr, f"cevns {args.command}: {error}\n")
        return 2
    # infinities are no JSON: an unbounded moment is null
    if args.json:
        text = json.dumps(_finite(record), indent=2)
    _say(sys.stdout, text + "\n")
    return 0


def _say(stream: TextIO, text: str) -> None:
    """Write what a terminal can show; a letter it has not, such as a Greek one, by its number."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(v) for v in value]
    return None if isinstance(value, float) and math.isinf(value) else value


if __name__ == "__main__":
    raise SystemExit(main())
