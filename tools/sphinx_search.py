"""The text of the book for its search, passage by passage: a script that a page loads from a disk.

A passage is a section, a word or a letter of the glossary, a key of a file, or what the reference
says of a name: the address it can be linked by, its heading, its text, and what kind it is.
Formulas stand in it as they are printed, "Λ₁", so that what a reader copies is found, and what is
found can be read. ``assets/search.js`` looks through it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from pylatexenc.latex2text import LatexNodes2Text
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

TEXT = "book-text.js"
DEFINED_IN_TABLES = {"chapters/glossary": "word", "chapters/own-experiment": "key"}
"""Pages where the first cell of a row is what the row explains, and the kind of what it is."""
UNREAD = (nodes.raw, nodes.comment, nodes.image, nodes.target, nodes.title, addnodes.index)
FORMULAS = (nodes.math, nodes.math_block)
LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
HIGH = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass
class Passage:
    """A piece of a page that can be linked to."""

    anchor: str
    heading: str
    kind: str = ""  # "word" that is explained, "name" of the package, "key" of a file
    parts: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)

    def record(self) -> list[str]:
        """Return what the script is given: an excerpt rather shows a sentence than code."""
        text, code = (tidy("".join(parts)) for parts in (self.parts, self.code))
        return [self.anchor, self.heading, text, code, self.kind]


def tidy(text: str) -> str:
    """Leave out accents of vectors and of averages, and all space but one."""
    parts = unicodedata.normalize("NFD", text)
    bare = re.sub(r"(?<=[^A-Za-z])[\u0300-\u036f\u20d0-\u20ff]", "", parts)
    return " ".join(unicodedata.normalize("NFC", bare).split())


@cache
def printed(formula: str) -> str:
    """Write a formula in the letters it is printed with: Λ₁, 10⁻¹⁰, ν_e."""
    text = LatexNodes2Text(math_mode="text").latex_to_text(
        re.sub(r"\\[td]frac", r"\\frac", formula).replace("&", " ")
    )
    text = re.sub(r"_(\d+)", lambda found: found[1].translate(LOW), text)
    return re.sub(r"\^(-?\d+)", lambda found: found[1].translate(HIGH), text)


def as_text(node: nodes.Node) -> str:
    """Return all text of a node as printed."""
    gathered = Passage("", "")
    for _ in gather(node, gathered):
        pass
    return tidy("".join(gathered.parts))


def gather(node: nodes.Node, passage: Passage, rows: str = "") -> Iterator[Passage]:
    """Read a node into a passage; yield those that begin inside, rows of tables as of a kind."""
    if isinstance(node, FORMULAS):
        passage.parts.append(printed(node.astext()))
    elif isinstance(node, nodes.Text):
        passage.parts.append(node.astext())
    elif isinstance(node, nodes.literal_block):
        passage.code.append(f"{node.astext()} ")
        return
    if not isinstance(node, nodes.Element) or isinstance(node, (*UNREAD, *FORMULAS)):
        return
    if not isinstance(node, nodes.Inline):
        passage.parts.append(" ")
    inner = beginning(node, rows)
    if inner is not None:
        yield inner
    for child in node.children:
        if isinstance(child, addnodes.desc_signature | nodes.term) and inner is not None:
            continue  # its heading
        yield from gather(child, inner or passage, rows)
    if not isinstance(node, nodes.Inline):
        passage.parts.append(" ")


def beginning(node: nodes.Element, rows: str) -> Passage | None:
    """Return the passage that begins with a node, if one does."""
    if isinstance(node, nodes.section):
        title = next(iter(node.findall(nodes.title)), nodes.title())
        return Passage(node["ids"][0], heading(title))
    if isinstance(node, addnodes.desc):
        signature = next((s for s in node.findall(addnodes.desc_signature) if s["ids"]), None)
        return signature and Passage(signature["ids"][0], signature["ids"][0], "name")
    if isinstance(node, nodes.definition_list_item):
        term = node.next_node(nodes.term)
        if term is not None and term["ids"]:
            return Passage(term["ids"][0], as_text(term), "word")
    if rows and isinstance(node, nodes.row) and isinstance(node.parent, nodes.tbody):
        section = node
        while not isinstance(section, nodes.section):
            section = section.parent
        return Passage(section["ids"][0], as_text(node[0]), rows)
    return None


def heading(title: nodes.title) -> str:
    """Return a title as printed."""
    gathered = nodes.inline("", "", *(child.deepcopy() for child in title.children))
    return as_text(gathered)


def passages(doctree: nodes.document, page: str) -> list[Passage]:
    """Return the passages of a page in their order."""
    before = Passage("", "")
    found = list(gather(doctree, before, DEFINED_IN_TABLES.get(page, "")))
    return [p for p in found if p.heading]


def keep(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Keep the passages of a page that is written, beside what else is kept of it."""
    if isinstance(doctree, nodes.document) and app.builder.name == "html":
        records = [passage.record() for passage in passages(doctree, pagename)]
        file = kept(app, pagename)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")


def kept(app: Sphinx, page: str) -> Path:
    """Where the passages of a page are kept from build to build."""
    return Path(app.doctreedir) / "passages" / f"{page}.json"


def order(app: Sphinx) -> list[tuple[str, str]]:
    """Return all pages in the order of the book, each with the part that it is in."""
    root = app.config.root_doc
    found = [(root, "")]
    for toctree in app.env.get_doctree(root).findall(addnodes.toctree):
        part = toctree.get("caption") or ""
        for _, page in toctree["entries"]:
            found += [(inner, part) for inner in below(app.env, page)]
    return found


def titled(app: Sphinx, page: str) -> str:
    """Return the title of a page with its number, as in the contents."""
    number = app.env.toc_secnumbers.get(page, {}).get("", ())
    return " ".join([*(f"{n}." for n in number), heading(app.env.titles[page])])


def below(env: BuildEnvironment, page: str) -> Iterator[str]:
    """Yield a page, and those that it contains, in the order of the book."""
    yield page
    for inner in env.toctree_includes.get(page, []):
        yield from below(env, inner)


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the script: every page with its title, its part and its passages."""
    if error is not None or app.builder.name != "html":
        return
    book = [
        {
            "page": app.builder.get_target_uri(page),
            "title": titled(app, page),
            "part": part,
            "passages": json.loads(kept(app, page).read_text(encoding="utf-8")),
        }
        for page, part in order(app)
    ]
    text = json.dumps(book, ensure_ascii=False, separators=(",", ":"))
    (Path(app.outdir) / "_static" / TEXT).write_text(f"window.BOOK={text};\n", encoding="utf-8")


def replace_search(app: Sphinx) -> None:
    """Make no index of words; the page that asks for one is written all the same."""
    if app.builder.name == "html":
        app.builder.search = False  # type: ignore[attr-defined]


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page with the search."""
    if app.builder.name == "html":
        yield "search", {}, "search.html"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    # another way to read passages: pages that were written before are written again
    edition = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    app.add_config_value("passages_edition", edition, "html")
    templates = str(Path(__file__).parent / "templates")
    app.config.templates_path = [*app.config.templates_path, templates]
    app.connect("builder-inited", replace_search)
    app.connect("html-collect-pages", search_page)
    app.connect("html-page-context", keep)
    app.connect("build-finished", write)
    app.add_css_file("search.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
