"""Tests that need the built book or a browser: skipped on a reader's machine, never in CI."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import browser
import pytest
from selenium.webdriver import Chrome


def absent(what: str) -> None:
    """Skip on a reader's machine, fail where every check has to run."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def chromium(built: Path | None = None) -> Iterator[Chrome]:
    """`browser.chromium`, or the test skipped where there is none, or not what it is to look at."""
    if built is not None and not built.exists():
        absent("no book: make book")
    try:
        browser.programs()
    except FileNotFoundError as missing:
        absent(str(missing))
    with browser.chromium() as chrome:
        yield chrome
