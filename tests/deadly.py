"""Tasks that kill who does them: light to import, as every new process has to."""

import os
import signal
from pathlib import Path


def once(task: tuple[int, str]) -> int:
    """Square of a number; 2 kills whoever squares it first."""
    number, where = task
    if number == 2 and not Path(where).exists():
        Path(where).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def always(task: int) -> int:
    """Nothing that ends well."""
    os.kill(os.getpid(), signal.SIGKILL)
    return task


def environment(name: str) -> str:
    """Value of an environment variable where it is done: nobody dies of it."""
    return os.environ.get(name, "")
