"""What every page brings along: its notebook, its description, and not too many bytes."""

import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from browser import HTML, ROOT
from browsing import absent
from bs4 import BeautifulSoup

from bench.pages import HEAVIEST, parts, sent

CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
CHAPTERS = [chapter for part in CONTENTS["parts"] for chapter in part["chapters"]]
ENTRIES = [entry for chapter in CHAPTERS for entry in (chapter, *chapter.get("sections", ()))]
PAGES = [CONTENTS["root"], *(entry["file"] for entry in ENTRIES)]


def soup(page: str) -> BeautifulSoup:
    path = HTML / f"{page}.html"
    if not path.exists():
        absent("no book: make book")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.mark.parametrize("page", PAGES)
def test_weight(page: str) -> None:
    soup(page)
    files = parts(Path(f"{page}.html"))
    assert all(file.exists() for file in files), [f for f in files if not f.exists()]
    assert sum(sent(file) for file in files) < HEAVIEST


@pytest.mark.parametrize("page", PAGES)
def test_executed_notebook_is_offered(page: str) -> None:
    """Where a page has code; the file is there, ran, and has what it printed."""
    links = [str(a["href"]) for a in soup(page).select("a[class*=download-notebook-button]")]
    has_code = "{code-cell}" in (ROOT / f"{page}.md").read_text(encoding="utf-8")
    assert len(links) == has_code
    for link in links:
        notebook = nbformat.read(((HTML / page).parent / link).resolve(), as_version=4)
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        assert all(cell.execution_count for cell in cells)
        assert any(cell.outputs for cell in cells)


@pytest.mark.parametrize("page", PAGES)
def test_no_cell_shows_a_failure(page: str) -> None:
    """Commands that a cell starts fail without failing the cell."""
    outputs = " ".join(e.get_text() for e in soup(page).select(".cell_output"))
    assert not re.search("No module named|Traceback|command not found", outputs)


@pytest.mark.parametrize("page", PAGES)
def test_description(page: str) -> None:
    head = soup(page)
    described = json.loads(head.select_one("script[type='application/ld+json']").string)
    assert described["@type"] == ("Book" if page == CONTENTS["root"] else "Chapter")
    assert described["name"]
    assert not re.search("[<>]", described["name"])
    assert head.select_one("link[rel=icon]") is not None
    assert head.html.get("lang") == "en"
