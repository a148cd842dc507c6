"""What holds for every test: generated notebooks, and properties that do not depend on luck."""

import os
import sys
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


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not in each xdist worker
        import chapters

        chapters.write(TESTS / "notebooks")
