"""What holds for every test: generated notebooks, and properties that do not depend on luck.

Without what builds the book, ``pip install ".[test]"`` instead of ``make``, the tests that look at
the book are left out, and those of the package run.
"""

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# the same examples in every run, and none fails because the machine is busy
settings.register_profile("book", derandomize=True, deadline=None)
settings.load_profile("book")

# tests compute what they test, and leave nothing behind
os.environ["CEVNS_CACHE"] = ""
# one thread each: workers share the cores, and matrices are small
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parent
TESTS = ROOT / "tests"
sys.path[:0] = [str(TESTS), str(ROOT / "tools")]  # for `import chapters` and `import browser`

BOOK = find_spec("jupyter_book") is not None
OF_THE_BOOK = re.compile(
    r"^ *(?:from|import) (?:browser|browsing|bs4|chapters|exercises|jupyter_book|jupytext|nbformat"
    r"|pdf|prose|prose_text|selenium|sphinx|test_explorers)\b",
    re.M,
)


def pytest_configure(config: pytest.Config) -> None:
    if not BOOK:
        return
    config.option.nbval_lax = config.option.nbval_current_env = True
    if not hasattr(config, "workerinput"):  # once, not in each xdist worker
        import chapters

        chapters.write(TESTS / "notebooks")


def pytest_report_header() -> str | None:
    return None if BOOK else "without the book: no jupyter-book, see requirements.txt"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if BOOK or collection_path.suffix != ".py":
        return None
    looks_at_it = OF_THE_BOOK.search(collection_path.read_text(encoding="utf-8"))
    return True if looks_at_it else None
