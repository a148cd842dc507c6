"""What tells one computation from another: a fingerprint of everything that goes into it."""

import hashlib
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from types import FunctionType

import numpy as np

from cevns.basics.kinds import checked


@checked
def fingerprint(*things: object) -> str:
    """Return a text that is the same for equal things, in every process, and else another.

    Of objects it takes what they were made of, not what they have found out since; of functions
    their address only.

    Parameters
    ----------
    things : numbers, texts, arrays, functions of modules; mappings, sequences, sets and dataclasses
        of such

    Raises
    ------
    ValueError
        if there is something else in them, as a function without a name
    """
    told = hashlib.sha256()
    for part in _told(things):
        told.update(str(len(part)).encode() + b":" + part)
    return told.hexdigest()[:32]


def _told(thing: object) -> Iterator[bytes]:
    """Yield all of it, so that no two different things yield the same."""
    if thing is None or isinstance(thing, bool | int | str | bytes):
        yield f"{type(thing).__name__} {thing!r}".encode()
    elif isinstance(thing, Enum):
        yield f"{_address(type(thing))} {thing.name}".encode()
    elif isinstance(thing, float | complex):
        yield f"{type(thing).__name__} {_exactly(complex(thing))}".encode()
    elif isinstance(thing, np.ndarray | np.generic):
        whole = np.ascontiguousarray(thing)
        if whole.dtype.hasobject:
            raise ValueError(f"no fingerprint of an array of {whole.dtype}")
        yield f"{whole.dtype.str} {np.shape(thing)}".encode()
        yield whole.tobytes()
    elif is_dataclass(thing) and not isinstance(thing, type):
        given = [one for one in fields(thing) if one.init]
        yield f"{_address(type(thing))} {len(given)}".encode()
        for one in given:
            yield one.name.encode()
            yield from _told(getattr(thing, one.name))
    elif isinstance(thing, Mapping):
        yield f"mapping {len(thing)}".encode()
        pairs = [(fingerprint(key), key) for key in thing]
        for told, key in sorted(pairs, key=lambda pair: pair[0]):
            yield told.encode()
            yield from _told(thing[key])
    elif isinstance(thing, Set):
        yield f"set {len(thing)}".encode()
        yield from sorted(fingerprint(one).encode() for one in thing)
    elif isinstance(thing, tuple | list):
        yield f"sequence {len(thing)}".encode()
        for one in thing:
            yield from _told(one)
    elif isinstance(thing, FunctionType | type) and "<" not in thing.__qualname__:
        yield _address(thing).encode()
    else:
        raise ValueError(f"no fingerprint of {thing!r}: nothing says what it was made of")


def _exactly(z: complex) -> str:
    return f"{z.real.hex()} {z.imag.hex()}"


def _address(thing: FunctionType | type) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"
