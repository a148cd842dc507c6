"""Notebooks are generated once, before collection, not in each xdist worker."""

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent / "tests"
sys.path.insert(0, str(TESTS))  # for `import chapters`


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        import chapters

        chapters.write(TESTS / "notebooks")
