"""What the book adds to each page: a download of the executed notebook, and metadata for citing."""

import html
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import nbformat
import yaml
from jupyter_cache import get_cache
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]


def _executed(app: Sphinx) -> Path:
    return Path(app.outdir).parent / "jupyter_execute"


def offer_notebook(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell the theme, before it makes its buttons, that the page has a notebook to download."""
    notebook = f"{pagename}.ipynb"
    if doctree is not None and (_executed(app) / notebook).exists():
        context["ipynb_source"] = notebook


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


def copy_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Put the executed notebooks where the theme's button looks for them.

    Those whose outputs came from the cache of the book were written without them.
    """
    if error is None and app.builder.name == "html" and _executed(app).exists():
        cache = get_cache(app.env.mystnb_config.execution_cache_path)
        for path in _executed(app).rglob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            with suppress(KeyError):
                _, notebook = cache.merge_match_into_notebook(notebook)
            target = Path(app.outdir) / "_sources" / path.relative_to(_executed(app))
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, target)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", offer_notebook, priority=400)
    app.connect("html-page-context", describe)
    app.connect("build-finished", copy_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
