"""How a command ends: as a shell expects of a program, never with a traceback."""

import os
import signal
import sys
from collections.abc import Callable
from typing import TextIO

NOT_WRITTEN = 1
"""Exit status of an answer that could not be written."""

BROKEN_PIPE = 141
"""Exit status where nobody reads on and there is no signal to say so."""


def ended(main: Callable[[], int]) -> int:
    """Run a program and return its exit status, with whatever it wrote on its way.

    Ctrl-C and a reader that has gone end it at once and silently, by the signal itself, which a
    shell shows as 130 and 141. Where an answer cannot be written, the disk being full or standard
    output closed, that is one line on standard error.

    Parameters
    ----------
    main : returns its exit status, or raises `SystemExit` as argparse does
    """
    _by_signals()
    closed = sys.stdout is None
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    try:
        status = _status(main)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        return BROKEN_PIPE
    except OSError as error:
        _silence(sys.stdout)
        complain(f"cevns: the answer cannot be written: {error.strerror or error}")
        return NOT_WRITTEN
    if closed and status == 0:
        complain("cevns: the answer cannot be written: standard output is closed")
        return NOT_WRITTEN
    return status


def say(stream: TextIO, text: str) -> None:
    """Write a line; a letter that a terminal has not, such as a Greek one, by its number."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def complain(text: str) -> None:
    """Write a line on standard error, as far as anything can be written there."""
    try:
        say(sys.stderr, text)
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _by_signals() -> None:
    """Let a signal end the program, unless whoever started it has it ignored."""
    for name, python in (("SIGINT", signal.default_int_handler), ("SIGPIPE", signal.SIG_IGN)):
        number = getattr(signal, name, None)  # Windows has no SIGPIPE
        if number is not None and signal.getsignal(number) is python:
            signal.signal(number, signal.SIG_DFL)


def _status(main: Callable[[], int]) -> int:
    try:
        return main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)


def _silence(stream: TextIO) -> None:
    """Send nowhere what is left in a stream: Python would try once more to write it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
