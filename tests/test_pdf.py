"""The book joined for print: nothing lost, and every link leads somewhere inside it."""

import sys
from pathlib import Path

import pytest
from browsing import HTML, ROOT, absent
from bs4 import BeautifulSoup

sys.path.insert(0, str(ROOT / "tools"))
import pdf


@pytest.fixture(scope="module")
def soup() -> BeautifulSoup:
    if not (HTML / "intro.html").exists():
        absent("no book: make book")
    return BeautifulSoup(pdf.joined(), "html.parser")


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
