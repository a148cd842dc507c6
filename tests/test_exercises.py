"""Notebooks for a class: every exercise, no solution, and cells that are those of the book."""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import exercises

PAGES = exercises.chapters()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_exercises_stay_and_solutions_go(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    kept = exercises.without_solutions(text)
    asked = len(re.findall(r"^`{3,}\{exercise(?:-start)?\}", text, re.M))
    assert asked >= 3
    assert kept.count("**Exercise: ") == asked
    assert "{solution" not in kept
    assert "{exercise" not in kept
    # nothing but solutions went: every section is still there
    assert re.findall(r"^## .*", kept, re.M) == re.findall(r"^## .*", text, re.M)


def test_written_notebooks_are_valid_and_hold_fewer_cells(tmp_path: Path) -> None:
    written = exercises.write(tmp_path)
    assert [path.stem for path in written] == [page.stem for page in PAGES]
    fewer = 0
    for path, page in zip(written, PAGES, strict=True):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [c.source for c in notebook.cells if c.cell_type == "code"]
        whole = [c.source for c in jupytext.read(page).cells if c.cell_type == "code"]
        assert [source for source in whole if source in code] == code
        fewer += len(code) < len(whole)
    assert fewer > len(PAGES) / 2
