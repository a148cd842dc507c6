"""The pages about the package show every module and every public name."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import toc
from browser import HTML
from browsing import absent
from bs4 import BeautifulSoup

import cevns
import chapters

FOLDER = chapters.ROOT / "chapters" / "api"
OVERVIEW = (chapters.ROOT / "chapters" / "api.md").read_text(encoding="utf-8")
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted(FOLDER.glob("*.md"))}
LARGEST = 1.2e6  # bytes of a page


def public_modules() -> set[str]:
    package = chapters.ROOT / "cevns"
    files = {path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")}
    modules = {".".join(path.parts).removesuffix(".__init__") for path in files}
    return {name for name in modules if "._" not in name.replace("__main__", "main")}


def shown_modules() -> set[str]:
    """What stands on a page by its name, and what a page lists of its package."""
    sys.path.append(str(chapters.ROOT / "tools"))
    from sphinx_reference import modules

    texts = [OVERVIEW, *PAGES.values()]
    named = {name for text in texts for name in re.findall(r"automodule:: (\S+)", text)}
    packages = {name for text in texts for name in re.findall(r"{modules} (\S+)", text)}
    return named | packages | {name for package in packages for name in modules(package)}


def test_every_module_is_documented() -> None:
    assert shown_modules() == public_modules()


def test_a_page_shows_the_package_it_is_named_after() -> None:
    for name, text in PAGES.items():
        assert re.findall(r"{modules} (\S+)", text) == [f"cevns.{name.replace('-', '.')}"]


def test_every_page_is_in_the_contents_and_on_the_overview() -> None:
    (below,) = (p.below["chapters/api"] for p in toc.parts() if "chapters/api" in p.below)
    assert {Path(page).stem for page in below} == set(PAGES)
    assert set(re.findall(r"\| {doc}`api/([\w-]+)` \|", OVERVIEW)) == set(PAGES)


def test_every_public_name_is_listed() -> None:
    names = [n for n in cevns.__all__ if not isinstance(getattr(cevns, n), ModuleType)]
    missing = {name for name in names if f"`cevns.{name} <cevns." not in OVERVIEW}
    assert not missing


def test_what_a_user_calls_first_is_said_first() -> None:
    headings = re.findall(r"^## (.*)", OVERVIEW, re.M)
    assert headings[0] == "What to call first"


@pytest.fixture(scope="module")
def reference() -> dict[str, BeautifulSoup]:
    built = HTML / "chapters" / "api"
    if not built.exists():
        absent("no book: make book")
    return {
        name: BeautifulSoup((built / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for name in PAGES
    }


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_too_large(name: str) -> None:
    page = HTML / "chapters" / "api" / f"{name}.html"
    if not page.exists():
        absent("no book: make book")
    assert page.stat().st_size < LARGEST


def test_signatures_can_be_read(reference: dict[str, BeautifulSoup]) -> None:
    """Three lines at most, defaults by name, tables by keys: nobody reads the repr of a fit."""
    shown = {
        str(sig.get("id")): sig.get_text()
        for page in reference.values()
        for sig in page.select("dt.sig")
    }
    assert len(shown) > 300
    assert [text for text in shown.values() if len(text) > 225 or "mappingproxy" in text] == []
    assert "assumptions=RECOMMENDED, **changes" in shown["cevns.inference.limits.limit"]
    assert "'physical'" in shown["cevns.inference.intervals.DEFINITIONS"]
    assert "(" not in shown["cevns.talk.published.Key"]


def test_inherited_methods_are_shown(reference: dict[str, BeautifulSoup]) -> None:
    """What users call of a data set, and chi^2 of a count, are defined in what theirs inherit."""
    for name in ("dataset.DataSet.limits", "gaussian_count.Counting.chi2"):
        assert reference["inference"].find(id=f"cevns.inference.{name}") is not None


def test_fields_are_described_once(reference: dict[str, BeautifulSoup]) -> None:
    for page in reference.values():
        assert "Alias for field" not in page.get_text()
