"""How to cite: entries that BibTeX reads, from CITATION.cff, and a line at the foot of a page."""

import re
import sys

import pytest
import toc
import yaml
from browser import HTML, ROOT
from browsing import absent
from bs4 import BeautifulSoup
from pybtex.database import BibliographyData, parse_string
from pybtex.plugin import find_plugin

import cevns

sys.path.append(str(ROOT / "tools"))
import sphinx_citing as citing

CITED = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def soup(page: str) -> BeautifulSoup:
    path = HTML / f"{page}.html"
    if not path.exists():
        absent("no book: make book")
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def entries(page: BeautifulSoup) -> BibliographyData:
    blocks = page.select("div.highlight-bibtex pre")
    return parse_string("\n".join(block.get_text() for block in blocks), "bibtex")


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE", raising=False)
    monkeypatch.delenv("REPOSITORY", raising=False)


def test_the_file_says_one_version_and_two_licences() -> None:
    assert str(CITED["version"]) == cevns.__version__
    assert CITED["license"] == "BSD-3-Clause"
    assert "BSD 3-Clause" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert CITED["preferred-citation"]["license"] == "CC-BY-4.0"
    assert "CC BY 4.0" in (ROOT / "LICENSE-text").read_text(encoding="utf-8")


def test_a_version_said_twice_has_to_be_one(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text(told.replace("  version: 0", "  version: 1"), "utf-8")
    monkeypatch.setattr(citing, "FILE", tmp_path / "CITATION.cff")
    with pytest.raises(ValueError, match="differ in version"):
        citing.citation.__wrapped__()


def test_entries_of_book_and_package(nowhere: None) -> None:
    found = parse_string(citing.book() + citing.package(), "bibtex").entries
    book, package = found["cevns-book"], found[f"cevns-{cevns.__version__}"]
    assert book.fields["title"].strip("{}") == CITED["preferred-citation"]["title"]
    assert package.fields["title"].strip("{}") == CITED["title"]
    for entry in (book, package):
        assert str(entry.persons["author"][0]).strip("{}") == "The cevns authors"
        assert entry.fields["year"] == str(CITED["date-released"].year)
        assert cevns.__version__ in entry.fields["note"]


def test_nothing_is_invented(nowhere: None) -> None:
    """No address or DOI that the file and the build do not have."""
    assert "url" not in CITED
    assert "doi" not in CITED
    for text in (citing.book(), citing.package()):
        assert not re.search("url|doi|http", text)


def test_addresses_of_the_build_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", "https://someone.example/book")
    monkeypatch.setenv("REPOSITORY", "https://github.com/someone/book")
    found = parse_string(citing.book() + citing.package(), "bibtex").entries.values()
    assert [e.fields["url"] for e in found] == [
        "https://someone.example/book",
        "https://github.com/someone/book",
    ]


def test_the_page_has_an_entry_for_every_numbered_chapter() -> None:
    found = entries(soup("chapters/cite")).entries
    numbered = [
        chapter.split("/")[-1] for part in toc.parts() if part.numbered for chapter in part.chapters
    ]
    assert [key.removeprefix("cevns-book:") for key in list(found)[2:]] == numbered
    chapter = found["cevns-book:tmm-matrix"]
    assert chapter.fields["title"] == "{The transition-moment matrix}"
    assert chapter.fields["howpublished"].startswith("Chapter 8 of ")


def test_bibtex_styles_print_the_entries() -> None:
    data = entries(soup("chapters/cite"))
    style = find_plugin("pybtex.style.formatting", "plain")()
    printed = list(style.format_bibliography(data))
    assert len(printed) == len(data.entries)


@pytest.mark.parametrize("name", ["intro", "chapters/tmm-matrix", "chapters/api/inference"])
def test_a_line_at_the_foot(name: str) -> None:
    line = soup(name).select_one(".bd-footer-content p.cite, footer p.cite")
    text = " ".join(line.get_text().split())
    chapter = ", chapter 8" if name.endswith("tmm-matrix") else ""
    title = CITED["preferred-citation"]["title"]
    assert f"The cevns authors, {title}{chapter}, version {cevns.__version__} (2026)." in text
    path, _, anchor = line.a["href"].partition("#")
    page = ((HTML / name).parent / path).resolve()
    assert page == (HTML / "chapters" / "cite.html").resolve()
    if chapter:
        target = soup("chapters/cite").find(id=anchor)
        assert "The transition-moment matrix" in target.get_text()


def test_licences_and_what_is_missing_are_said() -> None:
    text = soup("chapters/cite").select_one("article").get_text()
    assert "BSD 3-Clause" in text
    assert "CC BY 4.0" in text
    if not CITED.get("doi"):
        assert "DOI: none yet." in text
