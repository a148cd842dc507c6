"""How the command line ends: quietly, with the exit status a shell expects, whatever happens."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cevns.__main__ import COMMANDS
from cevns.basics.version import VERSION

CEVNS = [sys.executable, "-m", "cevns"]
ROOT = str(Path(__file__).parents[1])
ANSWERS = [
    ("limit", "coherent-csi"),
    ("--version",),
    (COMMANDS[-1].name, "--help"),
]
BUFFERED = {"": "buffered", "1": "unbuffered"}
UNWRITTEN = "cevns: the answer cannot be written: "

needs_unix = pytest.mark.skipif(os.name != "posix", reason="signals and /dev/full of Unix")
every_answer = pytest.mark.parametrize("arguments", ANSWERS, ids=" ".join)
every_buffer = pytest.mark.parametrize("unbuffered", BUFFERED, ids=BUFFERED.values())


def started(
    arguments: tuple[str, ...], unbuffered: str = "", **streams: object
) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": ROOT}
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    # whoever runs the tests may have interrupts ignored, as for all that is in the background
    return subprocess.Popen(
        [*CEVNS, *arguments], env=environment, text=True, preexec_fn=_interruptible, **given
    )


def _interruptible() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def in_a_shell(line: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONPATH": ROOT}
    environment["cevns"] = " ".join(CEVNS)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@needs_unix
@every_buffer
@every_answer
def test_a_full_disk_is_one_line(arguments: tuple[str, ...], unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        one = started(arguments, unbuffered, stdout=full)
        _, said = one.communicate(timeout=60)
    assert said == f"{UNWRITTEN}No space left on device\n"
    assert one.returncode == 1


@needs_unix
@every_answer
def test_closed_output_is_one_line(arguments: tuple[str, ...]) -> None:
    done = in_a_shell(f"$cevns {' '.join(arguments)} >&-")
    assert done.stderr == f"{UNWRITTEN}standard output is closed\n"
    assert done.returncode == 1


@needs_unix
@every_buffer
@every_answer
def test_a_reader_that_has_gone_is_no_error(arguments: tuple[str, ...], unbuffered: str) -> None:
    """Gone before anything was written; the signal says so, and nobody else does."""
    gone, end = os.pipe()
    os.close(gone)
    with os.fdopen(end, "w") as pipe:
        one = started(arguments, unbuffered, stdout=pipe)
    assert one.communicate(timeout=60)[1] == ""
    assert one.returncode == -signal.SIGPIPE


@needs_unix
def test_a_shell_shows_it_as_141() -> None:
    done = in_a_shell("$cevns export | true; echo ${PIPESTATUS[@]}")
    assert done.stdout == "141 0\n"
    assert done.stderr == ""


@needs_unix
@pytest.mark.parametrize("where", ["2>/dev/full", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("arguments", ["limit nowhere", "nothing"])
def test_bad_input_is_status_two_even_if_nobody_can_be_told(arguments: str, where: str) -> None:
    done = in_a_shell(f"$cevns {arguments} {where}")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@needs_unix
def test_an_answer_needs_no_standard_error() -> None:
    done = in_a_shell("$cevns --version 2>&-")
    assert (done.returncode, done.stdout) == (0, f"cevns {VERSION}\n")


@pytest.fixture
def waiting(tmp_path: Path) -> tuple[str, ...]:
    """A command in the midst of its work: it reads a file that nobody has written."""
    fifo = tmp_path / "mine.toml"
    os.mkfifo(fifo)
    return ("experiments", "--file", str(fifo))


def interrupted(one: subprocess.Popen[str], fifo: str) -> None:
    writer = os.open(fifo, os.O_WRONLY)  # returns once the command has opened it to read
    one.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        one.wait(timeout=2)
    os.close(writer)


@needs_unix
def test_ctrl_c_ends_at_once_and_silently(waiting: tuple[str, ...]) -> None:
    one = started(waiting)
    interrupted(one, waiting[-1])
    out, err = one.communicate(timeout=60)
    assert (out, err) == ("", "")
    assert one.returncode == -signal.SIGINT


@needs_unix
def test_ctrl_c_that_a_shell_keeps_away_stays_away(waiting: tuple[str, ...]) -> None:
    """In the background of a script, or under nohup, interrupts are ignored: so they are here."""
    ignoring = ["bash", "-c", 'trap "" INT; exec "$@"', "bash", *CEVNS, *waiting]
    environment = {**os.environ, "PYTHONPATH": ROOT}
    one = subprocess.Popen(ignoring, env=environment, stderr=subprocess.PIPE, text=True)
    interrupted(one, waiting[-1])
    _, err = one.communicate(timeout=60)
    assert one.returncode == 2  # the file turned out to be empty
    assert err.startswith("cevns experiments: ")


def test_inside_python_nothing_of_the_process_is_changed(capfd: pytest.CaptureFixture[str]) -> None:
    from cevns.__main__ import main

    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    assert main(["experiments"]) == 0
    assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before
    assert "coherent-csi" in capfd.readouterr().out
