"""What every page brings along: its notebook, its description, and not too many bytes."""

import json
import re
from pathlib import Path

import nbformat
import pytest
import toc
from browser import HTML, ROOT
from browsing import absent
from bs4 import BeautifulSoup
from sphinx_weight import ICON, ICONS, STATE, only, used_icons

from bench.pages import HEAVIEST, parts, sent

PAGES = toc.pages()


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
def test_a_page_brings_nothing_that_it_never_uses(page: str) -> None:
    """Neither a remote kernel's switch, nor the index of the search, nor widgets it cannot draw."""
    head = soup(page).head
    assert head is not None
    scripts = [str(script.get("src") or script.string or "") for script in head.select("script")]
    assert not any("thebe" in script.lower() for script in scripts)
    assert not any("searchindex" in script for script in scripts)
    states = head.select(f"script[type='{STATE}']")
    models = [m for s in states for m in json.loads(str(s.string))["state"].values()]
    assert all(model["model_module"] == "anywidget" for model in models)


def test_only_icons_that_are_drawn_are_loaded() -> None:
    script = HTML / "_static" / ICONS
    if not script.exists():
        absent("no book: make book")
    names = {icon["name"] for icon in ICON.finditer(script.read_text(encoding="utf-8"))}
    assert names
    assert names < used_icons(HTML)


def test_icons_go_by_any_of_their_names() -> None:
    script = (
        'x={"arrow-up":[384,512,[8593],"f062","M1 2z"],bars:[448,512,["navicon"],"f0c9","M3z"],'
        'glasses:[1,2,[],"f530",["M4","M5"]]}'
    )
    assert only({"navicon"}, script) == 'x={bars:[448,512,["navicon"],"f0c9","M3z"],}'
    assert only({"arrow-up", "bars", "glasses"}, script) == script
    assert only(set(), script) == "x={}"


@pytest.mark.parametrize("page", PAGES)
def test_executed_notebook_is_offered(page: str) -> None:
    """Where a page has code; the file is there, ran, and has what it printed."""
    links = [str(a["href"]) for a in soup(page).select("a[class*=download-notebook-button]")]
    has_code = "{code-cell}" in (ROOT / f"{page}.md").read_text(encoding="utf-8")
    assert len(links) == has_code
    for link in links:
        notebook = nbformat.read(((HTML / page).parent / link).resolve(), as_version=4)
        code = [c for c in notebook.cells if c.cell_type == "code"]
        cells = [c for c in code if "import ask" not in c.source]  # these wait for the reader
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
    assert described["@type"] == ("Book" if page == toc.first() else "Chapter")
    assert described["name"]
    assert not re.search("[<>]", described["name"])
    assert head.select_one("link[rel=icon]") is not None
    assert head.html.get("lang") == "en"


def test_scripts_of_the_book_do_not_share_names() -> None:
    """They are plain scripts: one that declares a name of another's does not run at all."""
    declared = re.compile(r"^(?:const|let|class|(?:async )?function) +(\w+)", re.M)
    names = [
        name
        for script in (ROOT / "assets").glob("*.js")
        for name in declared.findall(script.read_text(encoding="utf-8"))
    ]
    assert len(names) > 30
    assert sorted(names) == sorted(set(names))
