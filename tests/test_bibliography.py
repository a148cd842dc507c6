"""The bibliography is in order, and what a page cites cannot be mistaken for something else."""

import re
import unicodedata
from collections import defaultdict

from browser import HTML, PAGES, ROOT
from browsing import absent
from bs4 import BeautifulSoup
from pybtex.database import parse_file
from pybtex.richtext import Text

PAGE = HTML / "chapters" / "bibliography.html"
BIBLIOGRAPHY = ROOT / "references.bib"


def letters(text: str) -> str:
    """Reduce a text, formulas aside, to what it is sorted by and found by."""
    words = unicodedata.normalize("NFD", re.sub(r"\$[^$]*\$", "", text)).casefold()
    return " ".join(re.sub(r"[^a-z\s]", "", words).split())


def test_alphabetical_order() -> None:
    if not PAGE.exists():
        absent("no book: make book")
    page = BeautifulSoup(PAGE.read_text(encoding="utf-8"), "html.parser")
    shown = [letters(entry.get_text()) for entry in page.select("div.citation > p")]
    firsts = {
        letters(source.fields["title"]): letters(
            " ".join(map(str, author.rich_prelast_names + author.rich_last_names))
        )
        for source in parse_file(BIBLIOGRAPHY).entries.values()
        for author in source.persons["author"][:1]
    }
    order = [firsts[max((t for t in firsts if t in entry), key=len)] for entry in shown]
    assert len(order) > 80
    assert order == sorted(order)
    assert order.index("coherent collaboration") < len(order) / 2


def test_titles_print_without_tex() -> None:
    """Greek letters are understood, indices and powers are not: these are letters of their own."""
    titles = [
        str(Text.from_latex(source.fields["title"]))
        for source in parse_file(BIBLIOGRAPHY).entries.values()
    ]
    assert len(titles) > 80
    assert [title for title in titles if set(title) & set("$\\{}^")] == []


def test_a_label_means_one_source() -> None:
    if not PAGES:
        absent("no book: make book")
    meant: dict[str, set[str]] = defaultdict(set)
    for path in PAGES:
        page = BeautifulSoup((HTML / path).read_text(encoding="utf-8"), "html.parser")
        for link in page.select("a.reference.internal[href*='#id']"):
            if link.find_parent(class_="backrefs") is None:
                meant[link.get_text()].add(str(link["href"]).partition("#")[2])
    assert meant["COHERENT Collaboration, 2018a"]
    assert {label: targets for label, targets in meant.items() if len(targets) > 1} == {}
