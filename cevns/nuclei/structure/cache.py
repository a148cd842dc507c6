"""What takes long: excited states are kept on disk.

That needs packages of the extra ``structure``; without them everything is computed anew.
"""

import warnings
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from cevns.basics import kept
from cevns.basics.kinds import checked

Given = ParamSpec("Given")
Result = TypeVar("Result")

ROOMS: Final = ("basics", "nuclei", "nuclei/structure", "nuclei/data")
"""Sources of nuclear structure and of what it rests on, and the shipped tables of nuclei."""


def digest() -> str:
    """Return a fingerprint of what results depend on beside their arguments."""
    return kept.digest(*ROOMS)


@checked
def remembered(*ignored: str) -> Callable[[Callable[Given, Result]], Callable[Given, Result]]:
    """Make a function keep what it returns on disk, by all its arguments and the `digest`.

    Parameters
    ----------
    ignored : names of arguments that do not change the result
    """

    def around(function: Callable[Given, Result]) -> Callable[Given, Result]:
        @wraps(function)
        def remembering(*args: Given.args, **kwargs: Given.kwargs) -> Result:
            memory = _memory(kept.folder())
            if memory is None:
                return function(*args, **kwargs)
            with warnings.catch_warnings():  # on a busy disk joblib warns that it takes its time
                warnings.filterwarnings("ignore", message="Persisting input arguments")
                result: Result = memory.cache(function, ignore=list(ignored))(*args, **kwargs)
            return result

        return remembering

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
