"""What the book adds to the head of each page: a description that libraries read.

The front page has a style sheet of its own.
"""

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Put a description of the page into its head, as search engines and libraries read it."""
    if doctree is None:
        return
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    described = {
        "@context": "https://schema.org",
        "@type": "Book" if pagename == app.config.root_doc else "Chapter",
        "name": html.unescape(re.sub(r"<[^>]*>", "", context.get("title", ""))),
        "isPartOf": {"@type": "Book", "name": citation["title"]},
        "author": [{"@type": "Organization", "name": a["name"]} for a in citation["authors"]],
        "version": str(citation["version"]),
        "dateModified": str(citation["date-released"]),
        "keywords": citation["keywords"],
        "inLanguage": "en",
        "learningResourceType": "computational textbook",
    }
    if app.config.html_baseurl:
        described["url"] = urljoin(app.config.html_baseurl, app.builder.get_target_uri(pagename))
    context["metatags"] = context.get("metatags", "") + (
        f'\n<script type="application/ld+json">{json.dumps(described)}</script>'
    )


def dress(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give the front page its style sheet."""
    if pagename == app.config.root_doc:
        app.add_css_file("front.css")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", describe)
    app.connect("html-page-context", dress)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
