"""The book joined for print: nothing lost, and every link leads somewhere inside it."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pdf
import pytest
from browser import HTML, ROOT
from browsing import absent, chromium
from bs4 import BeautifulSoup


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    if not (HTML / "intro.html").exists():
        absent("no book: make book")
    return BeautifulSoup(pdf.joined(), "html.parser")


def test_printing_needs_nothing_of_the_tests() -> None:
    """A reader who prints the book need not have pytest."""
    code = "import sys; import pdf; sys.exit('pytest' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT / "tools")


def test_every_page_is_there_in_order(soup: BeautifulSoup) -> None:
    found = [a["id"] for a in soup.select("body > article")]
    assert found == [page.replace("/", "-") for page in pdf.pages()]
    assert len(soup.select("nav.contents a")) == len(found)


def test_links_lead_inside_or_out(soup: BeautifulSoup) -> None:
    names = {element["id"] for element in soup.select("[id]")}
    links = [str(a["href"]) for a in soup.select("a[href]")]
    inner = [link[1:] for link in links if link.startswith("#")]
    assert len(inner) > 1000
    assert [link for link in inner if link not in names] == []
    assert all(link.startswith(("#", "http", "mailto")) for link in links)


def test_anchors_are_unique(soup: BeautifulSoup) -> None:
    names = [str(element["id"]) for element in soup.select("body [id]")]
    # the extension for exercises gives the inside of every box the same name; nothing links to it
    names = [n for n in names if not n.endswith(("--exercise-content", "--solution-content"))]
    assert len(names) == len(set(names))


def test_figures_equations_and_solutions_are_kept(soup: BeautifulSoup) -> None:
    """As many as on the pages; figures are files that exist, solutions are open."""
    pages = [
        BeautifulSoup((HTML / f"{page}.html").read_text("utf-8"), "html.parser").select_one(
            "article.bd-article"
        )
        for page in pdf.pages()
    ]
    for what in ("figure img", ".eqno", ".solution", "table"):
        assert len(soup.select(f"article {what}")) == sum(len(p.select(what)) for p in pages), what
    for image in soup.select("article img[src]"):
        source = str(image["src"])
        assert source.startswith("data:") or Path(source.removeprefix("file://")).exists()
    assert not soup.select(".toggle-hidden, details:not([open]), script[type*='widget']")


def test_typefaces_and_title_are_there(soup: BeautifulSoup) -> None:
    if not pdf.TYPEFACES.exists():
        absent("no typefaces: make lint installs them")
    hrefs = [str(link["href"]) for link in soup.select("link[href]")]
    sheets = [Path(unquote(href.removeprefix("file://"))) for href in hrefs]
    assert len(sheets) == 1 + 3 * 4
    assert all(sheet.exists() for sheet in sheets)
    assert soup.select_one("header.title h1").get_text() == soup.title.get_text()
    parts = [h.get_text() for h in soup.select("nav.contents h2")]
    assert parts == [part for part in pdf.parts() if part]


def test_contents_get_the_page_where_a_chapter_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "pages", lambda: ["one", "two/three"])
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><title>x</title><a href='#one'>1</a><a href='#two-three'>2</a>"
        "<style>article { break-before: page } p { height: 40cm }</style>"
        "<article id='one'><p>long</article><article id='two-three'>short</article>",
        encoding="utf-8",
    )
    with chromium() as browser:
        browser.get(page.as_uri())
        found = pdf.page_numbers(pdf.printed(browser))
    assert found == {"one": 2, "two-three": 4}
