"""What a command is: its options, and how it answers in words and numbers."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import NamedTuple

Record = dict[str, object]
"""An answer by name, ready for JSON."""

Answer = tuple[Record, str]
"""An answer for programs, and the same in words."""


class Command(NamedTuple):
    """A command of the command line.

    Parameters
    ----------
    name : as it is typed
    text : what it does, in a line
    options : adds its arguments to a parser
    run : answers them; a `ValueError` is shown as one line
    """

    name: str
    text: str
    options: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Answer]
