"""How to cite: entries for BibTeX, and the line at the foot of every page, from ``CITATION.cff``.

What that file does not have (a DOI, an address) no entry has; of addresses, those the book is built
for are used too (`addresses`).
"""

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from addresses import address
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FILE = Path(__file__).resolve().parents[1] / "CITATION.cff"
PAGE = "chapters/cite"
SPECIAL = re.compile(r"(?<!\\)[&%#_]")


@cache
def citation() -> dict[str, Any]:
    """Return what the file says of the package and, as ``preferred-citation``, of the book."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    book, released = found["preferred-citation"], found["date-released"]
    if (str(book["version"]), book["year"]) != (str(found["version"]), released.year):
        raise ValueError(f"{FILE.name}: book and package differ in version or year")
    return found


def authors(cited: dict[str, Any]) -> list[str]:
    """Return names as the file has them, of people and of groups."""
    return [
        a["name"] if "name" in a else f"{a['given-names']} {a['family-names']}"
        for a in cited["authors"]
    ]


def entry(key: str, cited: dict[str, Any], url: str, **more: str) -> str:
    """Write an entry: complete for BibTeX as ``misc``, which asks for no publisher."""
    released = citation()["date-released"]
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in authors(cited)),
        "title": f"{{{cited['title']}}}",
        "year": str(released.year),
        "month": released.strftime("%b").lower(),  # an abbreviation that styles know
        **more,
        "note": f"Version {citation()['version']}",
        "doi": cited.get("doi", ""),
        "url": url,
    }
    lines = [
        f"  {name:12} = {value if name == 'month' else f'{{{value}}}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def site() -> str:
    """Where the book is published; empty if nowhere yet."""
    return address("SITE") or citation().get("url", "")


def sources() -> str:
    """Where the sources are published; empty if nowhere yet."""
    return address("REPOSITORY") or citation().get("repository-code", "")


def book() -> str:
    """Return the entry of the book."""
    cited = citation()["preferred-citation"]
    return entry("cevns-book", cited, site(), howpublished="Executable book")


def package() -> str:
    """Return the entry of this version of the package."""
    key = f"cevns-{citation()['version']}"
    return entry(key, citation(), sources(), howpublished="Python package")


def tex(title: nodes.title) -> str:
    """Return a title as TeX."""
    parts = (
        f"${child.astext()}$"
        if isinstance(child, nodes.math)
        else SPECIAL.sub(lambda found: f"\\{found[0]}", child.astext())
        for child in title.children
    )
    return "".join(parts)


def number(app: Sphinx, page: str) -> str:
    """Return the number of a chapter; none outside the numbered parts."""
    return ".".join(map(str, app.env.toc_secnumbers.get(page, {}).get("", ())))


def chapter(app: Sphinx, page: str) -> str:
    """Return the entry of a chapter."""
    within = citation()["preferred-citation"]
    cited = within | {"title": tex(app.env.titles[page])}
    how = f"Chapter {number(app, page)} of \\emph{{{within['title']}}}"
    return entry(f"cevns-book:{page.split('/')[-1]}", cited, site(), howpublished=how)


def literal(text: str) -> nodes.literal_block:
    """Show an entry."""
    return nodes.literal_block(text, text, language="bibtex")


class chapter_entries(nodes.Element):
    """Stands for the entries of all chapters, until their numbers are known."""


class Bibtex(SphinxDirective):
    """Entries for BibTeX: of the ``book``, of the ``package``, or of all ``chapters``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write them, or keep a place for them."""
        self.env.note_dependency(str(FILE))
        if self.arguments[0] == "chapters":
            return [chapter_entries()]
        return [literal({"book": book, "package": package}[self.arguments[0]]())]


class Published(SphinxDirective):
    """Where this version is to be found, and what it does not have."""

    def run(self) -> list[nodes.Node]:
        """Say so in a paragraph each."""
        self.env.note_dependency(str(FILE))
        found = {
            "Address of the sources": sources(),
            "Address of the book": site(),
            "DOI": citation().get("doi", ""),
        }
        lines = []
        for name, where in found.items():
            target = f"https://doi.org/{where}" if name == "DOI" else where
            text = nodes.paragraph("", f"{name}: " if where else f"{name}: none yet.")
            if where:
                text += nodes.reference("", where, refuri=target)
            lines.append(nodes.list_item("", text))
        return [nodes.bullet_list("", *lines)]


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the entries of all chapters, in their order, where a place was kept for them."""
    for place in list(doctree.findall(chapter_entries)):
        numbered = [p for p in app.env.found_docs if number(app, p)]
        filled = []
        for name in sorted(numbered, key=lambda p: app.env.toc_secnumbers[p][""]):
            shown = literal(chapter(app, name))
            shown["ids"] = [anchor(name)]
            filled.append(shown)
        place.replace_self(filled)


def anchor(page: str) -> str:
    """Return the anchor of the entry of a chapter."""
    return f"cite-{page.split('/')[-1]}"


def foot(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Say at the foot of a page how to cite it, in one line."""
    if PAGE not in app.env.found_docs:
        return
    cited = citation()["preferred-citation"]
    who, title = html.escape(", ".join(authors(cited))), html.escape(cited["title"])
    which = number(app, pagename)
    where = f", chapter {which}" if which else ""
    link = app.builder.get_relative_uri(pagename, PAGE) + (f"#{anchor(pagename)}" if which else "")
    context["theme_extra_footer"] = (
        f'<p class="cite">Cite: {who}, <cite>{title}</cite>{where}, version {cited["version"]} '
        f'({cited["year"]}). <a href="{html.escape(link)}">BibTeX, licences, source</a></p>'
    )


def rewrite(app: Sphinx, _env: object) -> list[str]:
    """Write the page anew whenever any is, for it has the titles of all."""
    return [PAGE] if PAGE in app.env.found_docs else []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_node(chapter_entries)
    app.add_directive("bibtex", Bibtex)
    app.add_directive("published", Published)
    app.connect("doctree-resolved", fill)
    app.connect("env-updated", rewrite)
    app.connect("html-page-context", foot)
    app.add_css_file("cite.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
