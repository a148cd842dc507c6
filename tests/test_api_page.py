"""The page about the package shows every module and every public name."""

from types import ModuleType

import pytest
from browser import HTML
from browsing import absent
from bs4 import BeautifulSoup

import cevns
import chapters

PAGE = (chapters.ROOT / "chapters" / "api.md").read_text(encoding="utf-8")


def test_every_module_is_documented() -> None:
    package = chapters.ROOT / "cevns"
    files = {path.relative_to(package.parent).with_suffix("") for path in package.rglob("*.py")}
    modules = {".".join(path.parts).removesuffix(".__init__") for path in files}
    public = {name for name in modules if "._" not in name.replace("__main__", "main")}
    missing = {name for name in public if f".. automodule:: {name}\n" not in PAGE}
    assert not missing


def test_every_public_name_is_listed() -> None:
    names = [n for n in cevns.__all__ if not isinstance(getattr(cevns, n), ModuleType)]
    missing = {name for name in names if f"`cevns.{name} <cevns." not in PAGE}
    assert not missing


@pytest.fixture(scope="module")
def reference() -> BeautifulSoup:
    page = HTML / "chapters" / "api.html"
    if not page.exists():
        absent("no book: make book")
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def test_signatures_can_be_read(reference: BeautifulSoup) -> None:
    """Three lines at most, defaults by name, tables by keys: nobody reads the repr of a fit."""
    shown = {str(sig.get("id")): sig.get_text() for sig in reference.select("dt.sig")}
    assert len(shown) > 300
    assert [text for text in shown.values() if len(text) > 225 or "mappingproxy" in text] == []
    assert "assumptions=RECOMMENDED, **changes" in shown["cevns.inference.limits.limit"]
    assert "'physical'" in shown["cevns.inference.intervals.DEFINITIONS"]
    assert "(" not in shown["cevns.talk.published.Key"]


def test_fields_are_described_once(reference: BeautifulSoup) -> None:
    assert "Alias for field" not in reference.get_text()
