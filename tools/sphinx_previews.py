"""What a link to an equation or to a word of the glossary shows before it is followed.

Each page gets a template for every equation and word that it links to, on whatever page they stand,
so that nothing has to be fetched; ``assets/previews.js`` shows them.
"""

import html
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

KINDS = ("equation-", "term-")


def _target(app: Sphinx, pagename: str, link: nodes.reference) -> tuple[str, str, str]:
    """Where a link leads: its address as written in the page, the document and the anchor."""
    address = link["refuri"] if "refuri" in link else f"#{link.get('refid', '')}"
    path, _, anchor = address.partition("#")
    if not path:
        return address, pagename, anchor
    document = posixpath.normpath(posixpath.join(posixpath.dirname(pagename), path))
    return address, document.removesuffix(app.builder.out_suffix), anchor


def _shown(target: nodes.Element) -> nodes.Element:
    """What stands for a target: an equation itself, the definition of a word."""
    if isinstance(target, nodes.term):
        return next(target.parent.findall(nodes.definition))
    return target


def _preview(app: Sphinx, document: str, anchor: str) -> str:
    """HTML of what an anchor names, without links: a preview is looked at, not pressed."""
    doctree = _resolved(app, document)
    found = next(doctree.findall(lambda n: anchor in getattr(n, "attributes", {}).get("ids", ())))
    shown = _shown(found).deepcopy()
    for link in list(shown.findall(nodes.reference)):
        link.replace_self(link.children)
    parts = shown.children if isinstance(shown, nodes.definition) else [shown]
    with _numbers_of(app, document):
        return "".join(app.builder.render_partial(part)["fragment"] for part in parts)


@contextmanager
def _numbers_of(app: Sphinx, document: str) -> Iterator[None]:
    """Number what is written as on its own page: the builder has those of the page it writes."""
    builder: Any = app.builder
    of_page = builder.fignumbers
    builder.fignumbers = app.env.toc_fignumbers.get(document, {})
    try:
        yield
    finally:
        builder.fignumbers = of_page


@cache
def _resolved(app: Sphinx, document: str) -> nodes.document:
    return app.env.get_and_resolve_doctree(document, app.builder)


def add_previews(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Append the templates to the page."""
    if doctree is None or app.builder.name != "html":
        return
    links = (_target(app, pagename, link) for link in doctree.findall(nodes.reference))
    previews = {
        address: (document, anchor)
        for address, document, anchor in links
        if anchor.startswith(KINDS) and document in app.env.found_docs
    }
    context["body"] += "".join(
        f'<template data-preview="{html.escape(address)}">{_preview(app, *target)}</template>\n'
        for address, target in previews.items()
    )


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", add_previews)
    app.add_js_file("previews.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
