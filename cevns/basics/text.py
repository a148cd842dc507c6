"""Read text files of others: UTF-8 with or without a byte-order mark, everything else is named."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_text(file: Traversable | Path) -> str:
    """Return the text of a file saved as UTF-8.

    Parameters
    ----------
    file : path; a byte-order mark, as Windows writes it, is no part of the text

    Raises
    ------
    ValueError
        naming the file, if it cannot be read, or is UTF-16 or of another encoding
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ValueError(f"{file.name}: cannot be read ({error.strerror}): {file}") from None
    except ValueError as error:  # no path at all, such as one with a null in it
        raise ValueError(f"{str(file)!r}: cannot be read ({error})") from None
    if data.startswith(_UTF_16) or b"\0" in data:
        raise ValueError(f"{file.name}: is UTF-16 or no text at all; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{file.name}, line {line}: the byte 0x{data[error.start]:02x} is not UTF-8; save it "
            "as UTF-8"
        ) from None
