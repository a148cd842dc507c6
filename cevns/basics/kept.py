"""What long computations have in common: a bar while they run, and a folder for what they found.

The bar and the standard folder need packages of the extras ``structure`` or ``scan``; without them
there is neither.
"""

import hashlib
import os
from collections.abc import Iterable, Sized
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

from cevns.basics.kinds import checked

Item = TypeVar("Item")

VARIABLE: Final = "CEVNS_CACHE"
"""Environment variable with the folder to keep results in; empty for none."""

ENDINGS: Final = (".py", "csv")
"""How the names of files end on which results depend."""


@checked
def progress(
    items: Iterable[Item], what: str, show: bool = True, total: int | None = None
) -> Iterable[Item]:
    """Return the items, with a bar that fills while they are taken.

    Parameters
    ----------
    items : to run over
    what : is done, written before the bar
    show : whether to; nothing is shown either where nobody looks, as in a pipe
    total : how many there are, if they do not know it themselves
    """
    if not show:
        return items
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        return items
    if total is None and isinstance(items, Sized):
        total = len(items)
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
def digest(*rooms: str) -> str:
    """Return a fingerprint of the sources and tables in some rooms, and of numpy and scipy.

    Parameters
    ----------
    rooms : such as ``"nuclei"`` or ``"nuclei/structure"``; what lies deeper is not among it
    """
    texts = [f"{name} {version(name)}" for name in ("numpy", "scipy")]
    for room in rooms:
        inside = sorted((files("cevns") / room).iterdir(), key=lambda one: one.name)
        texts += [one.read_text(encoding="utf-8") for one in inside if one.name[-3:] in ENDINGS]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
