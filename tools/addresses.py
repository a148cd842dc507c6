"""The public addresses of the project, which belong to the place it is published from.

Two environment variables hold them: ``REPOSITORY``, the address of the sources at a forge, and
``SITE``, that of the front page of the book. Without them nothing points anywhere.
"""

import os
from urllib.parse import urlsplit

BRANCH = "main"


def address(name: str) -> str:
    """Return an address without a slash at its end; empty if there is none.

    Raises
    ------
    ValueError
        if it is no address
    """
    found = os.environ.get(name, "").rstrip("/")
    parts = urlsplit(found)
    if found and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError(f"{name} is {found!r}; it must be empty or begin with https://")
    return found
