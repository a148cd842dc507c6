"""Titles in the outline of a PDF of Chromium: what the headings of the page say.

Chromium takes them from what it has laid out. So a heading that it moved to the next sheet stands
there twice, a formula as TeX, and words before and behind a new line as one.
"""

from collections.abc import Iterator
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from pikepdf import Dictionary, Object, Pdf, String
from sphinx_search import printed, tidy

HEADINGS = "h1, h2, h3, h4, h5, h6"


def title(heading: Tag) -> str:
    """Text of a heading, its formulas in the letters they are printed with."""
    parts = (
        printed(str(text).removeprefix(r"\(").removesuffix(r"\)"))
        if text.find_parent(class_="math")
        else str(text)
        for text in heading.find_all(string=True)
    )
    return tidy("".join(parts))


def entries(above: Object) -> Iterator[Dictionary]:
    """Yield what an outline has below an entry, in the order of the sheets."""
    entry = above.get("/First")
    while entry is not None:
        yield entry
        yield from entries(entry)
        entry = entry.get("/Next")


def named(book: bytes, page: str) -> bytes:
    """The print of a page with the outline saying what its headings do.

    Raises
    ------
    ValueError
        if there are not as many headings as entries
    """
    titles = [title(heading) for heading in BeautifulSoup(page, "html.parser").select(HEADINGS)]
    written = BytesIO()
    with Pdf.open(BytesIO(book)) as document:
        for entry, text in zip(entries(document.Root.Outlines), titles, strict=True):
            entry.Title = String(text)
        document.save(written)
    return written.getvalue()
