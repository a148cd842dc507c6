"""Long computations: shown while they run, and kept on disk.

Both need packages of the extra ``structure``; without them there is no bar, and everything is
computed anew.
"""

import hashlib
import os
import warnings
from collections.abc import Callable, Iterable, Sized
from functools import cache, wraps
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from cevns.basics.kinds import checked

Item = TypeVar("Item")
Given = ParamSpec("Given")
Result = TypeVar("Result")

VARIABLE: Final = "CEVNS_CACHE"
"""Environment variable with the folder to keep results in; empty for none."""

ENDINGS: Final = (".py", "csv")
"""How the names of such files end."""


@checked
def progress(items: Iterable[Item], what: str, show: bool = True) -> Iterable[Item]:
    """Return the items, with a bar that fills while they are taken.

    Parameters
    ----------
    items : to run over
    what : is done, written before the bar
    show : whether to; nothing is shown either where nobody looks, as in a pipe
    """
    if not show:
        return items
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        return items
    total = len(items) if isinstance(items, Sized) else None
    bar: Iterable[Item] = tqdm(items, desc=what, total=total, leave=False, disable=None)
    return bar


def folder() -> Path | None:
    """Return where results are kept, or nothing if they are not."""
    if VARIABLE in os.environ:
        return Path(os.environ[VARIABLE]) if os.environ[VARIABLE] else None
    try:
        from platformdirs import user_cache_path
    except ModuleNotFoundError:
        return None
    return user_cache_path("cevns", appauthor=False)


@cache
def digest() -> str:
    """Return a fingerprint of what results depend on beside their arguments.

    The sources of nuclear structure and of what it rests on, the shipped tables of nuclei, and the
    versions of numpy and scipy.
    """
    texts = [f"{name} {version(name)}" for name in ("numpy", "scipy")]
    for room in ("basics", "nuclei", "nuclei/structure", "nuclei/data"):
        inside = sorted((files("cevns") / room).iterdir(), key=lambda one: one.name)
        texts += [one.read_text(encoding="utf-8") for one in inside if one.name[-3:] in ENDINGS]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


@checked
def remembered(*ignored: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Make a function keep what it returns on disk, by all its arguments and the `digest`.

    Parameters
    ----------
    ignored : names of arguments that do not change the result
    """

    def around(function: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(function)
        def kept(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            memory = _memory(folder())
            if memory is None:
                return function(*args, **kwargs)
            with warnings.catch_warnings():  # on a busy disk joblib warns that it takes its time
                warnings.filterwarnings("ignore", message="Persisting input arguments")
                result: Result = memory.cache(function, ignore=list(ignored))(*args, **kwargs)
            return result

        return kept

    return around


@cache
def _memory(where: Path | None) -> Any:
    """Joblib's memory in a folder of its own for each digest."""
    if where is None:
        return None
    try:
        from joblib import Memory
    except ModuleNotFoundError:
        return None
    return Memory(where / digest(), verbose=0)
